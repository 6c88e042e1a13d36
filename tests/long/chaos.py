"""`make chaos`: thousands of mails, two workers, a kill -9 every second or so; figures at the end.

Each mail must arrive; a kill may repeat what was in flight, one mail a lane,
byte for byte. Name "sqlite" for that database; else it is a PostgreSQL of its own.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from service.outbox import QueuedMail
from service.storage import Store, migrate
from tests.databases import running_postgresql
from tests.delivery.sink import running_sink
from tests.delivery.worker import KEY

WORKERS = 2
LANES = 2
ROOT = Path(__file__).parents[2]


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    kind = sys.argv[2] if len(sys.argv) > 2 else "postgresql"
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(10**6)
    with _database(kind) as url, running_sink() as sink:
        store = Store(url, KEY)
        now = datetime.now(UTC)
        with store.write() as tx:
            tx.queue(_mail(n, now) for n in range(count))
        began = time.monotonic()
        kills = _work_and_kill(store, url, sink.url, random.Random(seed))
        took = time.monotonic() - began
        store.close()
    figures = _figures(sink.mails, count, kills)
    figures |= {"database": kind, "seed": seed, "seconds": round(took, 1)}
    sys.stdout.write(json.dumps({"name": "chaos", **figures}) + "\n")
    return 0 if figures["well"] else 1


def _figures(mails: list[tuple[str, bytes]], count: int, kills: int) -> dict[str, object]:
    copies = defaultdict(set)
    for recipient, raw in mails:
        copies[recipient].add(raw)
    repeats = len(mails) - len(copies)
    lost = count - len(copies)
    differing = sum(len(same) > 1 for same in copies.values())
    most = max(Counter(recipient for recipient, _ in mails).values(), default=0)
    return {
        "mails": count,
        "kills": kills,
        "lost": lost,
        "repeats": repeats,
        "repeats_allowed": LANES * kills,
        "most_copies_of_one": most,
        "differing_copies": differing,
        "well": not lost and not differing and repeats <= LANES * kills and kills > 0,
    }


def _work_and_kill(store: Store, url: str, relay: str, chance: random.Random) -> int:
    """Workers run until nothing waits; meanwhile one or the other is killed, and begins anew."""
    kills = 0
    workers = [_worker(url, relay) for _ in range(WORKERS)]
    try:
        while _waiting(store):
            time.sleep(chance.uniform(0.5, 1.5))
            victim = chance.randrange(WORKERS)
            if workers[victim].poll() is None:
                workers[victim].send_signal(signal.SIGKILL)
                workers[victim].wait()
                kills += 1
            for at, worker in enumerate(workers):
                if worker.poll() is not None:
                    workers[at] = _worker(url, relay)
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()
    return kills


def _worker(url: str, relay: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.delivery.worker", url, relay, str(LANES)]
    quiet = {**os.environ, "ALLIANCE_CRASH_AT": ""}
    return subprocess.Popen(command, cwd=ROOT, env=quiet, stdout=subprocess.DEVNULL)


def _waiting(store: Store) -> bool:
    with store.read() as tx:
        return tx.next_mail_due() is not None


def _mail(number: int, now: datetime) -> QueuedMail:
    return QueuedMail(
        id=f"m{number}",
        key=f"m{number}",
        alliance=None,
        person=None,
        kind="reminder",
        recipient=f"p{number}@example.org",
        payload=f"words of {number}",
        created_at=now,
        due=now,
    )


@contextmanager
def _database(kind: str) -> Generator[str]:
    if kind == "postgresql":
        with running_postgresql() as server:
            yield server.clone()
        return
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'chaos.sqlite3'}"
        migrate(url)
        yield url


if __name__ == "__main__":
    sys.exit(main())
