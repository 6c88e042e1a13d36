"""A coach's week: what is due, what has stalled, where trust moved, which times wait for a word."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from service.clock import days, instant, wall_time

AHEAD = days(7)
"""How far a digest looks ahead, and back."""
UNSIGNED_FOR = days(7)
UNWORDED_FOR = days(14)
"""After how long without signatures, or without a proposed wording, something has stalled."""
MOVED_BY = 0.5
"""How much the mean trust must differ for it to have moved."""
SENT_AT = time(8)
"""In the coach's own zone."""
WEEK = 7


class LineKind(StrEnum):
    """What one line of a digest says."""

    ANSWERS_DUE = "answers_due"
    CONVERSATION = "conversation"
    REVIEW = "review"
    EXTRA_REVIEW = "extra_review"
    CLOSES = "closes"
    UNANSWERED = "unanswered"
    UNWORDED = "unworded"
    UNSIGNED = "unsigned"
    UNREACHED = "unreached"
    TRUST = "trust"
    PROPOSAL = "proposal"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing to say. `names` are the people it is about; trust goes from `before` to `after`."""

    kind: LineKind
    at: datetime | None = None
    names: tuple[str, ...] = ()
    before: float | None = None
    after: float | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is to be known of one alliance, as its coach may know it; no answers.

    `meetings` are (kind, start) of what lies ahead; `proposals` (name, proposed
    start) of those that are open; `trust` (moment of the release, mean) in order of time.
    """

    answers_due: datetime | None = None
    missing: tuple[str, ...] = ()
    unanswered_at: datetime | None = None
    """When the latest meeting took place for which nobody had answered anything."""
    meetings: tuple[tuple[LineKind, datetime], ...] = ()
    closes_at: datetime | None = None
    talked_at: datetime | None = None
    """When the conversation was over, while no wording has been proposed."""
    proposed_at: datetime | None = None
    """When the latest version was proposed, while somebody has not said a word on it."""
    unsigned: tuple[str, ...] = ()
    unreached: tuple[str, ...] = ()
    trust: tuple[tuple[datetime, float], ...] = ()
    proposals: tuple[tuple[str, datetime], ...] = ()


def news(facts: Facts, now: datetime) -> tuple[Line, ...]:
    """What there is to say of the alliance this week; nothing where all is as it was."""
    return (*_due(facts, now), *_stalled(facts, now), *_moved(facts, now), *_open(facts))


def next_digest(after: datetime, day: int, zone: str) -> datetime:
    """The first moment later than `after` that is the weekday's time of sending in the zone."""
    wall = wall_time(after, zone)
    ahead = wall.date() + timedelta(days=(day - wall.weekday()) % WEEK)
    found = instant(datetime.combine(ahead, SENT_AT), zone)
    if found <= after:
        found = instant(datetime.combine(ahead + timedelta(days=WEEK), SENT_AT), zone)
    return found


def _due(facts: Facts, now: datetime) -> Iterator[Line]:
    def soon(moment: datetime | None) -> bool:
        return moment is not None and now <= moment < now + AHEAD

    if facts.missing and soon(facts.answers_due):
        yield Line(kind=LineKind.ANSWERS_DUE, at=facts.answers_due, names=facts.missing)
    for kind, starts in facts.meetings:
        if soon(starts):
            yield Line(kind=kind, at=starts)
    if facts.closes_at:
        yield Line(kind=LineKind.CLOSES, at=facts.closes_at)


def _stalled(facts: Facts, now: datetime) -> Iterator[Line]:
    if facts.unanswered_at and now - facts.unanswered_at < AHEAD:
        yield Line(kind=LineKind.UNANSWERED, at=facts.unanswered_at)
    if facts.talked_at and now - facts.talked_at >= UNWORDED_FOR:
        yield Line(kind=LineKind.UNWORDED, at=facts.talked_at)
    if facts.unsigned and facts.proposed_at and now - facts.proposed_at >= UNSIGNED_FOR:
        yield Line(kind=LineKind.UNSIGNED, at=facts.proposed_at, names=facts.unsigned)
    if facts.unreached:
        yield Line(kind=LineKind.UNREACHED, names=facts.unreached)


def _moved(facts: Facts, now: datetime) -> Iterator[Line]:
    *earlier, (at, mean) = facts.trust or ((now, 0.0),)
    if earlier and now - at < AHEAD and abs(mean - earlier[-1][1]) >= MOVED_BY:
        yield Line(kind=LineKind.TRUST, at=at, before=earlier[-1][1], after=mean)


def _open(facts: Facts) -> Iterator[Line]:
    for name, starts in facts.proposals:
        yield Line(kind=LineKind.PROPOSAL, at=starts, names=(name,))
