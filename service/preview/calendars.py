"""The events of the sample mails, and what calendars get with them."""

from dataclasses import replace
from datetime import UTC, datetime

from service import itip
from service.clock import wall_time
from service.emails import CalendarMessage, Message, ProposalDeclined
from service.itip import Change, Entry, Event, Method, Purpose, Wanted
from service.preview.cast import ADA, BEN, DUE, TALK, ZONE
from service.preview.letters import BASE, REVIEW_AT
from service.rendering import render_event_text
from service.rhythm import Moved, Rhythm

TALK_EVENT = Event(
    uid="6f1e@alliance.example.org",
    purpose=Purpose.CONVERSATION,
    starts=wall_time(TALK, ZONE),
    time_zone=ZONE,
    minutes=60,
    place="Room 4, second floor",
    changed_at=DUE,
)
REVIEW_EVENT = Event(
    uid="7a2b@alliance.example.org",
    purpose=Purpose.REVIEWS,
    starts=wall_time(REVIEW_AT, ZONE),
    time_zone=ZONE,
    minutes=30,
    rhythm=Rhythm(unit="week", interval=4),
    until=datetime(2027, 4, 13, 12, 0, tzinfo=UTC),
    changed_at=DUE,
)


def with_calendar(message: Message) -> Message:
    """The mail with what its reader's calendar gets, where it is about one."""
    match message:
        case CalendarMessage():
            return replace(message, ics=_written(message))
        case ProposalDeclined():
            entry = _entry(REVIEW_EVENT, message)
            return replace(
                message,
                method=Method.DECLINECOUNTER.value,
                ics=itip.decline_counter(entry, sequence=0, now=DUE, occurrence=REVIEW_AT),
            )
        case _:
            return message


def _written(message: CalendarMessage) -> str:
    moved = None
    if message.occurrence:
        starts = message.occurrence_at or message.occurrence
        moved = Moved(
            original=wall_time(message.occurrence, ZONE),
            starts=wall_time(starts, ZONE),
            minutes=message.event.minutes,
        )
    entry = _entry(message.event, message)
    return itip.write(
        Wanted(
            method=Method(message.method),
            event=message.event,
            recurrence=moved,
            change=Change(message.change),
        ),
        attendees=(ADA, BEN),
        to=BEN,
        organizer_address=entry.organizer_address,
        organizer_name=entry.organizer_name,
        summary=entry.summary,
        description=entry.description,
        url=entry.url,
    )


def _entry(event: Event, message: Message) -> Entry:
    url = f"{BASE}/alliance/9c3d"
    summary, description = render_event_text(
        event,
        alliance=message.alliance,
        people=(ADA.name, BEN.name),
        public_url=url,
        language=message.language,
    )
    return Entry(
        event=event,
        organizer_address=message.sender,
        organizer_name="Designed Alliance",
        summary=summary,
        description=description,
        url=url,
    )
