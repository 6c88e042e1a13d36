"""What a mail server's answer means: for the mail, for the person, for whoever runs the service."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """How far a delivery had come when the answer, or the silence, came."""

    CONNECT = "connect"
    """Dialling, greeting, HELO, TLS and log-in: nothing yet about this mail."""
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"


class Outcome(StrEnum):
    """What an answer means, and for whom. `trying.after` does it to the mail."""

    SENT = "sent"
    """The relay has taken it."""
    LATER = "later"
    """This mail is tried again, with growing pauses, for five days; then it is given up,
    the person suspended and the organiser told."""
    RELAY = "relay"
    """Our relay or our settings are at fault: all mail waits, however long, and no person
    is blamed. The log says so for the admin."""
    RECIPIENT = "recipient"
    """This address is refused. One day later it is tried once more; refused again, the
    person is suspended and the organiser told."""
    POLICY = "policy"
    """We are not wanted there, be it for our name or our network. Tried daily for five days,
    then held back for the admin; the address may be good."""
    MESSAGE = "message"
    """This mail is not wanted as it is: held back for the admin; the address may be good."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What came of one attempt. `answer` is the server's, or says what went wrong."""

    outcome: Outcome
    answer: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table: it fits where stage, code and enhanced code fit.

    `stages` are divided by spaces; `code` and `enhanced` are patterns of the
    whole code. No code at all, or none that can be read, is written "none".
    """

    stages: str
    code: str
    enhanced: str = ".*"
    outcome: Outcome
    why: str

    def fits(self, stage: Stage, code: str, enhanced: str) -> bool:
        """Whether this line speaks of such an answer."""
        return (
            stage in self.stages.split()
            and re.fullmatch(self.code, code) is not None
            and re.fullmatch(self.enhanced, enhanced) is not None
        )


_ANY = "mail rcpt data"

TABLE = (
    Row(
        stages="connect",
        code=".*",
        outcome=Outcome.RELAY,
        why="dialling, greeting, TLS or log-in failed: nothing was said about the mail",
    ),
    Row(
        stages=_ANY,
        code="none",
        outcome=Outcome.LATER,
        why="a timeout, a lost connection, or an answer that cannot be read",
    ),
    Row(
        stages=_ANY,
        code="2..",
        outcome=Outcome.SENT,
        why="taken (RFC 5321 §4.2.1)",
    ),
    Row(
        stages=_ANY,
        code="421",
        outcome=Outcome.RELAY,
        why="the server closes; it is said of the connection (RFC 5321 §3.8)",
    ),
    Row(
        stages=_ANY,
        code="[34]..",
        outcome=Outcome.LATER,
        why="transient, greylisting among them (RFC 5321 §4.2.1, RFC 6647)",
    ),
    Row(
        stages=_ANY,
        code="500|502|503|504|521|530|534|535|538",
        outcome=Outcome.RELAY,
        why="a command or log-in that this relay does not allow (RFC 5321 §4.2.2, RFC 4954 §6)",
    ),
    Row(
        stages=_ANY,
        code="5..",
        enhanced=r"4\..*|.*\.2\.2",
        outcome=Outcome.LATER,
        why="said to be transient, or a full mailbox, which people empty (RFC 3463 §3.3)",
    ),
    Row(
        stages="rcpt",
        code="552",
        outcome=Outcome.LATER,
        why="many servers say 552 where they mean 452 (RFC 5321 §4.5.3.1.10)",
    ),
    Row(
        stages="mail",
        code="5..",
        enhanced=r"5\.3\.4",
        outcome=Outcome.MESSAGE,
        why="larger than the relay takes (RFC 1870 §6.1)",
    ),
    Row(
        stages="mail",
        code="5..",
        outcome=Outcome.RELAY,
        why="the relay does not take our sender",
    ),
    Row(
        stages=_ANY,
        code="5..",
        enhanced=r"5\.1\.[78]",
        outcome=Outcome.RELAY,
        why="our sender's address is at fault (RFC 3463 §3.2)",
    ),
    Row(
        stages="rcpt",
        code="5..",
        enhanced=r"5\.7\..*",
        outcome=Outcome.POLICY,
        why="not allowed for us: relaying, authentication, a blocklist (RFC 3463 §3.8)",
    ),
    Row(
        stages="rcpt",
        code="5..",
        outcome=Outcome.RECIPIENT,
        why="no such address",
    ),
    Row(
        stages="data",
        code="5..",
        enhanced=r"5\.[12]\..*",
        outcome=Outcome.RECIPIENT,
        why="the address, or its mailbox, said late (RFC 3463 §3.2, §3.3)",
    ),
    Row(
        stages="data",
        code="5..",
        outcome=Outcome.MESSAGE,
        why="the content is not wanted",
    ),
    Row(
        stages=_ANY,
        code=".*",
        outcome=Outcome.LATER,
        why="no code that SMTP knows",
    ),
)
"""The first line that fits says what an answer means."""


def outcome(code: int | None, enhanced: str, stage: Stage) -> Outcome:
    """What a server's answer means; `code` is None when none came (timeout, connection lost).

    `enhanced` is the enhanced status code, such as "5.1.1", or empty (RFC 3463).
    """
    said = "none" if code is None or code < 0 else str(code)
    return next(row.outcome for row in TABLE if row.fits(stage, said, enhanced))
