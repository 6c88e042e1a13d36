"""What one point says: its meaning-bearing words, and the marks that may turn them round."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from service.merge.dates import Item, with_dates
from service.merge.items import items_of
from service.merge.tokens import LONGEST, Names, tokens_of, with_phrases
from service.merge.words import Words

Mark = tuple[str, ...]
"""A kind (a reason code of `Difference`) and its values, all text."""

PERSON = "@"
"""Stands before people in what a mark says of the order of things."""
_RELATIONS = frozenset("<>=≤≥→←")
_PLACED = frozenset({"turn"})
"""Scales on which it matters which word is first, even where there is one such word alone."""
_NAMING = frozenset({"content", "number", "frequency", "weekday", "date", "person"})
_NOBODY: frozenset[str] = frozenset()
_FREE = frozenset({"degree", "number", "date", "weekday", "frequency"})
_TELLING = frozenset({"person", "number", "date", "weekday", "frequency", "direction"})


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One point, read. Two points say the same when `content` and `marks` are both equal."""

    content: frozenset[str]
    marks: frozenset[Mark]

    def kinds(self) -> frozenset[str]:
        """The kinds of marks that stand in it."""
        return frozenset(mark[0] for mark in self.marks)


@dataclass(frozen=True, kw_only=True)
class Known:
    """The people whose names are read."""

    names: Names
    """Those who take part."""
    strangers: frozenset[str] = frozenset()
    """Others, each by one token."""


def read(
    text: str,
    words: Words,
    known: Known,
    spelling: Mapping[str, str] | None = None,
    itself: frozenset[str] = frozenset(),
) -> Reading:
    """The reading of `text`.

    `spelling` leads from mistyped words to what they stand for; `itself` are
    persons that are left out, since all that is compared is about them.
    """
    if len(text) > LONGEST:
        return as_it_stands(text)
    typed = tokens_of(text, words)
    tokens = with_phrases([(spelling or {}).get(token, token) for token in typed], words)
    items = with_dates(items_of(tokens, words, known.names))
    if itself:
        items = [i for i in items if i.kind != "person" or i.value not in itself]
    items = _without_one(_without_weak(items, words))
    clauses = _clauses(items)
    several = sum(any(i.kind == "content" for i in clause) for clause in clauses) > 1
    named = _NOBODY
    if known.strangers:
        named = frozenset(words.canonical(token) for token in known.strangers.intersection(tokens))
    marks = {m for clause in clauses for m in _bound(clause, words, named, several=several)}
    marks |= set(_ordered(items))
    if words.object_articles:
        marks |= set(_objects(tokens, items, words, named))
    content = frozenset(item.value for item in items if item.kind == "content")
    if not content or content & _RELATIONS:
        # "Less is more", "calls > mails": with no words to tie them to, only the order tells.
        marks.add(("order", "as written", _as_written(items)))
    if not content and not any(mark[0] in _TELLING for mark in marks):
        # "So be it" is made of fillers alone: only the very same words say the same.
        content = frozenset([" ".join(typed)])
    return Reading(content=content, marks=frozenset(marks))


def as_it_stands(text: str) -> Reading:
    """A reading that only the same words have."""
    return Reading(content=frozenset([" ".join(text.casefold().split())]), marks=frozenset())


def _without_weak(items: list[Item], words: Words) -> list[Item]:
    """Without the words that say little, where others remain that say more."""
    strong = any(i.kind == "content" and i.value not in words.weak for i in items)
    return [i for i in items if not (strong and i.kind == "content" and i.value in words.weak)]


def _without_one(items: list[Item]) -> list[Item]:
    """Without the one in "one call a week", which is a weekly call."""
    return [
        item
        for at, item in enumerate(items)
        if item != Item(kind="number", value="1")
        or not any(later.kind == "frequency" for later in items[at + 1 : at + 3])
    ]


def _objects(
    tokens: Sequence[str], items: Sequence[Item], words: Words, named: frozenset[str]
) -> Iterator[Mark]:
    """Whom something is done to, where the article tells it and more than one is named."""
    if sum(i.kind == "person" or i.value in words.roles or i.value in named for i in items) > 1:
        for article, noun in pairwise(tokens):
            if article in words.object_articles and words.canonical(noun) in words.roles:
                yield ("order", "whom", words.canonical(noun))


def _clauses(items: Sequence[Item]) -> list[list[Item]]:
    found: list[list[Item]] = [[]]
    for item in items:
        if item.kind in {"break", "marker"}:
            found.append([])
        else:
            found[-1].append(item)
    return [clause for clause in found if clause]


