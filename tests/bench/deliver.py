"""Messages through the outbox against bare aiosmtplib, on as many connections to the same sink."""

import asyncio
import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from aiosmtpd.smtp import SMTP as Server  # noqa: N811 (a class with a short name)
from aiosmtplib import SMTP

from service.delivery import Delivery, SMTPRelay
from service.outbox import QueuedMail
from service.storage import Store, migrate
from tests.bench.row import row

MAILS = 1500
RAW = b"Message-ID: <1@example.org>\r\nSubject: bench\r\n\r\n" + (b"word " * 15 + b"\r\n") * 130
"""About ten kilobytes, as a form mail has."""


def measure() -> Iterator[dict[str, object]]:
    """One line for one lane, one for eight: mails a second, ours and the limit."""
    with _sink() as port:
        for lanes in (1, 8):
            limit = asyncio.run(_bare(port, lanes))
            ours = _through_outbox(port, lanes)
            name = "deliver" if lanes == 1 else f"deliver-{lanes}-lanes"
            yield row(name, ours, limit, "mails/s")


async def _bare(port: int, connections: int) -> float:
    async def send(count: int) -> None:
        async with SMTP(hostname="127.0.0.1", port=port) as client:
            for n in range(count):
                await client.mail("a@example.org")
                await client.rcpt(f"p{n}@example.org")
                await client.data(RAW)

    began = time.perf_counter()
    await asyncio.gather(*(send(MAILS // connections) for _ in range(connections)))
    return MAILS // connections * connections / (time.perf_counter() - began)


def _through_outbox(port: int, lanes: int) -> float:
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        migrate(url)
        store = Store(url, b"bench")
        with store.write() as tx:
            tx.queue(_mail(n, now) for n in range(MAILS))
        relay = SMTPRelay(f"smtp://127.0.0.1:{port}", lambda _: "a@example.org")
        delivery = Delivery(store, relay, lambda _: RAW, lambda: now, lanes=lanes)
        began = time.perf_counter()
        asyncio.run(delivery.deliver_due(now))
        took = time.perf_counter() - began
        store.close()
    return MAILS / took


def _mail(number: int, now: datetime) -> QueuedMail:
    return QueuedMail(
        id=f"m{number}",
        key=f"m{number}",
        alliance=None,
        person=None,
        kind="reminder",
        recipient=f"p{number}@example.org",
        payload="{}",
        created_at=now,
        due=now,
    )


class _Taker:
    async def handle_DATA(self, *_: object) -> str:  # noqa: N802 (aiosmtpd's name)
        return "250 2.0.0 taken"


def _serve(pipe: Connection) -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Server(_Taker(), hostname="sink"), "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


@contextmanager
def _sink() -> Generator[int]:
    """The port of a sink in a process of its own, so that it takes no time of ours."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(theirs,), daemon=True
    )
    server.start()
    try:
        yield int(ours.recv())
    finally:
        server.terminate()
        server.join()


if __name__ == "__main__":
    for line in measure():
        sys.stdout.write(json.dumps(line) + "\n")
