"""When a mail is tried again, and when it is given up."""

from dataclasses import replace
from datetime import datetime, timedelta

from service.outbox.mail import MailState, QueuedMail
from service.outbox.meaning import Attempt, Outcome

PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 30, 60, 2 * 60, 4 * 60))
"""Before the second, third, … attempt; the last one again and again (RFC 5321 §4.5.4.1)."""

RELAY_PAUSE = timedelta(minutes=15)
"""The longest wait of a mail that met a relay which was not working."""

GIVE_UP_AFTER = timedelta(days=5)
"""RFC 5321 §4.5.4.1 wants at least four to five days."""

PROOF_AFTER = timedelta(days=1)
"""A refusal for good counts when it is said again so much later: servers have bad days."""

COMPOSE_ATTEMPTS = 3
"""How often a mail that cannot be rendered is tried before it is parked."""


def after(mail: QueuedMail, attempt: Attempt, now: datetime) -> QueuedMail:
    """The mail once the attempt has ended: sent, to be tried again, or given up.

    `mail.attempts` counts this attempt already.
    """
    ended = replace(mail, last_answer=attempt.answer, leased_until=None)
    if attempt.outcome == Outcome.RELAY:
        # Nothing was said about this mail: its five days have not begun.
        return _deferred(ended, now + min(pause(mail.attempts), RELAY_PAUSE))
    ended = replace(ended, tried_since=mail.tried_since or now)
    match attempt.outcome:
        case Outcome.SENT:
            return _settled(ended, MailState.SENT, now)
        case Outcome.MESSAGE:
            return _settled(ended, MailState.PARKED, now)
        case Outcome.RECIPIENT:
            return _refused(ended, now)
        case Outcome.POLICY:
            over = _long_tried(ended, now)
            return (
                _settled(ended, MailState.PARKED, now)
                if over
                else _deferred(ended, now + PROOF_AFTER)
            )
        case Outcome.LATER:
            return _again(ended, now)


def uncomposed(mail: QueuedMail, why: str, now: datetime) -> QueuedMail:
    """The mail after its template failed: tried again, and parked the third time."""
    if mail.attempts < COMPOSE_ATTEMPTS:
        failed = replace(mail, last_answer=why, leased_until=None)
        return _deferred(failed, now + pause(mail.attempts))
    return after(mail, Attempt(outcome=Outcome.MESSAGE, answer=why), now)


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts."""
    return PAUSES[min(max(attempts, 1), len(PAUSES)) - 1]


def _refused(mail: QueuedMail, now: datetime) -> QueuedMail:
    """Refused for good: believed when it is said twice, a day apart."""
    first = mail.refused_at or now
    if now - first >= PROOF_AFTER:
        return _settled(mail, MailState.BOUNCED, now)
    return _deferred(replace(mail, refused_at=first), first + PROOF_AFTER)


def _again(mail: QueuedMail, now: datetime) -> QueuedMail:
    if _long_tried(mail, now):
        return _settled(mail, MailState.EXPIRED, now)
    return _deferred(mail, now + pause(mail.attempts))


def _long_tried(mail: QueuedMail, now: datetime) -> bool:
    return now - (mail.tried_since or now) >= GIVE_UP_AFTER


def _deferred(mail: QueuedMail, until: datetime) -> QueuedMail:
    return replace(mail, state=MailState.DEFERRED, due=until)


def _settled(mail: QueuedMail, state: MailState, now: datetime) -> QueuedMail:
    return replace(mail, state=state, due=None, settled_at=now)
