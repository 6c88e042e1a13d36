"""From start to close: what each happening, and the clock alone, makes of an alliance."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from service import itip
from service.alliance.calendars import (
    calendars_ended,
    calendars_told,
    conversation_ends,
    conversation_moved,
    event_uid,
    starts_of,
    with_review_series,
)
from service.alliance.plan import Invitee, Plan
from service.alliance.reach import require_living
from service.alliance.record import Alliance, Closure, Occasion, Phase, Progress, Round
from service.alliance.rounds import (
    may_release,
    missing,
    release,
    remind,
    reminder_times,
    repliers,
    with_round,
)
from service.alliance.scheduling import resume_due
from service.alliance.wishes import Outcome, Rules, Wish
from service.clock import instant
from service.errors import Conflict, InvalidInput, Problem
from service.itip import Purpose
from service.languages import say
from service.participants import Person
from service.questions import Question

ReviewQuestions = Callable[[Alliance], tuple[Question, ...]]


def start(plan: Plan, *, alliance_id: str, now: datetime, rules: Rules) -> Outcome:
    """A new alliance gathers replies; everybody in it is written to.

    `alliance_id` is a random UUID; all other identifiers follow from it.
    """
    people = _people(plan, alliance_id, now)
    talk = itip.new_event(
        uid=event_uid(alliance_id, Purpose.CONVERSATION),
        purpose=Purpose.CONVERSATION,
        starts=plan.conversation_starts,
        time_zone=plan.time_zone,
        minutes=plan.conversation_minutes,
        place=plan.conversation_place,
        rhythm=None,
        now=now,
    )
    first = Round(
        number=0,
        occasion=Occasion.FIRST,
        questions=plan.questions,
        opened_at=now,
        replies_due=plan.replies_due,
        progress=tuple(Progress(person=p.id) for p in people if p.takes_part),
    )
    alliance = Alliance(
        id=alliance_id,
        title=plan.title,
        time_zone=plan.time_zone,
        language=plan.language,
        phase=Phase.GATHERING,
        question_set=plan.question_set,
        question_set_version=plan.question_set_version,
        people=people,
        rhythm=plan.rhythm,
        review_minutes=plan.review_minutes,
        events=(talk,),
        rounds=(first,),
        started_at=now,
    )
    wishes = (
        Wish(kind="alliance_started", to=alliance.organiser.id, about="start"),
        *(Wish(kind="form_invitation", to=p.id, about="0") for p in alliance.participants),
    )
    return settled(Outcome(alliance=alliance, wishes=wishes), now, rules)


def tick(
    alliance: Alliance, now: datetime, rules: Rules, review_questions: ReviewQuestions
) -> Outcome:
    """Everything that the clock alone has made due by `now` has happened, each thing once."""
    outcome = Outcome(alliance=alliance)
    if alliance.closure:
        over = now >= alliance.closure.at + rules.erase_after
        return replace(settled(outcome, now, rules), erase=over)
    for duty in (_release_due, remind, _begin_running):
        following = duty(outcome.alliance, now)
        outcome = outcome.then(following) if following else outcome
    rested = resume_due(outcome.alliance, now)
    outcome = outcome.then(rested) if rested else outcome
    opened = _open_review(outcome.alliance, now, rules, review_questions)
    outcome = outcome.then(opened) if opened else outcome
    return settled(outcome, now, rules)


def settled(outcome: Outcome, now: datetime, rules: Rules) -> Outcome:
    """Calendars are told of what changed, and `due` says when the clock is next needed."""
    outcome = outcome.then(calendars_told(outcome.alliance, now))
    after = replace(outcome.alliance, due=_next_due(outcome.alliance, now, rules))
    return replace(outcome, alliance=after)


def dates_moved(  # noqa: PLR0913 - the four fields of one form, and the moment
    alliance: Alliance,
    *,
    starts: datetime,
    minutes: int,
    place: str,
    replies_due: datetime,
    now: datetime,
) -> Outcome:
    """The conversation and the day by which to reply are others; all calendars follow."""
    require_living(alliance)
    if alliance.phase == Phase.RUNNING:
        raise Conflict(say("The conversation has taken place. Move a review instead."))
    moved = conversation_moved(alliance, starts=starts, minutes=minutes, place=place, now=now)
    talk_at = instant(starts, alliance.time_zone)
    if talk_at <= now:
        raise InvalidInput(
            Problem(field="date", advice=say("this has passed: choose a time in the future"))
        )
    asked = moved.first_round
    if asked.released_at is None and replies_due != asked.replies_due:
        if replies_due > talk_at:
            advice = say("replies must be due before the conversation: choose an earlier time")
            raise InvalidInput(Problem(field="due_date", advice=advice))
        if replies_due <= now:
            advice = say("this has passed: choose a time in the future, or release the answers now")
            raise InvalidInput(Problem(field="due_date", advice=advice))
        asked = replace(asked, replies_due=replies_due)
        asked = replace(asked, reminded=sum(t <= now for t in reminder_times(asked)))
    elif asked.released_at is None and asked.replies_due > talk_at:
        asked = replace(asked, replies_due=talk_at)
    return Outcome(alliance=with_round(moved, asked))


def close(alliance: Alliance, *, by: str | None, why: str, now: datetime) -> Outcome:
    """The alliance is closed: calendars end, one last mail goes out, nothing after it."""
    require_living(alliance)
    after = replace(
        calendars_ended(alliance, now),
        phase=Phase.CLOSED,
        closure=Closure(at=now, by=by, why=why),
    )
    wishes = tuple(
        Wish(kind="alliance_closed", to=p.id, about="close") for p in after.people if p.present
    )
    return Outcome(alliance=after, wishes=wishes)


def next_review(alliance: Alliance, now: datetime) -> datetime | None:
    """The start, in UTC, of the next review that takes place."""
    series = alliance.reviews
    if series is None or alliance.phase == Phase.CLOSED:
        return None
    return next(iter(starts_of(series, after=now, limit=1)), None)


def _people(plan: Plan, alliance_id: str, now: datetime) -> tuple[Person, ...]:
    rows: list[tuple[Invitee, bool, bool, bool]] = []
    coach = plan.coach
    organiser_coaches = coach is not None and coach.email == plan.organiser.email
    rows.append((plan.organiser, plan.organiser_takes_part, True, organiser_coaches))
    rows += [(invitee, True, False, False) for invitee in plan.participants]
    if coach and not organiser_coaches:
        rows.append((coach, False, False, True))
    return tuple(
        Person(
            id=uuid5(UUID(alliance_id), f"person/{number}").hex[:12],
            name=who.name,
            email=who.email,
            takes_part=takes_part,
            organises=organises,
            coaches=coaches,
            description=who.description,
            time_zone=who.time_zone,
            language=who.language,
            joined_at=now,
        )
        for number, (who, takes_part, organises, coaches) in enumerate(rows, 1)
    )


def _release_due(alliance: Alliance, now: datetime) -> Outcome | None:
    outcome = Outcome(alliance=alliance)
    for asked in alliance.open_rounds:
        over = asked.occasion != Occasion.FIRST and now >= asked.replies_due
        if over or may_release(alliance, asked, now):
            outcome = outcome.then(release(outcome.alliance, asked.number, now))
    return outcome


def _begin_running(alliance: Alliance, now: datetime) -> Outcome | None:
    if alliance.phase not in {Phase.GATHERING, Phase.MEETING} or now < conversation_ends(alliance):
        return None
    return Outcome(alliance=replace(with_review_series(alliance, now), phase=Phase.RUNNING))


def _open_review(
    alliance: Alliance, now: datetime, rules: Rules, review_questions: ReviewQuestions
) -> Outcome | None:
    """The round of the next review is open. Reviews missed altogether are not made up for."""
    following = _next_to_open(alliance, now)
    if following is None or now < following - rules.review_lead:
        return None
    number = alliance.rounds[-1].number + 1
    asked = Round(
        number=number,
        occasion=Occasion.REVIEW,
        questions=review_questions(alliance),
        opened_at=now,
        replies_due=following,
        occurrence=following,
        progress=tuple(Progress(person=p.id) for p in alliance.participants),
    )
    wishes = tuple(
        Wish(kind="review_form", to=p.id, about=str(number), round=number)
        for p in alliance.participants
    )
    return Outcome(alliance=replace(alliance, rounds=(*alliance.rounds, asked)), wishes=wishes)


def _next_to_open(alliance: Alliance, now: datetime) -> datetime | None:
    """The start of the first review still ahead that has no round; None while a round is open."""
    if alliance.phase != Phase.RUNNING or alliance.reviews is None:
        return None
    last = alliance.current_round
    if last.occasion == Occasion.REVIEW and not last.released_at:
        return None
    after = max(now, last.occurrence or now)
    return next(iter(starts_of(alliance.reviews, after=after, limit=1)), None)


def _next_due(alliance: Alliance, now: datetime, rules: Rules) -> datetime | None:
    if alliance.closure:
        return alliance.closure.at + rules.erase_after
    moments = []
    for asked in alliance.open_rounds:
        if repliers(asked) or asked.occasion != Occasion.FIRST:
            moments.append(asked.replies_due)
        if missing(alliance, asked):
            moments += [t for t in reminder_times(asked)[asked.reminded :] if t < asked.replies_due]
    if alliance.phase in {Phase.GATHERING, Phase.MEETING}:
        moments.append(conversation_ends(alliance))
    if alliance.pause and alliance.pause.until and alliance.phase == Phase.RUNNING:
        moments.append(alliance.pause.until)
    following = _next_to_open(alliance, now)
    if following:
        moments.append(following - rules.review_lead)
    return min(moments, default=None)
