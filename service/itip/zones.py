"""VTIMEZONEs that every calendar expands to the same instants (RFC 5545 §3.6.5).

A zone whose clocks follow one rule from the event's time on is written with
RRULEs, made from the POSIX footer of its tzdata file (RFC 8536 §3.3). Where
other changes come first (Morocco's Ramadan, a government's new law), each of
them is an observance of its own with a single DTSTART: lists of RDATEs are
expanded differently by ical.js, vobject and Thunderbird.
"""

import re
import zoneinfo
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vDatetime, vRecur

UTC_NAMES = frozenset(
    {"UTC", "Etc/UTC", "UCT", "Etc/UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal"}
)
"""Zones whose times are written with a Z and need no VTIMEZONE."""

YEARS_AHEAD = 12
_EPOCH = 1970
_DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_LAST = 5
_WEEK = 7
_NAME = r"(?:<[^>]+>|[A-Za-z]{3,})"
_OFFSET = r"[+-]?\d{1,3}(?::\d{2}){0,2}"
_RULE = rf"M(\d+)\.(\d)\.(\d)(?:/({_OFFSET}))?"
_FOOTER = re.compile(rf"({_NAME})({_OFFSET})(?:({_NAME})({_OFFSET})?,{_RULE},{_RULE})?")


@dataclass(frozen=True, kw_only=True)
class _Rule:
    """Yearly: the `week`-th (5: last) `weekday` (0: Sunday) of `month`, plus `time`."""

    month: int
    week: int
    weekday: int
    time: timedelta


