"""Points as lines: near-same ones as one, those that differ side by side."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from service.answers import Reply
from service.merge.reading import Mark, Reading, name_words, read, vocabulary
from service.merge.results import Difference, Line, Source
from service.merge.spelling import slips
from service.merge.words import Words
from service.participants import Person

ALIKE = 0.5
"""Share of meaning-bearing words in common from which two lines are about one thing."""
MOST_DIFFERENCES = 40
"""Pairs shown per question; a page with more is read by nobody."""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """All that reading needs in one merge: the words, the people and the slips."""

    words: Words
    order: Mapping[str, int]
    """Person id → place, by which everything is put in order."""
    names: Mapping[tuple[str, ...], str]
    spelling: Mapping[str, str] = field(default_factory=dict)

    def read(self, text: str) -> Reading:
        """What `text` says."""
        return read(text, self.words, self.names, self.spelling)

    def place(self, person: str | None) -> int:
        """Where a person stands in every list; people without a name stand last."""
        return len(self.order) if person is None else self.order[person]


@dataclass(frozen=True, kw_only=True)
class ReadLine:
    """A line and what it says."""

    line: Line
    reading: Reading


def reader_for(people: Sequence[Person], replies: Sequence[Reply], words: Words) -> Reader:
    """The reader for all of one merge."""
    others = sorted({r.person for r in replies} - {p.id for p in people})
    order = {person: place for place, person in enumerate([*(p.id for p in people), *others])}
    names = _names(people, words)
    texts = [
        t
        for reply in replies
        for a in reply.answers
        for t in (*a.points, *(g.title for g in a.goals))
    ]
    known = frozenset(part for name in names for part in name)
    typed = (word for text in texts for word in vocabulary(text))
    spelling = slips(typed, known) if words.stems else {}
    return Reader(words=words, order=order, names=names, spelling=spelling)


def gather(sources: Iterable[Source], reader: Reader) -> list[ReadLine]:
    """The sources as lines, the most agreed first, then in the order of people and of writing."""
    groups: dict[Reading, list[Source]] = {}
    readings: dict[str, Reading] = {}
    for source in sources:
        if source.text not in readings:
            readings[source.text] = reader.read(source.text)
        groups.setdefault(readings[source.text], []).append(source)
    found = [
        ReadLine(line=replace(line_of(group, reader), personal=_personal(reading)), reading=reading)
        for reading, group in groups.items()
    ]
    return sorted(found, key=lambda r: -r.line.count)


def line_of(sources: Sequence[Source], reader: Reader) -> Line:
    """One line over its sources; it speaks in the words used most, else in the shortest."""
    ordered = sorted(sources, key=lambda s: (reader.place(s.author), s.late))
    uses = Counter(source.text for source in ordered)
    text = min(uses, key=lambda t: (-uses[t], len(t), t))
    return Line(text=text, sources=tuple(ordered))


def differing(lines: Sequence[ReadLine]) -> list[Difference]:
    """Every pair of lines about one thing, by different people, that do not say the same."""
    found = []
    for one, other in sorted(_alike(lines)):
        reasons = conflict(lines[one].reading, lines[other].reading)
        if reasons and _by_different(lines[one].line, lines[other].line):
            pair = Difference(one=lines[one].line, other=lines[other].line, reasons=reasons)
            found.append(pair)
    return sorted(
        found, key=lambda d: (-min(d.one.count, d.other.count), -d.one.count - d.other.count)
    )


def conflict(one: Reading, other: Reading) -> tuple[str, ...]:
    """Reason codes for which two readings about one thing do not say the same."""
    same_words = one.content == other.content
    reasons = []
    mine, theirs = _by_kind(one.marks), _by_kind(other.marks)
    for kind in ("number", "date", "weekday", "frequency", "direction", "degree", "order"):
        a, b = mine.get(kind, set()), theirs.get(kind, set())
        if a and b and (a != b if same_words else _values(a) != _values(b)):
            reasons.append(_unit_or(kind, a, b))
    if mine.get("negation", set()) != theirs.get("negation", set()):
        reasons.insert(0, "negation")
    if same_words and _differ(mine.get("person", set()), theirs.get("person", set())):
        reasons.append("person")
    return tuple(dict.fromkeys(reasons))


def _personal(reading: Reading) -> bool:
    return any(mark[:2] == ("person", "I") for mark in reading.marks)


def _names(people: Sequence[Person], words: Words) -> dict[tuple[str, ...], str]:
    """Full names, and first names that are one person's alone and no plain word."""
    full = {name_words(p.name): p.id for p in people if name_words(p.name)}
    firsts = Counter(name[:1] for name in full)
    short = {
        name[:1]: person
        for name, person in full.items()
        if firsts[name[:1]] == 1 and not _plain_word(name[0], words)
    }
    return {**short, **full}


def _plain_word(word: str, words: Words) -> bool:
    lists = (words.fillers, words.modals, words.months, words.poles, words.order, words.degrees)
    return any(word in known for known in lists)


def _alike(lines: Sequence[ReadLine]) -> Iterator[tuple[int, int]]:
    """Index pairs of lines that share enough words and may differ.

    Two sets that have a share of their words in common have one of the rarest
    words of each in common (prefix filtering), so that most pairs are never looked at.
    """
    uses = Counter(word for line in lines for word in line.reading.content)
    index: dict[str, list[int]] = {}
    for at, line in enumerate(lines):
        content = line.reading.content or frozenset([""])
        rare = sorted(content, key=lambda w: (uses[w], w))
        prefix = rare[: len(rare) - ceil(ALIKE * len(rare)) + 1]
        candidates = {other for word in prefix for other in index.get(word, ())}
        for other in candidates:
            theirs = lines[other].reading.content or frozenset([""])
            common = len(content & theirs)
            if common >= ALIKE * (len(content) + len(theirs) - common):
                yield other, at
        for word in prefix:
            index.setdefault(word, []).append(at)


def _by_different(one: Line, other: Line) -> bool:
    """Whether each is said by somebody who does not say the other."""
    mine, theirs = set(one.authors), set(other.authors)
    return bool(mine - theirs) and bool(theirs - mine)


def _by_kind(marks: Iterable[Mark]) -> dict[str, set[Mark]]:
    found: dict[str, set[Mark]] = {}
    for mark in marks:
        found.setdefault(mark[0], set()).add(mark)
    return found


def _values(marks: Iterable[Mark]) -> set[tuple[str, ...]]:
    """What marks say, without the words they are tied to."""
    return {m[1:3] if m[0] in {"direction", "order"} else m[1:2] for m in marks}


def _unit_or(kind: str, one: Iterable[Mark], other: Iterable[Mark]) -> str:
    if kind != "number":
        return kind
    units = [{m[1].partition(" ")[2] for m in marks} for marks in (one, other)]
    return "number" if units[0] == units[1] else "unit"


def _differ(one: set[Mark], other: set[Mark]) -> bool:
    return bool(one) and bool(other) and one != other
