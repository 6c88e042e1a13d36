from datetime import UTC, date, datetime

import pytest

from service.itip import Purpose, Sent, messages, new_event, write
from service.rhythm import read_rhythm
from tests.calendar.reader import parse, wall

ORGANIZER = "alliance+3kq9@example.net"


@pytest.fixture
def now():
    return datetime(2026, 9, 1, 8, tzinfo=UTC)


@pytest.fixture
def talk(now):
    """One conversation, in Berlin."""
    return new_event(
        uid="7d0f0a52-93b5-4d43-8f0b-5f6d1c0c8f11",
        purpose=Purpose.CONVERSATION,
        starts=wall("2026-09-15 14:00"),
        time_zone="Europe/Berlin",
        minutes=60,
        place="Room 4; the blue one",
        now=now,
    )


@pytest.fixture
def series(now):
    """Reviews every four weeks, over both clock changes."""
    return new_event(
        uid="b7f3ad0e-1f35-4f4b-9a87-2f0a3a1f3c10",
        purpose=Purpose.REVIEWS,
        starts=wall("2026-10-13 14:00"),
        time_zone="Europe/Berlin",
        minutes=30,
        place="Room 4",
        rhythm=read_rhythm("4 weeks", date(2026, 10, 13)),
        now=now,
    )


@pytest.fixture
def told(ada, ben):
    """What `person` was last sent, as if everything wanted had been delivered."""

    def sent(event, person=ada, attendees=("ada", "ben"), **more):
        return Sent(
            event=event.uid,
            person=person.id,
            as_sent=event,
            attendees=attendees,
            sent_at=event.changed_at,
            **more,
        )

    return sent


@pytest.fixture
def text(ada, ben, now):
    """The iCalendar text of something wanted, to Ada unless said otherwise."""

    def written(wanted, **more):
        fields = {
            "attendees": [ada, ben],
            "to": ada,
            "organizer_address": ORGANIZER,
            "organizer_name": "Designed Alliance",
            "summary": "Review: Garden",
            "description": "What we agreed, and what has changed.",
            "url": "https://alliance.example.net/a/garden",
            "rsvps": (),
        }
        return write(wanted, **(fields | more))

    return written


@pytest.fixture
def invitation(text, now):
    """The parsed invitation to an event, and its raw text."""

    def invited(event, **more):
        (first, *_) = messages(None, event, attendees=("ada", "ben"), person="ada", now=now)
        raw = text(first, **more)
        return parse(raw), raw

    return invited
