"""Instants and wall times. Nothing below the edges asks what time it is; it is told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

Clock = Callable[[], datetime]

MEETING_YEARS = range(1900, 2200)
"""Years that somebody may mean; those far beyond cannot be reckoned with in every zone."""

_NO_PLACES = frozenset({"localtime", "Factory", "posixrules"})
"""Files among the zones that mean something else on each machine, or nothing."""

_CONTINENTS = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia"}
    | {"Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)
"""The areas of the zone database (its `theory.html`); other names are there for old programs."""


def system_clock() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def require_aware(moment: datetime) -> datetime:
    """`moment` in UTC; raises ValueError when it has no zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(UTC)


def known_zone(name: str) -> bool:
    """Whether `name` is a place's zone that every calendar knows, and not this machine's own."""
    return name in _zones()


@cache
def zones_to_choose() -> tuple[str, ...]:
    """Zones by the name of a place, as people look for theirs; old names and offsets left out."""
    return tuple(sorted(z for z in _zones() if z == "UTC" or z.split("/")[0] in _CONTINENTS))


@cache
def _zones() -> frozenset[str]:
    """All of them: listing them reads every file of the database, so that is done once."""
    return frozenset(available_timezones() - _NO_PLACES)


def is_skipped(wall: datetime, zone: str) -> bool:
    """Whether the clocks of `zone` jump over the naive `wall` time."""
    return instant(wall, zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall


def instant(wall: datetime, zone: str) -> datetime:
    """The instant, in UTC, of a naive wall time.

    A time that happens twice is the first one; a skipped one moves on by the
    length of the gap (RFC 5545 §3.3.5).
    """
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def wall_time(moment: datetime, zone: str) -> datetime:
    """The naive wall time of an instant in `zone`."""
    return require_aware(moment).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def days(count: float) -> timedelta:
    """So many times 24 hours."""
    return timedelta(days=count)
