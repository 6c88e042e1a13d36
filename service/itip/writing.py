"""Events as iCalendar text for one person, by the rules of iTIP (RFC 5546).

All texts end their lines in CRLF, folded at 75 octets (RFC 5545 §3.1).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, vCalAddress, vDatetime, vText, vUri
from icalendar import Event as Component

from service.clock import instant, wall_time
from service.itip.difference import Change, Method, Wanted
from service.itip.event import RSVP, Event
from service.itip.standing import by_person, partstat
from service.itip.zones import UTC_NAMES, YEARS_AHEAD, vtimezone
from service.participants import Person, same_address
from service.rhythm import Moved, original_wall, rrule

PRODID = "-//Designed Alliance//Calendar//EN"
FEED_REFRESH = timedelta(hours=6)

_UNFIT_FOR_CN = re.compile(r'["^\x00-\x1f\x7f-\x9f\u2028\u2029]+')
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An event in a feed, with its words."""

    event: Event
    organizer_address: str
    organizer_name: str
    summary: str
    description: str = ""
    url: str = ""


def write(  # noqa: PLR0913 - one message, and all that its text needs
    wanted: Wanted,
    *,
    attendees: Sequence[Person],
    to: Person,
    organizer_address: str,
    organizer_name: str,
    summary: str,
    description: str,
    url: str,
    rsvps: Iterable[RSVP] = (),
) -> str:
    """The message that `messages` wanted, for the person `to`."""
    entry = Entry(
        event=wanted.event,
        organizer_address=organizer_address,
        organizer_name=organizer_name,
        summary=summary,
        description=description,
        url=url,
    )
    if wanted.method == Method.CANCEL:
        removed = wanted.change == Change.REMOVED
        return cancel(
            entry, attendees=attendees, to=to, recurrence=wanted.recurrence, removed=removed
        )
    return request(
        entry, attendees=attendees, to=to, recurrence=wanted.recurrence, rsvps=tuple(rsvps)
    )


def request(
    entry: Entry,
    *,
    attendees: Sequence[Person],
    to: Person,
    recurrence: Moved | None = None,
    rsvps: Sequence[RSVP] = (),
) -> str:
    """An invitation, or a change, of the event or of one occurrence (RFC 5546 §3.2.2)."""
    event = entry.event
    component = _component(entry, recurrence)
    component.add("STATUS", "CONFIRMED")
    occurrence = instant(recurrence.original, event.time_zone) if recurrence else None
    said = by_person(rsvps)
    for person in _first(to, attendees):
        address = _address(person.email, person.name)
        address.params["CUTYPE"] = "INDIVIDUAL"
        address.params["ROLE"] = "REQ-PARTICIPANT"
        address.params["PARTSTAT"] = partstat(
            event, said.get((event.uid, person.id), ()), person.id, occurrence
        ).value
        address.params["RSVP"] = "TRUE"
        component.add("ATTENDEE", address, encode=False)
    return _calendar(Method.REQUEST, [event], [component])


def cancel(
    entry: Entry,
    *,
    attendees: Sequence[Person],
    to: Person,
    recurrence: Moved | None = None,
    removed: bool = False,
) -> str:
    """A cancellation (RFC 5546 §3.2.5) of the event, of one occurrence, or for `to` alone.

    Who is `removed` reads no STATUS: the event goes on without them.
    """
    component = _component(entry, recurrence)
    if not removed:
        component.add("STATUS", "CANCELLED")
    for person in [to] if removed else _first(to, attendees):
        component.add("ATTENDEE", _address(person.email, person.name), encode=False)
    return _calendar(Method.CANCEL, [entry.event], [component])


def decline_counter(
    entry: Entry,
    *,
    sequence: int,
    now: datetime,
    occurrence: datetime | None = None,
    comment: str = "",
) -> str:
    """The answer that a proposed time is not taken (RFC 5546 §3.2.8).

    `sequence` is the counter-proposal's own; `occurrence` the original start
    that it was about. Attendees and words have no place in it.
    """
    event, component = entry.event, Component()
    component.add("UID", event.uid)
    component.add("DTSTAMP", now.astimezone(UTC).replace(microsecond=0))
    component.add("SEQUENCE", sequence)
    if occurrence:
        original = original_wall(event, occurrence)
        component.add("RECURRENCE-ID", _time(original, event.time_zone), encode=False)
    component.add(
        "ORGANIZER", _address(entry.organizer_address, entry.organizer_name), encode=False
    )
    if comment:
        component.add("COMMENT", vText(_text(comment)), encode=False)
    return _calendar(Method.DECLINECOUNTER, [event], [component])


