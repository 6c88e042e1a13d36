"""A copy of the database as it is at one moment, made while others write to it."""

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from shlex import quote

from sqlalchemy import make_url

from service.errors import Unavailable
from service.storage.store import BUSY_SECONDS


class NothingToCopy(Exception):
    """There is no database yet."""


def back_up(url: str, target: Path) -> None:
    """`target` holds what the SQLite database of `url` holds, for its owner alone to read.

    It is whole and on disk when it appears, and takes the place of what was
    there. Raises NothingToCopy; OSError where it cannot be written, Unavailable
    where the database cannot be read.
    """
    source = Path(make_url(url).database or "")
    if not source.is_file():
        raise NothingToCopy
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)  # mode 600
    copy = Path(name)
    try:
        os.close(handle)
        _copy(source, copy)
        _keep(copy)
        copy.replace(target)
        _keep(target.parent)
    finally:
        copy.unlink(missing_ok=True)


def dump_command(url: str, target: Path) -> str | None:
    """What a shell runs to copy a PostgreSQL database; None for SQLite, which needs none.

    A password is left out, so that it stands in no history: pg_dump asks for it.
    """
    known = make_url(url)
    if known.get_backend_name() == "sqlite":
        return None
    bare = known._replace(drivername="postgresql", password=None)
    database = quote(bare.render_as_string())
    return f"pg_dump --format=custom --file={quote(str(target))} --dbname={database}"


def _copy(source: Path, copy: Path) -> None:
    # mode=rw: the write-ahead log can be read, and no database comes about by looking.
    address = f"{source.absolute().as_uri()}?mode=rw"
    try:
        with (
            closing(sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS)) as reading,
            closing(sqlite3.connect(copy)) as writing,
        ):
            # In one step: a reader of a write-ahead log sees one moment and stops no writer.
            reading.backup(writing)
            # One file that is whole without a log beside it.
            writing.execute("PRAGMA journal_mode=DELETE")
            [answer] = writing.execute("PRAGMA quick_check").fetchone()
    except sqlite3.Error as error:
        raise Unavailable from error
    if answer != "ok":
        raise Unavailable(f"the copy is damaged: {answer}")


def _keep(path: Path) -> None:
    """What was written there survives a loss of power."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
