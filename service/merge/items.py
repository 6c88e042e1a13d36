"""What stands in a point, read from left to right: words that bear meaning, and marks."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from service.merge.dates import Item
from service.merge.tokens import SEPARATORS, Names, starting
from service.merge.words import CURRENCIES, Words

_SIGNS_DROPPED = frozenset("¿¡:'`´-*_#~|")  # noqa: RUF001 - a lone accent typed as an apostrophe
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s?([ap])?m?$")
_AS_OFTEN = {"7 daily": "weekly", "3 monthly": "quarterly", "12 monthly": "yearly"}
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})?$")


def items_of(tokens: Sequence[str], words: Words, names: Names) -> list[Item]:
    """The items that the tokens are, fillers left out."""
    found: list[Item] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        taken, items = 0, list[Item]()
        if token in names and (named := starting(tokens, at, names)):
            taken, person = len(named[0]), f"={named[1]}"
            items = [Item(kind="person", value=person, extra=_before(tokens, at, words))]
        elif token in words.measuring or token[0].isdigit():
            taken, items = _measured(tokens, at, words)
        found += items if taken else _single(tokens, at, words)
        at += taken or 1
    return found


def _before(tokens: Sequence[str], at: int, words: Words) -> str:
    return words.prepositions.get(tokens[at - 1], "") if at else ""


def _case(tokens: Sequence[str], at: int, words: Words) -> str:
    """What tells who does and who gets it, where it is not the order of the words."""
    if tokens[at] in words.doubtful_persons:
        return " ".join(tokens)  # she, they or you: only the same words say the same
    return _before(tokens, at, words) or ("whom" if tokens[at] in words.objects else "")


def _measured(tokens: Sequence[str], at: int, words: Words) -> tuple[int, list[Item]]:
    """What takes several tokens: frequencies and quantities. (tokens taken, items)."""
    first, rest = tokens[at], tokens[at + 1 : at + 5]
    if first in words.per and _counted(tokens[:at], words):
        first, *_ = words.every
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


def _every(first: str, rest: Sequence[str], words: Words) -> tuple[int, list[Item]] | None:
    """Read "every week", "each Monday", "every 2 weeks"."""
    if first not in words.every or not rest:
        return None
    if rest[0] in words.weekdays:
        return 2, [Item(kind="weekday", value=str(words.weekdays[rest[0]]))]
    number = _number(rest[0], words)
    place = 0 if number is None else 1
    unit = _frequency_unit(rest[place], words) if len(rest) > place else None
    if unit is None:
        return None
    often = _joined(number or 1, unit)
    return place + 2, [Item(kind="frequency", value=_AS_OFTEN.get(often, often))]


def _times(first: str, rest: Sequence[str], words: Words) -> tuple[int, list[Item]] | None:
    """Read "once a week", "3 times per month", "4 times": how often, in which unit."""
    once = first in words.once
    number = 1.0 if once else _number(first, words)
    at = 1 if rest[:1] == ["-"] else 0  # "3-mal"
    if number is None or not (once or (len(rest) > at and rest[at] in words.times)):
        return None
    rest = rest if once else rest[at + 1 :]
    taken = 1 if once else 2 + at
    unit = None
    if len(rest) > 1 and (rest[0] in words.per or rest[0] in words.every):
        unit = _frequency_unit(rest[1], words)
    if unit is not None:
        value = unit if number == 1 else f"{_shown(number)} times {unit}"
        return taken + 2, [Item(kind="frequency", value=value)]
    value = "once" if once else f"{_shown(number)} times"
    return taken, [Item(kind="frequency", value=value)]


def _amount(first: str, rest: Sequence[str], words: Words) -> tuple[int, list[Item]] | None:
    """Read "24 hours", "an hour", "30-minute", "5 %" or a bare number."""
    if first in CURRENCIES and rest and (number := _number(rest[0], words)) is not None:
        return 2, [Item(kind="number", value=_joined(number, first))]
    number = _number(first, words)
    if first in words.one and rest and rest[0] in words.units:
        number = 1.0
    if number is None:
        return None
    skip = 1 if rest[:1] == ["-"] else 0
    if len(rest) > skip and rest[skip] in words.units:
        return 2 + skip, [_quantity(number, rest[skip], words)]
    if rest[:1] == ["%"] or (rest and rest[0] in CURRENCIES):
        return 2, [Item(kind="number", value=_joined(number, rest[0]))]
    return 1, [Item(kind="number", value=_shown(number))]


def _single(tokens: Sequence[str], at: int, words: Words) -> Sequence[Item]:
    """The item that one token is; none for a filler."""
    token = tokens[at]
    if token in SEPARATORS:
        return [Item(kind="break", value=token)]
    if token[0].isdigit():
        return _digits(token)
    if token in words.months and _is_month(tokens, at, words):
        return [Item(kind="date", value=f"month {words.months[token]}")]
    if token in words.persons:
        return [Item(kind="person", value=words.persons[token], extra=_case(tokens, at, words))]
    return _listed(token, words)


@lru_cache(maxsize=20_000)
def _listed(token: str, words: Words) -> tuple[Item, ...]:
    """The item of a word that stands in one of the lists, or of a meaning-bearing one."""
    found = _marked(token, words)
    if token in words.clause_words:
        return (*found, Item(kind="break", value=token))
    if found or token in words.fillers or token in _SIGNS_DROPPED:
        return tuple(found)
    if "-" in token.strip("-") and words.stem and token not in words.synonyms:
        return tuple(item for part in token.split("-") for item in _listed(part, words))
    return (Item(kind="content", value=words.canonical(token)),)


def _marked(token: str, words: Words) -> list[Item]:
    if token in words.poles:
        scale, place = words.poles[token]
        return [Item(kind="direction", value=scale, extra=place)]
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
    if kind:
        short = "short" if token in words.short_markers else ""
        return [Item(kind=kind, value=str(value), extra=short)]
    pole = words.pole_stems.get(words.stem(token) if words.stem else token)
    return [Item(kind="direction", value=pole[0], extra=pole[1])] if pole else []


def _digits(token: str) -> list[Item]:
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", token):
        year, month, day = token.split("-")
        return _full_date(day, month, year)
    if match := _DOTTED.match(token):
        day, month, year = match.groups()
        return _full_date(day, month, year)
    if match := _TIME.match(token):
        hour, minute, half = match.groups()
        hours = int(hour) % 12 + (12 if half == "p" else 0) if half else int(hour)
        return [Item(kind="number", value=f"{hours:02}:{minute or '00'}")]
    return [Item(kind="number", value=token)]


def _full_date(day: str, month: str, year: str | None) -> list[Item]:
    found = [
        Item(kind="number", value=str(int(day))),
        Item(kind="date", value=f"month {int(month)}"),
    ]
    if year:
        # "27" is short for 2027.
        found.append(Item(kind="number", value=f"20{year}"[-len("2027") :]))
    return found


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
    if words.points_group_digits and re.fullmatch(r"\d{1,3}(?:\.\d{3})+", token):
        return float(token.replace(".", ""))
    if not token[:1].isdigit():
        return None
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", token):
        return float(token.replace(",", ""))
    if re.fullmatch(r"\d{1,15}(?:,\d{1,2})?", token):
        return float(token.replace(",", "."))
    return None


def _quantity(number: float, unit: str, words: Words) -> Item:
    base, factor = words.units[unit]
    return Item(kind="number", value=_joined(round(number * factor, 3), base))


def _joined(number: float, unit: str) -> str:
    return unit if number == 1 and unit.endswith("ly") else f"{_shown(number)} {unit}"


def _shown(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)


def _frequency_unit(word: str, words: Words) -> str | None:
    return words.frequency_units.get(word) or words.frequency_units.get(word.removesuffix("s"))