def publish(entries: Iterable[Entry], *, name: str) -> str:
    """A feed, or a file to add to a calendar: no attendees, the same UIDs (RFC 5546 §3.2.1).

    Events that are cancelled are left out; exceptions stand beside their series.
    """
    shown = [entry for entry in entries if not entry.event.cancelled]
    components = []
    for entry in shown:
        for exception in (None, *entry.event.moved):
            component = _component(entry, exception)
            component.add("STATUS", "CONFIRMED")
            components.append(component)
    return _calendar(Method.PUBLISH, [e.event for e in shown], components, name=_one_line(name))


def _calendar(
    method: Method, events: Sequence[Event], components: Sequence[Component], name: str = ""
) -> str:
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODID)
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method.value)
    if method == Method.PUBLISH:
        calendar.add("NAME", name)  # RFC 7986 §5.1
        calendar.add("X-WR-CALNAME", name)
        # RFC 7986 §5.7; and the older name that calendars know it by.
        calendar.add("REFRESH-INTERVAL", FEED_REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("X-PUBLISHED-TTL", "PT6H")
    for zone in sorted({e.time_zone for e in events} - UTC_NAMES):
        here = [e for e in events if e.time_zone == zone]
        first = min(e.starts.year for e in here) - 1
        last = max(max(e.starts, e.changed_at.replace(tzinfo=None)).year for e in here)
        calendar.add_component(vtimezone(zone, first, last + YEARS_AHEAD))
    for component in components:
        calendar.add_component(component)
    return str(calendar.to_ical(), "utf-8")


def _component(entry: Entry, recurrence: Moved | None) -> Component:
    """The VEVENT of the series, or of one occurrence of it (RFC 5545 §3.8.4.4)."""
    event, component = entry.event, Component()
    component.add("UID", event.uid)
    component.add("DTSTAMP", event.changed_at.astimezone(UTC).replace(microsecond=0))
    component.add("SEQUENCE", event.sequence)
    zone = event.time_zone
    if recurrence:
        component.add("RECURRENCE-ID", _time(recurrence.original, zone), encode=False)
    when = recurrence or event
    ends = instant(when.starts, zone) + timedelta(minutes=when.minutes)
    component.add("DTSTART", _time(when.starts, zone), encode=False)
    component.add("DTEND", _time(wall_time(ends, zone), zone), encode=False)
    if event.rhythm and not recurrence:
        component.add("RRULE", rrule(event.rhythm, event.until), encode=False)
        for original in _excluded(event):
            component.add("EXDATE", _time(original, zone), encode=False)
    component.add(
        "ORGANIZER", _address(entry.organizer_address, entry.organizer_name), encode=False
    )
    component.add("SUMMARY", vText(_one_line(entry.summary)), encode=False)
    for name, text in (("DESCRIPTION", entry.description), ("LOCATION", event.place)):
        if text:
            component.add(name, vText(_text(text)), encode=False)
    if entry.url:
        component.add("URL", vUri(entry.url), encode=False)
    component.add("TRANSP", "OPAQUE")
    return component


def _excluded(event: Event) -> list[datetime]:
    until = event.until
    return [s for s in event.skipped if not until or instant(s, event.time_zone) <= until]


def _time(wall: datetime, zone: str) -> vDatetime:
    if zone in UTC_NAMES:
        return vDatetime(wall.replace(tzinfo=UTC))
    value = vDatetime(wall)
    value.params["TZID"] = zone
    return value


def _first(to: Person, attendees: Sequence[Person]) -> list[Person]:
    """All attendees, the one who reads it first: some calendars answer for the first they find."""
    others = (p for p in attendees if p.id != to.id and not same_address(p.email, to.email))
    return [to, *others]


def _address(email: str, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    shown = " ".join(_UNFIT_FOR_CN.sub(" ", name).split())
    if shown:
        address.params["CN"] = shown
    return address


def _text(text: str) -> str:
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _one_line(text: str) -> str:
    return " ".join(_text(text).split())
