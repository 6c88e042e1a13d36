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
    """To somebody who joins an alliance that is under way."""

    page_url: str
    others: tuple[str, ...]
    coach: str
    next_review_at: datetime | None
    form_url: str = ""
    """The first questions, where they may still answer them."""
    to_sign: int = 0
    """How many clauses wait for their word."""


@dataclass(frozen=True, kw_only=True)
class PeopleChanged(Message):
    """To those who belong: somebody has come, gone, or holds another role now.

    `change` is joined, left, removed, coach, no_coach or organiser; `person` whom
    it is about, and `is_me` whether that is the reader; `agreed` whether an
    agreement is in force.
    """

    page_url: str
    change: str
    person: str
    is_me: bool = False
    agreed: bool = True


@dataclass(frozen=True, kw_only=True)
class Farewell(Message):
    """To who has left (`change` is left, removed or coach): what remains, and the paper to keep."""

    change: str
    pdf: bytes = b""


@dataclass(frozen=True, kw_only=True)
class TooFew(Message):
    """To the organiser: one alone is left, so they may close."""

    person: str
    organiser_url: str


@dataclass(frozen=True, kw_only=True)
class OrganiserAsked(Message):
    """To somebody who is asked to be the organiser."""

    confirm_url: str


@dataclass(frozen=True, kw_only=True)
class AddressToConfirm(Message):
    """To a new address that somebody gave for themselves: a page, then a button."""

    confirm_url: str


@dataclass(frozen=True, kw_only=True)
class AddressChanged(Message):
    """To the old address of somebody who is reached elsewhere now.

    `mine` is whether they are the organiser, and so nobody else can put it right.
    """

    mine: bool


@dataclass(frozen=True, kw_only=True)
class MailCheck(Message):
    """To whoever runs the service: mail arrives."""
