"""What the answers to a review come to: what all keep, where wordings differ, what to let go."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from service.answers import Answer, Reply
from service.questions import Question
from service.reviews.asking import CLAUSE_PREFIX, GOAL_PREFIX, KEEP

CHANGE, RETIRE = "change", "retire"
SETTLED = frozenset({"done", "dropped"})
"""The states of a goal that is asked no more."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """Words and the id of who wrote them; without words, that they chose so."""

    author: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class ClauseOutcome:
    """One clause, as it stood in the form, and what each person said of it."""

    key: str
    heading: str
    current: str
    keep: tuple[Said, ...] = ()
    change: tuple[Said, ...] = ()
    """With how it should read, where they wrote it."""
    retire: tuple[Said, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether all who said anything keep it."""
        return bool(self.keep) and not self.change and not self.retire

    @property
    def retired(self) -> bool:
        """Whether all who said anything would let it go."""
        return bool(self.retire) and not self.keep and not self.change

    @property
    def wordings(self) -> tuple[Said, ...]:
        """Each different wording that was proposed, under its first author."""
        by_text = {said.text: said for said in reversed(self.change) if said.text}
        return tuple(said for said in self.change if by_text.get(said.text) == said)

    @property
    def proposal(self) -> str | None:
        """How the next draft reads: empty where it goes; None where people must settle it."""
        if self.retired:
            return ""
        if len(self.wordings) == 1 and not self.retire:
            return self.wordings[0].text
        return None


@dataclass(frozen=True, kw_only=True)
class GoalOutcome:
    """One goal or milestone, the states that people see it in, each with whose it is."""

    key: str
    title: str
    line: str
    states: tuple[tuple[str, tuple[Said, ...]], ...] = ()

    @property
    def state(self) -> str:
        """The one state that all who said anything see it in; empty where they differ."""
        return self.states[0][0] if len(self.states) == 1 else ""


@dataclass(frozen=True, kw_only=True)
class ReviewOutcome:
    """All clauses and goals of a review, in the order of the form."""

    answered: tuple[str, ...] = ()
    """The ids of those who replied."""
    clauses: tuple[ClauseOutcome, ...] = ()
    goals: tuple[GoalOutcome, ...] = ()

    @property
    def kept(self) -> tuple[ClauseOutcome, ...]:
        """What all keep."""
        return tuple(c for c in self.clauses if c.kept)

    @property
    def retired(self) -> tuple[ClauseOutcome, ...]:
        """What all would let go."""
        return tuple(c for c in self.clauses if c.retired)

    @property
    def open(self) -> tuple[ClauseOutcome, ...]:
        """What somebody would change or let go, and not all would let go."""
        return tuple(c for c in self.clauses if (c.change or c.retire) and not c.retired)

    @property
    def changed(self) -> bool:
        """Whether anybody wants any clause to be other than it is."""
        return any(c.change or c.retire for c in self.clauses)

    @property
    def settled(self) -> frozenset[str]:
        """The lines of the goals that are done or dropped."""
        return frozenset(g.line for g in self.goals if g.state in SETTLED)


def review_outcome(questions: Sequence[Question], replies: Iterable[Reply]) -> ReviewOutcome:
    """What the replies come to; whoever may not read what is for the coach only gives the shared.

    The order of the replies does not matter.
    """
    latest = {r.person: r for r in sorted(replies, key=lambda r: r.sent_at)}
    in_order = [latest[person] for person in sorted(latest)]
    given: dict[str, list[tuple[str, Answer]]] = {}
    for reply in in_order:
        for answer in reply.answers:
            given.setdefault(answer.question, []).append((reply.person, answer))
    return ReviewOutcome(
        answered=tuple(r.person for r in in_order),
        clauses=tuple(
            _clause(q, given.get(q.key, [])) for q in questions if q.key.startswith(CLAUSE_PREFIX)
        ),
        goals=tuple(
            _goal(q, given.get(q.key, [])) for q in questions if q.key.startswith(GOAL_PREFIX)
        ),
    )


def _clause(question: Question, given: Sequence[tuple[str, Answer]]) -> ClauseOutcome:
    return ClauseOutcome(
        key=question.key.removeprefix(CLAUSE_PREFIX),
        heading=question.heading,
        current=question.current,
        keep=tuple(_chose(given, KEEP)),
        change=tuple(_chose(given, CHANGE)),
        retire=tuple(_chose(given, RETIRE)),
    )


def _goal(question: Question, given: Sequence[tuple[str, Answer]]) -> GoalOutcome:
    states = ((value, tuple(_chose(given, value))) for value, _label in question.options)
    return GoalOutcome(
        key=question.key,
        title=question.heading,
        line=question.current,
        states=tuple((value, said) for value, said in states if said),
    )


def _chose(given: Sequence[tuple[str, Answer]], value: str) -> Iterator[Said]:
    for person, answer in given:
        # Who writes a wording and chooses nothing would have it read so.
        choice = answer.choice or (CHANGE if answer.text.strip() else None)
        if choice == value:
            yield Said(author=person, text=answer.text.strip())
