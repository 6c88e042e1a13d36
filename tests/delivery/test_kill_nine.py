import random
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest

WORKER = """
import asyncio, sys
from datetime import UTC, datetime
from service.delivery import Delivery, SMTPRelay
from service.storage import Store
store = Store(sys.argv[1], b"a key for tests alone, never for people")
relay = SMTPRelay(sys.argv[2], lambda mail: "bounces@example.org")
compose = lambda mail: f"Message-ID: <{mail.id}@x>\\r\\n\\r\\n{datetime.now(UTC)}\\r\\n".encode()
delivery = Delivery(store, relay, compose, lambda: datetime.now(UTC), lanes=int(sys.argv[3]))
print("ready", flush=True)
asyncio.run(delivery.deliver_due())
store.close()
"""
LANES = 2
MAILS = 400
KILLS = 4


@pytest.fixture
def worker(database_url, sink):
    started = []

    def start():
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, database_url, sink.url, str(LANES)],
            cwd=Path(__file__).parents[2],
            stdout=subprocess.PIPE,
        )
        started.append(process)
        assert process.stdout
        process.stdout.readline()
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def test_nothing_is_lost_and_each_kill_repeats_at_most_one_a_lane(store, sink, worker, post):
    names = [f"m{n}" for n in range(MAILS)]
    with store.write() as tx:
        tx.queue(post(n, f"{n}@example.org") for n in names)
    chance = random.Random(7)
    kills = 0
    for _ in range(KILLS):
        process = worker()
        try:
            process.wait(chance.uniform(0.1, 0.4))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            kills += 1
    assert kills, "the mails were all gone before the first kill: queue more"
    assert worker().wait(60) == 0

    counts = Counter(sink.recipients)
    assert set(counts) == {f"{n}@example.org" for n in names}
    assert sum(counts.values()) - len(names) <= LANES * kills
    copies = defaultdict(set)
    for recipient, raw in sink.mails:
        copies[recipient].add(raw)
    assert {len(same) for same in copies.values()} == {1}
