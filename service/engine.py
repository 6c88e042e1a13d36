"""The loop inside the process: wakes what is due, delivers what waits, sleeps until the next."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import ParamSpec, TypeVar

from service.clock import Clock
from service.errors import Unavailable
from service.storage import Store

P = ParamSpec("P")
T = TypeVar("T")
Tick = Callable[[str, datetime], None]
Deliver = Callable[[datetime | None], Awaitable[int]]

LONGEST_SLEEP = 15.0
"""Seconds: another process may have queued something, or the clock may have jumped."""

SHORTEST_SLEEP = 0.5
"""Seconds between looks while something is due that cannot be done yet."""

BATCH = 100
MOST_ROUNDS = 10_000
"""Many more than the steps that an alliance can have fallen behind."""

log = logging.getLogger(__name__)


class Engine:
    """Calls `tick` for every alliance whose time has come, and `deliver` for the mail.

    `tick` does one alliance's duty in one transaction of its own; what fails is
    logged and tried again after a pause, while the others go on.
    """

    def __init__(
        self,
        store: Store,
        tick: Tick,
        deliver: Deliver,
        clock: Clock,
        *,
        retry_after: timedelta = timedelta(minutes=1),
    ) -> None:
        self._store = store
        self._tick = tick
        self._deliver = deliver
        self._clock = clock
        self._retry_after = retry_after
        self._not_before: dict[str, datetime] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._bells = (asyncio.Event(), asyncio.Event())

    async def run_once(self, now: datetime) -> None:
        """All that is due at `now` is done, and what follows from it, until nothing is left."""
        for _ in range(MOST_ROUNDS):
            ticked = await asyncio.to_thread(self._tick_due, now)
            delivered = await self._deliver(now)
            if not ticked and not delivered:
                return
        log.error("something is due again as soon as it is done; left for later")

    async def run(self) -> None:
        """Duties are done and mail is delivered as their time comes, until cancelled."""
        self._loop = asyncio.get_running_loop()
        ticking, delivering = self._bells
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep(self._tick_now, ticking, "next_due"))
            group.create_task(self._keep(self._deliver_now, delivering, "next_mail_due"))

    def wake(self) -> None:
        """The loop looks at once for what is due. May be called from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            for bell in self._bells:
                self._loop.call_soon_threadsafe(bell.set)

    async def _keep(
        self, work: Callable[[], Awaitable[None]], bell: asyncio.Event, due: str
    ) -> None:
        while True:
            bell.clear()
            try:
                await work()
                seconds = await _in_thread(self._until, due)
            except Unavailable:
                log.warning("the database is unavailable; trying again")
                seconds = 1.0
            except Exception:
                log.exception("the engine stumbled; going on")
                seconds = LONGEST_SLEEP
            try:
                await asyncio.wait_for(bell.wait(), seconds)
            except TimeoutError:
                continue

    async def _tick_now(self) -> None:
        if await _in_thread(self._tick_due, self._clock()):
            self._bells[1].set()

    async def _deliver_now(self) -> None:
        if await self._deliver(None):
            # What was undeliverable may have made something due.
            self._bells[0].set()

    def _tick_due(self, now: datetime) -> int:
        """How many alliances were taken a step further."""
        self._not_before = {i: t for i, t in self._not_before.items() if t > now}
        with self._store.read() as tx:
            first = tx.next_due()
        if first is None or first > now:
            # Mostly nothing is due; then nobody who writes is kept waiting.
            return 0
        with self._store.write() as tx:
            due = tx.due_alliances(now, BATCH + len(self._not_before))
        ready = [i for i in due if i not in self._not_before]
        return sum(self._tick_one(alliance_id, now) for alliance_id in ready)

    def _tick_one(self, alliance_id: str, now: datetime) -> bool:
        try:
            self._tick(alliance_id, now)
        except Exception:
            log.exception("alliance %s could not be taken further", alliance_id)
            self._not_before[alliance_id] = now + self._retry_after
            return False
        return True

    def _until(self, due: str) -> float:
        with self._store.read() as tx:
            moment = tx.next_due() if due == "next_due" else tx.next_mail_due()
        if moment is None:
            return LONGEST_SLEEP
        seconds = (moment - self._clock()).total_seconds()
        return min(max(seconds, SHORTEST_SLEEP), LONGEST_SLEEP)


async def _in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `work` returns. Cancelled, it waits for the thread: nothing goes on behind our back."""
    running = asyncio.create_task(asyncio.to_thread(work, *args, **kwargs))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise
