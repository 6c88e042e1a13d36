"""What one person must be sent, so that their calendar holds the event as it should be."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from service.clock import instant
from service.itip.changes import cancel_event, end, renewed
from service.itip.event import Event, Sent, is_over
from service.rhythm import Moved, original_wall, takes_place


class Method(StrEnum):
    """RFC 5546 §1.4, as far as this service speaks it."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"
    DECLINECOUNTER = "DECLINECOUNTER"


class Change(StrEnum):
    """What a message is about, in a word for its mail."""

    NEW = "new"
    UPDATED = "updated"
    MOVED = "moved"
    ENDED = "ended"
    CANCELLED = "cancelled"
    REMOVED = "removed"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One message: `event` with the SEQUENCE and DTSTAMP to send, or one occurrence of it.

    Keep `event` as the `Sent.as_sent` that the next difference starts from. `was`
    is the wall time at which the person last knew the occurrence, where not its own.
    `differs` says of an update what is new: place, people or note.
    """

    method: Method
    event: Event
    recurrence: Moved | None = None
    was: datetime | None = None
    change: Change
    differs: tuple[str, ...] = ()


def messages(
    sent: Sent | None,
    event: Event,
    *,
    attendees: tuple[str, ...],
    person: str,
    now: datetime,
) -> tuple[Wanted, ...]:
    """What `person` must be sent, in order; nothing when their calendar is right.

    `sent` is what they were last sent, or None; `attendees` the ids of all who
    are to be invited now.
    """
    invited = person in attendees
    if sent is None or sent.removed:
        if not invited or is_over(event, now):
            return ()
        return tuple(_whole(None, _above(sent, event), Change.NEW, now))
    if sent.as_sent.cancelled:
        return ()
    if event.cancelled:
        return (_wanted(Method.CANCEL, _above(sent, event), Change.CANCELLED),)
    if not invited:
        over = is_over(event, now) and is_over(sent.as_sent, now)
        return () if over else tuple(_uninvited(sent, event, now))
    return tuple(_differences(sent, event, attendees, now))


def _uninvited(sent: Sent, event: Event, now: datetime) -> Iterator[Wanted]:
    """What has begun of a series stays in their calendar (rule 24); else all of it goes."""
    current = _above(sent, event)
    kept = end(current, now) if event.rhythm else cancel_event(current, now)
    if kept.cancelled:
        yield _wanted(Method.CANCEL, current, Change.REMOVED)
        return
    # As high as everybody else's: who comes back must not be invited below it.
    left = replace(kept, sequence=current.sequence, changed_at=current.changed_at)
    yield _wanted(Method.REQUEST, left, Change.REMOVED)
    for wanted in _skips(sent.as_sent, left, now, only_moved=True):
        yield replace(wanted, change=Change.REMOVED)


def _differences(
    sent: Sent, event: Event, attendees: tuple[str, ...], now: datetime
) -> Iterator[Wanted]:
    before = sent.as_sent
    change = _change(before, event)
    others = set(sent.attendees) != set(attendees)
    if change is None and _same_exceptions(before, event):
        newer = event.changed_at > before.changed_at
        if (others or newer) and not is_over(event, now):
            current = replace(event, sequence=max(event.sequence, before.sequence))
            renewal = renewed(before, now).changed_at if others else before.changed_at
            stamped = replace(current, changed_at=max(event.changed_at, renewal))
            whole = _whole(before, stamped, Change.UPDATED, now)
            yield from _saying(whole, "people" if others else "note")
        return
    current = _above(sent, event)
    if change is not None or others or _anew(before, event):
        differs = [
            *(["place"] if before.place != event.place else []),
            *(["people"] if others else []),
        ]
        yield from _saying(_whole(before, current, change or Change.UPDATED, now), *differs)
    else:
        known = {m.original: m.starts for m in before.moved}
        new = tuple(m for m in current.moved if m not in before.moved)
        for wanted, moved in zip(_exceptions(current, new), new, strict=True):
            yield replace(wanted, was=known.get(moved.original))
        yield from _skips(before, current, now, only_moved=False)


def _change(before: Event, event: Event) -> Change | None:
    """How the event as a whole differs; exceptions aside."""
    times = ("starts", "time_zone", "minutes", "rhythm")
    if any(getattr(before, name) != getattr(event, name) for name in times):
        return Change.MOVED
    if before.until != event.until:
        return Change.ENDED if event.until else Change.MOVED
    return Change.UPDATED if before.place != event.place else None


def _anew(before: Event, event: Event) -> bool:
    """Whether the series must be sent for its exceptions' sake, or be answered anew."""
    exceptions = {*event.skipped, *(m.original for m in event.moved)}
    back = {m.original for m in before.moved} - exceptions
    restored = set(before.skipped) - set(event.skipped)
    return event.timed > before.timed or bool(back | restored)


