"""Delivery: mail leaves the outbox, at least once, and what became of it is recorded.

A lane is one connection that carries one mail at a time. In one commit it
settles the mail that it has just handed over and claims the next one, so a
crash repeats at most the one in flight; its bytes were kept before anybody
dialled, so a repeat is the same message.
"""

import asyncio
import logging
import os
import platform
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.parser import BytesHeaderParser
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPHeloError, SMTPResponseException

from service.clock import Clock
from service.errors import Unavailable
from service.outbox import (
    Attempt,
    MailState,
    Outcome,
    QueuedMail,
    Stage,
    after,
    outcome,
    uncomposed,
)
from service.storage import Store, Transaction

LEASE = timedelta(minutes=10)
"""Longer than the slowest attempt: a lane that is silent for so long is taken for dead."""

RELAY_REST = timedelta(seconds=5)
LONGEST_REST = timedelta(minutes=5)

SMTP_TIMEOUT = 60.0
"""Seconds for each answer of the relay."""

_SETTLE_TRIES = 60
"""How often, a second apart, an attempt is recorded anew while the database is unavailable."""

log = logging.getLogger(__name__)

Compose = Callable[[QueuedMail], bytes]
OnSettled = Callable[[Transaction, QueuedMail], None]


class Carrier(Protocol):
    """One connection. Whatever happens to a mail is an Attempt, never an exception."""

    async def send(self, mail: QueuedMail) -> Attempt: ...

    async def close(self) -> None: ...


class Transport(Protocol):
    """A way to hand mail over; each lane opens a carrier of its own."""

    def carrier(self) -> Carrier: ...


class Delivery:
    """Delivers what is due through a number of lanes.

    `compose` renders a mail to bytes, once; the bytes are kept from then on.
    `on_settled` is called in the transaction that settles a mail (sent or
    given up), to do what follows from it.
    """

    def __init__(
        self,
        store: Store,
        transport: Transport,
        compose: Compose,
        clock: Clock,
        *,
        lanes: int = 2,
        on_settled: OnSettled | None = None,
        lease: timedelta = LEASE,
    ) -> None:
        self._transport = transport
        self._store = store
        self._clock = clock
        self._ledger = _Ledger(store, compose, on_settled, lease)
        self._lanes = [f"{_PROCESS}/{uuid.uuid4().hex[:8]}/{n}" for n in range(lanes)]
        _own_lanes.update(self._lanes)
        self._refusals = 0
        self._rests_until: datetime | None = None

    async def deliver_due(self, now: datetime | None = None) -> int:
        """All that was due has been tried once; returns how many mails were settled or deferred.

        With `now` given, time stands still at it; else it is the clock's. Stops
        early when the relay cannot be reached; what waits is tried later, and
        the relay is left in peace for a while.
        """
        clock = self._clock if now is None else lambda: now
        if self._rests_until and clock() < self._rests_until:
            return 0
        self._rests_until = None
        await asyncio.to_thread(self._take_over, clock())
        return sum(await asyncio.gather(*(self._drain(lane, clock) for lane in self._lanes)))

    async def _drain(self, lane: str, clock: Clock) -> int:
        carrier = self._transport.carrier()
        count = 0
        try:
            mail = await self._ledger.step(None, lane, clock)
            while mail is not None:
                attempt = await carrier.send(mail)
                count += 1
                ended = after(mail, attempt, clock())
                _report(ended, attempt)
                self._mind_relay(attempt, clock())
                mail = await self._ledger.step(ended, lane, clock, claim=self._rests_until is None)
        finally:
            await carrier.close()
        return count

    def _mind_relay(self, attempt: Attempt, now: datetime) -> None:
        """A relay that refuses to work at all rests, longer each time; one that works does not."""
        if attempt.outcome == Outcome.RELAY:
            if self._rests_until is None:
                self._refusals += 1
            self._rests_until = now + min(RELAY_REST * 2 ** min(self._refusals, 10), LONGEST_REST)
        elif attempt.outcome == Outcome.SENT:
            self._refusals = 0

    def _take_over(self, now: datetime) -> None:
        """What a dead process of this machine still holds is due at once."""
        with self._store.read() as tx:
            dead = [lane for lane in tx.lanes() if _is_dead(lane)]
        if dead:
            with self._store.write() as tx:
                for lane in dead:
                    tx.release(lane, now)


class SMTPRelay:
    """The relay at `smtp://user:password@host:port` or `smtps://…`.

    `sender` gives a mail's envelope sender. STARTTLS is used when it is
    offered, and required where a password would cross a network.
    """

    def __init__(self, url: str, sender: Callable[[QueuedMail], str]) -> None:
        self._url = url
        self._sender = sender

    def carrier(self) -> "SMTPCarrier":
        return SMTPCarrier(build_client(self._url), self._sender)


