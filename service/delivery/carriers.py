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

SLOWEST = 540.0
"""Seconds for one attempt as a whole, whatever its parts take: less than a lane's lease, so
that no two lanes ever try the same mail at once."""

DATA_PATIENCE = 5
"""How many times longer the answer to the content may take: a relay that has taken a mail and
is not heard is sent it again (RFC 5321 §4.5.3.2.6)."""

SUCCESS = 200


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

    def __init__(
        self,
        url: str,
        sender: Callable[[QueuedMail], str],
        *,
        timeout: float = 60.0,
        passing: Callable[[str], None] = lambda _point: None,
    ) -> None:
        self._url = url
        self._sender = sender
        self._timeout = timeout
        self._passing = passing

    def carrier(self) -> "SMTPCarrier":
        """A connection to the relay."""
        client = build_client(self._url, self._timeout)
        return SMTPCarrier(client, self._sender, self._passing)


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

    def __init__(
        self, client: SMTP, sender: Callable[[QueuedMail], str], passing: Callable[[str], None]
    ) -> None:
        self._client = client
        self._sender = sender
        self._passing = passing
        self._stage = Stage.CONNECT

    async def send(self, mail: QueuedMail) -> Attempt:
        """The mail has been offered to the relay once."""
        self._stage = Stage.CONNECT
        try:
            async with asyncio.timeout(SLOWEST):
                return await self._offer(mail)
        except SMTPResponseException as error:
            if error.code < SUCCESS:
                # No answer that SMTP knows: who can say to what the next one belongs.
                self._client.close()
            else:
                await self._reset()
            return _attempt(error.code, error.message, self._stage)
        except (SMTPException, OSError, ValueError) as error:
            # What the connection was at is unknown: the next mail gets a new one.
            self._client.close()
            return _attempt(None, f"{type(error).__name__}: {error}", self._stage)

    async def _offer(self, mail: QueuedMail) -> Attempt:
        await self._ready()
        sender = self._sender(mail)
        international = not (sender + mail.recipient).isascii()
        if international and not self._client.supports_extension("smtputf8"):
            text = "the relay does not take addresses beyond ASCII (SMTPUTF8)"
            return Attempt(outcome=Outcome.RECIPIENT, answer=text)
        # RFC 6531 §3.4: such addresses need SMTPUTF8 with MAIL.
        options = ["SMTPUTF8"] if international else []
        encoding = "utf-8" if international else "ascii"
        self._at(Stage.MAIL)
        await self._client.mail(sender, options=options, encoding=encoding)
        self._at(Stage.RCPT)
        await self._client.rcpt(mail.recipient, encoding=encoding)
        self._at(Stage.DATA)
        patience = DATA_PATIENCE * (self._client.timeout or 0)
        answer = await self._client.data(mail.raw or b"", timeout=patience)
        return Attempt(outcome=Outcome.SENT, answer=f"{answer.code} {answer.message}")

    def _at(self, stage: Stage) -> None:
        self._stage = stage
        self._passing(stage)

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


def build_client(url: str, timeout: float = 60.0) -> SMTP:
    """A client for the relay's URL; raises ValueError when it is none.

    `timeout` is in seconds, for each answer of the relay.
    """
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
        timeout=timeout,
    )


_ENHANCED = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})\b")


def _attempt(code: int | None, text: str, stage: Stage) -> Attempt:
    enhanced = _ENHANCED.match(text)
    what = outcome(code, enhanced[1] if enhanced else "", stage)
    return Attempt(outcome=what, answer=f"{stage}: {code or ''} {text}".replace("  ", " ")[:500])
