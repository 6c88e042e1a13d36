"""The program `alliance`, run in this process as it would be from a shell."""

import io
import json
import logging
import sys
from dataclasses import dataclass

import pytest

from service import cli
from tests.delivery.sink import running_sink

SOON = """
title = "The walled garden"
time_zone = "Europe/London"
replies_due = 2031-03-05T18:00:00

[organiser]
name = "Ada"
email = "ada@example.org"
takes_part = true

[coach]
name = "Cleo"
email = "cleo@example.org"

[conversation]
starts = 2031-03-08T10:00:00

[[participants]]
name = "Ben"
email = "ben@example.org"
"""


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str
    raw: bytes


@pytest.fixture
def program(monkeypatch, tmp_path):
    """`program("list", "--json", stdin=b"")`; its settings are those of `program.set`."""
    for name in ("BASE_URL", "DATABASE_URL", "SMTP_URL", "DATA_DIR", "INBOX_URL", "SECRET_KEY"):
        monkeypatch.delenv(f"ALLIANCE_{name}", raising=False)
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    before = root.handlers[:], root.level

    def run(*words, stdin=b""):
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in "oe")
        with monkeypatch.context() as here:
            here.setattr(sys, "argv", ["alliance", *map(str, words)])
            here.setattr(sys, "stdout", out)
            here.setattr(sys, "stderr", err)
            here.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
            with pytest.raises(SystemExit) as ended:
                cli.main()
        raw = out.buffer.getvalue()
        told = err.buffer.getvalue().decode()
        return Ended(ended.value.code, raw.decode("utf-8", "replace"), told, raw)

    run.set = lambda **given: [
        monkeypatch.setenv(f"ALLIANCE_{name.upper()}", str(value)) for name, value in given.items()
    ]
    yield run
    root.handlers[:], root.level = before


@pytest.fixture
def sink():
    with running_sink() as sink:
        yield sink


@pytest.fixture
def file(tmp_path):
    """Writes a start file: `file(SOON)`."""

    def write(text, name="start.toml"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


@pytest.fixture
def started(program, file):
    """The id of an alliance that has begun."""
    ended = program("start", file(SOON), "--json")
    assert ended.code == 0, ended.err
    return json.loads(ended.out)["id"]
