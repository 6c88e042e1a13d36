"""Every message that the service sends, with all that its template needs.

One class a template: `FormInvitation` is `email_templates/form_invitation/`.
Messages are values: `workflow` builds them, `rendering` finds their words.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from pydantic import ConfigDict

from service.agreement import Version
from service.itip import Event
from service.merge import Merge


@dataclass(frozen=True, kw_only=True)
class Message:
    """What every message carries.

    `why` is the reason the person gets it, for the foot: participant, organiser or coach.
    `sender` is the address in From, `reply_to` the secret one for their words.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        ser_json_bytes="base64", val_json_bytes="base64"
    )

    to_name: str
    to_email: str
    language: str
    time_zone: str
    sender: str
    reply_to: str
    alliance: str
    """The alliance's title."""
    organiser: str
    why: str
    silence_url: str = ""
    """For List-Unsubscribe; empty where the mail was asked for just now."""


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


@dataclass(frozen=True, kw_only=True)
class CalendarMessage(Message):
    """The mail around an iTIP message: the calendar shows the event, this says it in words.

    `change`: new, updated, moved, ended, cancelled or removed. `purpose` is the event's.
    """

    method: str
    ics: str
    purpose: str
    change: str
    event: Event
    public_url: str
    occurrence: datetime | None = None
    """The original start of the one occurrence that it is about."""
    occurrence_at: datetime | None = None
    """When that occurrence takes place now; None where it does not."""


@dataclass(frozen=True, kw_only=True)
class Reminder(Message):
    """To those who have not replied. `occasion`: first or review."""

    form_url: str
    occasion: str
    replied: tuple[str, ...]
    replies_due: datetime
    conversation_at: datetime
    draft_saved: bool


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


@dataclass(frozen=True, kw_only=True)
class DraftReady(Message):
    """To participants at the release: the merged draft, and what to talk about."""

    page_url: str
    merge: Merge
    names: dict[str, str]
    headings: dict[str, str]
    unanswered: tuple[str, ...]
    conversation_at: datetime
    conversation_minutes: int
    conversation_place: str


@dataclass(frozen=True, kw_only=True)
class Withheld:
    """What one person wrote under one heading for the coach alone, line by line."""

    author: str
    heading: str
    about: str = ""
    """The other person whom it speaks of, or empty."""
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CoachSummary(Message):
    """To the coach at each release. `occasion`: first or review; `late`: merged again."""

    page_url: str
    occasion: str
    merge: Merge
    names: dict[str, str]
    headings: dict[str, str]
    unanswered: tuple[str, ...]
    conversation_at: datetime
    trust_then: tuple[int, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class ClauseChange:
    """A clause that is new or differs from the last version; `before` is empty for a new one."""

    heading: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class AgreementProposed(Message):
    """To participants: please sign. Only the changes since the last version stand in it."""

    page_url: str
    by: str
    version: Version
    changes: tuple[ClauseChange, ...]


@dataclass(frozen=True, kw_only=True)
class AgreementSigned(Message):
    """To all: everybody has signed every clause; the PDF is attached."""

    page_url: str
    version: Version
    signers: tuple[str, ...]
    pdf: bytes = b""


@dataclass(frozen=True, kw_only=True)
class ClauseObjected(Message):
    """To the other participants: somebody cannot sign a clause as it stands."""

    page_url: str
    by: str
    heading: str
    reason: str
    wording: str


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


@dataclass(frozen=True, kw_only=True)
class AllianceClosed(Message):
    """To everybody, the last one. Links stay readable until `erased_at`; the PDF is attached."""

    page_url: str
    by: str
    reason: str
    version: Version | None
    erased_at: datetime
    pdf: bytes = b""


@dataclass(frozen=True, kw_only=True)
class LinkAgain(Message):
    """To an address that asked for its links: (role, url) for each."""

    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Undelivered(Message):
    """To the organiser: a person's mail came back; correct the address."""

    person: str
    email: str
    reason: str
    organiser_url: str


@dataclass(frozen=True, kw_only=True)
class Silenced(Message):
    """To the organiser: a person wants no more mail and must be reached otherwise."""

    person: str
    organiser_url: str


@dataclass(frozen=True, kw_only=True)
class Welcome(Message):
    """To somebody who joins an alliance that is under way, and is asked nothing just now."""

    page_url: str
    others: tuple[str, ...]
    coach: str
    next_review_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class TimeProposed(Message):
    """To the organiser: somebody proposes another time. `purpose` is the event's."""

    person: str
    purpose: str
    current_at: datetime
    proposed_at: datetime
    comment: str
    organiser_url: str


@dataclass(frozen=True, kw_only=True)
class ProposalDeclined(Message):
    """To who proposed another time: it stays as it is.

    `ics` and `method` stand in it where the proposal came from a calendar
    (RFC 5546 §3.2.8), and are empty otherwise.
    """

    purpose: str
    current_at: datetime
    proposed_at: datetime
    page_url: str
    method: str = ""
    ics: str = ""


@dataclass(frozen=True, kw_only=True)
class GuestAnswered(Message):
    """To the organiser: somebody has answered from an address that was not invited."""

    person: str
    """Whose invitation it was."""
    email: str
    partstat: str
    organiser_url: str


@dataclass(frozen=True, kw_only=True)
class AllDeclined(Message):
    """To the organiser: nobody comes; `suggestions` are times that could suit everybody."""

    purpose: str
    event_at: datetime
    suggestions: tuple[datetime, ...]
    organiser_url: str
