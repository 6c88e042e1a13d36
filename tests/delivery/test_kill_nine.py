"""Workers that end at once, anywhere: nothing is lost, and next to nothing is repeated."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.delivery.worker import POINTS

LANES = 2
LEASE = 1.5
"""Seconds, for a worker that is stopped."""
MAILS = 400
KILLS = 4


@pytest.fixture
def worker(database_url, sink):
    started = []

    def start(crash_at="", lanes=LANES, pause_at="", lease=600):
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.delivery.worker"),
                *(database_url, sink.url, str(lanes), str(lease)),
            ],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "ALLIANCE_CRASH_AT": crash_at, "ALLIANCE_PAUSE_AT": pause_at},
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


def queued(store, post, count):
    names = [f"m{n}" for n in range(count)]
    with store.write() as tx:
        tx.queue(post(n, f"{n}@example.org") for n in names)
    return {f"{n}@example.org" for n in names}


def copies(sink):
    """How often each arrived; every copy of one is the same, byte for byte."""
    seen = defaultdict(set)
    for recipient, raw in sink.mails:
        seen[recipient].add(raw)
    assert {len(same) for same in seen.values()} <= {1}
    return Counter(sink.recipients)


@pytest.mark.parametrize("point, lanes", [*((point, 1) for point in POINTS), ("answered", 3)])
def test_at_each_named_point_nothing_is_lost(store, sink, worker, post, point, lanes):
    due = queued(store, post, 12)
    assert worker(f"{point}:4", lanes).wait(60) == -signal.SIGKILL
    assert worker(lanes=lanes).wait(60) == 0
    counts = copies(sink)
    assert set(counts) == due
    # Only what was in flight can come twice, once for each lane.
    assert sum(counts.values()) - len(due) <= lanes
    if point in {"claimed", "mail", "rcpt", "data"}:
        assert set(counts.values()) == {1}, "before the final dot nothing was handed over"


def test_nothing_is_lost_and_each_kill_repeats_at_most_one_a_lane(store, sink, worker, post):
    due = queued(store, post, MAILS)
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
    counts = copies(sink)
    assert set(counts) == due
    assert sum(counts.values()) - len(due) <= LANES * kills


@pytest.mark.parametrize("point", ["claimed", "rcpt", "data", "answered"])
def test_a_worker_that_slept_past_its_lease_disturbs_nobody(store, sink, worker, post, point):
    due = queued(store, post, 12)
    asleep = worker(lanes=1, pause_at=f"{point}:4", lease=LEASE)
    stopped(asleep)
    deadline = time.monotonic() + 60
    while set(sink.recipients) != due:
        assert time.monotonic() < deadline
        assert worker(lanes=1).wait(60) == 0
    asleep.send_signal(signal.SIGCONT)
    assert asleep.wait(60) == 0
    counts = copies(sink)
    assert set(counts) == due
    assert sum(counts.values()) - len(due) <= 1, "what it was at, once more"
    with store.read() as tx:
        assert tx.lanes() == ()
        assert tx.next_mails(datetime.now(UTC), 20) == ()


def stopped(process):
    """The process has been stopped by a signal."""
    state = Path(f"/proc/{process.pid}/stat")
    deadline = time.monotonic() + 60
    while state.read_text().rpartition(")")[2].split()[0] != "T":
        assert process.poll() is None, "it ended before it came there"
        assert time.monotonic() < deadline
        time.sleep(0.02)
