"""An invitation as text and as mail, against bare icalendar and email.message for the same content."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

from service import emails
from service.emails import Rendered, compose
from service.itip import Change, Method, Purpose, Wanted, new_event, vtimezone, write
from service.participants import Person
from service.rhythm import read_rhythm, rrule
from tests.bench.row import row

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
ZONE = "Europe/London"
STARTS = datetime(2026, 10, 13, 14)
ORGANIZER = "alliance+3kq9@example.net"
URL = "https://alliance.example.net/a/garden"
SUMMARY = "Review: Garden"
DESCRIPTION = "What we agreed, and what has changed since.\n" * 4
PEOPLE = tuple(
    Person(id=n, name=n.title(), email=f"{n}@example.org", time_zone=ZONE, joined_at=NOW)
    for n in ("ben", "ada", "dana")
)
BEN = PEOPLE[0]
RHYTHM = read_rhythm("4 weeks", date(2026, 10, 13))
WORDS = Rendered(
    subject="Invitation: Garden (reviews)",
    text="From time to time you all look again at what you agreed – no more than that.\n" * 20,
    html="<p>From time to time you all look again at what you agreed – no more.</p>\n" * 100,
)
"""About as much as such a mail says."""
RUNS, BEST_OF = 200, 7


def measure() -> Iterator[dict[str, object]]:
    ours, limit = _ours(), _bare()
    for line in ("SUMMARY:", "ATTENDEE", "RRULE:", "BEGIN:DAYLIGHT", "DESCRIPTION:"):
        if _calendar_of(ours).count(line) != _calendar_of(limit).count(line):
            raise RuntimeError(f"not the same content: {line}")
    # In turns, so that both meet the same load.
    pairs = [(_milliseconds(_ours), _milliseconds(_bare)) for _ in range(BEST_OF)]
    ours_ms, bare_ms = (min(each) for each in zip(*pairs, strict=True))
    yield row("invite", ours_ms, bare_ms, "ms")


def _ours() -> bytes:
    event = new_event(
        uid="b7f3ad0e-1f35-4f4b-9a87-2f0a3a1f3c10",
        purpose=Purpose.REVIEWS,
        starts=STARTS,
        time_zone=ZONE,
        minutes=30,
        place="Room 4",
        rhythm=RHYTHM,
        now=NOW,
    )
    ics = write(
        Wanted(method=Method.REQUEST, event=event, change=Change.NEW),
        attendees=PEOPLE,
        to=BEN,
        organizer_address=ORGANIZER,
        organizer_name="Designed Alliance",
        summary=SUMMARY,
        description=DESCRIPTION,
        url=URL,
    )
    message = emails.CalendarMessage(
        to_name=BEN.name,
        to_email=BEN.email,
        language="en",
        time_zone=ZONE,
        sender=ORGANIZER,
        reply_to=ORGANIZER,
        alliance="Garden",
        organiser="Ada",
        why="participant",
        silence_url=URL,
        method="REQUEST",
        ics=ics,
        purpose=Purpose.REVIEWS,
        change="new",
        event=event,
        public_url=URL,
    )
    return compose(WORDS, message, message_id="<1@example.net>", date=NOW)


def _bare() -> bytes:
    calendar = Calendar()
    for name, value in (("VERSION", "2.0"), ("PRODID", "-//x//y//EN"), ("METHOD", "REQUEST")):
        calendar.add(name, value)
    # The component alone is what all share; made anew it would take far longer than all else.
    calendar.add_component(vtimezone(ZONE, 2025, 2038))
    event = Event()
    event.add("UID", "b7f3ad0e-1f35-4f4b-9a87-2f0a3a1f3c10")
    event.add("DTSTAMP", NOW)
    event.add("SEQUENCE", 0)
    start = STARTS.replace(tzinfo=ZoneInfo(ZONE))
    event.add("DTSTART", start)
    event.add("DTEND", start.replace(minute=30))
    event.add("RRULE", rrule(RHYTHM))
    event.add("SUMMARY", SUMMARY)
    event.add("DESCRIPTION", DESCRIPTION)
    event.add("LOCATION", "Room 4")
    event.add("URL", URL)
    event.add("STATUS", "CONFIRMED")
    event.add("TRANSP", "OPAQUE")
    event.add("ORGANIZER", _address(ORGANIZER, CN="Designed Alliance"))
    for person in PEOPLE:
        role = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "RSVP": "TRUE"}
        state = {"PARTSTAT": "NEEDS-ACTION"}
        event.add("ATTENDEE", _address(person.email, CN=person.name, **role, **state))
    calendar.add_component(event)
    return _bare_mail(calendar.to_ical())


def _bare_mail(ics: bytes) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"Ada via Designed Alliance <{ORGANIZER}>"
    mail["To"] = "Ben <ben@example.org>"
    mail["Subject"] = WORDS.subject
    mail["Date"] = NOW
    mail["Message-ID"] = "<1@example.net>"
    mail["Content-Language"] = "en"
    mail["Auto-Submitted"] = "auto-generated"
    mail["List-Unsubscribe"] = f"<{URL}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(WORDS.text)
    mail.add_alternative(WORDS.html, "html")
    params = {"method": "REQUEST", "charset": "UTF-8"}
    mail.add_alternative(ics, "text", "calendar", params=params)
    mail.make_mixed()
    mail.add_attachment(ics, "application", "ics", filename="invite.ics")
    return mail.as_bytes()


def _address(email: str, **params: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params.update(params)
    return address


def _calendar_of(raw: bytes) -> str:
    parts = message_from_bytes(raw).walk()
    found = next(p for p in parts if p.get_content_type() == "text/calendar")
    return found.get_payload(decode=True).decode()


def _milliseconds(build: Callable[[], bytes]) -> float:
    began = time.process_time()
    for _ in range(RUNS):
        build()
    return (time.process_time() - began) / RUNS * 1000
