"""An idle look at the clock: what is due, and when is the next, among few alliances and many."""

import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, insert

from service.engine import Engine
from service.storage import Store, migrate
from service.storage.tables import alliances
from tests.bench.row import row
from tests.databases import running_postgresql

FEW, MANY = 1_000, 1_000_000
LOOKS = 300
ROUNDS = 5
NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)


def measure() -> Iterator[dict[str, object]]:
    """One line for each database: milliseconds among the many, and among the few as the limit."""
    for kind in ("sqlite", "postgresql"):
        with _database(kind) as url:
            few = _look(url, FEW)
            many = _look(url, MANY - FEW)
        unit = f"ms among {MANY:,}; the limit among {FEW:,}; at most 1.5×"
        yield row(f"tick-{kind}", many, few, unit)


def _look(url: str, more: int) -> float:
    """Milliseconds of one idle look, with so many more alliances: the best of some rounds."""
    _fill(url, more)
    store = Store(url, b"bench")
    engine = Engine(store, _never, _nothing, lambda: NOW)
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _ in range(LOOKS):
            engine._tick_due(NOW)
            engine._until("next_due")
        times.append((time.perf_counter() - began) / LOOKS * 1000)
    store.close()
    return min(times)


def _fill(url: str, more: int) -> None:
    """So many alliances that are needed at some time within the next years."""
    engine = create_engine(url)
    name = f"{more}/"
    with engine.begin() as connection:
        for start in range(0, more, 10_000):
            rows = [
                {
                    "id": f"{name}{n}",
                    "revision": 1,
                    "phase": "running",
                    "started_at": NOW,
                    "due": NOW + timedelta(minutes=1 + n),
                    "body": b"x" * 40,
                }
                for n in range(start, min(start + 10_000, more))
            ]
            connection.execute(insert(alliances), rows)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE alliances")
    engine.dispose()


def _never(alliance: str, _now: datetime) -> None:
    raise RuntimeError(f"{alliance} is not due")


async def _nothing(_now: datetime | None) -> int:
    return 0


@contextmanager
def _database(kind: str) -> Generator[str]:
    if kind == "postgresql":
        with running_postgresql() as server:
            yield server.clone()
        return
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        migrate(url)
        yield url
