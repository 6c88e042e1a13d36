"""What the sample mails tell of answers."""

from service.agreement import Clause, Version
from service.answers import Goal
from service.merge import (
    ChoiceCount,
    Comparison,
    Difference,
    GoalRow,
    Line,
    Merge,
    MergedGoal,
    MergedQuestion,
    Scale,
    ScaleValue,
    Source,
)
from service.preview.cast import TALK
from service.questions import Kind
from service.reviews import ClauseOutcome, GoalOutcome, ReviewOutcome, Said


def review() -> ReviewOutcome:
    """One clause that both keep, one with two wordings, one that both would let go; a goal."""

    def both(*texts: str) -> tuple[Said, ...]:
        return tuple(Said(author=f"p{n}", text=text) for n, text in enumerate(texts, 1))

    return ReviewOutcome(
        answered=("p1", "p2"),
        clauses=(
            ClauseOutcome(key="being", heading="Day to day", current="Kind", keep=both("", "")),
            ClauseOutcome(
                key="contact",
                heading="How we stay in contact",
                current="A call each Monday",
                change=both("A call each Tuesday at ten", "A call each Friday"),
            ),
            ClauseOutcome(
                key="needs",
                heading="What this relationship needs",
                current="A plan",
                retire=both("", "We have one now"),
            ),
        ),
        goals=(
            GoalOutcome(
                key="goal_1",
                title="Open",
                line="Open — by 10 January, Ada",
                states=(
                    ("on_way", (Said(author="p1"),)),
                    ("moved", (Said(author="p2", text="to March"),)),
                ),
            ),
        ),
    )


def happened() -> Merge:
    """What was written before an extra review."""
    return Merge(
        questions=(
            MergedQuestion(
                key="what_happened",
                section="happened",
                kind=Kind.POINTS,
                answered=("p1",),
                lines=(_line("The builder left on Monday", "p1"),),
            ),
            MergedQuestion(
                key="served",
                section="happened",
                kind=Kind.CHOICE,
                answered=("p1",),
                choices=(ChoiceCount(value="yes", label="Yes", authors=("p1",)),),
                texts=(Source(author="p1", text="It helped to read it at once."),),
            ),
        ),
        answered=("p1",),
    )


def version() -> Version:
    """The second version, of two clauses."""
    return Version(
        number=2,
        clauses=(
            Clause(
                key="contact",
                section="relationship",
                heading="How we stay in contact",
                text="A call each Monday at ten\nAn answer within a day",
            ),
            Clause(
                key="when_success",
                section="relationship",
                heading="When we succeed",
                text="We stop for an hour and say so",
            ),
        ),
        proposed_by="p1",
        proposed_at=TALK,
        signers=("p1", "p2"),
    )


def merge() -> Merge:
    """A small result that has something of everything."""
    weekly, monthly = _line("A call each week", "p1"), _line("A call each month", "p2")
    return Merge(
        questions=(
            MergedQuestion(
                key="purpose",
                section="roles",
                kind=Kind.POINTS,
                answered=("p1", "p2"),
                lines=(
                    _line("Bring the new site to life by spring", "p1", "p2"),
                    _line("Learn from each other", "p2"),
                ),
                distance=0.1,
            ),
            MergedQuestion(
                key="goals",
                section="roles",
                kind=Kind.GOALS,
                answered=("p1",),
                goals=(
                    MergedGoal(
                        title="First customers",
                        sources=(Source(author="p1", text="First customers"),),
                        rows=(GoalRow(author="p1", goal=Goal(title="First customers")),),
                        unowned=True,
                    ),
                ),
                distance=0.3,
            ),
            MergedQuestion(
                key="contact",
                section="relationship",
                kind=Kind.POINTS,
                answered=("p1", "p2"),
                lines=(weekly, monthly),
                differences=(Difference(one=weekly, other=monthly, reasons=("frequency",)),),
                distance=0.8,
            ),
            MergedQuestion(
                key="trust",
                section="relationship",
                kind=Kind.SCALE,
                answered=("p1", "p2"),
                scale=Scale(
                    values=(ScaleValue(number=6, author="p1"), ScaleValue(number=8, author="p2")),
                    low=6,
                    high=8,
                    mean=7.0,
                    spread=2,
                ),
                distance=0.2,
            ),
        ),
        comparisons=(
            Comparison(
                mine="my_part",
                theirs="your_part",
                person="p2",
                only_others=(_line("Speaks with the customers", "p1"),),
            ),
        ),
        answered=("p1", "p2"),
    )


def wish_for_change() -> MergedQuestion:
    """A clause that one would keep and the other change."""
    return MergedQuestion(
        key="clause_contact",
        section="clauses",
        kind=Kind.CHOICE,
        answered=("p1", "p2"),
        choices=(
            ChoiceCount(value="keep", label="Keep", authors=("p1",)),
            ChoiceCount(value="change", label="Change", authors=("p2",)),
        ),
        texts=(Source(author="p2", text="A call each Tuesday at ten", late=True),),
        distance=0.6,
    )


def _line(text: str, *authors: str) -> Line:
    return Line(text=text, sources=tuple(Source(author=a, text=text) for a in authors))
