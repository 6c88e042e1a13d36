"""Goals matched by title, with everybody's milestones, dates and owners for each."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from service.answers import Goal
from service.merge.dates import dates_differ
from service.merge.lines import Reader, gather, line_of
from service.merge.reading import Reading
from service.merge.results import GoalRow, Line, MergedGoal, Source
from service.merge.tokens import SEPARATORS, split

EVERYBODY = "everybody"
_QUARTER = frozenset({"q", "early", "late"})


@dataclass(frozen=True, kw_only=True)
class GivenGoal:
    """A goal and whose it is."""

    author: str
    goal: Goal
    late: bool = False

    def source(self, text: str) -> Source:
        """`text` under this author's name."""
        return Source(author=self.author, text=text, late=self.late)


def merge_goals(given: Sequence[GivenGoal], reader: Reader) -> list[MergedGoal]:
    """One goal a title, the most shared first."""
    lines = gather((g.source(g.goal.title) for g in given), reader)
    readings = {source.text: read.reading for read in lines for source in read.line.sources}
    by_reading: dict[Reading, list[GivenGoal]] = {}
    for one in given:
        by_reading.setdefault(readings[one.goal.title], []).append(one)
    return [_merged(read.line, by_reading[read.reading], reader) for read in lines]


def _merged(line: Line, given: Sequence[GivenGoal], reader: Reader) -> MergedGoal:
    owned = [g for g in given if _owner(g, reader)]
    dates = _grouped(given, "by", lambda g: _date(g, reader), reader)
    owners = _grouped(owned, "who", lambda g: _owner(g, reader), reader)
    reasons = []
    readings = {_date(g, reader) for g in given if g.goal.by}
    if any(dates_differ(a, b) for a, b in combinations(readings, 2)):
        reasons.append("date")
    if len(owners) > 1:
        reasons.append("owner")
    return MergedGoal(
        title=line.text,
        sources=line.sources,
        rows=tuple(
            GoalRow(
                author=g.author,
                goal=g.goal,
                owners=_named(g, reader),
                owned=g in owned,
                due=_due(g, reader),
                late=g.late,
            )
            for g in given
        ),
        milestones=tuple(
            read.line
            for read in gather(
                (g.source(g.goal.milestone) for g in given if g.goal.milestone), reader
            )
        ),
        dates=dates,
        owners=owners,
        unowned=not owned,
        reasons=tuple(reasons),
    )


def _named(given: GivenGoal, reader: Reader) -> tuple[str, ...]:
    """The ids of the owners, where all that is written there are known people."""
    if reader.read(given.goal.who, given.author).content:
        return ()
    owners = _owner(given, reader) & set(reader.order)
    return tuple(sorted(owners, key=reader.place))


def _due(given: GivenGoal, reader: Reader) -> str:
    """The date with the word for "by" before it, where that reads well."""
    by = given.goal.by
    words = reader.words(by, given.author)
    first = next(iter(split(by)), "")
    dated = any(mark[0] == "date" for mark in reader.read(by, given.author).marks)
    plain = dated and (first[:1].isdigit() or first in words.months or first in _QUARTER)
    fits = plain or first in words.due_after or first in words.weekdays
    due = words.due_day if first[:1].isdigit() else words.due
    return f"{due} {by}" if fits and due else by


def _grouped(
    given: Iterable[GivenGoal], field: str, key: Callable[[GivenGoal], Hashable], reader: Reader
) -> tuple[Line, ...]:
    groups: dict[Hashable, list[Source]] = {}
    for one in given:
        if text := getattr(one.goal, field):
            groups.setdefault(key(one), []).append(one.source(text))
    lines = [line_of(sources, reader) for sources in groups.values()]
    return tuple(sorted(lines, key=lambda line: -line.count))


def _date(given: GivenGoal, reader: Reader) -> frozenset[tuple[str, ...]]:
    """What a date says: its parts, or its words where it has none ("some day")."""
    reading = reader.read(given.goal.by, given.author)
    marks = {
        (mark[0], " ".join(mark[1:3]) if mark[0] == "direction" else mark[1])
        for mark in reading.marks
        if mark[0] not in {"order", "person"}
    }
    return frozenset(marks or {("content", word) for word in reading.content})


def _owner(given: GivenGoal, reader: Reader) -> frozenset[str]:
    """Who is named as owner: ids where they are known; empty where it is nobody."""
    named = set(split(given.goal.who)) - SEPARATORS
    reading = reader.read(given.goal.who, given.author)
    words = reader.words(given.goal.who, given.author)
    nobody = words.unowned & named or "negation" in reading.kinds()
    if nobody or not any(letter.isalnum() for letter in given.goal.who):
        return frozenset()
    people = {_person(mark[1], given.author) for mark in reading.marks if mark[0] == "person"}
    if people >= set(reader.order) or named <= words.fillers:
        return frozenset([EVERYBODY])
    return frozenset(people or reading.content or named)


def _person(value: str, author: str) -> str:
    return author if value == "I" else value.removeprefix("=")
