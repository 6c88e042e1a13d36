"""Calendar events and the messages about them (RFC 5545, RFC 5546)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.rhythm import Moved, Rhythm


class Purpose(StrEnum):
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
    `until` is the start, in UTC, of the last occurrence that takes place, or
    None while it goes on. `changed_at` becomes DTSTAMP.
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
