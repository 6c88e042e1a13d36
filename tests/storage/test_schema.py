import sqlite3

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from service.errors import Unavailable
from service.storage import Store, is_current, migrate
from service.storage.store import build_engine
from service.storage.tables import metadata


def test_migrations_make_what_the_tables_say(database_url):
    engine = build_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_a_new_database_becomes_current(tmp_path, postgresql):
    created = postgresql.create()
    for url in (f"sqlite:///{tmp_path / 'deep' / 'new.sqlite3'}", created):
        assert not is_current(url)
        migrate(url)
        assert is_current(url)
        migrate(url)
        assert is_current(url)
    postgresql.drop(created)


def test_a_database_out_of_reach_is_unavailable():
    with pytest.raises(Unavailable):
        migrate("postgresql+psycopg://postgres@127.0.0.1:9/none")


def test_sqlite_survives_a_loss_of_power_after_each_commit(tmp_path):
    url = f"sqlite:///{tmp_path / 'a.sqlite3'}"
    migrate(url)
    engine = build_engine(url)
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    engine.dispose()
    full = 2
    assert settings == {"journal_mode": "wal", "synchronous": full, "foreign_keys": 1}


def test_a_locked_database_is_unavailable(tmp_path, monkeypatch):
    monkeypatch.setattr("service.storage.store.BUSY_SECONDS", 0.1)
    path = tmp_path / "a.sqlite3"
    migrate(f"sqlite:///{path}")
    store = Store(f"sqlite:///{path}", b"key")
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable), store.write():
        pass
    holder.execute("ROLLBACK")
    holder.close()
    with store.write():
        pass
    store.close()


def test_an_error_of_the_database_tells_no_value(database_url):
    engine = build_engine(database_url)
    with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.execute(text("SELECT * FROM no_such_table WHERE x = :x"), {"x": "quince"})
    engine.dispose()
    assert "quince" not in str(caught.value)
