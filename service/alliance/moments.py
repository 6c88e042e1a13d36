"""Something has happened: all read at once what they agreed for that case, and meet soon."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from service import itip
from service.agreement import Clause
from service.alliance.calendars import ends_at, event_uid
from service.alliance.consent import in_force
from service.alliance.reach import require_going_on, require_living
from service.alliance.record import Alliance, Happening, Moment, Occasion, Phase, Progress, Round
from service.alliance.scheduling import sensible_times
from service.alliance.wishes import Outcome, Wish
from service.clock import days, instant, wall_time
from service.errors import Conflict, InvalidInput, NotFound, Problem
from service.itip import Event, Purpose
from service.languages import say
from service.participants import Person
from service.reviews import moment_questions
from service.rhythm import schedule

WORDS_LIMIT = 4000
CONFIDED_FOR = days(30)
"""How long what the coach alone was told counts as open."""
_CHOICES = 10
"""Among how many sensible times one without another meeting is looked for."""


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What people agreed to be for each other in a case, word for word.

    `version` is the number of the agreement in force; None where it is the draft's wording.
    """

    clause: Clause
    version: int | None


def promise(alliance: Alliance, happening: Happening) -> Promise | None:
    """What was agreed for the case: as it is in force, else as the draft has it; else nothing."""
    key = f"when_{happening}"
    version = in_force(alliance)
    if version:
        for clause in version.clauses:
            if clause.key == key:
                return Promise(clause=clause, version=version.number)
    for working in alliance.clauses:
        if working.clause.key == key and working.clause.text:
            return Promise(clause=working.clause, version=None)
    return None


def moment_offered(alliance: Alliance) -> bool:
    """Whether people are shown the way to say that something happened: once they have agreed.

    The talk may be over without a signature; then the reviews have begun all the same.
    """
    if alliance.ending:
        return False
    if alliance.phase == Phase.RUNNING:
        return True
    return alliance.phase == Phase.MEETING and in_force(alliance) is not None


def open_moment(alliance: Alliance, person: str, now: datetime) -> Moment | None:
    """What the person has said that is not over: until its extra review is, or is called off."""
    own = (m for m in reversed(alliance.moments) if m.by == person)
    return next((m for m in own if _is_open(alliance, m, now)), None)


def moments_of(alliance: Alliance, person: str) -> tuple[Moment, ...]:
    """The moments that a participant may know of, the latest first."""
    return tuple(m for m in reversed(alliance.moments) if m.told_at or m.by == person)


def moments_heard(alliance: Alliance, coach: Person) -> tuple[Moment, ...]:
    """The moments that the coach has been told of, the latest first; not what was settled since."""
    return tuple(
        m
        for m in reversed(alliance.moments)
        if coach.joined_at <= (m.told_at or m.at) and not m.settled_at
    )


def moment_said(  # noqa: PLR0913 - who says what to whom, and when
    alliance: Alliance,
    *,
    happening: Happening,
    by: str,
    words: str,
    to_coach: bool,
    now: datetime,
) -> Outcome:
    """All are told at once and invited to an extra review; or the coach alone hears of it.

    Raises Closed; NotFound for who does not take part; Conflict while something that
    the person said before is open, or once the last round has begun; InvalidInput.
    """
    _require_taking_part(alliance, by)
    if open_moment(alliance, by, now):
        raise Conflict(say("Something that you said before is still open. One at a time, please."))
    moment = Moment(
        id=event_uid(alliance.id, Purpose.MOMENT, -1 - len(alliance.moments)),
        happening=happening,
        by=by,
        words=_clean(words),
        at=now,
    )
    after = replace(alliance, moments=(*alliance.moments, moment))
    if not to_coach:
        return _all_told(after, moment, now)
    coach = alliance.coach
    if happening != Happening.DIFFICULTY:
        advice = say("only a difficulty can be told to the coach alone: tell all of you")
        raise InvalidInput(Problem(field="to", advice=advice))
    if coach is None or not coach.mailable:
        advice = say("there is no coach who can be told of this: choose whom to tell")
        raise InvalidInput(Problem(field="to", advice=advice))
    return Outcome(
        alliance=after, wishes=(Wish(kind="moment_confided", to=coach.id, about=moment.id, by=by),)
    )


