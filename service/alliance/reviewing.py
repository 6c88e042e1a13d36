"""Reviews: when their rounds open, what is made up for, and what one comes to."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from service import itip
from service.agreement import WorkingClause
from service.alliance.calendars import starts_of, with_event
from service.alliance.consent import in_force
from service.alliance.reach import organiser_told, require_living
from service.alliance.reading import LONGEST_LEAD
from service.alliance.record import (
    Alliance,
    Confirmation,
    Occasion,
    Phase,
    Progress,
    Round,
)
from service.alliance.rounds import repliers, unanswered_early
from service.alliance.wishes import Outcome, Rules, Wish
from service.clock import days
from service.errors import InvalidInput, Problem
from service.languages import say
from service.questions import Question
from service.reviews import ClauseOutcome, ReviewOutcome
from service.rhythm import schedule

ReviewQuestions = Callable[[Alliance], tuple[Question, ...]]

CATCH_UP = days(7)
"""How long there is to answer a round that makes up for reviews that had none."""
SILENCES = 2
"""After so many reviews in a row that nobody answers, the organiser is asked how to go on."""
_SECOND = timedelta(seconds=1)


def lead(alliance: Alliance, rules: Rules) -> timedelta:
    """How long before a review its form is mailed: as the alliance wants it, else as the admin."""
    return rules.review_lead if alliance.lead_days is None else days(alliance.lead_days)


def lead_changed(alliance: Alliance, lead_days: int) -> Outcome:
    """Forms are mailed so many days before each review from now on."""
    require_living(alliance)
    if not 1 <= lead_days <= LONGEST_LEAD:
        advice = say("give whole days from 1 to %(most)s", most=LONGEST_LEAD)
        raise InvalidInput(Problem(field="lead_days", advice=advice))
    return Outcome(alliance=replace(alliance, lead_days=lead_days))


def opens_at(alliance: Alliance, now: datetime, rules: Rules) -> datetime | None:
    """When the next review's round opens: some days before it, or now where one was missed."""
    following = _next_to_open(alliance, now)
    if following is None:
        return None
    return now if _unopened(alliance, now) else following - lead(alliance, rules)


def review_opened(
    alliance: Alliance, now: datetime, rules: Rules, review_questions: ReviewQuestions
) -> Outcome | None:
    """The round of the next review is open, once its time has come.

    Reviews for which no round was open, because the service was not there, are
    made up for by one round that opens at once.
    """
    following = _next_to_open(alliance, now)
    unopened = _unopened(alliance, now) if following else 0
    in_time = following is not None and now >= following - lead(alliance, rules)
    if following is None or not (in_time or unopened):
        return None
    last = alliance.current_round
    number = alliance.rounds[-1].number + 1
    asked = Round(
        number=number,
        occasion=Occasion.REVIEW,
        questions=review_questions(alliance),
        opened_at=now,
        replies_due=following if in_time else min(following, now + CATCH_UP),
        occurrence=following,
        missed=_silences(last) + unopened,
        progress=tuple(Progress(person=p.id) for p in alliance.participants),
    )
    wishes = tuple(
        Wish(kind="review_form", to=p.id, about=str(number), round=number)
        for p in alliance.participants
    )
    return Outcome(alliance=replace(alliance, rounds=(*alliance.rounds, asked)), wishes=wishes)


def silence_noticed(alliance: Alliance, number: int) -> tuple[Wish, ...]:
    """The organiser is asked how to go on when nobody has answered twice in a row."""
    if alliance.round(number).occasion != Occasion.REVIEW:
        return ()
    past = [
        r
        for r in alliance.rounds
        if r.occasion == Occasion.REVIEW and r.number <= number and not unanswered_early(r)
    ]
    silent = 0
    for asked in reversed(past):
        if not _is_silent(asked):
            break
        silent += 1
    if silent == 0 or silent % SILENCES:
        return ()
    return organiser_told(alliance, "reviews_unanswered", str(number))


def review_concluded(
    alliance: Alliance, number: int, outcome: ReviewOutcome, now: datetime
) -> Alliance:
    """What the review asks for stands in the draft; where nobody asks, the agreement holds on.

    `outcome` is that of what all may read. The draft becomes a version only when
    somebody proposes it.
    """
    if not outcome.answered:
        return alliance
    if outcome.changed:
        by_key = {c.key: c for c in outcome.clauses}
        clauses = tuple(_redrafted(w, by_key.get(w.clause.key), now) for w in alliance.clauses)
        return replace(alliance, clauses=clauses)
    version = in_force(alliance)
    if version is None:
        return alliance
    held = Confirmation(version=version.number, round=number, at=now, by=outcome.answered)
    return replace(alliance, confirmations=(*alliance.confirmations, held))


def topics_named(
    alliance: Alliance, uid: str, topics: tuple[str, ...], at: datetime, now: datetime
) -> Alliance:
    """The calendar entry names what differs most before the meeting at `at`, never an answer."""
    event = alliance.event(uid)
    if itip.is_over(event, now) or event.topics == topics:
        return alliance
    return with_event(alliance, itip.described(event, topics=topics, at=at, now=now))


def _redrafted(working: WorkingClause, said: ClauseOutcome | None, now: datetime) -> WorkingClause:
    """As the review proposes it, unless people have worded it otherwise since."""
    if said is None or said.proposal is None or working.clause.text != said.current:
        return working
    return WorkingClause(
        clause=replace(working.clause, text=said.proposal),
        revision=working.revision + 1,
        edited_at=now,
    )


def _next_to_open(alliance: Alliance, now: datetime) -> datetime | None:
    """The start of the first review still ahead that has no round; None while a round is open."""
    if alliance.phase != Phase.RUNNING or alliance.reviews is None or alliance.ending:
        return None
    last = alliance.current_round
    if last.occasion == Occasion.REVIEW and not last.released_at:
        return None
    after = max(now, last.occurrence or now)
    return next(iter(starts_of(alliance.reviews, after=after, limit=1)), None)


def _unopened(alliance: Alliance, now: datetime) -> int:
    """How many reviews have begun since the last round without one of their own."""
    if alliance.reviews is None:
        return 0
    reviews = (r.occurrence for r in reversed(alliance.rounds) if r.occasion == Occasion.REVIEW)
    last = next(reviews, None)
    return len(schedule(alliance.reviews, after=last, before=now + _SECOND))


def _silences(last: Round) -> int:
    """How many reviews in a row nobody answered; one that a rest took away is none of them."""
    if unanswered_early(last):
        return last.missed
    return last.missed + 1 if _is_silent(last) else 0


def _is_silent(asked: Round) -> bool:
    """Whether it is a review that is over, and nobody answered anything."""
    over = asked.occasion == Occasion.REVIEW and asked.released_at is not None
    return over and not repliers(asked) and not unanswered_early(asked)
