"""A mail in the outbox: whose it is, what it holds, how far it has come."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MailState(StrEnum):
    """Where a mail is on its way."""

    QUEUED = "queued"
    SENT = "sent"
    DEFERRED = "deferred"
    BOUNCED = "bounced"
    EXPIRED = "expired"
    PARKED = "parked"
    SILENCED = "silenced"


WAITING = frozenset({MailState.QUEUED, MailState.DEFERRED})
"""Will be tried (again) when its `due` comes."""

UNDELIVERABLE = frozenset({MailState.BOUNCED, MailState.EXPIRED, MailState.PARKED})
"""Will not be tried by itself; a person must hear of it."""

KEPT_UNTIL_SENT = WAITING | UNDELIVERABLE
"""States in which payload and bytes are kept, so that the mail can still leave."""


@dataclass(frozen=True, kw_only=True)
class QueuedMail:
    """One message to one person.

    `key` is unique for ever: the same wish twice is one mail. `order_key` names
    a line in which messages leave one after the other (a calendar UID and a
    person), or is empty. `kind` and `payload` are the message before it is
    rendered (see `emails`); `raw` the bytes since, until it has been delivered.
    `tried_since` is when a server first said something about this mail,
    `refused_at` when one first refused its recipient for good.
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
    tried_since: datetime | None = None
    refused_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class LocalMail:
    """A mail in the demo's local mailbox, as its reader gets it."""

    id: str
    alliance: str | None
    kind: str
    address: str
    at: datetime
    raw: bytes