class LocalMailbox:
    """Mail stays here and can be read in the local mailbox."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def carrier(self) -> "LocalMailbox":
        return self

    async def send(self, mail: QueuedMail) -> Attempt:
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


@dataclass(frozen=True, kw_only=True)
class _Step:
    """A lane's wish: its last mail settled, and the next one claimed."""

    lane: str
    now: datetime
    settled: QueuedMail | None
    claim: bool
    done: "asyncio.Future[QueuedMail | None]"


class _Ledger:
    """Commits the lanes' steps; those that come while a commit is under way share the next."""

    def __init__(
        self, store: Store, compose: Compose, on_settled: OnSettled | None, lease: timedelta
    ) -> None:
        self._store = store
        self._compose = compose
        self._on_settled = on_settled
        self._lease = lease
        self._waiting: list[_Step] = []
        self._writing: asyncio.Task[None] | None = None

    async def step(
        self, settled: QueuedMail | None, lane: str, clock: Clock, *, claim: bool = True
    ) -> QueuedMail | None:
        """`settled` is recorded; returns the next mail that is this lane's, with its bytes."""
        for _ in range(_SETTLE_TRIES if settled else 1):
            try:
                return await self._commit_with_others(settled, lane, clock(), claim=claim)
            except Unavailable as error:
                failure = error
                if settled:
                    await asyncio.sleep(1)
        raise failure

    async def _commit_with_others(
        self, settled: QueuedMail | None, lane: str, now: datetime, *, claim: bool
    ) -> QueuedMail | None:
        done = asyncio.get_running_loop().create_future()
        self._waiting.append(_Step(lane=lane, now=now, settled=settled, claim=claim, done=done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await done

    async def _write(self) -> None:
        while self._waiting:
            steps, self._waiting = self._waiting, []
            try:
                claimed = await asyncio.to_thread(self._commit, steps)
            except Exception as error:  # noqa: BLE001 (each lane gets it and decides)
                for step in steps:
                    step.done.set_exception(error)
            else:
                for step, mail in zip(steps, claimed, strict=True):
                    step.done.set_result(mail)

    def _commit(self, steps: list[_Step]) -> list[QueuedMail | None]:
        with self._store.write() as tx:
            for step in steps:
                if step.settled:
                    self._settle(tx, step.settled, step.lane)
            return [self._claim(tx, step) if step.claim else None for step in steps]

    def _settle(self, tx: Transaction, mail: QueuedMail, lane: str) -> None:
        if not tx.settle(mail, lane):
            log.warning("mail %s was no longer this lane's when it was settled", mail.id)
            return
        if mail.settled_at is None or self._on_settled is None:
            return
        try:
            with tx.part():
                self._on_settled(tx, mail)
        except Exception:
            # What the server answered is a fact, whatever was to follow from it.
            log.exception("what follows from mail %s being %s failed", mail.id, mail.state)

    def _claim(self, tx: Transaction, step: _Step) -> QueuedMail | None:
        while (mail := tx.claim(step.now, step.lane, self._lease)) is not None:
            if mail.raw is not None:
                return mail
            try:
                raw = self._compose(mail)
            except Exception as error:
                failed = uncomposed(mail, f"cannot be rendered: {error!r}", step.now)
                loud = failed.state == MailState.PARKED
                log.log(
                    logging.ERROR if loud else logging.WARNING,
                    "mail %s (%s) cannot be rendered",
                    mail.id,
                    mail.kind,
                    exc_info=True,
                )
                self._settle(tx, failed, step.lane)
            else:
                composed = replace(mail, raw=raw, message_id=mail.message_id or _message_id(raw))
                tx.keep_bytes(composed)
                return composed
        return None


def _message_id(raw: bytes) -> str:
    head = raw.split(b"\r\n\r\n", 1)[0]
    return str(BytesHeaderParser().parsebytes(head).get("Message-ID", "")).strip()


_ENHANCED = re.compile(r"^([245]\.\d{1,3}\.\d{1,3})\b")


def _attempt(code: int | None, text: str, stage: Stage) -> Attempt:
    enhanced = _ENHANCED.match(text)
    what = outcome(code, enhanced[1] if enhanced else "", stage)
    return Attempt(outcome=what, answer=f"{stage}: {code or ''} {text}".replace("  ", " ")[:500])


def _report(mail: QueuedMail, attempt: Attempt) -> None:
    # The answer may hold an address: the log names the mail alone.
    level = {
        Outcome.SENT: logging.INFO,
        Outcome.LATER: logging.INFO,
        Outcome.RECIPIENT: logging.WARNING,
    }.get(attempt.outcome, logging.ERROR)
    log.log(level, "mail %s (%s) is %s: %s", mail.id, mail.kind, mail.state, attempt.outcome)


_NODE = platform.node().replace("/", "_")
_PROCESS = f"{_NODE}/{os.getpid()}"
_own_lanes: set[str] = set()


def _is_dead(lane: str) -> bool:
    """Whether the process that this lane belonged to ran here and runs no more."""
    node, _, rest = lane.partition("/")
    pid = rest.partition("/")[0]
    if node != _NODE or lane in _own_lanes:
        return False
    # In a container each start of the service has the same process id.
    if int(pid) == os.getpid():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
