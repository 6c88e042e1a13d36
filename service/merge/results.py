"""What a merge is. Values only; people stand in it by their ids, reasons by codes."""

from dataclasses import dataclass
from functools import cached_property

from service.answers import Goal
from service.questions import Kind


@dataclass(frozen=True, kw_only=True)
class Source:
    """Exact words and whose they are; `author` is None where they are shown without a name."""

    author: str | None
    text: str
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Line:
    """One point, in the words of one of its sources, with everybody's words for it.

    `personal` says that its authors speak of themselves ("I need quiet mornings").
    """

    text: str
    sources: tuple[Source, ...]
    personal: bool = False

    @cached_property
    def authors(self) -> tuple[str, ...]:
        """The ids of those who said it, each once."""
        return tuple(dict.fromkeys(s.author for s in self.sources if s.author is not None))

    @property
    def count(self) -> int:
        """How many people said it."""
        return len(self.authors)

    @property
    def late(self) -> bool:
        """Whether it is there because of late replies alone."""
        return all(source.late for source in self.sources)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Two lines about one thing that do not say the same.

    `reasons` are codes: negation, number, unit, date, weekday, frequency,
    person, direction, degree, order, owner.
    """

    one: Line
    other: Line
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class GoalRow:
    """A goal just as one author wrote it.

    `owners` are the ids, where `who` names people alone; `owned` says whether it
    names anybody ("somebody" does not). `due` is `by` as it reads in a sentence.
    """

    author: str
    goal: Goal
    owners: tuple[str, ...] = ()
    owned: bool = False
    due: str = ""
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class MergedGoal:
    """One goal with everybody's milestones, dates and owners for it, each distinct one a line.

    `sources` are the titles as they were written; `rows` what each author
    wrote in full. `reasons` say where they differ: date, owner.
    """

    title: str
    sources: tuple[Source, ...]
    rows: tuple[GoalRow, ...]
    milestones: tuple[Line, ...] = ()
    dates: tuple[Line, ...] = ()
    owners: tuple[Line, ...] = ()
    unowned: bool = False
    reasons: tuple[str, ...] = ()

    @property
    def authors(self) -> tuple[str, ...]:
        """The ids of those who named it, each once."""
        return tuple(dict.fromkeys(s.author for s in self.sources if s.author is not None))

    @property
    def count(self) -> int:
        """How many people named it."""
        return len(self.authors)


@dataclass(frozen=True, kw_only=True)
class ScaleValue:
    """One number; `author` is None in groups of three or more."""

    number: int
    author: str | None = None


@dataclass(frozen=True, kw_only=True)
class Scale:
    """All numbers, lowest first. `spread` is highest minus lowest."""

    values: tuple[ScaleValue, ...]
    low: int
    high: int
    mean: float
    spread: int


@dataclass(frozen=True, kw_only=True)
class ChoiceCount:
    """One option, its label, and who chose it."""

    value: str
    label: str
    authors: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many chose it."""
        return len(self.authors)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a question is worth talking about.

    Codes: negation, number, unit, date, weekday, frequency, person, direction,
    degree, order (pairs of lines that differ so); date_of_goal, owner_of_goal,
    unowned_goal; gap (expected and not taken on), untold (taken on and not
    expected); blind_spot, hidden (qualities that only others, only the person
    see); spread, low (scale); split, wording (choice); single (points that one alone
    made); missing (people who left it open). `count` is how many; for spread
    and low it is the number on the scale.
    """

    code: str
    count: int = 1
    about: str | None = None
    """The id of the person whom it concerns."""


@dataclass(frozen=True, kw_only=True)
class MergedQuestion:
    """All answers to one question (about one person, where it is asked per person).

    `key` is the question's. `answered` are the ids of those who answered.
    `lines` come with the most agreed first. `texts` are free texts and the
    remarks and reasons given with a number or a choice. `differences` holds
    the most telling pairs, `more_differences` counts those left out.
    `distance` is 0 (one mind) to 1 (far apart).
    """

    key: str
    section: str
    kind: Kind
    about: str | None = None
    answered: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    differences: tuple[Difference, ...] = ()
    more_differences: int = 0
    goals: tuple[MergedGoal, ...] = ()
    scale: Scale | None = None
    choices: tuple[ChoiceCount, ...] = ()
    texts: tuple[Source, ...] = ()
    distance: float = 0.0
    reasons: tuple[Reason, ...] = ()

    @property
    def shared(self) -> tuple[Line, ...]:
        """The lines that two or more people said."""
        return tuple(line for line in self.lines if line.count > 1)

    @property
    def single(self) -> tuple[Line, ...]:
        """The lines that one person alone said."""
        return tuple(line for line in self.lines if line.count == 1)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What one person says of themselves (`mine`) against what others say of them (`theirs`).

    `mine` and `theirs` are question keys: my_qualities and your_qualities,
    my_part and your_part, best_in_me and best_in_you. For parts, `only_others`
    is the gap: expected, and not taken on.
    """

    mine: str
    theirs: str
    person: str
    both: tuple[Line, ...] = ()
    only_own: tuple[Line, ...] = ()
    only_others: tuple[Line, ...] = ()
    own_answered: bool = False
    others_answered: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Merge:
    """The whole result, in the order of the questions and the people."""

    questions: tuple[MergedQuestion, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    answered: tuple[str, ...] = ()
    """The ids of those whose replies are in it."""
    late: tuple[str, ...] = ()
    """The ids of those who replied late."""

    def about(self, key: str) -> tuple[MergedQuestion, ...]:
        """All that was merged for one question key: one, or one per person it is about."""
        return tuple(question for question in self.questions if question.key == key)

    def compared(self, mine: str) -> tuple[Comparison, ...]:
        """The comparisons of one question about oneself, one per person."""
        return tuple(found for found in self.comparisons if found.mine == mine)


@dataclass(frozen=True, kw_only=True)
class AgendaItem:
    """A question to talk about, for how many minutes, and why."""

    question: str
    minutes: int
    reasons: tuple[Reason, ...]
