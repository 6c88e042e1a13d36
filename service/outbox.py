"""Mail that waits to be delivered: its states, its next try, what a server's answer means."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
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


@dataclass(frozen=True, kw_only=True)
class LocalMail:
    """A mail in the demo's local mailbox, as its reader gets it."""

    id: str
    alliance: str | None
    kind: str
    address: str
    at: datetime
    raw: bytes


class Stage(StrEnum):
    """How far a delivery had come when the answer, or the silence, came."""

    CONNECT = "connect"
    """Dialling, greeting, HELO, TLS and log-in: nothing yet about this mail."""
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"


class Outcome(StrEnum):
    """What an answer means, and for whom."""

    SENT = "sent"
    LATER = "later"
    """This mail is tried again."""
    RELAY = "relay"
    """Our relay or our settings are at fault: all mail waits."""
    RECIPIENT = "recipient"
    """This person cannot be reached at this address."""
    MESSAGE = "message"
    """This mail is not wanted as it is; the address may be good."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What came of one attempt. `answer` is the server's, or says what went wrong."""

    outcome: Outcome
    answer: str


PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 30, 60, 2 * 60, 4 * 60))
"""Before the second, third, … attempt; the last one again and again (RFC 5321 §4.5.4.1)."""

GIVE_UP_AFTER = timedelta(days=5)
"""RFC 5321 §4.5.4.1 wants at least four to five days."""

COMPOSE_ATTEMPTS = 3
"""How often a mail that cannot be rendered is tried before it is parked."""


def outcome(code: int | None, enhanced: str, stage: Stage) -> Outcome:
    """What a server's answer means; `code` is None when none came (timeout, connection lost).

    `enhanced` is the enhanced status code, such as "5.1.1", or empty (RFC 3463).
    """
    if stage == Stage.CONNECT:
        return Outcome.RELAY
    if code is None:
        return Outcome.LATER
    if 200 <= code < 300:  # noqa: PLR2004 (RFC 5321 §4.2.1: 2yz is success)
        return Outcome.SENT
    # RFC 5321 §3.8: 421 is said of the connection, not of the mail.
    if code == 421:  # noqa: PLR2004
        return Outcome.RELAY
    if code < 500:  # noqa: PLR2004 (RFC 5321 §4.2.1: 4yz is transient)
        return Outcome.LATER
    return _refused(code, enhanced, stage)


_NOT_THE_MAIL = frozenset({500, 502, 503, 504, 521, 530, 534, 535, 538})
"""Commands that a relay does not know or not allow, and log-in (RFC 5321 §4.2.2, RFC 4954 §6)."""


def _refused(code: int, enhanced: str, stage: Stage) -> Outcome:
    if code in _NOT_THE_MAIL:
        return Outcome.RELAY
    # RFC 3463 §3.3: X.2.2 is a full mailbox, which people empty; RFC 5321
    # §4.5.3.1.10: at RCPT many servers say 552 where they mean 452.
    if enhanced.endswith(".2.2") or (code == 552 and stage == Stage.RCPT):  # noqa: PLR2004
        return Outcome.LATER
    # RFC 3463 §3.2: X.1.7 and X.1.8 are about the sender's address.
    if stage == Stage.MAIL or enhanced.endswith((".1.7", ".1.8")):
        return Outcome.MESSAGE if enhanced.startswith("5.3.4") else Outcome.RELAY
    # RFC 3463 §3.2, §3.3: X.1.X is the address, X.2.X the mailbox.
    if stage == Stage.RCPT or enhanced.startswith(("5.1.", "5.2.")):
        return Outcome.RECIPIENT
    return Outcome.MESSAGE


def after(mail: QueuedMail, attempt: Attempt, now: datetime) -> QueuedMail:
    """The mail once the attempt has ended: sent, to be tried again, or given up.

    `mail.attempts` counts this attempt already.
    """
    ended = replace(mail, last_answer=attempt.answer, leased_until=None)
    match attempt.outcome:
        case Outcome.SENT:
            return replace(ended, state=MailState.SENT, due=None, settled_at=now)
        case Outcome.RECIPIENT:
            return replace(ended, state=MailState.BOUNCED, due=None, settled_at=now)
        case Outcome.MESSAGE:
            return replace(ended, state=MailState.PARKED, due=None, settled_at=now)
        case Outcome.LATER | Outcome.RELAY:
            return _again(ended, now)


def uncomposed(mail: QueuedMail, why: str, now: datetime) -> QueuedMail:
    """The mail after its template failed: tried again, and parked the third time."""
    if mail.attempts < COMPOSE_ATTEMPTS:
        return _again(replace(mail, last_answer=why, leased_until=None), now)
    return after(mail, Attempt(outcome=Outcome.MESSAGE, answer=why), now)


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts."""
    return PAUSES[min(max(attempts, 1), len(PAUSES)) - 1]


def _again(mail: QueuedMail, now: datetime) -> QueuedMail:
    if now - mail.created_at >= GIVE_UP_AFTER:
        return replace(mail, state=MailState.EXPIRED, due=None, settled_at=now)
    return replace(mail, state=MailState.DEFERRED, due=now + pause(mail.attempts))
