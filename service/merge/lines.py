"""Points as lines: near-same ones as one, those that differ side by side."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from operator import itemgetter
from typing import Any

from service.answers import Reply
from service.merge.conflicts import KINDS, Stand, conflict, stand
from service.merge.reading import Known, Reading, as_it_stands, read
from service.merge.results import Difference, Line, Source
from service.merge.spelling import slips
from service.merge.strangers import strangers
from service.merge.tokens import LONGEST, Names, name_words, split, vocabulary
from service.merge.tongues import Tongues, tell
from service.merge.words import LISTED, Words, words_for
from service.participants import Person

ALIKE = 0.5
"""Share of meaning-bearing words in common from which two lines are about one thing."""
_JOINING = frozenset(",;&/+")
MOST_READ = 1000
"""Points of one person for one question that are read; a form holds fewer, unless in bad faith."""
MOST_PARTS = 8
"""Things named in one breath that are looked for one by one."""
MOST_BESIDE = 40
"""Lines by the same people with the same word that another is held against."""
MOST_COMPARED = 1_000_000
"""Pairs looked at for one question; the lines that most people said come first."""
MOST_BITS = 4000
"""Words of one question for which each point is a number with a bit for each of them."""
MOST_DIFFERENCES = 40
"""Pairs shown per question; a page with more is read by nobody."""


@dataclass(frozen=True, kw_only=True)
class Reader:
    """All that reading needs in one merge: the languages, the people and the slips."""

    tongues: Tongues
    order: Mapping[str, int]
    """Person id → place, by which everything is put in order."""
    known: Known
    spelling: Mapping[str, str] = field(default_factory=dict)

    def words(self, text: str, author: str | None) -> Words:
        """The word list by which `text` is read."""
        return self.tongues.of(text, author)

    def read(self, text: str, author: str | None, itself: frozenset[str] = frozenset()) -> Reading:
        """What `text` says; `itself` are the persons that it goes without saying speak here."""
        words = self.words(text, author)
        return read(text, words, self.known, self.spelling if words.slips else {}, itself)

    def readings(self, said: Iterable[tuple[str | None, str]]) -> dict[str, Reading]:
        """What each text says. `said` are the (author, text) pairs of one question.

        Of a person's points the first `MOST_READ` are read; those after them are
        one only with the same words, so that nobody's thousands hold up a merge.
        """
        counts: Counter[str | None] = Counter()
        found: dict[str, Reading] = {}
        rest = []
        for author, text in said:
            counts[author] += 1
            if counts[author] > MOST_READ:
                rest.append(text)
            elif text not in found:
                found[text] = self.read(text, author)
        return {**{text: as_it_stands(text) for text in rest}, **found}

    def parts(self, text: str, author: str | None, itself: frozenset[str]) -> list[Reading]:
        """What each thing says that is named in one breath: "the car and the bicycles".

        Empty where there is one alone. Only for points in which no mark turns a part round.
        """
        words = self.words(text, author)
        if len(text) > LONGEST:
            return []
        pieces: list[list[str]] = [[]]
        for word in split(text):
            if word in words.also or word in _JOINING:
                pieces.append([])
            else:
                pieces[-1].append(word)
        named = [" ".join(piece) for piece in pieces if piece]
        if not 1 < len(named) <= MOST_PARTS:
            return []
        return [read(name, words, self.known, {}, itself) for name in named]

    def place(self, person: str | None) -> int:
        """Where a person stands in every list; people without a name stand last."""
        return len(self.order) if person is None else self.order[person]


@dataclass(frozen=True, kw_only=True)
class ReadLine:
    """A line and what it says."""

    line: Line
    reading: Reading


def reader_for(people: Sequence[Person], replies: Sequence[Reply]) -> Reader:
    """The reader for all of one merge."""
    others = sorted({r.person for r in replies} - {p.id for p in people})
    order = {person: place for place, person in enumerate([*(p.id for p in people), *others])}
    names = _names(people)
    said = [
        (reply.person, text)
        for reply in sorted(replies, key=lambda r: order[r.person])
        for text in _texts(reply)
    ]
    tongues = tell(said, {p.id: p.language for p in people})
    parts = frozenset(part for rows in names.values() for name, _ in rows for part in name)
    typed = (
        word
        for author, text in said
        if len(text) <= LONGEST and tongues.of(text, author).slips
        for word in vocabulary(text)
    )
    return Reader(
        tongues=tongues,
        order=order,
        known=Known(names=names, strangers=strangers(said, tongues) - parts),
        spelling=slips(typed, parts),
    )


def gather(sources: Iterable[Source], reader: Reader) -> list[ReadLine]:
    """The sources as lines, the most agreed first, then in the order of people and of writing."""
    sources = list(sources)
    groups: dict[Reading, list[Source]] = {}
    readings = reader.readings((source.author, source.text) for source in sources)
    for source in sources:
        groups.setdefault(readings[source.text], []).append(source)
    found = [
        ReadLine(line=line_of(group, reader, personal=_personal(reading)), reading=reading)
        for reading, group in groups.items()
    ]
    return sorted(found, key=lambda r: -r.line.count)


def line_of(sources: Sequence[Source], reader: Reader, *, personal: bool = False) -> Line:
    """One line over its sources; it speaks in the words used most, else in the shortest."""
    ordered = sorted(sources, key=lambda s: (reader.place(s.author), s.late))
    uses = Counter(source.text for source in ordered)
    text = min(uses, key=lambda t: (-uses[t], len(t), t))
    return Line(text=text, sources=tuple(ordered), personal=personal)


def differing(lines: Sequence[ReadLine], people: Sequence[str]) -> list[Difference]:
    """Every pair of lines about one thing, by different people, that do not say the same."""
    authors = [read.line.authors for read in lines]
    stands = [stand(r.reading, a, people) for r, a in zip(lines, authors, strict=True)]
    counts = [len(found) for found in authors]
    found = []
    for one, other in sorted(_alike(stands, [frozenset(found) for found in authors])):
        reasons = conflict(stands[one], stands[other])
        if reasons:
            said = (-min(counts[one], counts[other]), -counts[one] - counts[other])
            pair = Difference(one=lines[one].line, other=lines[other].line, reasons=reasons)
            found.append((said, pair))
    found.sort(key=itemgetter(0))
    return [pair for _, pair in found]


def _personal(reading: Reading) -> bool:
    return any(mark[:2] == ("person", "I") for mark in reading.marks)


def _texts(reply: Reply) -> Iterator[str]:
    """All that is matched with what others wrote."""
    for answer in reply.answers:
        yield from answer.points
        for goal in answer.goals:
            yield from filter(None, (goal.title, goal.milestone, goal.by, goal.who))


def _names(people: Sequence[Person]) -> Names:
    """Full names, and first names that are one person's alone and no plain word."""
    full = [(name_words(p.name), p.id) for p in people if name_words(p.name)]
    firsts = Counter(name[0] for name, _ in full)
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, person in full:
        rows = found.setdefault(name[0], [])
        rows.append((name, person))
        if firsts[name[0]] == 1 and not _plain_word(name[0]):
            rows.append((name[:1], person))
    return {
        first: tuple(sorted(rows, key=lambda r: (-len(r[0]), r))) for first, rows in found.items()
    }


