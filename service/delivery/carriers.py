"""How a mail is handed over: to a relay by SMTP, or into the local mailbox."""

import asyncio
import platform
import re
from collections.abc import Callable
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPHeloError, SMTPResponseException

from service.clock import Clock
from service.errors import Unavailable
from service.outbox import Attempt, Outcome, QueuedMail, Stage, outcome
from service.storage import Store

SMTP_TIMEOUT = 60.0
"""Seconds for each answer of the relay."""


class Carrier(Protocol):
    """One connection. Whatever happens to a mail is an Attempt, never an exception."""

    async def send(self, mail: QueuedMail) -> Attempt:
        """The mail has been tried once."""
        ...

    async def close(self) -> None:
        """The connection is ended."""
        ...


class Transport(Protocol):
    """A way to hand mail over; each lane opens a carrier of its own."""

    def carrier(self) -> Carrier:
        """A connection that is opened when it is first needed."""
        ...


class SMTPRelay:
    """The relay at `smtp://user:password@host:port` or `smtps://…`.

    `sender` gives a mail's envelope sender. STARTTLS is used when it is
    offered, and required where a password would cross a network.
    """

    def __init__(self, url: str, sender: Callable[[QueuedMail], str]) -> None:
        self._url = url
        self._sender = sender

    def carrier(self) -> "SMTPCarrier":
        """A connection to the relay."""
        return SMTPCarrier(build_client(self._url), self._sender)


class LocalMailbox:
    """Mail stays here and can be read in the local mailbox."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def carrier(self) -> "LocalMailbox":
        """The mailbox itself: it needs no connection."""
        return self

    async def send(self, mail: QueuedMail) -> Attempt:
        """The mail lies in the local mailbox."""
        try:
            await asyncio.to_thread(self._drop, mail)
        except Unavailable as error:
            return Attempt(outcome=Outcome.RELAY, answer=str(error))
        return Attempt(outcome=Outcome.SENT, answer="250 in the local mailbox")

    async def close(self) -> None:
        """Nothing is open."""

    def _drop(self, mail: QueuedMail) -> None:
        with self._store.write() as tx:
            tx.drop_local(mail, mail.raw or b"", self._clock())


class SMTPCarrier:
    """One connection to the relay, opened by the first mail and kept until `close`."""

    def __init__(self, client: SMTP, sender: Callable[[QueuedMail], str]) -> None:
        self._client = client
        self._sender = sender

    async def send(self, mail: QueuedMail) -> Attempt:
        """The mail has been offered to the relay once."""
        stage = Stage.CONNECT
        try:
            await self._ready()
            sender = self._sender(mail)
            international = not (sender + mail.recipient).isascii()
            if international and not self._client.supports_extension("smtputf8"):
                text = "the relay does not take addresses beyond ASCII (SMTPUTF8)"
                return Attempt(outcome=Outcome.RECIPIENT, answer=text)
            # RFC 6531 §3.4: such addresses need SMTPUTF8 with MAIL.
            options = ["SMTPUTF8"] if international else []
            encoding = "utf-8" if international else "ascii"
            stage = Stage.MAIL
            await self._client.mail(sender, options=options, encoding=encoding)
            stage = Stage.RCPT
            await self._client.rcpt(mail.recipient, encoding=encoding)
            stage = Stage.DATA
            answer = await self._client.data(mail.raw or b"")
            return Attempt(outcome=Outcome.SENT, answer=f"{answer.code} {answer.message}")
        except SMTPResponseException as error:
            await self._reset()
            return _attempt(error.code, error.message, stage)
        except (SMTPException, OSError, ValueError) as error:
            # What the connection was at is unknown: the next mail gets a new one.
            self._client.close()
            return _attempt(None, f"{type(error).__name__}: {error}", stage)

    async def close(self) -> None:
        """The connection is ended."""
        if self._client.is_connected:
            try:
                await self._client.quit(timeout=2)
            except (SMTPException, OSError):
                self._client.close()

    async def _ready(self) -> None:
        if not self._client.is_connected:
            await self._client.connect()
        if self._client.is_ehlo_or_helo_needed:
            try:
                await self._client.ehlo()
            except SMTPHeloError:
                await self._client.helo()

    async def _reset(self) -> None:
        # RFC 5321 §4.1.1.5: RSET makes the same connection good for the next mail.
        try:
            await self._client.rset()
        except (SMTPException, OSError):
            self._client.close()


def build_client(url: str) -> SMTP:
    """A client for the relay's URL; raises ValueError when it is none."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("the relay is given as smtp://host:port or smtps://host:port")
    implicit = parts.scheme == "smtps"
    local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    user = unquote(parts.username) if parts.username else None
    # A relay on this machine usually has a certificate of its own making.
    check = not local and parse_qs(parts.query).get("verify") != ["no"]
    return SMTP(
        hostname=parts.hostname,
        port=parts.port or (465 if implicit else 25),
        username=user,
        password=unquote(parts.password) if parts.password else None,
        use_tls=implicit,
        start_tls=False if implicit else (True if user and not local else None),
        validate_certs=check,
        local_hostname=platform.node() or "localhost",
        timeout=SMTP_TIMEOUT,
    )


_ENHANCED = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})\b")


def _attempt(code: int | None, text: str, stage: Stage) -> Attempt:
    enhanced = _ENHANCED.match(text)
    what = outcome(code, enhanced[1] if enhanced else "", stage)
    return Attempt(outcome=what, answer=f"{stage}: {code or ''} {text}".replace("  ", " ")[:500])
