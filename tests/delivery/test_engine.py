import asyncio
import contextlib
from dataclasses import replace
from datetime import timedelta

import pytest

from service.clock import system_clock
from service.engine import Engine


@pytest.fixture
def garden(store, alliance, now):
    """Three alliances that are due now, and each day again until the third."""
    with store.write() as tx:
        for name in ("one", "two", "three"):
            tx.add_alliance(replace(alliance, id=name, due=now))
    return store


@pytest.fixture
def duty(garden, post):
    """Moves an alliance's due on by a day and queues a mail; with it, the list of what it did."""
    done = []

    def tick(alliance_id, now):
        if alliance_id == "two" and not done.count("two-may"):
            raise ZeroDivisionError
        with garden.write() as tx:
            before = tx.alliance(alliance_id, lock=True)
            after = replace(before, due=before.due + timedelta(days=1))
            saved = tx.save(before, after)
            tx.queue([post(f"{alliance_id}-{saved.revision}", alliance=alliance_id)])
        done.append(alliance_id)

    return tick, done


def test_one_that_fails_does_not_stop_the_others(garden, duty, deliver, sink, now, caplog):
    tick, done = duty
    engine = Engine(garden, tick, deliver().deliver_due, system_clock)
    asyncio.run(engine.run_once(now))
    assert sorted(done) == ["one", "three"]
    assert len(sink.mails) == 2
    assert "alliance two could not be taken further" in caplog.text
    done.append("two-may")
    asyncio.run(engine.run_once(now + timedelta(seconds=30)))
    assert done.count("two") == 0
    asyncio.run(engine.run_once(now + timedelta(minutes=1)))
    assert done.count("two") == 1


def test_a_backlog_is_worked_off_at_once(garden, duty, deliver, sink, now):
    tick, done = duty
    done.append("two-may")
    engine = Engine(garden, tick, deliver().deliver_due, system_clock)
    asyncio.run(engine.run_once(now + timedelta(days=2)))
    assert [done.count(name) for name in ("one", "two", "three")] == [3, 3, 3]
    assert len(sink.mails) == 9


def test_the_loop_does_what_is_due_and_wakes_when_it_is_told(store, sink, deliver, post):
    delivery = deliver()
    delivery._clock = system_clock
    engine = Engine(store, lambda *_: None, delivery.deliver_due, system_clock)

    async def life():
        running = asyncio.create_task(engine.run())
        await asyncio.sleep(0.2)
        with store.write() as tx:
            tx.queue([post("m1")])
        engine.wake()
        for _ in range(100):
            if sink.mails:
                break
            await asyncio.sleep(0.05)
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running

    asyncio.run(life())
    assert len(sink.mails) == 1
