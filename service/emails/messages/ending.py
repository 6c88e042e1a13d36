"""The end: wished for, the last round, the close, and what is taken back."""

from dataclasses import dataclass
from datetime import datetime

from service.agreement import Version
from service.emails.messages.message import Message
from service.emails.messages.reviewing import TrustAt


@dataclass(frozen=True, kw_only=True)
class LastWord:
    """What one person wrote in the last round: to another person, or to all."""

    author: str
    about: str
    """To whom it is said; empty for what was learned."""
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CloseWished(Message):
    """To the other participants: one would close the alliance, and it takes all."""

    page_url: str
    by: str


@dataclass(frozen=True, kw_only=True)
class LastRound(Message):
    """To everybody: it closes soon; to participants with the form for their last words."""

    page_url: str
    form_url: str
    """Empty for who is not asked."""
    by: str
    together: bool
    reason: str
    closes_at: datetime


@dataclass(frozen=True, kw_only=True)
class AllianceClosed(Message):
    """To everybody, the last one. Links stay readable until `erased_at`; the PDF is attached."""

    page_url: str
    by: str
    together: bool = False
    reason: str
    version: Version | None
    erased_at: datetime
    last_words: tuple[LastWord, ...] = ()
    trust: tuple[TrustAt, ...] = ()
    pdf: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Reopened(Message):
    """To everybody: it goes on."""

    page_url: str
    by: str
    next_at: datetime | None
    """When they meet next."""
