"""A restart of the machine or of the service: what is on the wire arrives, and only once."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from service.delivery import lanes
from service.outbox import Attempt, MailState, Outcome
from tests.conftest import KEY

LANES = 2


@pytest.fixture
def start(database_url, sink, tmp_path):
    """Starts the program: `start("work")`."""
    started = []

    def program(*words):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("ALLIANCE_")},
            "ALLIANCE_DATA_DIR": str(tmp_path),
            "ALLIANCE_DATABASE_URL": database_url,
            "ALLIANCE_SECRET_KEY": KEY.decode(),
            "ALLIANCE_SMTP_URL": sink.url,
            "ALLIANCE_SMTP_LANES": str(LANES),
            "ALLIANCE_PORT": str(port),
        }
        process = subprocess.Popen([sys.executable, "-m", "service", *words], env=environment)
        started.append(process)
        return process

    yield program
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.parametrize("command, times", [("work", 1), ("serve", 2)])
def test_what_is_on_the_wire_arrives_once(start, store, sink, post, command, times):
    names = [f"m{n}" for n in range(6)]
    head = "From: Us <us@example.org>\r\nMessage-ID: <{0}@example.org>\r\n\r\n{0}\r\n"
    with store.write() as tx:
        tx.queue(post(n, f"{n}@example.org", raw=head.format(n).encode()) for n in names)
    sink.opened.clear()
    running = start(command)
    while sink.held < LANES:
        assert running.poll() is None
        time.sleep(0.05)
    for _ in range(times):
        running.send_signal(signal.SIGTERM)
        time.sleep(0.5)
    sink.opened.set()
    assert running.wait(60) == 0
    with store.read() as tx:
        states = {tx.mail(name).state for name in names}
    assert MailState.SENT in states
    assert states <= {MailState.SENT, MailState.QUEUED}
    assert start("work", "--once").wait(60) == 0
    assert sorted(sink.recipients) == [f"{n}@example.org" for n in names]


class Wire:
    """A carrier on which mails stay until `arriving` is set."""

    def __init__(self):
        self.taken = asyncio.Event()
        self.arriving = asyncio.Event()

    def carrier(self):
        return self

    async def send(self, _mail):
        self.taken.set()
        await self.arriving.wait()
        return Attempt(outcome=Outcome.SENT, answer="250 taken")

    async def close(self):
        return None


def test_who_is_told_to_end_takes_nothing_more(store, deliver, post, now):
    with store.write() as tx:
        tx.queue(post(n, f"{n}@example.org") for n in ("m1", "m2"))

    async def ended_half_way():
        wire = Wire()
        delivering = asyncio.create_task(deliver(to=wire, lanes=1).deliver_due(now))
        await wire.taken.wait()
        delivering.cancel()
        await asyncio.sleep(0)
        wire.arriving.set()
        with pytest.raises(asyncio.CancelledError):
            await delivering

    asyncio.run(ended_half_way())
    with store.read() as tx:
        states = [tx.mail(name).state for name in ("m1", "m2")]
    assert states == [MailState.SENT, MailState.QUEUED]


def test_a_server_that_never_answers_holds_up_no_end(store, deliver, post, now, monkeypatch):
    monkeypatch.setattr(lanes, "PARTING", 0.01)
    with store.write() as tx:
        tx.queue([post("m1")])

    async def ended_in_silence():
        wire = Wire()
        delivering = asyncio.create_task(deliver(to=wire, lanes=1).deliver_due(now))
        await wire.taken.wait()
        delivering.cancel()
        with pytest.raises(asyncio.CancelledError):
            await delivering

    asyncio.run(ended_in_silence())
    asyncio.run(deliver().deliver_due(now + lanes.LEASE))
    with store.read() as tx:
        assert tx.mail("m1").state == MailState.SENT
