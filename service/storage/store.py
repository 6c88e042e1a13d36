"""One database, of either kind, and transactions on it."""

import sqlite3
import threading
from collections.abc import Callable, Generator, Hashable
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import (
    DatabaseError,
    DBAPIError,
    InterfaceError,
    InternalError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.errors import Unavailable
from service.storage.alliances import AllianceRows
from service.storage.doors import DoorRows
from service.storage.letters import LetterRows
from service.storage.memory import MemoryRows
from service.storage.replies import ReplyRows
from service.storage.seal import Seal

BUSY_SECONDS = 10.0
"""How long a writer waits for another before it gives up with Unavailable."""

_CONNECTIONS = 48
"""More than the threads that serve requests, so that none waits for a connection."""


class Transaction(AllianceRows, ReplyRows, DoorRows, LetterRows, MemoryRows):
    """All that can be read and written, seen at one moment and kept whole or not at all.

    `merges` holds what was merged from it, by what it was merged from, for as
    long as the transaction lasts.
    """

    def __init__(self, connection: Connection, seal: Seal) -> None:
        super().__init__(connection, seal)
        self.merges: dict[Hashable, Any] = {}

    @contextmanager
    def part(self) -> Generator[None]:
        """What is done inside is undone when it fails, and the transaction goes on."""
        with unavailable(), self._connection.begin_nested():
            yield


class Store:
    """A database and the key to what is written in it. May be shared by threads.

    `one_writer`: whether every writer waits for every other.
    """

    def __init__(self, url: str, key: bytes) -> None:
        self._engine = build_engine(url)
        self._seal = Seal(key)
        sqlite = self._engine.dialect.name == "sqlite"
        self.one_writer = sqlite
        # SQLite has one writer at a time. Within this process they take turns
        # here, woken at once, instead of asking again and again in SQLite.
        self._turn: Callable[[], AbstractContextManager[None]] = (
            _Turns().take if sqlite else nullcontext
        )
        self._writing = self._engine.execution_options(begin="BEGIN IMMEDIATE")
        self._reading = (
            self._engine
            if sqlite
            else self._engine.execution_options(isolation_level="REPEATABLE READ")
        )

    @contextmanager
    def write(self) -> Generator[Transaction]:
        """What is done inside is kept when it ends well, and only then; raises Unavailable."""
        with unavailable(), self._turn(), self._writing.begin() as connection:
            yield Transaction(connection, self._seal)

    @contextmanager
    def read(self) -> Generator[Transaction]:
        """Everything read inside is of one moment; raises Unavailable."""
        with unavailable(), self._reading.connect() as connection:
            yield Transaction(connection, self._seal)

    def close(self) -> None:
        """No connection is open."""
        self._engine.dispose()


def build_engine(url: str) -> Engine:
    """An engine for the URL. SQLite is set to survive a loss of power after each commit.

    What its errors say holds no values: addresses and names do not get into logs by them.
    """
    target = make_url(url)
    common = {"pool_size": 8, "max_overflow": _CONNECTIONS - 8, "hide_parameters": True}
    if target.get_backend_name() != "sqlite":
        return create_engine(target, **common, pool_pre_ping=True)
    if target.database not in {None, ""}:
        Path(target.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        target,
        **common,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def unavailable() -> Generator[None]:
    """Locked, full, read-only or out of reach: whatever it is, it is Unavailable."""
    try:
        yield
    except (OperationalError, InterfaceError, InternalError, PoolTimeout) as error:
        raise Unavailable from error
    except DBAPIError as error:
        # The bare class is what SQLite says of a file that is no database, or a broken one;
        # without a statement, the connection is what could not be made.
        broken = type(error) is DatabaseError or error.statement is None
        if error.connection_invalidated or broken:
            raise Unavailable from error
        raise


class _Turns:
    """One writer at a time, within one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    @contextmanager
    def take(self) -> Generator[None]:
        if not self._lock.acquire(timeout=BUSY_SECONDS):
            raise Unavailable
        try:
            yield
        finally:
            self._lock.release()


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver begins no transaction by itself: `_begin_sqlite` says which kind.
    connection.isolation_level = None
    # What is erased is overwritten, not left behind in pages that are free.
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when
    # another has written meanwhile; one that begins as a writer waits its turn.
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
