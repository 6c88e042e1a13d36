"""Something happened."""

from dataclasses import dataclass
from datetime import datetime

from service.emails.messages.message import Message


@dataclass(frozen=True, kw_only=True)
class MomentTold(Message):
    """To all at once: what somebody said, what was agreed for that case, when they meet.

    `happening`: change, difficulty or success. `agreed` is the clause word for word, empty
    where there is none; `version` the agreement in force that it stands in, or None
    for the draft. `form_url` is empty for the coach.
    """

    by: str
    happening: str
    words: str
    heading: str
    agreed: str
    version: int | None
    form_url: str
    page_url: str
    others: tuple[str, ...]
    coach: str
    meets_at: datetime
    minutes: int
    place: str


@dataclass(frozen=True, kw_only=True)
class MomentConfided(Message):
    """To the coach alone: a difficulty that nobody else has heard of."""

    by: str
    by_email: str = ""
    words: str
    heading: str
    agreed: str
    page_url: str
