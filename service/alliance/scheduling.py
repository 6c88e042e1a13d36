"""Changing when people meet: one review, the whole rhythm, a rest."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import islice

from service import itip
from service.alliance.calendars import (
    ends_at,
    event_uid,
    with_event,
)
from service.alliance.reach import organiser_told, require_going_on, require_living
from service.alliance.record import Alliance, Occasion, Pause, Phase, Round
from service.alliance.rounds import shut, unanswered_early, with_round
from service.alliance.wishes import Outcome, Wish
from service.clock import instant, is_skipped, wall_time
from service.errors import Conflict, InvalidInput, NotFound, Problem
from service.itip import Event, PartStat, Purpose
from service.languages import say
from service.rhythm import (
    Occurrence,
    Rhythm,
    next_beginning,
    original_wall,
    schedule,
    takes_place,
)

WORKING_HOURS = (time(9), time(17))
LOOK_AHEAD = timedelta(days=21)


def reviews_ahead(alliance: Alliance, now: datetime, limit: int = 6) -> tuple[Occurrence, ...]:
    """The next reviews that take place."""
    series = alliance.reviews
    return schedule(series, after=now, limit=limit) if series else ()


def review_moved(
    alliance: Alliance, *, original: datetime, starts: datetime, minutes: int, now: datetime
) -> Outcome:
    """One review takes place at another naive wall time; `original` is its start in UTC."""
    series = _series(alliance)
    require_ahead("review_date", starts, alliance.time_zone, now)
    wall = original_wall(series, original)
    try:
        moved = itip.move_occurrence(series, original=wall, starts=starts, minutes=minutes, now=now)
    except ValueError as error:
        raise NotFound from error
    after = with_event(alliance, moved)
    return Outcome(alliance=_round_follows(after, series, moved, original, now))


def review_skipped(alliance: Alliance, *, original: datetime, now: datetime) -> Outcome:
    """One review does not take place; a round that was open for it serves the next one."""
    series = _series(alliance)
    wall = original_wall(series, original)
    try:
        skipped = itip.skip_occurrence(series, original=wall, now=now)
    except ValueError as error:
        raise NotFound from error
    after = with_event(alliance, skipped)
    return Outcome(alliance=_round_follows(after, series, skipped, original, now))


def rhythm_changed(
    alliance: Alliance, *, rhythm: Rhythm, starts: datetime, minutes: int, now: datetime
) -> Outcome:
    """From the naive wall time `starts` on, reviews come in this rhythm.

    The old series ends, so that past reviews stay in people's calendars, and a
    new one begins, with a UID of its own.
    """
    before = _series(alliance)
    require_ahead("rhythm_date", starts, alliance.time_zone, now)
    number = sum(e.purpose == Purpose.REVIEWS for e in alliance.events)
    series = itip.new_event(
        uid=event_uid(alliance.id, Purpose.REVIEWS, number),
        purpose=Purpose.REVIEWS,
        starts=starts,
        time_zone=alliance.time_zone,
        minutes=minutes,
        place=before.place,
        rhythm=rhythm,
        now=now,
    )
    ended = with_event(alliance, itip.end(before, now))
    after = replace(
        ended,
        events=(*ended.events, series),
        rhythm=series.rhythm,
        review_minutes=minutes,
        pause=None,
    )
    return Outcome(alliance=_round_serves(after, instant(series.starts, series.time_zone)))


def paused(alliance: Alliance, *, until: datetime | None, now: datetime) -> Outcome:
    """No review takes place until the instant `until`, or until they are resumed."""
    series = _series(alliance)
    if alliance.pause:
        raise Conflict(say("The reviews rest already."))
    if until is not None and until <= now:
        advice = say("this has passed: choose a day in the future, or leave it empty")
        raise InvalidInput(Problem(field="until", advice=advice))
    rested = with_event(alliance, itip.end(series, now))
    outcome = Outcome(alliance=replace(rested, pause=Pause(at=now, until=until)))
    asked = alliance.current_round
    if asked.occasion == Occasion.REVIEW and asked.released_at is None:
        return outcome.then(shut(outcome.alliance, asked, now))
    return outcome


def resumed(alliance: Alliance, now: datetime) -> Outcome:
    """The reviews go on in their rhythm."""
    series = _series(alliance)
    if alliance.pause is None:
        raise Conflict(say("The reviews do not rest."))
    going = replace(alliance, pause=None)
    rhythm = series.rhythm
    if not series.cancelled or rhythm is None:
        return Outcome(alliance=_asked_again(with_event(going, itip.resume(series, now)), now))
    # Nothing of it had taken place: in calendars it is gone, so another begins.
    outcome = rhythm_changed(
        going,
        rhythm=rhythm,
        starts=next_beginning(series.starts, series.time_zone, rhythm, now),
        minutes=series.minutes,
        now=now,
    )
    return replace(outcome, alliance=_asked_again(outcome.alliance, now))


def resume_due(alliance: Alliance, now: datetime) -> Outcome | None:
    """A rest that was to end by now has ended."""
    rest = alliance.pause
    if rest is None or rest.until is None or now < rest.until or alliance.phase != Phase.RUNNING:
        return None
    return resumed(alliance, now)


def extra_review_moved(
    alliance: Alliance, uid: str, *, starts: datetime, minutes: int, now: datetime
) -> Outcome:
    """The extra review is at another naive wall time; who had answered is asked again."""
    before = _extra_review(alliance, uid, now)
    require_ahead("extra_date", starts, before.time_zone, now)
    after = itip.reschedule(before, starts=starts, minutes=minutes, place=before.place, now=now)
    forgotten = before.uid if itip.needs_answer(before, after) else None
    moved = replace(
        with_event(alliance, after), rsvps=tuple(r for r in alliance.rsvps if r.event != forgotten)
    )
    asked = _round_of(alliance, uid)
    if asked and asked.released_at is None:
        at = instant(starts, before.time_zone)
        moved = with_round(moved, replace(asked, occurrence=at, replies_due=at))
    return Outcome(alliance=moved)


def extra_review_called_off(alliance: Alliance, uid: str, now: datetime) -> Outcome:
    """The extra review does not take place; what was answered for it is shown to all."""
    event = _extra_review(alliance, uid, now)
    after = with_event(alliance, itip.cancel_event(event, now))
    asked = _round_of(after, uid)
    if asked is None or asked.released_at:
        return Outcome(alliance=after)
    return shut(after, asked, now)


def nobody_comes(before: Alliance, after: Alliance, now: datetime) -> tuple[Wish, ...]:
    """The organiser is told when the last person has declined what comes next."""
    wishes: tuple[Wish, ...] = ()
    if after.phase == Phase.CLOSED or before.rsvps == after.rsvps:
        return wishes
    for event in after.events:
        for ahead in schedule(event, after=now, limit=1):
            if _all_declined(after, event, ahead) and not _all_declined(before, event, ahead):
                about = f"{event.uid}/{event.sequence}/{ahead.original.isoformat()}"
                wishes += organiser_told(after, "all_declined", about)
    return wishes


def sensible_times(alliance: Alliance, after: datetime, count: int = 3) -> tuple[datetime, ...]:
    """The next instants, at the full hour, that are working hours for everybody.

    Where there are none within three weeks, the alliance's own working hours count.
    """
    zones = {p.time_zone for p in alliance.participants}
    found = tuple(islice(_shared_hours(zones, after), count))
    return found or tuple(islice(_shared_hours({alliance.time_zone}, after), count))


def require_ahead(field: str, wall: datetime, zone: str, now: datetime) -> None:
    """Raises InvalidInput unless the naive wall time exists and lies ahead."""
    if is_skipped(wall, zone):
        advice = say("the clocks in %(zone)s skip this time: choose another", zone=zone)
        raise InvalidInput(Problem(field=field, advice=advice))
    if instant(wall, zone) <= now:
        raise InvalidInput(
            Problem(field=field, advice=say("this has passed: choose a time in the future"))
        )


def _shared_hours(zones: set[str], after: datetime) -> Iterator[datetime]:
    """One instant a day, the first that is within everybody's working hours."""
    hour = after.replace(minute=0, second=0, microsecond=0)
    taken = None
    while hour - after < LOOK_AHEAD:
        hour += timedelta(hours=1)
        walls = [wall_time(hour, zone) for zone in zones]
        works = all(
            w.weekday() < 5 and WORKING_HOURS[0] <= w.time() < WORKING_HOURS[1]  # noqa: PLR2004 - Saturday
            for w in walls
        )
        if works and hour - after > timedelta(hours=12) and walls[0].date() != taken:
            taken = walls[0].date()
            yield hour


