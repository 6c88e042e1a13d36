"""The end: wished for, prepared by a last round, put into effect, taken back."""

from dataclasses import replace
from datetime import datetime, timedelta

from service import itip
from service.alliance.calendars import (
    calendars_ended,
    conversation_ends,
    event_uid,
    with_review_series,
)
from service.alliance.reach import require_living
from service.alliance.record import (
    Alliance,
    CloseWish,
    Closure,
    Ending,
    Occasion,
    Phase,
    Progress,
    Round,
)
from service.alliance.rounds import may_read, missing, repliers, shut, with_round
from service.alliance.wishes import Outcome, Wish
from service.clock import days, instant
from service.errors import Conflict, InvalidInput, NotFound, Problem
from service.itip import Purpose
from service.languages import say
from service.reviews import last_questions
from service.rhythm import next_beginning

LAST_ROUND = days(7)
"""How long the last round stays open."""


def close(
    alliance: Alliance, *, by: str | None, why: str, now: datetime, together: bool = False
) -> Outcome:
    """The alliance is closed: calendars end, one last mail goes out, nothing after it.

    What was answered in a last round is released by it.
    """
    require_living(alliance)
    after = replace(
        _last_words_released(calendars_ended(alliance, now), now),
        phase=Phase.CLOSED,
        closure=Closure(at=now, by=by, why=why, together=together),
        ending=None,
        close_wishes=(),
        handover=None,
        address_wishes=(),
    )
    wishes = tuple(
        Wish(kind="alliance_closed", to=p.id, about=f"close/{now.isoformat()}")
        for p in after.people
        if p.present
    )
    read = _coach_reads_last_words(after) if alliance.ending else ()
    return Outcome(alliance=after, wishes=(*read, *wishes))


def ending_begun(
    alliance: Alliance, *, by: str | None, why: str, now: datetime, together: bool = False
) -> Outcome:
    """All are asked for their last words; the close follows, and the calendars end already.

    Raises Conflict where that has begun; InvalidInput before the first answers were shared.
    """
    require_living(alliance)
    if alliance.ending:
        raise Conflict(say("The last round has begun already."))
    if alliance.first_round.released_at is None:
        advice = say("nothing has been shared yet, so there is nothing to look back on: close now")
        raise InvalidInput(Problem(field="last_round", advice=advice))
    outcome = _rounds_shut(calendars_ended(alliance, now), now)
    closes_at = now + LAST_ROUND
    asked = Round(
        number=alliance.rounds[-1].number + 1,
        occasion=Occasion.LAST,
        questions=last_questions(),
        opened_at=now,
        replies_due=closes_at,
        progress=tuple(Progress(person=p.id) for p in alliance.participants),
    )
    after = replace(
        outcome.alliance,
        rounds=(*outcome.alliance.rounds, asked),
        pause=None,
        ending=Ending(at=now, by=by, why=why, together=together, closes_at=closes_at),
        close_wishes=(),
    )
    wishes = tuple(
        Wish(kind="last_round", to=p.id, about=str(asked.number), round=asked.number, by=by)
        for p in after.people
        if p.present
    )
    return outcome.then(Outcome(alliance=after, wishes=wishes))


def close_due(alliance: Alliance, now: datetime) -> Outcome | None:
    """The last round is over, and with it the alliance."""
    ending = alliance.ending
    if ending is None or now < closes_at(alliance, now):
        return None
    return close(alliance, by=ending.by, why=ending.why, now=now, together=ending.together)


def closes_at(alliance: Alliance, now: datetime) -> datetime:
    """When the last round ends: at once when there is nobody left to wait for."""
    ending, asked = alliance.ending, alliance.last_round
    if ending is None or asked is None:
        raise ValueError("no last round is under way")
    waits = asked.released_at is None and missing(alliance, asked)
    return ending.closes_at if waits else now


def close_wished(alliance: Alliance, person: str, now: datetime) -> Outcome:
    """The participant would close it; when all would, it closes.

    With the first wish the others are asked. A last round comes before the
    close where there is something to look back on.
    """
    _require_undecided(alliance, person)
    if person in {w.person for w in alliance.close_wishes}:
        return Outcome(alliance=alliance)
    first = not alliance.close_wishes
    wished = (*alliance.close_wishes, CloseWish(person=person, at=now))
    following = all_wish_to_close(replace(alliance, close_wishes=wished), now)
    if following:
        return following
    wishes = tuple(
        Wish(kind="close_wished", to=p.id, about=now.isoformat(), by=person)
        for p in alliance.participants
        if first and p.id != person
    )
    return Outcome(alliance=replace(alliance, close_wishes=wished), wishes=wishes)


