import asyncio
import random
from datetime import timedelta

import pytest

from service.delivery import LEASE, Rules
from service.outbox import Limits, Pace, departed, next_departure
from tests.delivery.test_mail_leaves_the_outbox import queue

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def leave(limits, now, count, chance):
    """When so many mails leave that lanes ask for at odd moments."""
    pace, moments = Pace(), []
    for _ in range(count):
        now += timedelta(seconds=chance.expovariate(1 / 5))
        now = max(now, next_departure(pace, limits, now))
        assert next_departure(pace, limits, now) == now
        pace = departed(pace, limits, now)
        moments.append(now)
    return moments


def most_within(moments, span):
    return max(sum(at <= other < at + span for other in moments) for at in moments)


@pytest.mark.parametrize("seed", range(3))
def test_no_minute_and_no_day_has_more_than_its_share(now, seed):
    limits = Limits(per_minute=4, per_day=60)
    moments = leave(limits, now, 200, random.Random(seed))
    assert most_within(moments, MINUTE) <= 4
    assert most_within(moments, DAY) <= 60
    assert moments[-1] - moments[0] < 5 * DAY, "and the share is used"


def test_without_limits_nothing_waits(now):
    limits = Limits()
    assert not limits
    assert next_departure(departed(Pace(), limits, now), limits, now) == now


def test_a_clock_that_was_set_back_holds_nothing_up_for_long(now):
    limits = Limits(per_minute=2)
    pace = departed(Pace(), limits, now + 300 * DAY)
    assert next_departure(pace, limits, now) <= now + MINUTE


@pytest.fixture
def paced(deliver):
    def make(**limits):
        return deliver(lanes=2, rules=Rules(lease=LEASE, relay="r", limits=Limits(**limits)))

    return make


def test_the_days_cap_holds_for_all_processes_together(store, sink, paced, post, now):
    queue(store, *(post(f"m{n}") for n in range(12)))
    asyncio.run(paced(per_day=5).deliver_due(now))
    assert len(sink.mails) == 5
    asyncio.run(paced(per_day=5).deliver_due(now + 12 * HOUR))
    assert len(sink.mails) == 5
    asyncio.run(paced(per_day=5).deliver_due(now + 26 * HOUR))
    assert len(sink.mails) == 10


def test_lanes_wait_for_their_turn(store, sink, paced, post, now):
    queue(store, *(post(f"m{n}") for n in range(4)))
    asyncio.run(paced(per_minute=600).deliver_due(now))
    assert len(sink.mails) == 4
    with store.write() as tx:
        free = tx.pace("r").free_at
    assert free - now >= timedelta(seconds=0.4), "a tenth of a second each"


def test_a_long_wait_is_left_to_the_next_look(store, sink, paced, post, now):
    queue(store, post("m1"), post("m2"))
    delivery = paced(per_minute=1)
    asyncio.run(delivery.deliver_due(now))
    assert len(sink.mails) == 1
    assert asyncio.run(delivery.deliver_due(now + timedelta(seconds=30))) == 0
    asyncio.run(delivery.deliver_due(now + 2 * MINUTE))
    assert len(sink.mails) == 2
