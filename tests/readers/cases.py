"""What the service writes, and the instants at which all who read it must see something begin."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from service.clock import wall_time
from service.itip import (
    Entry,
    Purpose,
    Sent,
    cancel_event,
    decline_counter,
    end,
    messages,
    move_occurrence,
    new_event,
    publish,
    skip_occurrence,
    write,
)
from service.participants import Person
from service.rhythm import occurrences, read_rhythm

ZONES = (
    "Europe/London",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Pacific/Apia",
    "Asia/Jerusalem",
    "Africa/Casablanca",
    "Asia/Kathmandu",
)
RHYTHMS = ("week", "4 weeks", "month", "quarter")
HOURS = ("00:30", "09:30", "23:30")
"""None that clocks skip or repeat: there ical.js alone strays from RFC 5545 §3.3.5."""
NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
BEFORE = datetime(2031, 1, 1, tzinfo=UTC)
"""Far enough for a quarterly series to meet every change of the clocks, Ramadan's included."""
ADA = Person(id="ada", name="Ada", email="ada@example.org", time_zone="UTC", joined_at=NOW)
BEN = Person(id="ben", name="Ben", email="ben@example.org", time_zone="UTC", joined_at=NOW)
ALL = (ADA.id, BEN.id)
SERVICE = "alliance+3kq9@example.net"


@dataclass(frozen=True, kw_only=True)
class Case:
    """`sent` are the messages as they went out, in order; `starts` what is to be seen of them."""

    name: str
    sent: tuple[str, ...]
    starts: tuple[datetime, ...] = ()

    @property
    def kept(self):
        """What a calendar keeps of the messages: the newest series with its exceptions.

        RFC 4791 §4.1: one object for each UID, without METHOD.
        """
        whole, exceptions = "", {}
        for ics in self.sent:
            if "METHOD:DECLINECOUNTER" in ics:
                continue
            if "RECURRENCE-ID" in ics and "METHOD:PUBLISH" not in ics:
                found = event_of(ics)
                exceptions[found.split("RECURRENCE-ID", 1)[1].split("\r\n", 1)[0]] = found
            else:
                whole = ics
        head, _, tail = whole.rpartition("END:VCALENDAR")
        lines = head.split("METHOD:")
        head = lines[0] + lines[1].split("\r\n", 1)[1]
        return f"{head}{''.join(exceptions.values())}END:VCALENDAR{tail}"


def event_of(ics):
    """The text of its only VEVENT."""
    begin, finish = ics.index("BEGIN:VEVENT"), ics.index("END:VEVENT\r\n")
    return ics[begin:finish] + "END:VEVENT\r\n"


def all_cases() -> Iterator[Case]:
    """Every kind of message in every zone; each checked against zoneinfo before it is used."""
    for zone in ZONES:
        for hour in HOURS:
            for each in (*_conversations(zone, hour), *_series(zone, hour)):
                yield replace(each, name=f"{zone} {hour} {each.name}")


def _conversations(zone, hour):
    for month in ("2026-12", "2027-03", "2027-06", "2027-10"):
        event = _event(zone, f"{month}-15 {hour}", None)
        yield _case(f"conversation {month}", event, _to_ada(event))
        counter = decline_counter(_entry(event), sequence=0, now=NOW)
        yield _case(f"declined proposal {month}", event, (*_to_ada(event), counter))
        cancelled = cancel_event(event, NOW)
        yield _case(f"cancelled {month}", cancelled, _to_ada(cancelled, event))


def _series(zone, hour):
    for rhythm in RHYTHMS:
        event = _event(zone, f"2026-10-13 {hour}", rhythm)
        invitation = _to_ada(event)
        yield _case(f"every {rhythm}", event, invitation)
        walls = [wall_time(o, zone) for o in occurrences(event, limit=9)]
        moved = event
        for number in (1, 4, 6):
            moved = move_occurrence(
                moved,
                original=walls[number],
                starts=walls[number] + timedelta(days=2, hours=5),
                minutes=45,
                now=NOW,
            )
        yield _case(f"moved {rhythm}", moved, invitation + _to_ada(moved, event))
        skipped = skip_occurrence(moved, original=walls[2], now=NOW)
        skipped = skip_occurrence(skipped, original=walls[4], now=NOW)
        sent = invitation + _to_ada(moved, event) + _to_ada(skipped, moved)
        yield _case(f"skipped {rhythm}", skipped, sent)
        yield _case(f"told late {rhythm}", skipped, _to_ada(skipped))
        yield _case(f"feed {rhythm}", skipped, (publish([_entry(skipped)], name="Garden"),))
        last = occurrences(event, limit=8)[-1]
        ended = end(skipped, last + timedelta(hours=1))
        yield _case(f"ended {rhythm}", ended, sent + _to_ada(ended, skipped, last))


def _case(name, event, sent):
    starts = occurrences(event, before=BEFORE)
    _agree_with_the_clocks(event, starts)
    return Case(name=name, sent=sent, starts=starts)


def _agree_with_the_clocks(event, starts):
    """Each stands at the wall time of the series by zoneinfo alone, but what was moved."""
    moved = {m.starts for m in event.moved}
    for start in starts:
        wall = start.astimezone(ZoneInfo(event.time_zone)).replace(tzinfo=None)
        if wall not in moved and wall.time() != event.starts.time():
            raise ValueError(f"{event.time_zone}: {start} is {wall}, not at {event.starts:%H:%M}")


def _event(zone, wall, rhythm):
    starts = datetime.fromisoformat(wall)
    return new_event(
        uid="0c9a4c1c-6a0f-4c53-9a39-3d3d5b1f7d10",
        purpose=Purpose.REVIEWS if rhythm else Purpose.CONVERSATION,
        starts=starts,
        time_zone=zone,
        minutes=60,
        place="Gärtnerei, Haus 4; links",
        rhythm=rhythm and read_rhythm(rhythm, starts.date()),
        now=NOW,
    )


def _to_ada(event, before=None, now=NOW):
    sent = before and Sent(
        event=event.uid, person="ada", as_sent=before, attendees=ALL, sent_at=NOW
    )
    wanted = messages(sent, event, attendees=ALL, person="ada", now=now)
    return tuple(_text(each) for each in wanted)


def _text(wanted):
    return write(
        wanted,
        attendees=[ADA, BEN],
        to=ADA,
        organizer_address=SERVICE,
        organizer_name="Ada – für alle",
        summary="Review, of “the walled garden”; and of all that grows in it 🌱",
        description="What we agreed,\nand what has changed.",
        url="https://alliance.example.net/a/garden",
    )


def _entry(event):
    return Entry(
        event=event,
        organizer_address=SERVICE,
        organizer_name="Designed Alliance",
        summary="Review",
        description="What we agreed",
        url="https://alliance.example.net/a/garden",
    )
