"""What the invented people wrote, as it is read side by side."""

from service.answers import Goal
from service.merge import (
    AgendaItem,
    Comparison,
    Difference,
    GoalRow,
    Line,
    Merge,
    MergedGoal,
    MergedQuestion,
    Reason,
    Scale,
    ScaleValue,
    Source,
)
from service.questions import Kind
from service.reviews import ClauseOutcome, GoalOutcome, ReviewOutcome, Said


def line(text: str, *sources: tuple[str, str]) -> Line:
    """A line of the draft, and who wrote what in it."""
    return Line(
        text=text,
        sources=tuple(Source(author=a, text=t) for a, t in sources)
        or (Source(author="p1", text=text),),
    )


def mine(text: str, who: str = "p1") -> Line:
    """A line that one person wrote."""
    return line(text, (who, text))


MONDAY = mine("A short call every Monday")
DAILY = mine("A short call every morning", "p2")
TRUST = Scale(
    values=(ScaleValue(number=5, author="p2"), ScaleValue(number=8, author="p1")),
    low=5,
    high=8,
    mean=6.5,
    spread=3,
)
MERGE = Merge(
    answered=("p1", "p2"),
    late=("p2",),
    questions=(
        MergedQuestion(
            key="purpose",
            section="roles",
            kind=Kind.POINTS,
            answered=("p1", "p2"),
            lines=(
                line(
                    "To bring the spring launch to its first hundred customers",
                    ("p1", "To bring the spring launch to its first hundred customers"),
                    ("p2", "Get the first 100 customers for the spring launch"),
                ),
                mine("To learn from each other on the way"),
            ),
        ),
        MergedQuestion(
            key="goals",
            section="roles",
            kind=Kind.GOALS,
            answered=("p1", "p2"),
            goals=(
                MergedGoal(
                    title="Open the shop page",
                    sources=(
                        Source(author="p1", text="Open the shop page"),
                        Source(author="p2", text="Shop page open"),
                    ),
                    rows=(
                        GoalRow(
                            author="p1",
                            goal=Goal(
                                title="Open the shop page",
                                milestone="Texts ready",
                                by="end of May",
                                who="Ada",
                            ),
                        ),
                        GoalRow(
                            author="p2", goal=Goal(title="Shop page open", by="mid June", who="Ben")
                        ),
                    ),
                    milestones=(mine("Texts ready"),),
                    dates=(mine("end of May"), mine("mid June", "p2")),
                    owners=(mine("Ada"), mine("Ben", "p2")),
                    reasons=("date", "owner"),
                ),
                MergedGoal(
                    title="Ten interviews with customers",
                    sources=(Source(author="p2", text="Ten interviews with customers", late=True),),
                    rows=(
                        GoalRow(
                            author="p2", goal=Goal(title="Ten interviews with customers"), late=True
                        ),
                    ),
                    unowned=True,
                ),
            ),
            distance=0.7,
        ),
        MergedQuestion(
            key="my_part",
            section="roles",
            kind=Kind.POINTS,
            answered=("p1",),
            lines=(mine("the plan"),),
        ),
        MergedQuestion(
            key="contact",
            section="relationship",
            kind=Kind.POINTS,
            answered=("p1", "p2"),
            lines=(MONDAY, DAILY, mine("An answer within one working day", "p2")),
            differences=(Difference(one=MONDAY, other=DAILY, reasons=("frequency",)),),
            more_differences=1,
            distance=0.6,
        ),
        MergedQuestion(
            key="trust",
            section="relationship",
            kind=Kind.SCALE,
            answered=("p1", "p2"),
            scale=TRUST,
            texts=(Source(author="p2", text="We are new to each other.", late=True),),
        ),
        MergedQuestion(key="risks", section="relationship", kind=Kind.POINTS),
    ),
    comparisons=(
        Comparison(
            mine="my_part",
            theirs="your_part",
            person="p1",
            both=(line("The plan", ("p1", "The plan"), ("p2", "Planning")),),
            only_own=(mine("Telling the board"),),
            only_others=(mine("Deciding which customers we take on", "p2"),),
            own_answered=True,
            others_answered=("p2",),
        ),
        Comparison(
            mine="my_part",
            theirs="your_part",
            person="p2",
            both=(mine("The design", "p2"),),
            own_answered=True,
            others_answered=("p1",),
        ),
        Comparison(
            mine="my_qualities",
            theirs="your_qualities",
            person="p2",
            both=(mine("Patience", "p2"),),
            only_others=(mine("Humour"),),
            own_answered=True,
            others_answered=("p1",),
        ),
    ),
)
AGENDA = (
    AgendaItem(
        question="goals",
        minutes=20,
        reasons=(Reason(code="date_of_goal"), Reason(code="unowned_goal", count=1)),
    ),
    AgendaItem(
        question="contact",
        minutes=15,
        reasons=(Reason(code="frequency"), Reason(code="single", count=2)),
    ),
    AgendaItem(question="my_part", minutes=15, reasons=(Reason(code="gap", count=1, about="p1"),)),
    AgendaItem(question="trust", minutes=10, reasons=(Reason(code="spread", count=3),)),
)


def said(*texts: str) -> tuple[Said, ...]:
    """What each said of a clause or a goal, in turn."""
    return tuple(Said(author=f"p{n}", text=text) for n, text in enumerate(texts, 1))


CAME_TO = ReviewOutcome(
    answered=("p1", "p2"),
    clauses=(
        ClauseOutcome(key="being", heading="Day to day", current="Kind", keep=said("", "It helps")),
        ClauseOutcome(
            key="contact",
            heading="How we stay in contact",
            current="A call every Monday.",
            change=said("A call every Tuesday.", ""),
        ),
        ClauseOutcome(
            key="needs",
            heading="What this relationship needs",
            current="A plan",
            retire=said("", "We have it"),
        ),
    ),
    goals=(
        GoalOutcome(
            key="goal_1",
            title="Open the shop",
            line="Open the shop — by 10 January",
            states=(("on_way", said("")), ("moved", said("", "to March")[1:])),
        ),
        GoalOutcome(key="goal_2", title="Hire", line="Hire", states=(("done", said("", "")),)),
    ),
)
