"""Dates in a point: however they are written, the same day reads the same."""

from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

_CENTURY = range(2000, 2100)
_LEAP_OR_NOT = 2027
"""A common year: the end of February without a year is the 28th."""
_QUARTERS = range(1, 5)
_DAYS = range(1, 32)
_THIRDS = {"start": range(1, 11), "middle": range(10, 22)}


class Item(NamedTuple):
    """One thing read from left to right: content, a mark, or a break between clauses."""

    kind: str
    value: str
    extra: str = ""


def with_dates(items: Sequence[Item]) -> list[Item]:
    """The items with every day, month and year as one date each, "end of May" as 31 May."""
    if not any(item.kind in {"date", "number"} for item in items):
        return list(items)
    found: list[Item] = []
    at = 0
    while at < len(items):
        month, length = _month(items, at)
        if month:
            at = _date(items, at + length, month, found)
        elif _number(items, at) in _CENTURY:
            found += _whole_year(items[at].value, found)
            at += 1
        else:
            found.append(items[at])
            at += 1
    return found


def dates_differ(one: Collection[tuple[str, ...]], other: Collection[tuple[str, ...]]) -> bool:
    """Whether two dates cannot be the same. Each is (kind, value) pairs, as read.

    A vaguer one ("May", "Q2", "mid May") holds a more exact one; "some day" and
    "autumn" are compared with their like alone.
    """
    if not all(any(kind == "date" for kind, _ in date) for date in (one, other)):
        dated = any(kind == "date" for date in (one, other) for kind, _ in date)
        return not dated and not (set(one) <= set(other) or set(other) <= set(one))
    a, b = _spans(one), _spans(other)
    if any(a[unit] and b[unit] and not a[unit] & b[unit] for unit in ("day", "month", "year")):
        return True
    rest = [{mark for mark in date if mark[0] not in {"date", "degree"}} for date in (one, other)]
    return not (rest[0] <= rest[1] or rest[1] <= rest[0])


def _spans(date: Iterable[tuple[str, ...]]) -> dict[str, set[int]]:
    """The days, months and years that a date may mean; none where it does not say."""
    found: dict[str, set[int]] = {"day": set(), "month": set(), "year": set()}
    for kind, value in date:
        unit, _, number = value.partition(" ")
        if kind == "date" and unit == "quarter":
            found["month"] |= {3 * int(number) - 2, 3 * int(number) - 1, 3 * int(number)}
        elif kind == "date":
            found[unit].add(int(number))
        elif kind == "degree" and value in _THIRDS:
            found["day"] |= set(_THIRDS[value])
    return found


def _date(items: Sequence[Item], at: int, months: range, found: list[Item]) -> int:
    """Puts the date that ends before `at` behind `found`; says where to read on."""
    day = 0
    ends = _is_end(found)
    if ends:
        found.pop()
    elif len(months) == 1 and _number(found, -1) in _DAYS:
        day = int(found.pop().value)
    elif len(months) == 1 and _number(items, at) in _DAYS:
        day, at = int(items[at].value), at + 1
    comma = 1 if at < len(items) and items[at].value == "," else 0
    year = _number(items, at + comma)
    if year in _CENTURY:
        at += comma + 1
    else:
        year = 0
    if ends:
        day = monthrange(year or _LEAP_OR_NOT, months[-1])[1]
        months = months[-1:]
    found += _parts(day, months, year)
    return at


def _parts(day: int, months: range, year: int) -> Iterator[Item]:
    if day:
        yield Item(kind="date", value=f"day {day}")
    named = f"month {months[0]}" if len(months) == 1 else f"quarter {months[-1] // 3}"
    yield Item(kind="date", value=named)
    if year:
        yield Item(kind="date", value=f"year {year}")


def _whole_year(year: str, found: list[Item]) -> Iterable[Item]:
    if not _is_end(found):
        return [Item(kind="date", value=f"year {year}")]
    found.pop()
    return _parts(31, range(12, 13), int(year))


def _month(items: Sequence[Item], at: int) -> tuple[range, int]:
    """The months that an item names, and how many items that takes; none for others."""
    item = items[at]
    if item.kind == "date" and item.value.startswith("month "):
        month = int(item.value.removeprefix("month "))
        return range(month, month + 1), 1
    quarter = _number(items, at + 1)
    if item == Item(kind="content", value="q") and quarter in _QUARTERS:
        return range(3 * quarter - 2, 3 * quarter + 1), 2
    return range(0), 0


def _number(items: Sequence[Item], at: int) -> int:
    """The whole number that stands there by itself; -1 for anything else."""
    if not -len(items) <= at < len(items):
        return -1
    item = items[at]
    plain = item.kind == "number" and item.value.isascii() and item.value.isdigit()
    return int(item.value) if plain and len(item.value) <= len("2027") else -1


def _is_end(found: Sequence[Item]) -> bool:
    return bool(found) and found[-1] == Item(kind="degree", value="end")
