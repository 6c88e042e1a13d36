"""Lanes: each carries one mail at a time over one connection."""

import asyncio
import logging
import os
import platform
import time
import uuid
from datetime import datetime, timedelta

from service.clock import Clock
from service.delivery.carriers import Transport
from service.delivery.ledger import Compose, Ledger, OnSettled, Rules
from service.outbox import Attempt, Outcome, QueuedMail, after
from service.storage import Store

LEASE = timedelta(minutes=10)
"""Longer than the slowest attempt (see `carriers`): a lane silent for so long is taken for dead."""

PARTING = 20.0
"""Seconds that what is on the wire has to arrive, once the process is told to end."""

LONGEST_WAIT = timedelta(seconds=20)
"""A lane waits so long for its turn with the connection open; relays close idle ones."""

RELAY_REST = timedelta(seconds=5)
LONGEST_REST = timedelta(minutes=5)

log = logging.getLogger(__name__)


class Delivery:
    """Delivers what is due through a number of lanes.

    `compose` renders a mail to bytes, once; the bytes are kept from then on.
    `on_settled` is called in the transaction that settles a mail (sent or
    given up), to do what follows from it.
    """

    def __init__(  # noqa: PLR0913 (what it is wired with, once, in `app`)
        self,
        store: Store,
        transport: Transport,
        compose: Compose,
        clock: Clock,
        *,
        lanes: int = 2,
        on_settled: OnSettled | None = None,
        rules: Rules | None = None,
    ) -> None:
        self._transport = transport
        self._store = store
        self._clock = clock
        self._rules = rules or Rules(lease=LEASE)
        self._ledger = Ledger(store, compose, on_settled, self._rules)
        self._lanes = [f"{_PROCESS}/{uuid.uuid4().hex[:8]}/{n}" for n in range(lanes)]
        _own_lanes.update(self._lanes)
        self._refusals = 0
        self._rests_until: datetime | None = None
        self._paced_until: datetime | None = None

    @property
    def relay_rests(self) -> bool:
        """Whether the relay could not be used when mail was last tried."""
        return self._rests_until is not None

    async def deliver_due(self, now: datetime | None = None) -> int:
        """All that was due has been tried once; returns how many mails were settled or deferred.

        With `now` given, time stands still at it; else it is the clock's. Stops
        early when the relay cannot be reached; what waits is tried later, and
        the relay is left in peace for a while. Where a rate is set, time runs
        on from `now`, and lanes wait for their turn. Cancelled, it first lets
        arrive what is on the wire, which would else leave a second time.
        """
        clock = self._clock if now is None else self._from(now)
        if any(rest and clock() < rest for rest in (self._rests_until, self._paced_until)):
            return 0
        self._rests_until = self._paced_until = None
        await asyncio.to_thread(self._take_over, clock())
        parting = asyncio.Event()
        draining = [asyncio.create_task(self._drain(n, clock, parting)) for n in self._lanes]
        try:
            await asyncio.wait(draining)
        except asyncio.CancelledError:
            parting.set()
            await asyncio.wait(draining, timeout=PARTING)
            for lane in draining:
                lane.cancel()
            raise
        finally:
            await asyncio.wait(draining)
            await self._ledger.rest()
        return sum(await asyncio.gather(*draining))

    def _from(self, now: datetime) -> Clock:
        if not self._rules.limits:
            return lambda: now
        began = time.monotonic()
        return lambda: now + timedelta(seconds=time.monotonic() - began)

    async def _drain(self, lane: str, clock: Clock, parting: asyncio.Event) -> int:
        carrier = self._transport.carrier()
        count = 0
        try:
            claim = await self._ledger.step(None, lane, clock)
            while claim.mail or await self._turn_comes(claim.not_before, clock, parting):
                if claim.mail is None:
                    claim = await self._ledger.step(None, lane, clock)
                    continue
                attempt = await carrier.send(claim.mail)
                self._rules.passing("answered")
                count += 1
                ended = after(claim.mail, attempt, clock())
                _report(ended, attempt)
                self._mind_relay(attempt, clock())
                goes_on = self._rests_until is None and not parting.is_set()
                claim = await self._ledger.step(ended, lane, clock, claim=goes_on)
        finally:
            await carrier.close()
        return count

    async def _turn_comes(
        self, moment: datetime | None, clock: Clock, parting: asyncio.Event
    ) -> bool:
        """Whether the lane has waited until its next mail may leave; else all wait until then."""
        if moment is None:
            return False
        pause = moment - clock()
        if pause > LONGEST_WAIT:
            self._paced_until = moment
            return False
        try:
            await asyncio.wait_for(parting.wait(), max(pause.total_seconds(), 0))
        except TimeoutError:
            return True
        return False

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


def _report(mail: QueuedMail, attempt: Attempt) -> None:
    # The answer may hold an address: the log names the mail alone.
    level = {
        Outcome.SENT: logging.INFO,
        Outcome.LATER: logging.INFO,
        Outcome.RECIPIENT: logging.WARNING,
        Outcome.POLICY: logging.ERROR,
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
