"""Calendar events, what people were sent of them and what they said (RFC 5545, RFC 5546)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from service.clock import instant
from service.rhythm import Moved, Rhythm, schedule


class Purpose(StrEnum):
    """What people meet for."""

    CONVERSATION = "conversation"
    REVIEWS = "reviews"
    MOMENT = "moment"


class PartStat(StrEnum):
    """RFC 5545 §3.2.12, as far as an attendee of an event can have them."""

    NEEDS_ACTION = "NEEDS-ACTION"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"
    DELEGATED = "DELEGATED"


@dataclass(frozen=True, kw_only=True)
class Event:
    """An event as it should be now.

    `starts` is naive wall time in `time_zone`, the first occurrence of a series.
    `until` is the original start, in UTC, of the last occurrence that takes
    place, or None while it goes on. `skipped` are original starts, naive wall
    times. `changed_at` becomes DTSTAMP. `timed` is the SEQUENCE since which the
    times are what they are: an older answer was about others. `topics` are what
    people differ most on before the occurrence at `topics_at`, for the description.
    """

    uid: str
    purpose: Purpose
    starts: datetime
    time_zone: str
    minutes: int
    place: str = ""
    rhythm: Rhythm | None = None
    until: datetime | None = None
    moved: tuple[Moved, ...] = ()
    skipped: tuple[datetime, ...] = ()
    cancelled: bool = False
    sequence: int = 0
    changed_at: datetime
    timed: int = 0
    topics: tuple[str, ...] = ()
    topics_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What one person was last sent about an event; `removed` after their own cancellation."""

    event: str
    person: str
    as_sent: Event
    attendees: tuple[str, ...]
    sent_at: datetime
    removed: bool = False


@dataclass(frozen=True, kw_only=True)
class RSVP:
    """What one person last said about an event, or about one occurrence of it.

    `occurrence` is that occurrence's original start in UTC, or None for all.
    """

    event: str
    person: str
    occurrence: datetime | None = None
    partstat: PartStat
    sequence: int
    stamp: datetime
    comment: str = ""
    by_mail: bool = False


def length(event: Event) -> timedelta:
    """How long each occurrence lasts."""
    return timedelta(minutes=event.minutes)


def moved_occurrence(event: Event, occurrence: datetime) -> Moved | None:
    """The exception for the occurrence that was to start at the instant `occurrence`."""
    return next(
        (m for m in event.moved if instant(m.original, event.time_zone) == occurrence), None
    )


def stands_at(event: Event, occurrence: datetime) -> datetime:
    """The instant at which the occurrence of that original start takes place now."""
    moved = moved_occurrence(event, occurrence)
    return instant(moved.starts, event.time_zone) if moved else occurrence


def is_over(event: Event, now: datetime) -> bool:
    """Whether nothing of the event lies ahead, be it because it is cancelled."""
    if event.cancelled:
        return True
    begun_since = now - max(timedelta(days=1), length(event))
    # Two regular ones cannot both have begun in a day, so one of them lies ahead if any does.
    ahead = schedule(event, after=begun_since, limit=len(event.moved) + 2)
    return all(occurrence.ends <= now for occurrence in ahead)
