"""Whatever is wrong: one clear line that says what to do, the right exit code, nothing half-done."""

import json
import os
import pwd
import socket
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from service.app import App
from tests.cli.conftest import SOON

ROOT = Path(__file__).parents[2]


def changed(old, new):
    assert old in SOON
    return SOON.replace(old, new)


BAD_FILES = {
    "no TOML": ("title = ", "no TOML", "Mend that place"),
    "binary": ("\x00\x01", "no TOML", ""),
    "nothing in it": ("", "title: this is missing", "fill it in"),
    "no address": (changed("ben@example.org", "ben at home"), "participants[1].email", "cannot be an address"),
    "skipped time": (changed("2031-03-08T10:00:00", "2031-03-30T01:30:00"), "conversation.starts", "02:30"),
    "in the past": (changed("2031-03-08T10", "2021-03-08T10"), "conversation.starts", "in the future"),
    "due in the past": (changed("2031-03-05T18", "2021-03-05T18"), "replies_due", "in the future"),
    "due too late": (changed("2031-03-05T18", "2031-03-09T18"), "replies_due", "before the conversation"),
    "named twice": (
        SOON + '[[participants]]\nname = "Benjamin"\nemail = "BEN@example.org"\n',
        "participants[2].email",
        "name each once",
    ),
    "one alone": (SOON.split("[[participants]]")[0], "participants", "add another"),
    "unknown set": (changed("replies_due", 'question_set = "poetry"\nreplies_due'), "question_set", "work"),
    "unknown zone": (changed("Europe/London", "Europe/Atlantis"), "time_zone", "Europe/Berlin"),
    "unknown field": (changed("title =", 'tilte = "x"\ntitle ='), "tilte", "title"),
    "wrong kinds": ('title = 7\norganiser = "Ada"\nparticipants = 3\n', "title", "text"),
    "two lines": (changed("The walled garden", "One\\r\\nBcc: dana@example.org"), "title", "one line"),
    "unknown rhythm": (SOON + '\n[reviews]\nevery = "now and then"\n', "reviews.every", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_used(program, file, sink, name):
    program.set(smtp_url=sink.url)
    text, field, advice = BAD_FILES[name]
    ended = program("start", file(text))
    assert ended.code == os.EX_DATAERR
    assert field in ended.err
    assert advice in ended.err
    assert "Traceback" not in ended.err
    assert ended.out == ""
    assert all(line.startswith(("alliance: ", "  ")) for line in ended.err.splitlines())
    assert json.loads(program("list", "--json").out) == []
    program("work", "--once")
    assert sink.mails == []


def test_everything_wrong_in_a_file_is_told_at_once(program, file):
    ended = program(
        "start", file(changed("ben@example.org", "b").replace("2031-03-08", "2021-03-08"))
    )
    assert "participants[1].email" in ended.err
    assert "conversation.starts" in ended.err


EVERYTHING_ELSE = """
title = "The walled garden"
time_zone = "Europe/London"
language = "tlh"
question_set = "poetry"
replies_due = 2031-03-05T18:00:00
organiser = { name = "Ada", email = "ada@example.org", takes_part = "yes" }
conversation = { starts = 2031-03-08T10:00:00, minutes = 0 }

[[participants]]
name = "Ben"
email = "ben@example.org"

[[questions]]
section = "poems"
text = ""
kind = "song"
"""


def test_one_thing_that_is_wrong_neither_hides_another_nor_is_told_twice(program, file):
    told = program("start", file(EVERYTHING_ELSE)).err.splitlines()[1:]
    assert sorted(line.split(":")[0].strip() for line in told) == [
        "conversation.minutes",
        "language",
        "organiser.takes_part",
        "question_set",
        "questions[1].kind",
        "questions[1].section",
        "questions[1].text",
    ]


def test_a_file_that_is_not_there_or_cannot_be_read(program, tmp_path):
    for path in ("missing.toml", tmp_path):
        ended = program("start", path)
        assert (ended.code, ended.err.count("\n")) == (os.EX_NOINPUT, 1)
        assert "cannot be read" in ended.err


@pytest.mark.parametrize(
    "words",
    [
        ["strat"],
        [],
        ["show"],
        ["list", "--yaml"],
        ["export", "x", "--format", "docx"],
        ["serve", "--port", "many"],
    ],
    ids=" ".join,
)
def test_a_mistyped_command(program, words):
    ended = program(*words)
    assert ended.code == os.EX_USAGE
    assert ended.err.startswith("alliance: ")
    assert ended.err.count("\n") == 1
    assert "alliance --help" in ended.err


@pytest.mark.parametrize(
    "words", [["show", "x"], ["close", "x"], ["export", "x"], ["show", "x", "--json"]], ids=" ".join
)
def test_an_alliance_that_does_not_exist(program, words):
    ended = program(*words)
    assert (ended.code, ended.out) == (os.EX_DATAERR, "")
    assert ended.err == "alliance: There is no alliance x. See them with: alliance list\n"


@pytest.mark.parametrize(
    "setting",
    [
        {"port": "eighty"},
        {"port": "0"},
        {"base_url": "alliance.example.org"},
        {"database_url": "nonsense"},
        {"database_url": "mysql://localhost/alliance"},
        {"database_url": "postgresql://localhost:many/alliance"},
        {"database_url": "sqlite:///"},
        {"smtp_url": "mail.example.org"},
        {"smtp_url": "smtp://mail.example.org:many"},
        {"mail_from": "nobody"},
        {"mail_from": "Ada <ada@example.org>"},
        {"log_level": "shout"},
        {"review_lead_days": "-1"},
    ],
    ids=str,
)
def test_a_setting_that_cannot_be_used(program, setting):
    program.set(**setting)
    for words in (["list"], ["work", "--once"], ["doctor"]):
        ended = program(*words)
        assert ended.code == os.EX_CONFIG, (words, ended)
        [name] = setting
        assert f"ALLIANCE_{name.upper()}" in ended.err
        assert ended.err.count("\n") == 1


def test_a_database_that_cannot_be_reached(program):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        program.set(database_url=f"postgresql://nobody@127.0.0.1:{probe.getsockname()[1]}/none")
        ended = program("list")
    assert ended.code == os.EX_UNAVAILABLE
    assert ended.err.count("\n") == 1
    assert "ALLIANCE_DATABASE_URL" in ended.err


def test_a_database_option_that_is_none(program):
    program.set(database_url="postgresql://nobody@127.0.0.1:9/none?colour=green")
    ended = program("list")
    assert ended.code == os.EX_UNAVAILABLE
    assert ended.err.count("\n") == 1
    assert "colour" in ended.err


def test_a_database_of_a_later_version(program, tmp_path):
    program("migrate")
    with closing(sqlite3.connect(tmp_path / "var" / "alliance.sqlite3")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    ended = program("list")
    assert ended.code == os.EX_UNAVAILABLE
    assert ended.err.count("\n") == 1
    assert "later version" in ended.err
    assert "FIX  the database" in program("doctor").out


def test_a_database_file_that_is_none(program, tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "alliance.sqlite3").write_text("a shopping list, not a database " * 200)
    ended = program("list")
    assert ended.code == os.EX_UNAVAILABLE
    assert ended.err.count("\n") == 1


def test_another_key_than_the_databases(program, started):
    program.set(secret_key="another key altogether")
    ended = program("show", started)
    assert ended.code == os.EX_CONFIG
    assert "ALLIANCE_SECRET_KEY" in ended.err
    assert ended.err.count("\n") == 1


def test_a_port_in_use(program):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = program("serve", "--port", port)
    assert ended.code == os.EX_UNAVAILABLE
    assert f"127.0.0.1:{port}" in ended.err
    assert "--port" in ended.err
    assert ended.err.count("\n") == 1


def test_an_inbox_that_cannot_be_one(program):
    program.set(inbox_url="lmtp://somewhere")
    ended = program("work")
    assert ended.code == os.EX_CONFIG
    assert "lmtp://host:port" in ended.err
    assert "ALLIANCE_INBOX_URL" in ended.err


def test_an_inbox_port_in_use(program):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        program.set(inbox_url=f"lmtp://127.0.0.1:{taken.getsockname()[1]}")
        ended = program("work")
    assert ended.code == os.EX_CONFIG
    assert "ALLIANCE_INBOX_URL" in ended.err
    assert ended.err.count("\n") == 1


@pytest.fixture
def closed_folder():
    """A folder that an unprivileged user may enter but not write to, and that user."""
    nobody = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        (Path(folder) / "var").mkdir(mode=0o555)
        yield Path(folder), nobody
        (Path(folder) / "var").chmod(0o755)


@pytest.mark.parametrize("word", ["list", "serve", "doctor"])
def test_a_data_folder_that_cannot_be_written(closed_folder, word):
    folder, somebody = closed_folder
    # The interpreter may stand where only root may go: it gives up its rights once it runs.
    program = (
        "import os, service.cli as c\n"
        "if os.getuid() == 0:\n"
        f"    os.setgroups([]); os.setgid({somebody.pw_gid}); os.setuid({somebody.pw_uid})\n"
        "c.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, word],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    said = done.stdout if word == "doctor" else done.stderr
    assert done.returncode == (os.EX_CONFIG if word == "doctor" else os.EX_CANTCREAT), said
    assert "ALLIANCE_DATA_DIR" in said
    assert "Traceback" not in done.stderr
    if word != "doctor":
        assert said.count("\n") == 1


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"not a message\n", b"\x00\xff" * 500], ids=repr)
def test_bytes_that_are_no_message(program, raw):
    ended = program("receive", stdin=raw[:2000])
    assert (ended.code, ended.out) == (os.EX_DATAERR, "")
    assert ended.err.count("\n") == 1


def test_a_message_is_to_be_tried_again_while_the_database_is_away(program):
    program.set(database_url="postgresql://nobody@127.0.0.1:9/none")
    assert program("receive", stdin=b"From: ada@example.org\n\nHello\n").code == os.EX_TEMPFAIL


@pytest.mark.parametrize("word, code", [("list", os.EX_SOFTWARE), ("receive", os.EX_TEMPFAIL)])
def test_a_mistake_of_ours_is_owned_and_bounces_no_mail(program, monkeypatch, word, code):
    def broken(*_given):
        raise ZeroDivisionError

    monkeypatch.setattr(App, "migrate", broken)
    ended = program(word, stdin=b"From: ada@example.org\n\nHello\n")
    assert (ended.code, ended.out) == (code, "")
    assert "ZeroDivisionError" in ended.err
    assert ended.err.splitlines()[-1].startswith("alliance: That is a mistake of ours")


def test_a_file_that_cannot_be_written_to(program, started, tmp_path):
    ended = program("export", started, "--format", "json", "-o", tmp_path / "no" / "such.json")
    assert ended.code == os.EX_CANTCREAT
    assert ended.err.count("\n") == 1
