"""Mail that waits to be delivered: its states, its next try, what a server's answer means."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MailState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    DEFERRED = "deferred"
    BOUNCED = "bounced"
    EXPIRED = "expired"
    PARKED = "parked"
    SILENCED = "silenced"


@dataclass(frozen=True, kw_only=True)
class QueuedMail:
    """One message to one person.

    `key` is unique for ever: the same wish twice is one mail. `order_key` names
    a line in which messages leave one after the other (a calendar UID and a
    person), or is empty. `kind` and `payload` are the message before it is
    rendered (see `emails`); `raw` the bytes since, until it has been delivered.
    """

    id: str
    key: str
    alliance: str | None
    person: str | None
    kind: str
    recipient: str
    order_key: str = ""
    payload: str = ""
    raw: bytes | None = None
    message_id: str = ""
    state: MailState = MailState.QUEUED
    created_at: datetime
    due: datetime | None
    attempts: int = 0
    leased_until: datetime | None = None
    last_answer: str = ""
    settled_at: datetime | None = None
