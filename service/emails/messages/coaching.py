"""What a coach alone gets: the beginning, and the week over all alliances."""

from dataclasses import dataclass
from datetime import datetime

from service.digest import Line
from service.emails.messages.message import Message


@dataclass(frozen=True, kw_only=True)
class CoachWelcome(Message):
    """To somebody who is the coach from now on."""

    page_url: str
    participants: tuple[str, ...]
    next_at: datetime | None
    """When they meet next."""
    from_start: bool = False
    """Whether nothing was shared before they came."""


@dataclass(frozen=True, kw_only=True)
class DigestEntry:
    """One alliance in the weekly digest."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class WeeklyDigest(Message):
    """To a coach, once a week, over all alliances in which there is something to say."""

    page_url: str
    entries: tuple[DigestEntry, ...]
