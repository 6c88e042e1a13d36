"""Mail that waits to be delivered: its states, its next try, what a server's answer means."""

from service.outbox.mail import (
    KEPT_UNTIL_SENT,
    UNDELIVERABLE,
    WAITING,
    LocalMail,
    MailState,
    QueuedMail,
)
from service.outbox.meaning import TABLE, Attempt, Outcome, Row, Stage, outcome
from service.outbox.pace import Limits, Pace, departed, next_departure
from service.outbox.trying import (
    COMPOSE_ATTEMPTS,
    GIVE_UP_AFTER,
    PAUSES,
    PROOF_AFTER,
    after,
    pause,
    uncomposed,
)

__all__ = [
    "COMPOSE_ATTEMPTS",
    "GIVE_UP_AFTER",
    "KEPT_UNTIL_SENT",
    "PAUSES",
    "PROOF_AFTER",
    "TABLE",
    "UNDELIVERABLE",
    "WAITING",
    "Attempt",
    "Limits",
    "LocalMail",
    "MailState",
    "Outcome",
    "Pace",
    "QueuedMail",
    "Row",
    "Stage",
    "after",
    "departed",
    "next_departure",
    "outcome",
    "pause",
    "uncomposed",
]
