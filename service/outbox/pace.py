"""How fast mail may leave by one relay, which all processes that use it share."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

_HOUR = timedelta(hours=1)
_DAY = 24


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What the relay's provider allows; None where it does not say."""

    per_minute: int | None = None
    per_day: int | None = None

    def __bool__(self) -> bool:
        return self.per_minute is not None or self.per_day is not None


@dataclass(frozen=True, kw_only=True)
class Pace:
    """What has left by a relay: until when the next one waits, and how many left in which hour."""

    free_at: datetime | None = None
    hours: tuple[tuple[datetime, int], ...] = ()


def next_departure(pace: Pace, limits: Limits, now: datetime) -> datetime:
    """When the next mail may leave: `now`, or later.

    Within any 60 seconds no more than `per_minute` leave, since they keep the
    same distance; within any 24 hours no more than `per_day`.
    """
    moment = now
    if limits.per_minute is not None and pace.free_at is not None:
        # A clock that was set back must not hold mail up for long.
        moment = min(max(now, pace.free_at), now + _distance(limits.per_minute))
    recent = _recent(pace, now)
    if limits.per_day is not None and sum(count for _, count in recent) >= limits.per_day:
        moment = max(moment, _room(recent, limits.per_day))
    return moment


def departed(pace: Pace, limits: Limits, now: datetime) -> Pace:
    """The pace after one more mail has left at `now`."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    counts = dict(_recent(pace, now))
    counts[hour] = counts.get(hour, 0) + 1
    free = now + _distance(limits.per_minute) if limits.per_minute is not None else None
    return replace(pace, free_at=free, hours=tuple(sorted(counts.items())))


def _distance(per_minute: int) -> timedelta:
    return timedelta(minutes=1) / per_minute


def _recent(pace: Pace, now: datetime) -> tuple[tuple[datetime, int], ...]:
    """The hours of which some part lies within the last 24."""
    since = now - _DAY * _HOUR
    return tuple(
        (hour, count) for hour, count in pace.hours if since < hour + _HOUR and hour <= now
    )


def _room(hours: tuple[tuple[datetime, int], ...], per_day: int) -> datetime:
    """When enough hours have passed out of the last 24 for one more mail."""
    left = sum(count for _, count in hours)
    for hour, count in hours:
        left -= count
        if left < per_day:
            return hour + (_DAY + 1) * _HOUR
    raise ValueError("a day's cap is at least one")