def _same_exceptions(before: Event, event: Event) -> bool:
    return (set(before.moved), set(before.skipped)) == (set(event.moved), set(event.skipped))


def _whole(before: Event | None, event: Event, change: Change, now: datetime) -> Iterator[Wanted]:
    """The event, then its exceptions: many calendars drop them when the series is sent again."""
    yield _wanted(Method.REQUEST, event, change)
    zone = event.time_zone
    ahead = (
        m for m in event.moved if max(instant(m.original, zone), instant(m.starts, zone)) > now
    )
    yield from _exceptions(event, tuple(ahead))
    if before is not None:
        yield from _restored(before, event, now)
        yield from _skips(before, event, now, only_moved=True)


def _saying(whole: Iterator[Wanted], *differs: str) -> Iterator[Wanted]:
    for wanted in whole:
        yield replace(wanted, differs=differs)


def _exceptions(event: Event, moved: tuple[Moved, ...]) -> Iterator[Wanted]:
    """An exception-only message for each (RFC 5545 §3.8.4.4, rule 23)."""
    for exception in moved:
        yield _wanted(Method.REQUEST, event, Change.MOVED, exception)


def _restored(before: Event, event: Event, now: datetime) -> Iterator[Wanted]:
    """Occurrences that take place after all, or in place: a calendar may hold them as exceptions.

    It may keep those when a series changes, if by chance the new one has them too.
    """
    moved = {m.original for m in event.moved}
    held = {*before.skipped, *(m.original for m in before.moved)}
    for start in sorted(instant(original, before.time_zone) for original in held):
        original = original_wall(event, start)
        back = original not in moved and takes_place(event, original)
        if back and start > now:
            yield _wanted(Method.REQUEST, event, Change.UPDATED, _in_place(event, original))


def _skips(before: Event, event: Event, now: datetime, *, only_moved: bool) -> Iterator[Wanted]:
    """A cancellation of each occurrence that no longer takes place, told apart by their instants.

    With the series itself goes its EXDATE, so that only those need one that a
    calendar holds as an exception (`only_moved`).
    """
    zone = before.time_zone
    gone = {instant(original, zone) for original in before.skipped}
    held = {instant(m.original, zone): m for m in before.moved}
    for original in event.skipped:
        start = instant(original, event.time_zone)
        if start in gone or (only_moved and start not in held):
            continue
        exception = replace(held.get(start, _in_place(event, original)), original=original)
        if max(start, instant(exception.starts, zone)) > now:
            yield _wanted(Method.CANCEL, event, Change.CANCELLED, exception)


def _above(sent: Sent | None, event: Event) -> Event:
    """The event with a SEQUENCE above what the person was sent (rules 19, 21, 26)."""
    if sent is None:
        return event
    return replace(
        event,
        sequence=max(event.sequence, sent.as_sent.sequence + 1),
        changed_at=max(event.changed_at, sent.as_sent.changed_at),
    )


def _wanted(
    method: Method, event: Event, change: Change, recurrence: Moved | None = None
) -> Wanted:
    return Wanted(method=method, event=event, recurrence=recurrence, change=change)


def _in_place(event: Event, original: datetime) -> Moved:
    return Moved(original=original, starts=original, minutes=event.minutes)
