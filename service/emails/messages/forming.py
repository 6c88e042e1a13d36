"""Until the release."""

from dataclasses import dataclass
from datetime import datetime

from service.emails.messages.answering import NumberedQuestion
from service.emails.messages.message import Message


@dataclass(frozen=True, kw_only=True)
class ConfirmStart(Message):
    """To an organiser from the web: did you mean to start this?"""

    confirm_url: str
    participants: tuple[str, ...]
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class AllianceStarted(Message):
    """To the organiser: it is under way, here is your page."""

    organiser_url: str
    participants: tuple[str, ...]
    coach: str
    replies_due: datetime
    conversation_at: datetime


@dataclass(frozen=True, kw_only=True)
class FormInvitation(Message):
    """To a participant: who asks, why, how long it takes, who will see it."""

    form_url: str
    others: tuple[str, ...]
    coach: str
    questions: int
    replies_due: datetime
    conversation_at: datetime
    conversation_minutes: int
    conversation_place: str
    numbered: tuple[NumberedQuestion, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reminder(Message):
    """To those who have not replied. `occasion`: first or review.

    `keepable`: whether a review has clauses, which one press keeps. `questions`: how many.
    """

    form_url: str
    occasion: str
    replied: tuple[str, ...]
    replies_due: datetime
    conversation_at: datetime
    draft_saved: bool
    keepable: bool = True
    questions: int = 18


@dataclass(frozen=True, kw_only=True)
class ReplyReceived(Message):
    """To who has just replied: it is kept, and can be changed until the release."""

    form_url: str
    occasion: str
    waiting_for: tuple[str, ...]
    replies_due: datetime
    conversation_at: datetime


@dataclass(frozen=True, kw_only=True)
class QuestionAdded(Message):
    """To who had replied before somebody added a question for all."""

    form_url: str
    author: str
    question: str
    replies_due: datetime
