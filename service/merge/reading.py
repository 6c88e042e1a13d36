"""What one point says: its meaning-bearing words, and the marks that may turn them round."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from service.merge.tokens import SEPARATORS, Names, starting, tokens_of, with_phrases
from service.merge.words import Words, stem_of

LONGEST = 2000
"""Characters from which a text is no point any more: only the same words say the same."""
Mark = tuple[str, ...]
"""A kind (a reason code of `Difference`) and its values, all text."""

_SIGNS_DROPPED = frozenset(":'`´-*_#~|")  # noqa: RUF001 - a lone accent typed as an apostrophe
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s?([ap])?m?$")
_RELATIONS = frozenset("<>=≤≥→←")
_ARTICLES = frozenset({"a", "an"})
_CURRENCIES = frozenset("€$£")
_TELLING = frozenset({"person", "number", "date", "weekday", "frequency", "direction"})
_CLAUSE_WORDS = frozenset({"and", "but", "or"})


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One point, read. Two points say the same when `content` and `marks` are both equal."""

    content: frozenset[str]
    marks: frozenset[Mark]

    def kinds(self) -> frozenset[str]:
        """The kinds of marks that stand in it."""
        return frozenset(mark[0] for mark in self.marks)


class _Item(NamedTuple):
    """One thing read from left to right: content, a mark, or a break between clauses."""

    kind: str
    value: str
    extra: str = ""


def read(
    text: str,
    words: Words,
    names: Names,
    spelling: Mapping[str, str] | None = None,
) -> Reading:
    """The reading of `text`. `spelling` leads from mistyped words to what they stand for."""
    if len(text) > LONGEST:
        return Reading(content=frozenset([" ".join(text.casefold().split())]), marks=frozenset())
    typed = tokens_of(text, words)
    tokens = with_phrases([(spelling or {}).get(token, token) for token in typed], words)
    items = list(_items(tokens, words, names))
    items = _without_weak(items, words)
    clauses = _clauses(items)
    marks = {mark for clause in clauses for mark in _bound(clause, clauses, words)}
    marks |= set(_ordered(items))
    content = frozenset(item.value for item in items if item.kind == "content")
    if not content or content & _RELATIONS:
        # "Less is more", "calls > mails": with no words to tie them to, only the order tells.
        marks.add(("order", "as written", " ".join(_shown_items(items))))
    if not content and not any(mark[0] in _TELLING for mark in marks):
        # "So be it" is made of fillers alone: only the very same words say the same.
        content = frozenset([" ".join(typed)])
    return Reading(content=content, marks=frozenset(marks))


def _items(tokens: Sequence[str], words: Words, names: Names) -> Iterator[_Item]:
    at = 0
    while at < len(tokens):
        named = starting(tokens, at, names)
        if named is not None:
            taken, person = len(named[0]), f"={named[1]}"
            items = [_Item(kind="person", value=person, extra=_before(tokens, at, words))]
        else:
            taken, items = _measured(tokens, at, words)
            if not taken:
                taken, items = 1, _single(tokens, at, words)
        yield from items
        at += taken


def _before(tokens: Sequence[str], at: int, words: Words) -> str:
    return words.prepositions.get(tokens[at - 1], "") if at else ""


def _measured(tokens: Sequence[str], at: int, words: Words) -> tuple[int, list[_Item]]:
    """What takes several tokens: frequencies and quantities. (tokens taken, items)."""
    first, rest = tokens[at], tokens[at + 1 : at + 4]
    if first in _ARTICLES and _counted(tokens[:at], words):
        first = "per"
    for found in (_every(first, rest, words), _times(first, rest, words)):
        if found is not None:
            return found
    return _amount(first, rest, words) or (0, [])


def _counted(before: Sequence[str], words: Words) -> bool:
    """Whether "a week" means "per week" here: after "30 minutes", "two calls"."""
    if not before or before[-1] in words.fillers or before[-1] in SEPARATORS:
        return False
    number = len(before) > 1 and _number(before[-2], words) is not None
    return number or (before[-1] in words.units and before[-1] not in words.frequency_units)


def _every(first: str, rest: Sequence[str], words: Words) -> tuple[int, list[_Item]] | None:
    """Read "every week", "each Monday", "every 2 weeks"."""
    if first not in {"every", "each", "per"} or not rest:
        return None
    if rest[0] in words.weekdays:
        return 2, [_Item(kind="weekday", value=str(words.weekdays[rest[0]]))]
    number = _number(rest[0], words)
    place = 0 if number is None else 1
    unit = words.frequency_units.get(_singular(rest[place])) if len(rest) > place else None
    if unit is None:
        return None
    return place + 2, [_Item(kind="frequency", value=_joined(number or 1, unit))]


