"""The database's shape, brought up to date step by step."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from service.errors import Unavailable
from service.storage.store import build_engine, unavailable


def migrate(url: str) -> None:
    """The database has the shape that this version works with; raises Unavailable."""
    engine = build_engine(url)
    try:
        with unavailable(), engine.connect() as connection:
            # A batch migration copies a table and drops the first one; with
            # foreign keys on, that deletes every row that refers to it. They
            # can only be switched off outside a transaction.
            _foreign_keys(connection, on=False)
            with connection.execution_options(begin="BEGIN IMMEDIATE").begin():
                _wait_for_others(connection)
                command.upgrade(_config(connection), "head")
                _check_foreign_keys(connection)
            _foreign_keys(connection, on=True)
    finally:
        engine.dispose()


def is_current(url: str) -> bool:
    """Whether the database has the shape that this version works with.

    Raises Unavailable, also where a later version has written it.
    """
    engine = build_engine(url)
    try:
        with unavailable(), engine.connect() as connection:
            shape = MigrationContext.configure(connection).get_current_revision()
            scripts = ScriptDirectory.from_config(_config(connection))
            if shape not in {None, *(script.revision for script in scripts.walk_revisions())}:
                raise Unavailable("a later version of the program has written it: install that one")
            return shape == scripts.get_current_head()
    finally:
        engine.dispose()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    if connection.dialect.name == "sqlite":
        cursor = connection.connection.cursor()
        cursor.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")
        cursor.close()


def _wait_for_others(connection: Connection) -> None:
    """One process at a time brings the database up to date; SQLite's write lock does it there."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(6470512)")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise Unavailable(f"the migration would leave {len(broken)} rows without their owner")