def _plain_word(word: str) -> bool:
    return any(
        word in known
        for words in map(words_for, LISTED)
        for known in (
            *(words.fillers, words.modals, words.months),
            *(words.poles, words.order, words.degrees),
        )
    )


def _alike(
    stands: Sequence[Stand], speakers: Sequence[frozenset[str]]
) -> Iterator[tuple[int, int]]:
    """Index pairs of lines by different people that share enough words and may differ.

    Two sets that have a share of their words in common have one of the rarest
    words of each in common (prefix filtering), so that most pairs are never looked at.
    Nor is a person's own line held against another of theirs, nor against more
    than some of another's about the same: thousands would take hours.
    """
    uses = Counter(word for found in stands for word in found.content)
    contents = [found.content or frozenset([""]) for found in stands]
    words, count = _countable(contents)
    sizes = [len(content) for content in contents]
    masks = [sum(1 << KINDS.index(kind) for kind in found.kinds) for found in stands]
    denied = 1 << KINDS.index("negation")
    index: dict[str, dict[int, list[int]]] = {}
    beside: Counter[tuple[str, frozenset[str]]] = Counter()
    looked_at = 0
    for at, content in enumerate(contents):
        rare = sorted(content, key=lambda w: (uses[w], w))
        prefix = rare[: len(rare) - ceil(ALIKE * len(rare)) + 1]
        mine, said, size, authors = masks[at], words[at], sizes[at], speakers[at]
        nearby: set[int] = set()
        for places in (index[word] for word in prefix if word in index):
            for theirs, near in places.items():
                if mine & theirs or (mine | theirs) & denied:
                    nearby.update(near)
        looked_at += len(nearby)
        if looked_at > MOST_COMPARED:
            return
        for other in nearby:
            common = count(said & words[other])
            if common >= ALIKE * (size + sizes[other] - common) and not (
                authors <= speakers[other] or speakers[other] <= authors  # each has their own
            ):
                yield other, at
        for word in prefix:
            beside[word, authors] += 1
            if beside[word, authors] <= MOST_BESIDE:
                index.setdefault(word, {}).setdefault(mine, []).append(at)


def _countable(contents: Sequence[frozenset[str]]) -> tuple[Sequence[Any], Callable[[Any], int]]:
    """The sets of words, and what counts the words of `one & other`.

    As numbers with a bit for each word they are soon counted; not where there
    are so many words that the numbers would be long.
    """
    places = {word: place for place, word in enumerate(frozenset[str]().union(*contents))}
    if len(places) > MOST_BITS:
        return contents, len
    return [sum(1 << places[word] for word in content) for content in contents], int.bit_count
