"""PostgreSQL is restarted while mail goes out: all of it arrives, next to nothing comes twice."""

import asyncio
import time
from collections import Counter
from contextlib import closing, suppress

import pytest

from service.delivery import Delivery, SMTPRelay
from service.errors import Unavailable
from service.storage import Store
from tests.conftest import KEY
from tests.databases import running_postgresql
from tests.delivery.conftest import compose

LANES = 2
MAILS = 400
RESTARTS = 3


@pytest.fixture
def server():
    """One of our own, so that nobody else's tests are disturbed."""
    with running_postgresql() as server:
        yield server


def test_what_was_queued_arrives_through_restarts(server, sink, post, now):
    names = [f"m{n}" for n in range(MAILS)]
    with closing(Store(server.clone(), KEY)) as store:
        with store.write() as tx:
            tx.queue(post(n, f"{n}@example.org") for n in names)
        relay = SMTPRelay(sink.url, lambda _: "bounces@example.org")
        delivery = Delivery(store, relay, compose, lambda: now, lanes=LANES)
        asyncio.run(deliver_all(delivery, server, sink, now))
    arrived = Counter(sink.recipients)
    assert set(arrived) == {f"{n}@example.org" for n in names}
    # What a relay had taken when its settling was lost may come again: once a lane and restart.
    assert sum(arrived.values()) - MAILS <= LANES * RESTARTS


async def deliver_all(delivery, server, sink, now):
    """The engine's loop in small: what fails for want of a database is tried anew."""
    restarting = asyncio.create_task(asyncio.to_thread(restart, server, sink))
    until = time.monotonic() + 120
    while not restarting.done() or len(set(sink.recipients)) < MAILS:
        assert time.monotonic() < until, f"{len(sink.mails)} of {MAILS} have arrived"
        with suppress(Unavailable):
            await delivery.deliver_due(now)
        await asyncio.sleep(0.02)
    await restarting


def restart(server, sink):
    for n in range(RESTARTS):
        while len(sink.mails) < MAILS * (n + 1) // (RESTARTS + 1):
            time.sleep(0.005)
        server.restart()