def _times(first: str, rest: Sequence[str], words: Words) -> tuple[int, list[_Item]] | None:
    """Read "once a week", "3 times per month", "4 times": how often, in which unit."""
    number = 1.0 if first == "once" else _number(first, words)
    if number is None or "times" not in words.units:
        return None
    if first != "once":
        if rest[:1] != ["times"]:
            return None
        rest = rest[1:]
    taken = 1 if first == "once" else 2
    unit = None
    if len(rest) > 1 and rest[0] in {*_ARTICLES, "per", "each", "every"}:
        unit = words.frequency_units.get(_singular(rest[1]))
    if unit is not None:
        value = unit if number == 1 else f"{_shown(number)} times {unit}"
        return taken + 2, [_Item(kind="frequency", value=value)]
    value = first if first == "once" else f"{_shown(number)} times"
    return taken, [_Item(kind="frequency", value=value)]


def _amount(first: str, rest: Sequence[str], words: Words) -> tuple[int, list[_Item]] | None:
    """Read "24 hours", "an hour", "30-minute", "5 %" or a bare number."""
    if first in _CURRENCIES and rest and (number := _number(rest[0], words)) is not None:
        return 2, [_Item(kind="number", value=_joined(number, first))]
    number = _number(first, words)
    if first in _ARTICLES and rest and rest[0] in words.units:
        number = 1.0
    if number is None:
        return None
    skip = 1 if rest[:1] == ["-"] else 0
    if len(rest) > skip and rest[skip] in words.units:
        return 2 + skip, [_quantity(number, rest[skip], words)]
    if rest[:1] == ["%"]:
        return 2, [_Item(kind="number", value=_joined(number, "%"))]
    return 1, [_Item(kind="number", value=_shown(number))]


def _single(tokens: Sequence[str], at: int, words: Words) -> Sequence[_Item]:
    """The item that one token is; none for a filler."""
    token = tokens[at]
    if token in SEPARATORS:
        return [_Item(kind="break", value=token)]
    if token[0].isdigit():
        return _digits(token)
    if token in words.months and _is_month(tokens, at, words):
        return [_Item(kind="date", value=f"month {words.months[token]}")]
    if token in words.persons:
        person = words.persons[token]
        return [_Item(kind="person", value=person, extra=_before(tokens, at, words))]
    return _listed(token, words)


@lru_cache(maxsize=20_000)
def _listed(token: str, words: Words) -> tuple[_Item, ...]:
    """The item of a word that stands in one of the lists, or of a meaning-bearing one."""
    found = _marked(token, words)
    if token in _CLAUSE_WORDS and words.stems:
        return (*found, _Item(kind="break", value=token))
    if found or token in words.fillers or token in _SIGNS_DROPPED:
        return tuple(found)
    if "-" in token.strip("-") and words.stems and token not in words.synonyms:
        return tuple(item for part in token.split("-") for item in _listed(part, words))
    return (_Item(kind="content", value=words.canonical(token)),)


def _marked(token: str, words: Words) -> list[_Item]:
    pole = words.poles.get(token) or words.poles.get(stem_of(token) if words.stems else token)
    if pole is not None:
        scale, place = pole
        return [_Item(kind="direction", value=scale, extra=place)]
    lists: tuple[tuple[str, Mapping[str, object]], ...] = (
        ("negation", words.negations),
        ("marker", words.order),
        ("next", words.from_words),
        ("degree", words.modals),
        ("weekday", words.weekdays),
        ("frequency", words.frequencies),
        ("degree", words.degrees),
        ("number", words.ordinals),
    )
    kind, value = next(((k, known[token]) for k, known in lists if token in known), ("", ""))
    return [_Item(kind=kind, value=str(value))] if kind else []


def _digits(token: str) -> list[_Item]:
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", token):
        year, month, day = (int(part) for part in token.split("-"))
        return [
            _Item(kind="number", value=str(day)),
            _Item(kind="date", value=f"month {month}"),
            _Item(kind="number", value=str(year)),
        ]
    if match := _TIME.match(token):
        hour, minute, half = match.groups()
        hours = int(hour) % 12 + (12 if half == "p" else 0) if half else int(hour)
        return [_Item(kind="number", value=f"{hours:02}:{minute or '00'}")]
    return [_Item(kind="number", value=token)]


