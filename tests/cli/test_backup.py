"""A copy that is made while the service runs answers the same links as the service."""

import re
import shutil
import sqlite3
import stat
import threading
from contextlib import closing, suppress

import pytest
from starlette.testclient import TestClient

from service.app import App
from service.settings import Settings
from service.storage import dump_command
from tests.cli.conftest import SOON

SCOPE = "http://testserver"


@pytest.fixture
def running(program, file, tmp_path):
    """A service whose people have been written to, and everybody's links."""
    program.set(base_url=SCOPE)
    assert program("start", file(SOON)).code == 0
    app = App(Settings())
    app.work_once()
    with app.store.read() as tx:
        mails = [m.raw for each in ("ada", "ben") for m in tx.local_mails(f"{each}@example.org")]
    found = re.findall(rf"{SCOPE}(/[po]/[\w-]+)", b"\n".join(mails).decode().replace("=\r\n", ""))
    assert {link[:3] for link in found} == {"/p/", "/o/"}
    yield app, sorted(set(found))
    app.close()


def pages(app, links):
    """What stands behind the links, without what is made anew each time."""
    with TestClient(app.site, base_url=SCOPE) as web:
        answers = [web.get(link) for link in links]
    assert {answer.status_code for answer in answers} == {200}
    return [re.sub(r'name="form_token" value="[^"]+"', "", a.text) for a in answers]


def restored(copy, tmp_path):
    """The service on another machine, from the copy and the key."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    shutil.copy(copy, folder / "alliance.sqlite3")
    shutil.copy(tmp_path / "var" / "secret_key", folder)
    app = App(Settings(data_dir=folder))
    app.migrate()
    return app


def test_a_restored_copy_answers_the_same_links(program, running, tmp_path):
    app, links = running
    ended = program("backup", "copy.sqlite3")
    assert ended.code == 0, ended.err
    assert "secret_key" in ended.out
    again = restored(tmp_path / "copy.sqlite3", tmp_path)
    with closing(again):
        assert pages(again, links) == pages(app, links)


def test_a_copy_is_of_one_moment_while_others_write(program, running, tmp_path):
    app, _links = running
    over = threading.Event()

    def write():
        count = 0
        while not over.is_set():
            count += 1
            with app.store.write() as tx:  # the two belong together
                tx.silence_address(f"a{count}@example.org", app.clock())
                tx.silence_address(f"b{count}@example.org", app.clock())

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            assert program("backup", f"copy{number}.sqlite3").code == 0
    finally:
        over.set()
        writer.join()
    for number in range(5):
        with closing(sqlite3.connect(tmp_path / f"copy{number}.sqlite3")) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            [[count]] = copy.execute("SELECT count(*) FROM silences").fetchall()
            assert count % 2 == 0


def test_only_its_owner_can_read_a_copy_and_nothing_lies_beside_it(program, running, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    assert program("backup", folder / "copy.sqlite3").code == 0
    [copy] = folder.iterdir()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_an_earlier_copy_is_replaced_only_by_force(program, running, tmp_path):
    copy = tmp_path / "copy.sqlite3"
    copy.write_text("an earlier one")
    refused = program("backup", copy)
    assert refused.code == 73
    assert "--force" in refused.err
    assert copy.read_text() == "an earlier one"
    assert program("backup", copy, "--force").code == 0
    assert copy.read_bytes().startswith(b"SQLite format 3")


def test_a_failed_copy_leaves_the_earlier_one(program, running, tmp_path):
    copy = tmp_path / "copy.sqlite3"
    copy.write_text("an earlier one")
    database = tmp_path / "var" / "alliance.sqlite3"
    running[0].close()
    for log in database.parent.glob("*-*"):
        with suppress(FileNotFoundError):
            log.unlink()
    database.write_bytes(b"no database at all" * 1000)
    ended = program("backup", copy, "--force")
    assert ended.code == 69
    assert ended.err.count("\n") == 1
    assert copy.read_text() == "an earlier one"
    assert not list(tmp_path.glob(".copy*"))


def test_where_there_is_nothing_or_no_room_one_line_says_so(program, running, tmp_path):
    ended = program("backup", tmp_path / "no" / "such" / "folder.sqlite3")
    assert ended.code == 73
    program.set(data_dir=tmp_path / "empty")
    ended = program("backup", "copy.sqlite3")
    assert ended.code == 66
    assert "no database" in ended.err
    assert not (tmp_path / "copy.sqlite3").exists()


def test_for_postgresql_the_command_is_told_without_the_password(program, tmp_path):
    program.set(database_url="postgresql://alliance:s3cret@db.example.org:5433/alliance")
    ended = program("backup", "my copy.dump")
    assert ended.code == 69
    assert (
        "pg_dump --format=custom --file='my copy.dump' "
        "--dbname=postgresql://alliance@db.example.org:5433/alliance" in ended.err
    )
    assert "s3cret" not in ended.err
    assert ended.err.count("\n") == 1


def test_sqlite_needs_no_other_program(tmp_path):
    assert dump_command(f"sqlite:///{tmp_path}/a.sqlite3", tmp_path) is None
