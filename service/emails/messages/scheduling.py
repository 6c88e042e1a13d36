"""Times."""

from dataclasses import dataclass
from datetime import datetime

from service.emails.messages.message import Message
from service.itip import Event


@dataclass(frozen=True, kw_only=True)
class CalendarMessage(Message):
    """The mail around an iTIP message: the calendar shows the event, this says it in words.

    `change`: new, updated, moved, ended, cancelled or removed. `purpose` is the event's.
    """

    method: str
    ics: str
    purpose: str
    change: str
    event: Event
    public_url: str
    occurrence: datetime | None = None
    """The original start of the one occurrence that it is about."""
    occurrence_at: datetime | None = None
    """When that occurrence takes place now; None where it does not."""
    differs: tuple[str, ...] = ()
    """What is new in an update: place, people, note."""


@dataclass(frozen=True, kw_only=True)
class TimeProposed(Message):
    """To the organiser: somebody proposes another time. `purpose` is the event's."""

    person: str
    purpose: str
    current_at: datetime
    proposed_at: datetime
    comment: str
    organiser_url: str


@dataclass(frozen=True, kw_only=True)
class ProposalDeclined(Message):
    """To who proposed another time: it stays as it is.

    `ics` and `method` stand in it where the proposal came from a calendar
    (RFC 5546 §3.2.8), and are empty otherwise.
    """

    purpose: str
    current_at: datetime
    proposed_at: datetime
    page_url: str
    method: str = ""
    ics: str = ""


@dataclass(frozen=True, kw_only=True)
class GuestAnswered(Message):
    """To the organiser: somebody has answered from an address that was not invited."""

    person: str
    """Whose invitation it was."""
    email: str
    partstat: str
    organiser_url: str


@dataclass(frozen=True, kw_only=True)
class AllDeclined(Message):
    """To the organiser: nobody comes; `suggestions` are times that could suit everybody."""

    purpose: str
    event_at: datetime
    suggestions: tuple[datetime, ...]
    organiser_url: str
