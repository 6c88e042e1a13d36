"""What an organiser can do to an event. SEQUENCE and DTSTAMP never go down (RFC 5546 §2.1.5)."""

from dataclasses import replace
from datetime import datetime, timedelta

from service.clock import instant, require_aware
from service.itip.event import Event, Purpose
from service.rhythm import (
    Moved,
    Rhythm,
    occurrence_walls,
    schedule,
    shifted,
    takes_place,
)

_SECOND = timedelta(seconds=1)


def new_event(  # noqa: PLR0913 - an event is all of these
    *,
    uid: str,
    purpose: Purpose,
    starts: datetime,
    time_zone: str,
    minutes: int,
    place: str = "",
    rhythm: Rhythm | None = None,
    now: datetime,
) -> Event:
    """An event that nobody has been told of. `starts` is naive; a series starts on its rhythm."""
    _require_wall(starts)
    _require_minutes(minutes)
    return Event(
        uid=uid,
        purpose=purpose,
        starts=starts,
        time_zone=time_zone,
        minutes=minutes,
        place=place,
        rhythm=rhythm and shifted(rhythm, starts.date()),
        changed_at=_whole_second(now),
    )


def reschedule(event: Event, *, starts: datetime, minutes: int, place: str, now: datetime) -> Event:
    """The event, or its whole series, starts at the wall time `starts`, or takes place elsewhere.

    A new time starts SEQUENCE and the answers anew; a new place only raises
    SEQUENCE. Exceptions of a series fall away with the times that they replaced.
    """
    _require_wall(starts)
    _require_minutes(minutes)
    if (starts, minutes, place) == (event.starts, event.minutes, event.place):
        return event
    if (starts, minutes) == (event.starts, event.minutes):
        return raised(replace(event, place=place), now)
    same_start = starts == event.starts
    return _timed(
        replace(
            event,
            starts=starts,
            minutes=minutes,
            place=place,
            rhythm=event.rhythm and shifted(event.rhythm, starts.date()),
            moved=event.moved if same_start else (),
            skipped=event.skipped if same_start else (),
        ),
        now,
    )


def move_occurrence(
    event: Event, *, original: datetime, starts: datetime, minutes: int, now: datetime
) -> Event:
    """The occurrence that was to start at the wall time `original` starts at `starts`.

    Raises ValueError when the series has no such occurrence.
    """
    _require_wall(starts)
    _require_minutes(minutes)
    _require_occurrence(replace(event, skipped=()), original)
    after = raised(event, now)
    moved = Moved(original=original, starts=starts, minutes=minutes, sequence=after.sequence)
    return replace(
        after,
        moved=tuple(
            sorted((*_others(event, original), moved), key=lambda exception: exception.original)
        ),
        skipped=tuple(s for s in event.skipped if s != original),
    )


def skip_occurrence(event: Event, *, original: datetime, now: datetime) -> Event:
    """The occurrence that was to start at the wall time `original` does not take place."""
    _require_occurrence(event, original)
    return replace(
        raised(event, now),
        moved=_others(event, original),
        skipped=tuple(sorted((*event.skipped, original))),
    )


def change_rhythm(event: Event, *, rhythm: Rhythm, now: datetime) -> Event:
    """The series goes on in another rhythm from its start; exceptions that it still has stay."""
    fitting = shifted(rhythm, event.starts.date())
    if fitting == event.rhythm:
        return event
    changed = replace(event, rhythm=fitting, skipped=())
    return _timed(
        replace(
            changed,
            moved=tuple(m for m in event.moved if takes_place(changed, m.original)),
            skipped=tuple(s for s in event.skipped if takes_place(changed, s)),
        ),
        now,
    )


def end(event: Event, now: datetime, last_kept: datetime | None = None) -> Event:
    """Nothing that lies ahead of `now` takes place; what has begun stays in people's calendars.

    A series ends with the occurrence whose original start is `last_kept`, by
    default the last one that has begun. Where nothing has, all is cancelled.
    """
    if event.cancelled:
        return event
    begun = schedule(event, before=now + _SECOND)
    if last_kept is None and not begun:
        return cancel_event(event, now)
    if event.rhythm is None:
        return event
    until = require_aware(last_kept or max(o.original for o in begun))
    if event.until is not None and event.until <= until:
        return event
    return raised(_without_rest(replace(event, until=until), now), now)


def resume(event: Event, now: datetime) -> Event:
    """An ended series goes on in its rhythm; what it missed until `now` stays skipped."""
    if event.until is None or event.cancelled:
        return event
    missed = []
    for wall in occurrence_walls(event.starts, event.rhythm):
        start = instant(wall, event.time_zone)
        if start > now:
            break
        if start > event.until:
            missed.append(wall)
    gone_on = replace(event, until=None, skipped=tuple(sorted({*event.skipped, *missed})))
    return _timed(gone_on, now)


def cancel_event(event: Event, now: datetime) -> Event:
    """The event does not take place at all."""
    return event if event.cancelled else raised(replace(event, cancelled=True), now)


def raised(event: Event, now: datetime) -> Event:
    """SEQUENCE is one higher: for whatever is more than wording, people coming or going included.

    RFC 5546 §2.1.4.
    """
    return renewed(replace(event, sequence=event.sequence + 1), now)


def described(event: Event, *, topics: tuple[str, ...], at: datetime, now: datetime) -> Event:
    """The description names these topics; the times and answers stay (RFC 5546 §3.2.2.2)."""
    return renewed(replace(event, topics=topics, topics_at=require_aware(at)), now)


def renewed(event: Event, now: datetime) -> Event:
    """DTSTAMP is newer: for a title or description alone (RFC 5546 §3.2.2.2)."""
    return replace(event, changed_at=max(_whole_second(now), event.changed_at + _SECOND))


def needs_answer(before: Event, after: Event) -> bool:
    """Whether answers to `before` say nothing about `after`: it has been rescheduled."""
    return after.timed > before.timed


def _timed(event: Event, now: datetime) -> Event:
    after = raised(event, now)
    return replace(after, timed=after.sequence)


def _without_rest(event: Event, now: datetime) -> Event:
    """Without exceptions beyond UNTIL (rule 25), nor moved ones that have not begun."""
    zone = event.time_zone
    kept = [m for m in event.moved if event.until and instant(m.original, zone) <= event.until]
    ahead = {m.original for m in kept if instant(m.starts, zone) > now}
    skipped = (s for s in event.skipped if event.until and instant(s, zone) <= event.until)
    return replace(
        event,
        moved=tuple(m for m in kept if m.original not in ahead),
        skipped=tuple(sorted({*skipped, *ahead})),
    )


def _others(event: Event, original: datetime) -> tuple[Moved, ...]:
    return tuple(m for m in event.moved if m.original != original)


def _require_occurrence(event: Event, original: datetime) -> None:
    if not event.rhythm or event.cancelled or not takes_place(event, original):
        raise ValueError(f"nothing of this series starts at {original:%Y-%m-%d %H:%M}")


def _require_wall(starts: datetime) -> None:
    if starts.tzinfo is not None:
        raise ValueError("an event starts at a wall time, without a zone of its own")


def _require_minutes(minutes: int) -> None:
    if minutes < 1:
        raise ValueError("an event lasts at least a minute")


def _whole_second(now: datetime) -> datetime:
    return require_aware(now).replace(microsecond=0)