def _extra_review(alliance: Alliance, uid: str, now: datetime) -> Event:
    require_living(alliance)
    event = next((e for e in alliance.events if e.uid == uid and e.purpose == Purpose.MOMENT), None)
    if event is None:
        raise NotFound
    if event.cancelled or ends_at(event) <= now:
        raise Conflict(say("This extra review is over, or was called off."))
    return event


def _round_of(alliance: Alliance, uid: str) -> Round | None:
    number = next((m.round for m in alliance.moments if m.event == uid), None)
    return next((r for r in alliance.rounds if r.number == number), None)


def _all_declined(alliance: Alliance, event: Event, ahead: Occurrence) -> bool:
    original = ahead.original if event.rhythm else None
    people = alliance.participants
    return bool(people) and all(
        itip.partstat(event, alliance.rsvps, p.id, original) == PartStat.DECLINED for p in people
    )


def _round_follows(
    alliance: Alliance, before: Event, after: Event, original: datetime, now: datetime
) -> Alliance:
    """The round for the occurrence goes with it; an open one serves the next if it is left out."""
    asked = alliance.current_round
    if asked.occurrence != itip.stands_at(before, original):
        return alliance
    if takes_place(after, original_wall(before, original)):
        at = itip.stands_at(after, original)
        if asked.released_at:
            return with_round(alliance, replace(asked, occurrence=at))
        return _round_serves(alliance, at)
    ahead = schedule(after, after=now, limit=1)
    return _round_serves(alliance, ahead[0].starts) if ahead else alliance


def _round_serves(alliance: Alliance, starts: datetime) -> Alliance:
    """The round that is open, if there is one, prepares the review at `starts`."""
    asked = alliance.current_round
    if asked.released_at or asked.occurrence is None:
        return alliance
    return with_round(alliance, replace(asked, occurrence=starts, replies_due=starts))


def _asked_again(alliance: Alliance, now: datetime) -> Alliance:
    """A round that a rest shut unanswered is open again where its review takes place after all."""
    asked, review = alliance.current_round, alliance.reviews
    if review is None or not (unanswered_early(asked) and asked.replies_due > now):
        return alliance
    ahead = schedule(review, after=now, limit=1)
    if not ahead or ahead[0].starts != asked.occurrence:
        return alliance
    return with_round(alliance, replace(asked, released_at=None))


def _series(alliance: Alliance) -> Event:
    require_living(alliance)
    require_going_on(alliance)
    if alliance.reviews is None:
        raise Conflict(say("The reviews have not begun yet."))
    return alliance.reviews