def close_unwished(alliance: Alliance, person: str) -> Outcome:
    """The participant would rather go on."""
    _require_undecided(alliance, person)
    wished = tuple(w for w in alliance.close_wishes if w.person != person)
    return Outcome(alliance=replace(alliance, close_wishes=wished))


def all_wish_to_close(alliance: Alliance, now: datetime) -> Outcome | None:
    """What follows where every participant would close it; None where somebody would not."""
    wished = {w.person for w in alliance.close_wishes}
    people = {p.id for p in alliance.participants}
    if alliance.ending or not people or not people <= wished:
        return None
    if alliance.first_round.released_at:
        return ending_begun(alliance, by=None, why="", now=now, together=True)
    return close(alliance, by=None, why="", now=now, together=True)


def last_round_skipped(alliance: Alliance, person: str, now: datetime) -> Outcome:
    """The person has nothing to add; who waits for them waits no longer."""
    asked = alliance.last_round
    if alliance.ending is None or asked is None or asked.released_at:
        raise NotFound
    if person not in {p.person for p in asked.progress}:
        raise NotFound
    progress = tuple(
        replace(p, replied_at=p.replied_at or now) if p.person == person else p
        for p in asked.progress
    )
    return Outcome(alliance=with_round(alliance, replace(asked, progress=progress)))


def reopened(alliance: Alliance, *, by: str, now: datetime, erase_after: timedelta) -> Outcome:
    """It goes on where it was. Calendars get new events: those that ended stay ended.

    Raises Conflict where it is not closed, or where its time is over.
    """
    closure = alliance.closure
    if closure is None:
        raise Conflict(say("This alliance is not closed."))
    if now >= closure.at + erase_after:
        raise Conflict(say("The time in which it could be opened again is over."))
    going = replace(alliance, closure=None, pause=None)
    if conversation_ends(going) <= now:
        after = _with_new_series(replace(going, phase=Phase.RUNNING), now)
    else:
        shared = going.first_round.released_at is not None
        after = replace(
            _with_new_conversation(going, now), phase=Phase.MEETING if shared else Phase.GATHERING
        )
    wishes = tuple(
        Wish(kind="reopened", to=p.id, about=now.isoformat(), by=by)
        for p in after.people
        if p.present
    )
    return Outcome(alliance=after, wishes=wishes)


def _last_words_released(alliance: Alliance, now: datetime) -> Alliance:
    asked = alliance.last_round
    if alliance.ending is None or asked is None or asked.released_at:
        return alliance
    return with_round(alliance, replace(asked, released_at=now))


def _coach_reads_last_words(alliance: Alliance) -> tuple[Wish, ...]:
    coach, asked = alliance.coach, alliance.last_round
    if coach is None or not coach.summaries or asked is None or not repliers(asked):
        return ()
    if not may_read(coach, asked):
        return ()
    about = str(asked.number)
    return (Wish(kind="coach_summary", to=coach.id, about=about, round=asked.number),)


def _rounds_shut(alliance: Alliance, now: datetime) -> Outcome:
    outcome = Outcome(alliance=alliance)
    for asked in alliance.open_rounds:
        outcome = outcome.then(shut(outcome.alliance, asked, now))
    return outcome


def _with_new_series(alliance: Alliance, now: datetime) -> Alliance:
    before = alliance.reviews
    if before is None or before.rhythm is None:
        return with_review_series(alliance, now)
    series = itip.new_event(
        uid=event_uid(alliance.id, Purpose.REVIEWS, _count(alliance, Purpose.REVIEWS)),
        purpose=Purpose.REVIEWS,
        starts=next_beginning(before.starts, before.time_zone, before.rhythm, now),
        time_zone=before.time_zone,
        minutes=before.minutes,
        place=before.place,
        rhythm=before.rhythm,
        now=now,
    )
    return replace(alliance, events=(*alliance.events, series))


def _with_new_conversation(alliance: Alliance, now: datetime) -> Alliance:
    before = alliance.conversation
    if not before.cancelled and instant(before.starts, before.time_zone) <= now:
        # It has begun, and so was never taken out of the calendars.
        return alliance
    talk = itip.new_event(
        uid=event_uid(alliance.id, Purpose.CONVERSATION, _count(alliance, Purpose.CONVERSATION)),
        purpose=Purpose.CONVERSATION,
        starts=before.starts,
        time_zone=before.time_zone,
        minutes=before.minutes,
        place=before.place,
        rhythm=None,
        now=now,
    )
    return replace(alliance, events=(*alliance.events, talk))


def _count(alliance: Alliance, purpose: Purpose) -> int:
    return sum(e.purpose == purpose for e in alliance.events)


def _require_undecided(alliance: Alliance, person: str) -> None:
    require_living(alliance)
    if person not in {p.id for p in alliance.participants}:
        raise NotFound
    if alliance.ending:
        raise Conflict(say("The last round has begun already."))