@dataclass(frozen=True, kw_only=True)
class _Shift:
    """Clocks change at `at`, in UTC, from one offset to another."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def wall(self) -> datetime:
        """When it happens, by the clocks until then: DTSTART of an observance."""
        return (self.at + self.before).replace(tzinfo=None)


@dataclass(frozen=True, kw_only=True)
class _Yearly:
    """A rule with its offsets."""

    rule: _Rule
    before: timedelta
    after: timedelta
    name: str

    def at(self, year: int) -> datetime:
        """The wall time of the change in `year`, by the clocks until then."""
        rule = self.rule
        last = monthrange(year, rule.month)[1]
        first = date(year, rule.month, 1)
        offset = (rule.weekday - first.isoweekday()) % _WEEK
        day = 1 + offset + _WEEK * (rule.week - 1)
        while day > last:
            day -= _WEEK
        return datetime(year, rule.month, day) + rule.time  # noqa: DTZ001 - wall time


@lru_cache(maxsize=512)
def vtimezone(zone: str, first_year: int, last_year: int) -> Timezone:
    """The VTIMEZONE of an IANA zone, true from `first_year` and at least to the end of `last_year`.

    What it returns is shared: do not change it.
    """
    component = Timezone()
    component.add("TZID", zone)
    shifts = _shifts(zone, first_year, last_year)
    yearly = _yearly(zone)
    if not shifts:
        offset, name = _in_force(zone, datetime(first_year, 1, 1, tzinfo=UTC))
        start = datetime(_EPOCH, 1, 1)  # noqa: DTZ001 - wall time
        component.add_component(_observance(start, offset, offset, name))
        return component
    regular = _regular_since(shifts, yearly, last_year)
    if regular is None or regular > first_year:
        _add_single(component, zone, shifts, regular)
    if regular is not None:
        since = _EPOCH if regular <= first_year else regular
        for observance in _by_rule(yearly, since):
            component.add_component(observance)
    return component


def _add_single(component: Timezone, zone: str, shifts: list[_Shift], regular: int | None) -> None:
    """Each change before the year `regular` once, after the offset that holds before them all."""
    offset, name = _in_force(zone, shifts[0].at - timedelta(seconds=1))
    start = datetime(_EPOCH, 1, 1)  # noqa: DTZ001 - wall time
    component.add_component(_observance(start, offset, offset, name))
    for shift in shifts:
        if regular is None or shift.wall.year < regular:
            component.add_component(_observance(shift.wall, shift.before, shift.after, shift.name))


def _regular_since(shifts: list[_Shift], yearly: list[_Yearly], last_year: int) -> int | None:
    """The first year from which on all changes up to `last_year` are those of the rule."""
    if not yearly:
        return None
    first = shifts[0].at.year
    expected = {
        (y.at(year), y.before, y.after) for year in range(first - 1, last_year + 2) for y in yearly
    }
    by_year = {year: set() for year in range(first, last_year + 1)}
    wanted = {year: set() for year in by_year}
    for shift in shifts:
        by_year.setdefault(shift.wall.year, set()).add((shift.wall, shift.before, shift.after))
    for change in expected:
        wanted.setdefault(change[0].year, set()).add(change)
    regular = None
    for year in range(last_year, first - 1, -1):
        if by_year[year] != wanted[year]:
            break
        regular = year
    return regular


def _by_rule(yearly: list[_Yearly], since: int) -> list[TimezoneStandard | TimezoneDaylight]:
    observances = []
    for change in yearly:
        for month, days in _days(change.rule):
            weekday = _DAYS[(change.rule.weekday + change.rule.time.days) % _WEEK]
            rule: dict[str, object] = {"FREQ": "YEARLY", "BYMONTH": month}
            if change.rule.time.days == 0:
                week = change.rule.week
                rule["BYDAY"] = f"{-1 if week == _LAST else week}{weekday}"
            else:
                rule |= {"BYDAY": weekday, "BYMONTHDAY": days}
            start = next(
                at for at in map(change.at, range(since, since + 400)) if at.month == month
            )
            observances.append(_observance(start, change.before, change.after, change.name, rule))
    return observances


def _days(rule: _Rule) -> list[tuple[int, list[int]]]:
    """(month, days of the month) on which the change can fall, after hours beyond a day.

    "The last Thursday of October, 24:00" is a Friday from 26 to 31 October or
    on 1 November: two rules, one of which is true in each year.
    """
    length = 31 if rule.month in {1, 3, 5, 7, 8, 10, 12} else 30
    first = length - 6 if rule.week == _LAST else _WEEK * (rule.week - 1) + 1
    base = date(2001, rule.month, 1)
    reach = [base + timedelta(days=first - 1 + n + rule.time.days) for n in range(_WEEK)]
    months = sorted({day.month for day in reach})
    return [(month, [d.day for d in reach if d.month == month]) for month in months]


def _observance(
    start: datetime,
    before: timedelta,
    after: timedelta,
    name: str,
    rule: dict[str, object] | None = None,
) -> TimezoneStandard | TimezoneDaylight:
    component = TimezoneDaylight() if after > before else TimezoneStandard()
    component.add("DTSTART", vDatetime(start), encode=False)
    component.add("TZOFFSETFROM", before)
    component.add("TZOFFSETTO", after)
    component.add("TZNAME", name)
    if rule is not None:
        component.add("RRULE", vRecur(rule), encode=False)
    return component


def _shifts(zone: str, first_year: int, last_year: int) -> list[_Shift]:
    """The changes of the clocks as zoneinfo has them, found by halving."""
    found = []
    step = timedelta(days=7)  # shorter than any time between two changes
    at = datetime(first_year, 1, 1, tzinfo=UTC) - timedelta(days=2)
    end = datetime(last_year + 1, 1, 1, tzinfo=UTC)
    known = _in_force(zone, at)
    while at < end:
        following = at + step
        state = _in_force(zone, following)
        if state[0] != known[0]:
            found.append(_halve(zone, at, following))
        at, known = following, state
    return [s for s in found if first_year <= s.wall.year <= last_year]


def _halve(zone: str, low: datetime, high: datetime) -> _Shift:
    before = _in_force(zone, low)[0]
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=1) // 2)
        low, high = (middle, high) if _in_force(zone, middle)[0] == before else (low, middle)
    after, name = _in_force(zone, high)
    return _Shift(at=high, before=before, after=after, name=name)


def _in_force(zone: str, at: datetime) -> tuple[timedelta, str]:
    local = at.astimezone(ZoneInfo(zone))
    return local.utcoffset() or timedelta(0), local.tzname() or zone


def _yearly(zone: str) -> list[_Yearly]:
    """The two changes of each year that the footer tells of; none where it tells of none."""
    found = _FOOTER.fullmatch(_footer(zone))
    if not found or not found[3]:
        return []
    standard = -_duration(found[2])
    daylight = -_duration(found[4]) if found[4] else standard + timedelta(hours=1)
    into, back = found.groups()[4:8], found.groups()[8:12]
    return [
        _Yearly(rule=_rule(*into), before=standard, after=daylight, name=found[3].strip("<>")),
        _Yearly(rule=_rule(*back), before=daylight, after=standard, name=found[1].strip("<>")),
    ]


def _rule(month: str, week: str, weekday: str, time: str | None) -> _Rule:
    at = _duration(time) if time is not None else timedelta(hours=2)
    return _Rule(month=int(month), week=int(week), weekday=int(weekday), time=at)


def _duration(text: str) -> timedelta:
    hours, minutes, seconds = (*text.lstrip("+-").split(":"), "0", "0")[:3]
    size = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
    return -size if text.startswith("-") else size


def _footer(zone: str) -> str:
    """The last line of the zone's file, from where zoneinfo takes it too."""
    paths = (Path(root, zone) for root in zoneinfo.TZPATH)
    file = next((p for p in paths if p.is_file()), None)
    source = file or resources.files("tzdata").joinpath("zoneinfo", *zone.split("/"))
    return source.read_bytes().rstrip(b"\n").rsplit(b"\n", 1)[-1].decode("ascii", "replace")
