"""What the replies of a released round bring about: wordings, confirmations, calendar entries."""

from datetime import date, datetime

from service import alliance as core
from service.alliance import Alliance, Occasion, Round
from service.answers import shared_only
from service.clock import wall_time
from service.questions import Kind
from service.reviews import Due, ReviewOutcome, due_before, review_outcome
from service.storage import Transaction
from service.workflow.summaries import suggested_clauses, summary

MOST_TOPICS = 3
"""How many questions a calendar entry names."""


def with_merges(tx: Transaction, before: Alliance, after: Alliance, now: datetime) -> Alliance:
    """Rounds that have just been released have brought about what their replies ask for.

    A late reply to the first round does so again.
    """
    known = {r.number: r for r in before.rounds}
    for asked in after.rounds:
        earlier = known.get(asked.number)
        fresh = earlier is None or earlier.released_at is None
        late = asked.occasion == Occasion.FIRST and asked != earlier
        if asked.released_at and (fresh or late):
            after = _concluded(tx, after, asked, now)
    return after


def outcome_of(
    tx: Transaction, alliance: Alliance, number: int, *, for_coach: bool = False
) -> ReviewOutcome:
    """What a review comes to, for the participants or for the coach."""
    replies = tx.replies(alliance.id, number)
    seen = replies if for_coach else shared_only(replies)
    return review_outcome(alliance.round(number).questions, seen)


def settled_goals(tx: Transaction, alliance: Alliance) -> frozenset[str]:
    """The lines of the agreement's goals that past reviews have said to be done or dropped."""
    past = (r for r in alliance.rounds if r.occasion == Occasion.REVIEW and r.released_at)
    return frozenset().union(*(outcome_of(tx, alliance, r.number).settled for r in past))


def goal_keys(alliance: Alliance) -> frozenset[str]:
    """The keys of the clauses that hold goals, one a line."""
    return frozenset(q.key for q in alliance.first_round.questions if q.kind is Kind.GOALS)


def due_next(
    alliance: Alliance, asked: Round, outcome: ReviewOutcome, until: datetime | None
) -> tuple[Due, ...]:
    """The goals that are due before the review after this one, late ones among them."""
    at = asked.occurrence
    if at is None or until is None:
        return ()
    zone = alliance.time_zone
    return due_before(
        outcome.goals,
        written=_written(alliance),
        today=wall_time(at, zone).date(),
        until=wall_time(until, zone).date(),
        language=alliance.language,
    )


def confirmed_in(alliance: Alliance, number: int) -> int | None:
    """The version that this review left as it is; None where it did not."""
    return next((c.version for c in alliance.confirmations if c.round == number), None)


def draft_differs(alliance: Alliance) -> bool:
    """Whether the draft reads otherwise than the latest version, so that it can be proposed."""
    clauses = tuple(w.clause for w in alliance.clauses if w.clause.text)
    return bool(clauses and alliance.versions) and alliance.versions[-1].clauses != clauses


def _written(alliance: Alliance) -> dict[str, date]:
    """Since when each line has stood in a version of the agreement."""
    found: dict[str, date] = {}
    for version in alliance.versions:
        day = wall_time(version.proposed_at, alliance.time_zone).date()
        for clause in version.clauses:
            for line in clause.text.splitlines():
                found.setdefault(line.strip(), day)
    return found


def _concluded(tx: Transaction, alliance: Alliance, asked: Round, now: datetime) -> Alliance:
    match asked.occasion:
        case Occasion.FIRST:
            worded = core.first_wording(alliance, suggested_clauses(tx, alliance))
            return _with_topics(tx, worded, asked, worded.conversation.uid, now)
        case Occasion.REVIEW:
            found = outcome_of(tx, alliance, asked.number)
            after = core.review_concluded(alliance, asked.number, found, now)
            return (
                _with_topics(tx, after, asked, after.reviews.uid, now) if after.reviews else after
            )
        case Occasion.MOMENT:
            uid = next(m.event for m in alliance.moments if m.round == asked.number)
            return _with_topics(tx, alliance, asked, uid, now)
        case _:
            return alliance


def _with_topics(
    tx: Transaction, alliance: Alliance, asked: Round, uid: str, now: datetime
) -> Alliance:
    """The calendar entry names the questions on which people differ most, and no answer."""
    found = summary(tx, alliance, asked.number, for_coach=False)
    topics = tuple(found.headings[item.question] for item in found.agenda[:MOST_TOPICS])
    at = asked.occurrence or alliance.conversation_at
    return core.topics_named(alliance, uid, topics, at, now)