def moment_shared(
    alliance: Alliance, moment_id: str, *, by: str, words: str, now: datetime
) -> Outcome:
    """What the coach alone had heard is told to all, in the words that its author now chooses."""
    moment = _confided(alliance, moment_id, by)
    return _all_told(alliance, replace(moment, words=_clean(words)), now)


def moment_settled(alliance: Alliance, moment_id: str, *, by: str, now: datetime) -> Outcome:
    """What the coach alone had heard no longer matters; nobody else ever hears of it."""
    moment = _confided(alliance, moment_id, by)
    return Outcome(alliance=_with_moment(alliance, replace(moment, settled_at=now)))


def _all_told(alliance: Alliance, moment: Moment, now: datetime) -> Outcome:
    require_going_on(alliance)
    event = _new_event(alliance, now)
    at = instant(event.starts, event.time_zone)
    agreed = promise(alliance, moment.happening)
    asked = Round(
        number=alliance.rounds[-1].number + 1,
        occasion=Occasion.MOMENT,
        questions=moment_questions(agreed.clause if agreed else None),
        opened_at=now,
        replies_due=at,
        occurrence=at,
        progress=tuple(Progress(person=p.id) for p in alliance.participants),
    )
    told = replace(moment, told_at=now, event=event.uid, round=asked.number)
    after = replace(
        _with_moment(alliance, told),
        events=(*alliance.events, event),
        rounds=(*alliance.rounds, asked),
    )
    coach = (alliance.coach,) if alliance.coach else ()
    wishes = tuple(
        Wish(kind="moment_told", to=p.id, about=moment.id, round=asked.number, by=moment.by)
        for p in (*alliance.participants, *coach)
    )
    return Outcome(alliance=after, wishes=wishes)


def _new_event(alliance: Alliance, now: datetime) -> Event:
    """The extra review at the next sensible time at which they do not meet anyway."""
    minutes = alliance.review_minutes
    offered = sensible_times(alliance, now, _CHOICES)
    free = (at for at in offered if not _meeting_at(alliance, at, minutes))
    starts = next(free, offered[0])
    number = sum(e.purpose == Purpose.MOMENT for e in alliance.events)
    return itip.new_event(
        uid=event_uid(alliance.id, Purpose.MOMENT, number),
        purpose=Purpose.MOMENT,
        starts=wall_time(starts, alliance.time_zone),
        time_zone=alliance.time_zone,
        minutes=minutes,
        place=(alliance.reviews or alliance.conversation).place,
        now=now,
    )


def _meeting_at(alliance: Alliance, at: datetime, minutes: int) -> bool:
    """Whether the people of the alliance meet already while an extra review at `at` would last."""
    ends = at + timedelta(minutes=minutes)
    return any(
        found.ends > at
        for event in alliance.events
        for found in schedule(event, after=at - days(1), before=ends)
    )


def _is_open(alliance: Alliance, moment: Moment, now: datetime) -> bool:
    if moment.settled_at:
        return False
    if moment.told_at is None:
        return now < moment.at + CONFIDED_FOR
    event = alliance.event(moment.event)
    return not event.cancelled and now < ends_at(event)


def _confided(alliance: Alliance, moment_id: str, by: str) -> Moment:
    """The author's own, that all others know nothing of; for anybody else there is none."""
    _require_taking_part(alliance, by)
    found = next((m for m in alliance.moments if (m.id, m.by) == (moment_id, by)), None)
    if found is None:
        raise NotFound
    if found.told_at or found.settled_at:
        raise Conflict(say("This has been told to all, or settled, already."))
    return found


def _with_moment(alliance: Alliance, changed: Moment) -> Alliance:
    moments = tuple(changed if m.id == changed.id else m for m in alliance.moments)
    return replace(alliance, moments=moments)


def _require_taking_part(alliance: Alliance, person: str) -> None:
    require_living(alliance)
    if person not in {p.id for p in alliance.participants}:
        raise NotFound


def _clean(words: str) -> str:
    text = words.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > WORDS_LIMIT:
        advice = say("shorten it to at most %(limit)s characters", limit=WORDS_LIMIT)
        raise InvalidInput(Problem(field="words", advice=advice))
    return text
