"""Reviews."""

from dataclasses import dataclass
from datetime import datetime

from service.emails.messages.answering import NumberedQuestion
from service.emails.messages.message import Message
from service.merge import Merge
from service.reviews import Due, ReviewOutcome


@dataclass(frozen=True, kw_only=True)
class ReviewForm(Message):
    """To participants, some days before a review.

    `missed`: how many reviews before it went by without an answer; this one makes up for them.
    """

    form_url: str
    others: tuple[str, ...]
    coach: str
    clauses: int
    replies_due: datetime
    review_at: datetime
    review_minutes: int
    in_force: bool
    goals: int = 0
    missed: int = 0
    numbered: tuple[NumberedQuestion, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TrustAt:
    """The trust that was said at one time: lowest, highest and mean."""

    at: datetime
    low: int
    high: int
    mean: float


@dataclass(frozen=True, kw_only=True)
class ReviewSummary(Message):
    """To participants when a review's replies are released. `occasion`: review or moment.

    `confirmed` is the number of the version that holds on, where nobody asks for a change;
    `drafted` says that a next version has been drafted and can be proposed.
    """

    page_url: str
    merge: Merge
    names: dict[str, str]
    headings: dict[str, str]
    unanswered: tuple[str, ...]
    review_at: datetime
    next_review_at: datetime | None
    trust_then: tuple[int, ...] = ()
    changed: bool = False
    """Whether somebody wants a clause changed or retired."""
    occasion: str = "review"
    outcome: ReviewOutcome | None = None
    confirmed: int | None = None
    drafted: bool = False
    trust: tuple[TrustAt, ...] = ()
    due: tuple[Due, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReviewsUnanswered(Message):
    """To the organiser: nobody answered twice in a row. Another rhythm, a rest, or the end?"""

    silent: int
    """How many reviews in a row."""
    next_review_at: datetime | None
    rhythm_url: str
    pause_url: str
    close_url: str
