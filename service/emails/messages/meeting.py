"""The draft and the agreement."""

from dataclasses import dataclass
from datetime import datetime

from service.agreement import Version
from service.emails.messages.message import Message
from service.merge import Merge


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
class SettleWording(Message):
    """To participants when the conversation is over, and nobody has proposed a wording yet."""

    page_url: str


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
