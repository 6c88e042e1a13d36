"""Times in other people's calendars: their zone names, their VTIMEZONEs, their spellings."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from service.clock import instant, known_zone
from service.itip.lines import Block, Line

_TIME = re.compile(r"(\d{8})(?:T(\d{6})(Z)?)?", re.IGNORECASE)
_OFFSET = re.compile(r"([+-]?)(\d{2}):?(\d{2})(?::?(\d{2}))?")
_YEARLY_DAY = re.compile(r"([+-]?\d{1,2})(SU|MO|TU|WE|TH|FR|SA)")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WINDOWS = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}
_UTC_LIKE = {"utc", "gmt", "z", "tzone://microsoft/utc", "coordinated universal time"}
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def read_time(line: Line, calendar: Block) -> datetime | date | None:
    """The instant, in UTC, that a line names.

    A naive wall time where it has no zone or one that nothing explains: never
    taken for UTC. A date where it has no time; None where it has neither.
    """
    found = _TIME.fullmatch(line.value.strip())
    if not found:
        return None
    try:
        day = datetime.strptime(found[1], "%Y%m%d")  # noqa: DTZ007 - wall time
        if not _FIRST_YEAR < day.year < _LAST_YEAR:
            return None
        if not found[2]:
            return day.date()
        wall = datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S")  # noqa: DTZ007 - wall time
    except ValueError:
        return None
    if found[3]:
        return wall.replace(tzinfo=UTC)
    tzid = line.params.get("TZID", "").strip()
    return _in_zone(wall, tzid, calendar) if tzid else wall


def _in_zone(wall: datetime, tzid: str, calendar: Block) -> datetime:
    zone = _known_name(tzid)
    if zone is not None:
        return instant(wall, zone)
    for block in calendar.named("VTIMEZONE"):
        named = block.first("TZID")
        if named and named.text.strip() == tzid:
            place = block.first("X-LIC-LOCATION")
            known = _known_name(place.text.strip()) if place else None
            if known is not None:
                return instant(wall, known)
            offset = _offset_at(block, wall)
            if offset is not None:
                return (wall - offset).replace(tzinfo=UTC)
    return wall


def _known_name(tzid: str) -> str | None:
    """The IANA zone of a name: its own, Windows', or the end of a path such as Mozilla's."""
    if tzid.casefold() in _UTC_LIKE:
        return "UTC"
    if tzid.casefold() in _WINDOWS:
        return _WINDOWS[tzid.casefold()]
    parts = tzid.strip("/").split("/")
    tails = ("/".join(parts[-count:]) for count in range(min(3, len(parts)), 0, -1))
    return next((t for t in tails if ("/" in t or len(parts) == 1) and known_zone(t)), None)


def _offset_at(zone: Block, wall: datetime) -> timedelta | None:
    """The offset of a VTIMEZONE at a wall time: that of the latest change until then.

    Rules are looked at in one year and the one before, never expanded.
    """
    changes: list[tuple[datetime, timedelta]] = []
    for observance in (*zone.named("STANDARD"), *zone.named("DAYLIGHT")):
        to = _offset(observance.first("TZOFFSETTO"))
        if to is not None:
            changes += [(start, to) for start in _starts(observance, wall.year)]
    if not changes:
        return None
    past = [change for change in changes if change[0] <= wall]
    return max(past)[1] if past else min(changes)[1]


def _starts(observance: Block, year: int) -> Iterator[datetime]:
    line = observance.first("DTSTART")
    start = read_floating(line) if line else None
    if start is None:
        return
    rule = observance.first("RRULE")
    if rule is None:
        yield start
        return
    parts = dict(p.partition("=")[::2] for p in rule.value.upper().split(";"))
    for each in (year - 1, year):
        day = _yearly_day(parts, start, each)
        if day:
            yield datetime.combine(day, start.time())


def read_floating(line: Line) -> datetime | None:
    """The wall time that a line names, its zone aside; 1601 is how Exchange says "ever"."""
    try:
        return datetime.strptime(line.value.strip()[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - wall time
    except ValueError:
        return None


def _yearly_day(rule: dict[str, str], start: datetime, year: int) -> date | None:
    if rule.get("FREQ") != "YEARLY":
        return None
    given = rule.get("BYMONTH", "")
    month = int(given) if given.isdecimal() and len(given) <= len("12") else start.month
    found = _YEARLY_DAY.fullmatch(rule.get("BYDAY", ""))
    if not 1 <= month <= 12:  # noqa: PLR2004 - the months of a year
        return None
    if not found:
        return date(year, month, min(start.day, monthrange(year, month)[1]))
    last = monthrange(year, month)[1]
    weekday = _DAYS.index(found[2])
    days = [d for d in range(1, last + 1) if date(year, month, d).weekday() == weekday]
    nth = int(found[1])
    index = nth if nth < 0 else nth - 1
    return date(year, month, days[index]) if -len(days) <= index < len(days) else None


def _offset(line: Line | None) -> timedelta | None:
    found = _OFFSET.fullmatch(line.value.strip()) if line else None
    if not found:
        return None
    size = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return -size if found[1] == "-" else size
