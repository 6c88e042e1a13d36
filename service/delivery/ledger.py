"""The ledger: what lanes have delivered is recorded, and what they deliver next is claimed."""

import asyncio
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from service.clock import Clock
from service.errors import Unavailable
from service.outbox import Limits, MailState, QueuedMail, departed, next_departure, uncomposed
from service.storage import Store, Transaction

_SETTLE_TRIES = 60
"""How often, a second apart, an attempt is recorded anew while the database is unavailable."""

_AHEAD = 8
"""So many mails for each lane are rendered at a time, before the commits that claim them."""

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)

log = logging.getLogger(__name__)

Compose = Callable[[QueuedMail], bytes]
OnSettled = Callable[[Transaction, QueuedMail], None]
Passing = Callable[[str], None]
"""Called with the name of each point that delivery passes, where a test may end the process."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What the ledger keeps to: how long a claim holds, and how fast `relay` takes mail."""

    lease: timedelta
    relay: str = ""
    limits: Limits = field(default_factory=Limits)
    passing: Passing = lambda _point: None


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a lane may do next: deliver `mail`, or wait until then; nothing when nothing is due."""

    mail: QueuedMail | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Step:
    """A lane's wish: its last mail settled, and the next one claimed."""

    lane: str
    now: datetime
    settled: QueuedMail | None
    claim: bool
    done: "asyncio.Future[Claim]"


