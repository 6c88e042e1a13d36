"""A database of any earlier shape is brought up to date, and the mail that waited in it leaves."""

from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from service import storage
from service.storage import is_current, migrate
from service.storage.store import build_engine
from service.storage.tables import metadata
from service.workflow import starting
from tests.delivery.sink import running_sink
from tests.flow.conftest import MONDAY
from tests.flow.stage import Stage
from tests.guards.company import plan


def script(connection=None):
    config = Config()
    migrations = Path(storage.__file__).parent / "migrations"
    config.set_main_option("script_location", str(migrations))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


NEWEST, *EARLIER = (s.revision for s in ScriptDirectory.from_config(script()).walk_revisions())


@pytest.fixture
def empty_url(database_url, request, tmp_path):
    """An empty database of the same kind as `database_url`."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'earlier.sqlite3'}"
    else:
        server = request.getfixturevalue("postgresql")
        url = server.create()
        yield url
        server.drop(url)


def as_it_was(url, revision, source):
    """The database at `url` has that earlier shape, with all of `source` that has a place in it."""
    old, new = build_engine(url), build_engine(source)
    with old.begin() as there, new.connect() as here:
        command.upgrade(script(there), revision)
        columns = {
            name: {c["name"] for c in inspect(there).get_columns(name)}
            for name in inspect(there).get_table_names()
        }
        for table in (t for t in metadata.sorted_tables if t.name in columns):
            names = [c.name for c in table.columns if c.name in columns[table.name]]
            rows = here.exec_driver_sql(f"SELECT {', '.join(names)} FROM {table.name}").all()  # noqa: S608 - names of our own tables
            sign = "?" if there.dialect.name == "sqlite" else "%s"
            signs = ", ".join([sign] * len(names))
            into = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({signs})"  # noqa: S608 - as above
            for row in rows:
                there.exec_driver_sql(into, tuple(row))
            if there.dialect.name == "postgresql" and "seq" in names:
                there.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'seq'), 1000)"
                )
    old.dispose()
    new.dispose()


@pytest.mark.parametrize("shape", EARLIER)
def test_mail_that_waited_leaves_and_its_links_open(shape, database_url, empty_url, tmp_path):
    with running_sink() as sink:
        with closing(Stage(database_url, sink, MONDAY, tmp_path)) as before:
            with before.app.office.write() as work:
                begun = starting.begin(work, starting.planned(work, plan()))
            with before.app.office.read() as work:
                waited = [m.id for m in work.tx.mails(begun.id)]
        as_it_was(empty_url, shape, database_url)
        assert not is_current(empty_url)
        migrate(empty_url)
        assert is_current(empty_url)
        with closing(Stage(empty_url, sink, MONDAY, tmp_path)) as after:
            arrived = after.work()
            assert len(arrived) == len(waited) == 6
            form = next(m for m in arrived if m.to == "ben@example.org" and "[1]" in m.text)
            assert "Early peas" not in after.get(form.link()).text
            after.post(f"{form.link()}", {"purpose": "Early peas", "trust": "6", "action": "save"})
            assert "Early peas" in after.get(form.link()).text
            assert after.work() == []
