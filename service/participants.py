"""The people of an alliance: who they are, how they are reached, in which roles."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import getaddresses
from enum import StrEnum

from email_validator import EmailNotValidError, validate_email

from service.languages import say

NAME_LIMIT = 120
# With marks that turn the words around them, a name could pretend to be another.
_ONE_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


class Role(StrEnum):
    """What a link is for. One person may hold several."""

    PARTICIPANT = "participant"
    ORGANISER = "organiser"
    COACH = "coach"
    FEED = "feed"
    """Reads the events in a calendar program, and nothing else."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody in an alliance, by whatever roles they have there.

    `description` is how the others know them ("team lead"). A participant who
    has left keeps their words and is asked nothing more.
    """

    id: str
    name: str
    email: str
    takes_part: bool = False
    organises: bool = False
    coaches: bool = False
    description: str = ""
    time_zone: str
    language: str = "en"
    joined_at: datetime
    left_at: datetime | None = None
    silenced_at: datetime | None = None
    suspended_at: datetime | None = None
    suspended_why: str = ""
    returned_at: datetime | None = None
    """When a mail server first said of a delivered mail that there is no such address."""
    erased_at: datetime | None = None
    """When nothing was left of them but that they had been there."""
    summaries: bool = True
    """As a coach: whether they want a mail at each release."""
    digest_day: int | None = 0
    """As a coach: the day of their weekly digest, 0 (Monday) to 6; None for none."""

    @property
    def present(self) -> bool:
        """Whether they have not left."""
        return self.left_at is None

    @property
    def mailable(self) -> bool:
        """Whether mail gets to them: they want it, and their address takes it."""
        return self.silenced_at is None and self.suspended_at is None

    @property
    def reachable(self) -> bool:
        """Whether mail may be sent to them, as somebody who belongs."""
        return self.present and self.mailable

    def has(self, role: Role) -> bool:
        """Whether they hold the role."""
        return {
            Role.PARTICIPANT: self.takes_part,
            Role.ORGANISER: self.organises,
            Role.COACH: self.coaches,
            Role.FEED: self.takes_part or self.coaches,
        }[role]


def clean_line(text: str, limit: int = NAME_LIMIT) -> str:
    """`text` trimmed, one line of at most `limit`; raises ValueError with what to do."""
    line = text.strip()
    if _ONE_LINE.search(line):
        raise ValueError(say("write it on one line, without control characters"))
    if len(line) > limit:
        raise ValueError(say("shorten it to at most %(limit)s characters", limit=limit))
    return line


def clean_email(text: str) -> str:
    """The address normalised; raises ValueError with what to do."""
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise ValueError(
            say(
                "“%(value)s” cannot be an address: write it like name@example.org",
                value=text.strip()[:80],
            )
        ) from error


def same_address(one: str, other: str) -> bool:
    """Whether two addresses are the same mailbox for us: whole, case aside."""
    return one.casefold() == other.casefold()


def read_address_list(text: str) -> tuple[tuple[str, str], ...]:
    """(name, address) pairs from a pasted list, in any usual form.

    Takes "Ada <ada@example.org>, bob@example.org" with commas, semicolons or
    new lines. Where no name stands, the part before the @ serves as one.
    """
    # What stands in brackets is no part of it, and of thousands Python reads none.
    joined = re.sub(r"\([^()]*\)|[()]", " ", re.sub(r"[;\n\t]+", ",", text))
    pairs = getaddresses([joined], strict=False) if _strict_known() else getaddresses([joined])
    return tuple((name.strip() or _name_from(email), email) for name, email in pairs if email)


def _strict_known() -> bool:
    return "strict" in getaddresses.__code__.co_varnames


def _name_from(email: str) -> str:
    return " ".join(part.capitalize() for part in re.split(r"[._-]+", email.split("@", 1)[0]))
