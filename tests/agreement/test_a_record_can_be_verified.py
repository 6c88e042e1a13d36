"""`alliance verify`: untouched or not, and where."""

import hashlib
import json
import os

import pytest

from service.app import App
from service.participants import Role
from service.settings import Settings
from service.workflow import forming, meeting, visit
from tests.cli.conftest import file, program, started

__all__ = ["file", "program", "started"]

WORDS = 'Good "soil" \\ 日本 🎉\nand a\ttab'


@pytest.fixture
def record(program, started, tmp_path):
    """The exported record of two versions; the first signed by both, the second by Ada alone."""
    app = App(Settings())
    with app.office.write() as work:
        alliance = work.tx.alliance(started)
        tokens = {
            p.name: work.post.link(alliance, p, Role.PARTICIPANT).rsplit("/", 1)[1]
            for p in alliance.participants
        }

    def does(name, use):
        with app.office.write() as work:
            use(work, visit(work, Role.PARTICIPANT, tokens[name], lock=True))

    def signs(work, who):
        latest = who.alliance.versions[-1].hash
        meeting.sign(work, who, version=latest, fields={"all": "agree"})

    for name in ("Ada", "Ben"):
        answers = {"purpose": ["Good soil"], "risks": ["Rain"]}
        does(name, lambda w, who, given=answers: forming.receive_reply(w, who, 0, given))
    does("Ada", lambda w, who: meeting.reword(w, who, "purpose", base="Good soil", text=WORDS))
    does("Ada", meeting.propose)
    does("Ada", signs)
    does("Ben", signs)
    does("Ben", lambda w, who: meeting.reword(w, who, "risks", base="Rain", text="Rain in May"))
    does("Ben", meeting.propose)
    does("Ada", signs)
    app.close()
    path = tmp_path / "record.json"
    assert program("export", started, "--format", "json", "-o", path).code == 0
    return path


@pytest.fixture
def tampered(program, record):
    """What `verify` says of a record in which something was changed: `tampered(change)`."""

    def verify(change):
        told = json.loads(record.read_text("utf-8"))
        change(told["agreement"]["versions"])
        record.write_text(json.dumps(told), "utf-8")
        return program("verify", record)

    return verify


def purpose(version):
    return next(c for c in version["clauses"] if c["key"] == "purpose")


def rehash(clause):
    """As the README says it."""
    told = json.dumps([clause["key"], clause["heading"], clause["text"]], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def test_an_untouched_record_is_told_so_version_by_version(program, record):
    ended = program("verify", record)
    assert ended.out.splitlines() == [
        "version 1: untouched, signed by Ada, Ben",
        "version 2: untouched, signed by Ada, not all of it by Ben",
    ]
    assert ended.code == 0


def test_the_record_carries_the_very_bytes_that_are_hashed(record):
    for version in json.loads(record.read_text("utf-8"))["agreement"]["versions"]:
        hashes = [rehash(c) for c in version["clauses"]]
        assert hashes == [c["hash"] for c in version["clauses"]]
        whole = hashlib.sha256("\n".join(hashes).encode()).hexdigest()
        assert whole == version["hash"]
        assert purpose(version)["text"] == WORDS


def test_a_changed_word_is_found(tampered):
    ended = tampered(lambda versions: purpose(versions[0]).update(text="Bad soil"))
    assert ended.code == os.EX_DATAERR
    first, *_, last = ended.out.splitlines()
    assert first.startswith("version 1: “")
    assert first.endswith("” (purpose) has been changed")
    assert last == "version 2: untouched, signed by Ada, not all of it by Ben"


def test_a_changed_word_with_a_fitting_hash_is_found_by_its_signatures(tampered):
    def change(versions):
        clause = purpose(versions[0])
        clause["text"] = "Bad soil"
        clause["hash"] = rehash(clause)

    ended = tampered(change)
    assert ended.code == os.EX_DATAERR
    assert "version 1: the fingerprint is not that of these clauses in this order" in ended.out
    assert "version 1: what Ada signed as “purpose” has other words" in ended.out
    assert "version 1: what Ben signed as “purpose” has other words" in ended.out


@pytest.mark.parametrize(
    "change, said",
    [
        (lambda v: v[0]["clauses"].reverse(), "version 1: the fingerprint is not that"),
        (lambda v: v[0]["clauses"].pop(), "version 1: the fingerprint is not that"),
        (lambda v: v.pop(0), "version 2: it stands where version 1 should"),
        (lambda v: v[1]["signed_by"].extend(v[1]["signers"]), "whether Ben signed all of it"),
        (lambda v: v[0]["sign_offs"].pop(), "signed all of it is told wrongly"),
        (lambda v: v[1].update(hash="0" * 64), "version 2: the fingerprint is not that"),
    ],
)
def test_whatever_else_was_changed_is_found(tampered, change, said):
    ended = tampered(change)
    assert said in ended.out
    assert ended.code == os.EX_DATAERR


def test_what_is_no_record_is_said_in_one_line(program, tmp_path):
    path = tmp_path / "other.json"
    for content in (b"", b"{}", b"\xff", b'{"people": [], "agreement": 3}', b"[" * 100_000):
        path.write_bytes(content)
        ended = program("verify", path)
        assert ended.code == os.EX_DATAERR, content[:20]
        assert ended.err.count("\n") == 1
        assert "no record" in ended.err
    missing = program("verify", tmp_path / "nothing.json")
    assert missing.code == os.EX_NOINPUT


def test_a_record_without_words_cannot_be_verified(program, started, record):
    shown = program("show", started, "--json")
    record.write_text(shown.out, "utf-8")
    ended = program("verify", record)
    assert (ended.code, ended.err.count("\n")) == (os.EX_DATAERR, 1)