class Ledger:
    """Commits the lanes' steps; those that come while a commit is under way share the next."""

    def __init__(
        self, store: Store, compose: Compose, on_settled: OnSettled | None, rules: Rules
    ) -> None:
        self._store = store
        self._compose = compose
        self._on_settled = on_settled
        self._rules = rules
        self._waiting: list[Step] = []
        self._writing: asyncio.Task[None] | None = None
        self._ready: dict[str, tuple[QueuedMail, bytes | Exception]] = {}
        self._composing: asyncio.Task[None] | None = None

    async def step(
        self, settled: QueuedMail | None, lane: str, clock: Clock, *, claim: bool = True
    ) -> Claim:
        """`settled` is recorded; returns the next mail that is this lane's, with its bytes."""
        tries = _SETTLE_TRIES if settled else 1
        while True:
            try:
                return await self._commit_with_others(settled, lane, clock(), claim=claim)
            except Unavailable:
                tries -= 1
                if not tries:
                    raise
                await asyncio.sleep(1)

    async def rest(self) -> None:
        """Nothing of what was begun is under way any more, and nothing rendered is held."""
        while running := [task for task in self._begun() if not task.done()]:
            await asyncio.wait(running)
        self._ready.clear()

    def _begun(self) -> list["asyncio.Task[None]"]:
        return [task for task in (self._writing, self._composing) if task is not None]

    async def _commit_with_others(
        self, settled: QueuedMail | None, lane: str, now: datetime, *, claim: bool
    ) -> Claim:
        done = asyncio.get_running_loop().create_future()
        self._waiting.append(Step(lane=lane, now=now, settled=settled, claim=claim, done=done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await done

    async def _write(self) -> None:
        while self._waiting:
            steps, self._waiting = self._waiting, []
            try:
                await self._composed_ahead(steps)
                claims = await asyncio.to_thread(self._commit, steps)
            except Exception as error:  # noqa: BLE001 (each lane gets it and decides)
                for step in steps:
                    if not step.done.cancelled():
                        step.done.set_exception(error)
            else:
                # What was claimed for a lane that was ended meanwhile waits for its lease.
                for step, claim in zip(steps, claims, strict=True):
                    if not step.done.cancelled():
                        step.done.set_result(claim)
                if self._store.one_writer and any(claim.mail for claim in claims):
                    # While these are on the wire, there is time for the next ones.
                    self._composing = asyncio.create_task(self._compose_next(steps))

    async def _composed_ahead(self, steps: list[Step]) -> None:
        """What these steps are likely to claim is rendered."""
        composing, self._composing = self._composing, None
        if composing is not None and composing.get_loop() is asyncio.get_running_loop():
            await composing
        elif self._store.one_writer:
            await self._compose_next(steps)

    async def _compose_next(self, steps: list[Step]) -> None:
        now, count = max(s.now for s in steps), sum(s.claim for s in steps)
        if len(self._ready) < count:
            await asyncio.to_thread(self._compose_ahead, now, count * _AHEAD)

    def _commit(self, steps: list[Step]) -> list[Claim]:
        with self._store.write() as tx:
            for step in steps:
                if step.settled:
                    self._settle(tx, step.settled, step.lane)
            self._rules.passing("settling")
            claims = [self._claim(tx, step) if step.claim else Claim() for step in steps]
            self._rules.passing("claiming")
        self._rules.passing("claimed")
        return claims

    def _compose_ahead(self, now: datetime, count: int) -> None:
        """The next mails are rendered before the transaction that claims them.

        Where writers take turns, nobody should wait for a template. A mail that
        another process claimed meanwhile, or that a settled one let through, is
        rendered within the transaction all the same.
        """
        with self._store.read() as tx:
            mails = [mail for mail in tx.next_mails(now, count) if mail.raw is None]
        self._ready = {mail.id: (mail, self._known(mail) or self._render(mail)) for mail in mails}

    def _rendered(self, mail: QueuedMail) -> bytes | Exception:
        """What was rendered ahead, if anything was; else what was is not what comes next."""
        known = self._known(mail)
        if known is None:
            self._ready.clear()
            return self._render(mail)
        del self._ready[mail.id]
        return known

    def _known(self, mail: QueuedMail) -> bytes | Exception | None:
        ready, result = self._ready.get(mail.id, (None, None))
        same = ready and (ready.payload, ready.recipient) == (mail.payload, mail.recipient)
        return result if same else None

    def _render(self, mail: QueuedMail) -> bytes | Exception:
        try:
            return self._compose(mail)
        except Exception as error:  # noqa: BLE001 (whatever a template raises, this mail alone has it)
            return error

    def _settle(self, tx: Transaction, mail: QueuedMail, lane: str) -> None:
        if not tx.settle(mail, lane):
            log.warning("mail %s was no longer this lane's when it was settled", mail.id)
            return
        if mail.settled_at is None or self._on_settled is None:
            return
        try:
            with tx.part():
                self._on_settled(tx, mail)
        except Unavailable:
            raise  # two that wait for each other: the whole step is tried again
        except Exception:
            # What the server answered is a fact, whatever was to follow from it.
            log.exception("what follows from mail %s being %s failed", mail.id, mail.state)

    def _claim(self, tx: Transaction, step: Step) -> Claim:
        limits, relay = self._rules.limits, self._rules.relay
        if not limits:
            return Claim(mail=self._claim_composed(tx, step))
        if not tx.next_mails(step.now, 1):
            return Claim()
        pace = tx.pace(relay)
        moment = next_departure(pace, limits, step.now)
        if moment > step.now:
            return Claim(not_before=moment)
        mail = self._claim_composed(tx, step)
        if mail:
            tx.keep_pace(relay, departed(pace, limits, step.now))
        return Claim(mail=mail)

    def _claim_composed(self, tx: Transaction, step: Step) -> QueuedMail | None:
        while (mail := tx.claim(step.now, step.lane, self._rules.lease)) is not None:
            if mail.raw is not None:
                return mail
            raw = self._rendered(mail)
            if isinstance(raw, bytes):
                composed = replace(mail, raw=raw, message_id=mail.message_id or _message_id(raw))
                tx.keep_bytes(composed)
                return composed
            self._settle(tx, _failed(mail, raw, step.now), step.lane)
        return None


def _failed(mail: QueuedMail, error: Exception, now: datetime) -> QueuedMail:
    failed = uncomposed(mail, f"cannot be rendered: {error!r}", now)
    loud = failed.state == MailState.PARKED
    log.log(
        logging.ERROR if loud else logging.WARNING,
        "mail %s (%s) cannot be rendered",
        mail.id,
        mail.kind,
        exc_info=error,
    )
    return failed


def _message_id(raw: bytes) -> str:
    head = raw.partition(b"\r\n\r\n")[0]
    found = _MESSAGE_ID.search(head)
    return found[1].decode("ascii", "replace") if found else ""
