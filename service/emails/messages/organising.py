"""Those who come, and those whom mail does not reach."""

from dataclasses import dataclass
from datetime import datetime

from service.emails.messages.message import Message


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