def _is_month(tokens: Sequence[str], at: int, words: Words) -> bool:
    """Whether "may" and "march" are months here, by what stands beside them."""
    if tokens[at] not in words.doubtful_months:
        return True
    beside = [*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 2]]
    return (
        len(tokens) == 1
        or any(word[0].isdigit() or word in words.ordinals for word in beside)
        or (at > 0 and tokens[at - 1] in words.beside_months)
    )


def _number(token: str, words: Words) -> float | None:
    if token in words.numbers:
        return float(words.numbers[token])
    if not token[:1].isdigit():
        return None
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", token):
        return float(token.replace(",", ""))
    if re.fullmatch(r"\d{1,15}(?:,\d{1,2})?", token):
        return float(token.replace(",", "."))
    return None


def _quantity(number: float, unit: str, words: Words) -> _Item:
    base, factor = words.units[unit]
    return _Item(kind="number", value=_joined(round(number * factor, 3), base))


def _joined(number: float, unit: str) -> str:
    return unit if number == 1 and unit.endswith("ly") else f"{_shown(number)} {unit}"


def _shown(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)


def _singular(word: str) -> str:
    return word.removesuffix("s")


def _without_weak(items: list[_Item], words: Words) -> list[_Item]:
    """Without the words that say little, where others remain that say more."""
    strong = any(i.kind == "content" and i.value not in words.weak for i in items)
    return [i for i in items if not (strong and i.kind == "content" and i.value in words.weak)]


def _clauses(items: Sequence[_Item]) -> list[list[_Item]]:
    found: list[list[_Item]] = [[]]
    for item in items:
        if item.kind in {"break", "marker"}:
            found.append([])
        else:
            found[-1].append(item)
    return [clause for clause in found if clause]


def _bound(clause: list[_Item], clauses: list[list[_Item]], words: Words) -> Iterator[Mark]:
    """The marks of one clause, each tied to the words that it is about.

    Negations, directions and persons are tied to the word after them (else the
    one before); the others to their whole clause where there are several, and
    to the word before where two of a kind stand in one clause.
    """
    several = sum(any(i.kind == "content" for i in c) for c in clauses) > 1
    whole = " ".join(sorted(i.value for i in clause if i.kind == "content")) if several else ""
    kinds = [item.kind for item in clause]
    crowd = sum(i.kind == "person" or i.value in words.roles for i in clause) > 1
    for at, item in enumerate(clause):
        if item.kind in {"negation", "direction"}:
            yield (item.kind, item.value, item.extra, _neighbour(clause, at))
        elif item.kind == "person":
            yield ("person", item.value, item.extra, _after(clause, at))
        elif item.kind == "next":
            following = clause[at + 1].value if at + 1 < len(clause) else ""
            yield ("order", item.value, following)
        elif item.kind in {"number", "date", "weekday", "frequency", "degree"}:
            near = _prior(clause, at) if kinds.count(item.kind) > 1 else ""
            yield (item.kind, item.value, whole, near)
        elif item.value in words.roles and crowd:
            yield ("order", item.value, _after(clause, at))


def _neighbour(clause: list[_Item], at: int) -> str:
    return _after(clause, at) or _prior(clause, at)


def _after(clause: list[_Item], at: int) -> str:
    return next((i.value for i in clause[at + 1 :] if i.kind == "content"), "")


def _prior(clause: list[_Item], at: int) -> str:
    return next((i.value for i in reversed(clause[:at]) if i.kind == "content"), "")


def _ordered(items: Sequence[_Item]) -> Iterator[Mark]:
    """For each before, after, if, than …: what follows it. "B after A" reads as "A before B"."""
    places = [at for at, item in enumerate(items) if item.kind == "marker"]
    for at, following in pairwise([*places, len(items)]):
        marker = items[at].value
        main, under = list(items[:at]), list(items[at + 1 : following])
        if not any(i.kind != "break" for i in main):
            comma = next((n for n, i in enumerate(under) if i.value == ","), None)
            if comma is None:
                # Nothing says where the condition ends, so only the same order says the same.
                yield ("order", marker, " ".join(_shown_items(under)))
                continue
            main, under = under[comma:], under[:comma]
        if marker == "after":
            marker, under = "before", main
        yield ("order", marker, _gist(under))


def _gist(items: Sequence[_Item]) -> str:
    return " ".join(sorted(set(_shown_items(items))))


def _shown_items(items: Sequence[_Item]) -> list[str]:
    return [f"{i.value}{i.extra}" for i in items if i.kind not in {"break", "marker"}]
