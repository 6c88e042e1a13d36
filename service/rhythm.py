"""How often people meet to review: in local wall time, whatever the clocks do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import dropwhile, islice, takewhile
from typing import Protocol

from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, WEEKLY, weekday
from dateutil.rrule import rrule as expand
from icalendar import vRecur

from service.clock import instant, require_aware, wall_time
from service.languages import say

WEEK = "week"
MONTH = "month"
LONGEST = {WEEK: 52, MONTH: 12}
"""A review at least once a year: rarer ones would be forgotten."""

LONGEST_GAP = timedelta(days=2)
"""Clocks never jump further: Samoa went without a day in 2011."""

_WORDS = {"weekly": "week", "monthly": "month", "quarterly": "quarter", "fortnight": "2 weeks"}
_SHAPE = re.compile(r"(?:every )?(?:(\d{1,4}) )?(week|month|quarter)s?")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MONTHS_OF = {WEEK: 0, MONTH: 1, "quarter": 3}
_LAST = -1
_FIFTH = 5


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """Every `interval` weeks or months; by months, on the n-th weekday of the month.

    unit: "week" or "month" (a quarter is 3 months). weekday: 0 (Monday) to 6;
    nth: 1 to 4, or -1 for the last; both given exactly when the unit is "month".
    """

    unit: str
    interval: int
    weekday: int | None = None
    nth: int | None = None

    def __post_init__(self) -> None:
        if self.unit not in LONGEST:
            raise ValueError("a rhythm counts weeks or months")
        if not 1 <= self.interval <= LONGEST[self.unit]:
            raise ValueError(
                say(
                    "choose from 1 to %(longest)s %(unit)ss",
                    longest=LONGEST[self.unit],
                    unit=self.unit,
                )
            )
        if self.unit == WEEK and (self.weekday, self.nth) != (None, None):
            raise ValueError("a weekly rhythm keeps the weekday of its first review")
        if self.unit == MONTH and (
            self.weekday not in range(7) or self.nth not in (1, 2, 3, 4, _LAST)
        ):
            raise ValueError("a monthly rhythm needs a weekday and which one of the month")


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One occurrence of a series that takes place at another time. Both naive wall times.

    `sequence` is the event's SEQUENCE since which it stands there: an older
    answer was about another time.
    """

    original: datetime
    starts: datetime
    minutes: int
    sequence: int = 0


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One time of an event, in UTC. `original` is where the rhythm put it: its name for ever."""

    original: datetime
    starts: datetime
    minutes: int

    @property
    def ends(self) -> datetime:
        """The instant at which it is over."""
        return self.starts + timedelta(minutes=self.minutes)


class Series(Protocol):
    """What is needed of an event to know when it takes place; see `itip.Event`."""

    @property
    def starts(self) -> datetime:
        """The naive wall time of the first one."""
        ...

    @property
    def time_zone(self) -> str:
        """An IANA name."""
        ...

    @property
    def minutes(self) -> int:
        """How long each lasts."""
        ...

    @property
    def rhythm(self) -> Rhythm | None:
        """None where there is only one."""
        ...

    @property
    def until(self) -> datetime | None:
        """The instant of the last original start."""
        ...

    @property
    def moved(self) -> tuple[Moved, ...]:
        """The exceptions."""
        ...

    @property
    def skipped(self) -> tuple[datetime, ...]:
        """Original starts, naive wall times, that do not take place."""
        ...

    @property
    def cancelled(self) -> bool:
        """Whether nothing takes place at all."""
        ...


def read_rhythm(text: str, first: date) -> Rhythm:
    """The rhythm that `text` names; raises ValueError with what to write instead.

    Takes "week", "4 weeks", "month", "3 months", "quarter" and the like. By
    months, the weekday and its place in the month are those of `first`.
    """
    plain = " ".join(text.split()).casefold()
    found = _SHAPE.fullmatch(_WORDS.get(plain, plain))
    if not found:
        raise ValueError(
            say(
                "“%(plain)s” is no rhythm: write one like 4 weeks, month, 3 months or quarter",
                plain=plain[:40],
            )
        )
    count, unit = int(found[1] or 1), found[2]
    months = _MONTHS_OF[unit] * count
    longest = LONGEST[MONTH if months else WEEK]
    if not 1 <= (months or count) <= longest:
        raise ValueError(say("choose something between a week and a year, like 4 weeks or quarter"))
    return monthly(months, first) if months else Rhythm(unit=WEEK, interval=count)


def monthly(interval: int, on: date) -> Rhythm:
    """Every `interval` months on the weekday that `on` is in its month; a fifth one is the last."""
    nth = (on.day - 1) // 7 + 1
    return Rhythm(
        unit=MONTH,
        interval=interval,
        weekday=on.weekday(),
        nth=_LAST if nth == _FIFTH else nth,
    )


def shifted(rhythm: Rhythm, to: date) -> Rhythm:
    """The same rhythm for a series that now starts on `to`, so that `to` is one of its days."""
    if rhythm.unit == WEEK or _fits(rhythm, to):
        return rhythm
    moved = monthly(rhythm.interval, to)
    last = Rhythm(
        unit=MONTH, interval=rhythm.interval, weekday=to.weekday(), nth=_LAST
    )  # "the last Friday" moved to the last Thursday stays the last
    return last if rhythm.nth == _LAST and _fits(last, to) else moved


def rrule(rhythm: Rhythm, until: datetime | None = None) -> vRecur:
    """The RRULE of `rhythm`; UNTIL is in UTC (RFC 5545 §3.3.10).

    By weeks the weekday is DTSTART's, so no BYDAY stands in it.
    """
    parts: dict[str, object] = {
        "FREQ": "WEEKLY" if rhythm.unit == WEEK else "MONTHLY",
        "INTERVAL": rhythm.interval,
    }
    if rhythm.weekday is not None:
        parts["BYDAY"] = f"{rhythm.nth}{_DAYS[rhythm.weekday]}"
    if until is not None:
        parts["UNTIL"] = require_aware(until)
    return vRecur(parts)


def first_review(
    after: datetime, conversation_wall: datetime, zone: str, rhythm: Rhythm
) -> datetime:
    """The naive wall time of the first review: one interval after the conversation.

    It is at the conversation's hour, or so many intervals later that it comes
    after the instant `after`.
    """
    hour = conversation_wall.time()
    if rhythm.unit == WEEK:
        start = conversation_wall + timedelta(weeks=rhythm.interval)
    else:
        month = conversation_wall.date().replace(day=1) + relativedelta(months=rhythm.interval)
        start = datetime.combine(month, hour)
    later = (w for w in _walls(start, rhythm) if instant(w, zone) > require_aware(after))
    return next(later)


def next_beginning(starts: datetime, zone: str, rhythm: Rhythm, now: datetime) -> datetime:
    """The naive wall time at which a series goes on that was to begin at the wall time `starts`."""
    ahead = instant(starts, zone) > now
    return starts if ahead else first_review(now, starts, zone, rhythm)


def occurrences(
    series: Series,
    *,
    after: datetime | None = None,
    before: datetime | None = None,
    limit: int | None = None,
) -> tuple[datetime, ...]:
    """The starts, in UTC, of what takes place: see `schedule`."""
    return tuple(o.starts for o in schedule(series, after=after, before=before, limit=limit))


def schedule(
    series: Series,
    *,
    after: datetime | None = None,
    before: datetime | None = None,
    limit: int | None = None,
) -> tuple[Occurrence, ...]:
    """What takes place, by start: only later than `after`, earlier than `before`, at most `limit`.

    A series without end needs `before` or `limit`. Wall time stays the same over
    clock changes; a skipped time moves on by the gap and one that happens twice
    is the first. Moved occurrences stand where they were moved to.
    """
    if series.rhythm and series.until is None and before is None and limit is None:
        raise ValueError("a series needs an end to look at: give before or limit")
    if series.cancelled:
        return ()
    regular = islice(_regular(series, after, before), limit)
    exceptions = (o for o in _exceptions(series) if _within(o.starts, after, before))
    found = sorted([*regular, *exceptions], key=lambda o: o.starts)
    return tuple(found[:limit])


def takes_place(series: Series, original: datetime) -> bool:
    """Whether the naive wall time `original` is one of the starts, moved or not."""
    walls = occurrence_walls(series.starts, series.rhythm, since=original)
    return (
        next(walls, None) == original
        and original not in series.skipped
        and (series.until is None or instant(original, series.time_zone) <= series.until)
    )


def original_wall(series: Series, original: datetime) -> datetime:
    """The naive wall time at which the rhythm puts the occurrence of that original start.

    Clocks that jump over it show another: what was to start at 02:30 is read as 03:30.
    """
    shown = wall_time(original, series.time_zone)
    walls = occurrence_walls(series.starts, series.rhythm, since=shown - LONGEST_GAP)
    near = takewhile(lambda wall: wall <= shown, walls)
    return next((wall for wall in near if instant(wall, series.time_zone) == original), shown)


def occurrence_walls(
    starts: datetime, rhythm: Rhythm | None, *, since: datetime | None = None
) -> Iterator[datetime]:
    """The naive wall times of a series, without end; from `since` on where that is given."""
    if rhythm is None:
        return iter([starts] if since is None or starts >= since else [])
    return _walls(starts, rhythm, since)


def _regular(
    series: Series, after: datetime | None, before: datetime | None
) -> Iterator[Occurrence]:
    """The occurrences where the rhythm puts them."""
    # No zone is more than a day away from UTC: what is passed over unseen is earlier in any case.
    since = after.astimezone(UTC).replace(tzinfo=None) - timedelta(days=2) if after else None
    aside = {*series.skipped, *(m.original for m in series.moved)}
    for wall in occurrence_walls(series.starts, series.rhythm, since=since):
        moment = instant(wall, series.time_zone)
        if (before and moment >= before) or (series.until and moment > series.until):
            return
        if wall not in aside and _within(moment, after, before):
            yield Occurrence(original=moment, starts=moment, minutes=series.minutes)


def _exceptions(series: Series) -> Iterator[Occurrence]:
    """The occurrences that were moved."""
    for moved in series.moved:
        if takes_place(series, moved.original):
            yield Occurrence(
                original=instant(moved.original, series.time_zone),
                starts=instant(moved.starts, series.time_zone),
                minutes=moved.minutes,
            )


def _within(moment: datetime, after: datetime | None, before: datetime | None) -> bool:
    return (after is None or moment > after) and (before is None or moment < before)


def _walls(starts: datetime, rhythm: Rhythm, since: datetime | None = None) -> Iterator[datetime]:
    rule = (
        expand(WEEKLY, dtstart=starts, interval=rhythm.interval)
        if rhythm.unit == WEEK
        else expand(
            MONTHLY,
            dtstart=starts,
            interval=rhythm.interval,
            byweekday=weekday(rhythm.weekday)(rhythm.nth),
        )
    )
    return dropwhile(lambda wall: since is not None and wall < since, rule)


def _fits(rhythm: Rhythm, day: date) -> bool:
    if day.weekday() != rhythm.weekday:
        return False
    if rhythm.nth == _LAST:
        return (day + timedelta(weeks=1)).month != day.month
    return (day.day - 1) // 7 + 1 == rhythm.nth
