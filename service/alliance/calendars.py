"""What stands in people's calendars: the conversation, the reviews, and who is told of a change."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from service import itip
from service.alliance.record import Alliance
from service.alliance.wishes import Outcome, Wish
from service.clock import instant
from service.itip import RSVP, Change, Event, PartStat, Purpose, Sent
from service.rhythm import first_review, schedule


def event_uid(alliance_id: str, purpose: Purpose, number: int = 0) -> str:
    """An identifier for ever, as random as the alliance's own (RFC 7986 §5.3)."""
    return str(uuid5(UUID(alliance_id), f"{purpose}/{number}"))


def conversation_ends(alliance: Alliance) -> datetime:
    """When the conversation is over."""
    return ends_at(alliance.conversation)


def ends_at(event: Event) -> datetime:
    """When the (first) occurrence is over."""
    return instant(event.starts, event.time_zone) + itip.length(event)


def starts_of(event: Event, *, after: datetime, limit: int) -> tuple[datetime, ...]:
    """The starts, in UTC, of the occurrences after an instant that take place."""
    return tuple(o.starts for o in schedule(event, after=after, limit=limit))


def with_review_series(alliance: Alliance, now: datetime) -> Alliance:
    """The reviews are an event, from the first occurrence after the conversation or `now`."""
    if alliance.reviews or alliance.rhythm is None:
        return alliance
    talk = alliance.conversation
    after = max(conversation_ends(alliance), now)
    series = itip.new_event(
        uid=event_uid(alliance.id, Purpose.REVIEWS),
        purpose=Purpose.REVIEWS,
        starts=first_review(after, talk.starts, alliance.time_zone, alliance.rhythm),
        time_zone=alliance.time_zone,
        minutes=alliance.review_minutes,
        place=talk.place,
        rhythm=alliance.rhythm,
        now=now,
    )
    return replace(alliance, events=(*alliance.events, series))


def conversation_moved(
    alliance: Alliance, *, starts: datetime, minutes: int, place: str, now: datetime
) -> Alliance:
    """The conversation is at another time or place; who had answered is asked again if it moved."""
    before = alliance.conversation
    after = itip.reschedule(before, starts=starts, minutes=minutes, place=place, now=now)
    forgotten = before.uid if itip.needs_answer(before, after) else None
    return replace(
        with_event(alliance, after),
        rsvps=tuple(r for r in alliance.rsvps if r.event != forgotten),
    )


def calendars_ended(alliance: Alliance, now: datetime) -> Alliance:
    """Nothing that lies ahead stands in the calendars; what took place stays in them."""
    events = tuple(itip.end(e, now) for e in alliance.events)
    return replace(alliance, events=events)


def answered(  # noqa: PLR0913 - who, to what, what and when
    alliance: Alliance,
    *,
    uid: str,
    person: str,
    partstat: PartStat,
    occurrence: datetime | None = None,
    now: datetime,
) -> Alliance:
    """The person's answer to an event, given on their page, is the newest."""
    event = next(e for e in alliance.events if e.uid == uid)
    said = RSVP(
        event=uid,
        person=person,
        occurrence=occurrence,
        partstat=partstat,
        sequence=event.sequence,
        stamp=now,
    )
    return with_rsvp(alliance, said)


def with_rsvp(alliance: Alliance, said: RSVP) -> Alliance:
    """The alliance with this as the person's word on that event or occurrence."""
    same = (said.event, said.person, said.occurrence)
    others = tuple(r for r in alliance.rsvps if (r.event, r.person, r.occurrence) != same)
    return replace(alliance, rsvps=(*others, said))


def rsvp_of(alliance: Alliance, uid: str, person: str) -> RSVP | None:
    """What the person last said about the event as a whole."""
    return next(
        (r for r in alliance.rsvps if (r.event, r.person, r.occurrence) == (uid, person, None)),
        None,
    )


def with_event(alliance: Alliance, changed: Event) -> Alliance:
    """The alliance with this event as it is now."""
    events = tuple(changed if e.uid == changed.uid else e for e in alliance.events)
    return replace(alliance, events=events)


def calendars_told(alliance: Alliance, now: datetime) -> Outcome:
    """Everybody whose calendar differs from the events is sent the difference."""
    attendees = tuple(p.id for p in alliance.participants)
    known = {(s.event, s.person): s for s in alliance.sent}
    events = tuple(_in_company(alliance, e, attendees, now) for e in alliance.events)
    wishes = []
    for event in events:
        for person in alliance.people:
            before = known.get((event.uid, person.id))
            if not person.mailable or (person.id not in attendees and before is None):
                continue
            for wanted in itip.messages(
                before, event, attendees=attendees, person=person.id, now=now
            ):
                which = wanted.recurrence.original.isoformat() if wanted.recurrence else "all"
                about = f"{event.uid}/{alliance.revision}/{which}/{now.isoformat()}"
                wishes.append(
                    Wish(kind="calendar_message", to=person.id, about=about, calendar=wanted)
                )
                known[event.uid, person.id] = Sent(
                    event=event.uid,
                    person=person.id,
                    as_sent=wanted.event,
                    attendees=attendees,
                    sent_at=now,
                    removed=wanted.change == Change.REMOVED,
                )
    after = replace(alliance, events=events, sent=tuple(known.values()))
    return Outcome(alliance=after, wishes=tuple(wishes))


def _in_company(
    alliance: Alliance, event: Event, attendees: tuple[str, ...], now: datetime
) -> Event:
    """The event with a higher SEQUENCE where people came or went since all were told.

    Who leaves and comes back at the same address would else be invited below their
    own cancellation, which their calendar takes for newer.
    """
    reached = {p.id for p in alliance.people if p.mailable}
    changed = any(
        s.event == event.uid
        and s.person in reached
        and not s.removed
        and set(s.attendees) != set(attendees)
        for s in alliance.sent
    )
    return itip.raised(event, now) if changed and not itip.is_over(event, now) else event
