"""The ledger: what lanes have delivered is recorded, and what they deliver next is claimed."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.parser import BytesHeaderParser

from service.clock import Clock
from service.errors import Unavailable
from service.outbox import MailState, QueuedMail, uncomposed
from service.storage import Store, Transaction

_SETTLE_TRIES = 60
"""How often, a second apart, an attempt is recorded anew while the database is unavailable."""

log = logging.getLogger(__name__)

Compose = Callable[[QueuedMail], bytes]
OnSettled = Callable[[Transaction, QueuedMail], None]


@dataclass(frozen=True, kw_only=True)
class Step:
    """A lane's wish: its last mail settled, and the next one claimed."""

    lane: str
    now: datetime
    settled: QueuedMail | None
    claim: bool
    done: "asyncio.Future[QueuedMail | None]"


class Ledger:
    """Commits the lanes' steps; those that come while a commit is under way share the next."""

    def __init__(
        self, store: Store, compose: Compose, on_settled: OnSettled | None, lease: timedelta
    ) -> None:
        self._store = store
        self._compose = compose
        self._on_settled = on_settled
        self._lease = lease
        self._waiting: list[Step] = []
        self._writing: asyncio.Task[None] | None = None

    async def step(
        self, settled: QueuedMail | None, lane: str, clock: Clock, *, claim: bool = True
    ) -> QueuedMail | None:
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

    async def _commit_with_others(
        self, settled: QueuedMail | None, lane: str, now: datetime, *, claim: bool
    ) -> QueuedMail | None:
        done = asyncio.get_running_loop().create_future()
        self._waiting.append(Step(lane=lane, now=now, settled=settled, claim=claim, done=done))
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

    def _commit(self, steps: list[Step]) -> list[QueuedMail | None]:
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

    def _claim(self, tx: Transaction, step: Step) -> QueuedMail | None:
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
