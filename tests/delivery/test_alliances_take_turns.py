import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.delivery.test_mail_leaves_the_outbox import queue


@pytest.fixture
def gardens(store, alliance):
    with store.write() as tx:
        for name in ("large", "small", "other"):
            tx.add_alliance(replace(alliance, id=name))
    return store


def many(post, name, count, **more):
    return [
        post(f"{name}{n}", f"{name}{n}@example.org", alliance=name, **more) for n in range(count)
    ]


def test_two_thousand_mails_of_one_do_not_hold_up_four_of_another(
    gardens, sink, deliver, post, now
):
    queue(gardens, *many(post, "large", 2000))
    with gardens.write() as tx:
        before = [tx.claim(now, "lane", timedelta(minutes=10)).id for _ in range(3)]
    assert before == ["large0", "large1", "large2"]
    queue(gardens, *many(post, "small", 4))
    with gardens.write() as tx:
        following = [tx.claim(now, "lane", timedelta(minutes=10)).id for _ in range(10)]
    assert {"small0", "small1", "small2", "small3"} <= set(following)


def test_two_that_begin_together_leave_in_turns(gardens, sink, deliver, post, now):
    queue(gardens, *many(post, "large", 30))
    queue(gardens, *many(post, "other", 30))
    asyncio.run(deliver(lanes=1).deliver_due(now))
    half = [recipient[:5] for recipient in sink.recipients[:30]]
    assert half.count("large") == half.count("other") == 15


def test_more_of_the_same_queues_behind_its_own(gardens, sink, deliver, post, now):
    queue(gardens, *many(post, "large", 20))
    queue(gardens, *many(post, "small", 2))
    queue(gardens, post("last", "last@example.org", alliance="large"))
    asyncio.run(deliver(lanes=1).deliver_due(now))
    assert sink.recipients[-1] == "last@example.org"
    assert set(sink.recipients[:4]) == {
        f"{n}@example.org" for n in ("large0", "large1", "small0", "small1")
    }


def test_a_mail_of_no_alliance_waits_for_nobody(gardens, sink, deliver, post, now):
    queue(gardens, *many(post, "large", 20))
    queue(gardens, post("start", "dana@example.org"))
    asyncio.run(deliver(lanes=1).deliver_due(now))
    assert "dana@example.org" in sink.recipients[:2]


def test_what_was_put_off_does_not_stand_in_the_way(gardens, sink, deliver, post, now):
    queue(gardens, *many(post, "large", 5, due=now + timedelta(hours=1)))
    queue(gardens, *many(post, "small", 2))
    asyncio.run(deliver(lanes=1).deliver_due(now))
    assert len(sink.mails) == 2
    asyncio.run(deliver(lanes=1).deliver_due(now + timedelta(hours=1)))
    assert len(sink.mails) == 7
