"""From start to close: what each happening, and the clock alone, makes of an alliance."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid5

from service import itip
from service.alliance.calendars import (
    calendars_told,
    conversation_ends,
    conversation_moved,
    event_uid,
    starts_of,
    with_review_series,
)
from service.alliance.ending import close_due, closes_at
from service.alliance.plan import Invitee, Plan
from service.alliance.reach import require_going_on, require_living
from service.alliance.record import Alliance, Occasion, Phase, Progress, Round
from service.alliance.reviewing import (
    ReviewQuestions,
    opens_at,
    review_opened,
    silence_noticed,
)
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
from service.digest import next_digest
from service.errors import Conflict, InvalidInput, Problem
from service.itip import Purpose
from service.languages import say
from service.participants import Person


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
        sections=plan.sections,
        people=people,
        rhythm=plan.rhythm,
        review_minutes=plan.review_minutes,
        lead_days=plan.lead_days,
        events=(talk,),
        rounds=(first,),
        started_at=now,
    )
    coach = alliance.coach
    welcomed = () if coach is None or coach.organises else (coach,)
    wishes = (
        Wish(kind="alliance_started", to=alliance.organiser.id, about="start"),
        *(Wish(kind="form_invitation", to=p.id, about="0") for p in alliance.participants),
        *(Wish(kind="coach_welcome", to=p.id, about="start") for p in welcomed),
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
    digest = _digest_at(outcome.alliance)
    if digest and digest <= now:
        # What is in it is worked out over all of the coach's alliances.
        outcome = replace(outcome, alliance=replace(outcome.alliance, digested_at=now))
    closing = close_due(outcome.alliance, now)
    if closing:
        return settled(outcome.then(closing), now, rules)
    opened = review_opened(outcome.alliance, now, rules, review_questions)
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
    require_going_on(alliance)
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


def next_review(alliance: Alliance, now: datetime) -> datetime | None:
    """The start, in UTC, of the next review that takes place."""
    series = alliance.reviews
    if series is None or alliance.phase == Phase.CLOSED:
        return None
    return next(iter(starts_of(series, after=now, limit=1)), None)


def next_meeting(alliance: Alliance, now: datetime) -> datetime | None:
    """The start, in UTC, of whatever people meet for next."""
    ahead = (starts_of(event, after=now, limit=1) for event in alliance.events)
    return min((starts[0] for starts in ahead if starts), default=None)


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
            wishes = silence_noticed(outcome.alliance, asked.number)
            outcome = replace(outcome, wishes=outcome.wishes + wishes)
    return outcome


def _begin_running(alliance: Alliance, now: datetime) -> Outcome | None:
    if alliance.ending or alliance.phase not in {Phase.GATHERING, Phase.MEETING}:
        return None
    if now < conversation_ends(alliance):
        return None
    after = replace(with_review_series(alliance, now), phase=Phase.RUNNING)
    draft = alliance.first_round.released_at and repliers(alliance.first_round)
    asked = alliance.participants if draft and not alliance.versions else ()
    wishes = tuple(Wish(kind="settle_wording", to=p.id, about="talk") for p in asked)
    return Outcome(alliance=after, wishes=wishes)


def _digest_at(alliance: Alliance) -> datetime | None:
    """When the coach's next weekly digest looks at this alliance."""
    coach = alliance.coach
    if coach is None or coach.digest_day is None or not coach.mailable:
        return None
    since = max(coach.joined_at, alliance.digested_at or coach.joined_at)
    return next_digest(since, coach.digest_day, coach.time_zone)


def _next_due(alliance: Alliance, now: datetime, rules: Rules) -> datetime | None:
    if alliance.closure:
        return alliance.closure.at + rules.erase_after
    moments = []
    for asked in alliance.open_rounds:
        if repliers(asked) or asked.occasion != Occasion.FIRST:
            moments.append(asked.replies_due)
        # Who has missed the last day is reminded no more, however long the round stays open.
        if missing(alliance, asked) and now < asked.replies_due:
            moments += [t for t in reminder_times(asked)[asked.reminded :] if t < asked.replies_due]
    if alliance.ending:
        moments.append(closes_at(alliance, now))
    elif alliance.phase in {Phase.GATHERING, Phase.MEETING}:
        moments.append(conversation_ends(alliance))
    if alliance.pause and alliance.pause.until and alliance.phase == Phase.RUNNING:
        moments.append(alliance.pause.until)
    moments += [m for m in (opens_at(alliance, now, rules), _digest_at(alliance)) if m]
    return min(moments, default=None)
