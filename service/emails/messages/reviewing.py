"""Reviews."""

from dataclasses import dataclass
from datetime import datetime

from service.emails.messages.message import Message
from service.merge import Merge


@dataclass(frozen=True, kw_only=True)
class ReviewForm(Message):
    """To participants, some days before a review."""

    form_url: str
    others: tuple[str, ...]
    coach: str
    clauses: int
    replies_due: datetime
    review_at: datetime
    review_minutes: int
    in_force: bool


@dataclass(frozen=True, kw_only=True)
class ReviewSummary(Message):
    """To participants when a review's replies are released."""

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