def _bound(
    clause: list[Item], words: Words, named: frozenset[str], *, several: bool
) -> Iterator[Mark]:
    """The marks of one clause, each tied to the words that it is about.

    `several` says whether other clauses bear meaning too.
    Negations, directions and persons are tied to the word after them (else the
    one before); the others to their whole clause where there are several, and
    to the word before where two of a kind stand in one clause.
    """
    whole = " ".join(sorted(i.value for i in clause if i.kind == "content")) if several else ""
    kinds = [_crowding(item) for item in clause]
    alone = not several and sum(i.kind == "direction" for i in clause) == 1
    crowd = sum(i.kind == "person" or i.value in words.roles for i in clause) > 1
    meeting = bool(named) and _meeting(clause, words, named)
    for at, item in enumerate(clause):
        if item.kind == "direction" and alone and item.value not in _PLACED:
            yield (item.kind, item.value, item.extra, "")
        elif item.kind in {"negation", "direction"}:
            yield (item.kind, item.value, item.extra, _neighbour(clause, at))
        elif item.kind == "person":
            # Where "ich" and "mich" tell who acts, it may stand before the verb or after it.
            either = words.objects and item.value in {"I", "you"}
            near = (_neighbour if either else _after)(clause, at)
            yield ("person", item.value, item.extra, near)
        elif item.kind == "next":
            following = clause[at + 1].value if at + 1 < len(clause) else ""
            yield ("order", item.value, following)
        elif item.kind in {"number", "date", "weekday", "frequency", "degree"}:
            near = _prior(clause, at) if kinds.count(kinds[at]) > 1 else ""
            yield (item.kind, item.value, whole, near)
        elif (item.value in words.roles and (crowd or meeting)) or (
            meeting and item.value in named
        ):
            yield ("order", item.value, _after(clause, at))


def _meeting(clause: Sequence[Item], words: Words, named: frozenset[str]) -> bool:
    """Whether somebody who takes no part meets another, so that their order matters."""
    others = frozenset() if words.noun_capitals else words.roles
    return sum(i.value in named or i.value in others for i in clause) > 1


def _crowding(item: Item) -> str:
    """What two of must be told apart; day, month and year of one date need not be."""
    return item.value.split()[0] if item.kind == "date" else item.kind


def _neighbour(clause: list[Item], at: int) -> str:
    return _after(clause, at) or _prior(clause, at)


def _after(clause: list[Item], at: int) -> str:
    return next((i.value for i in clause[at + 1 :] if i.kind == "content"), "")


def _prior(clause: list[Item], at: int) -> str:
    return next((i.value for i in reversed(clause[:at]) if i.kind == "content"), "")


def _ordered(items: Sequence[Item]) -> Iterator[Mark]:
    """For each before, after, if, than …: what follows it. "B after A" reads as "A before B"."""
    places = [at for at, item in enumerate(items) if item.kind == "marker"]
    for at, following in pairwise([*places, len(items)]):
        marker = items[at].value
        main, under = list(items[:at]), list(items[at + 1 : following])
        if not any(i.kind != "break" for i in main):
            comma = _end(items[at], under)
            if comma is None:
                # Nothing says where the condition ends, so only the same order says the same.
                yield ("order", marker, " ".join(_shown_items(under)))
                continue
            main, under = under[comma:], under[:comma]
        if marker == "after":
            marker, under = "before", main
        yield ("order", marker, _gist(under))


def _end(marker: Item, under: Sequence[Item]) -> int | None:
    """Where the condition that a clause begins with ends: at a comma, or after its noun."""
    if marker.extra != "short":
        return next((n for n, i in enumerate(under) if i.value == ","), None)
    kinds = [item.kind for item in under]
    last = next((n for n, kind in enumerate(kinds) if kind in _NAMING), None)
    while last is not None and kinds[last : last + 2] == ["date", "date"]:
        last += 1
    return None if last is None else last + 1


def _gist(items: Sequence[Item]) -> str:
    return " ".join(sorted(set(_shown_items(items))))


def _as_written(items: Sequence[Item]) -> str:
    """All in its order; one of each ("45 minutes at most") says the same in any."""
    kinds = [item.kind for item in items if item.kind != "break"]
    free = len(set(kinds)) == len(kinds) and _FREE.issuperset(kinds)
    return _gist(items) if free else " ".join(_shown_items(items))


def _shown_items(items: Sequence[Item]) -> list[str]:
    return [
        f"{PERSON if i.kind == 'person' else ''}{i.value}{i.extra}"
        for i in items
        if i.kind not in {"break", "marker"}
    ]
