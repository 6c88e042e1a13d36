"""What the program prints for programs, and what it writes out."""

import json
import os
import tomllib

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from service.app import App
from service.participants import Role
from service.questions import load_set
from service.settings import Settings
from service.workflow import forming, visit
from tests.cli.conftest import SOON

NAUGHTY = "[bold]x[/b] [/oops] :smile: {{ 7 * 7 }} <b> 日本 مرحبا \\u202e"


def answered(started, words="Good soil"):
    """Both have replied."""
    app = App(Settings())
    with app.office.write() as work:
        alliance = work.tx.alliance(started)
        tokens = [work.post.link(alliance, p, Role.PARTICIPANT) for p in alliance.participants]
    for token in tokens:
        with app.office.write() as work:
            who = visit(work, Role.PARTICIPANT, token.rsplit("/", 1)[1], lock=True)
            forming.receive_reply(work, who, 0, {"purpose": [words], "trust": ["7"]})
    app.close()


def test_list_and_show_say_where_things_stand(program, started):
    [row] = json.loads(program("list", "--json").out)
    assert row == {
        "id": started,
        "title": "The walled garden",
        "state": "gathering",
        "participants": 2,
        "replied": 0,
        "round": 0,
        "next": "2031-03-05T18:00:00+00:00",
    }
    told = json.loads(program("show", started, "--json").out)
    assert row.items() <= told.items()
    people = {p["name"]: p for p in told["people"]}
    assert people["Ada"]["roles"] == ["participant", "organiser"]
    assert people["Cleo"]["roles"] == ["coach"]
    assert [m["kind"] for m in people["Ben"]["mails"]] == ["form_invitation", "calendar_message"]
    assert people["Ben"]["state"] == "queued"
    [talk] = told["events"]
    assert (talk["purpose"], talk["sequence"], talk["rrule"]) == ("conversation", 0, None)
    assert (talk["start"], talk["rsvp"]) == ("2031-03-08T10:00:00", {})
    assert talk["uid"]
    assert told["agreement"]["versions"] == []
    assert told["reviews"] == []


def test_answers_are_shown_only_when_asked_for(program, started):
    answered(started, words="Good soil for peas")
    assert "Good soil" not in program("show", started, "--json").out
    assert "Good soil" not in program("show", started).out
    told = json.loads(program("show", started, "--json", "--with-answers").out)
    assert "Good soil for peas" in json.dumps(told["rounds"][0]["replies"])
    assert told["rounds"][0]["replied"]


def test_people_are_shown_as_they_wrote_themselves(program, file):
    text = SOON.replace("The walled garden", NAUGHTY.replace(" \\u202e", "")).replace(
        "Ben", "[/red]"
    )
    ended = program("start", file(text), "--json")
    assert ended.code == 0, ended.err
    title = tomllib.loads(text)["title"]
    for words in (["list"], ["list", "--json"], ["show", json.loads(ended.out)["id"]]):
        shown = program(*words)
        assert shown.code == 0, shown.err
        assert title in shown.out, words


def test_every_format_is_written_whole(program, started, tmp_path):
    before = program("export", started)
    assert before.code == os.EX_DATAERR
    assert "no agreement yet" in before.err
    answered(started)
    assert "Good soil" in program("export", started, "--format", "md").out
    page = program("export", started, "--format", "html").out
    assert page.startswith("<!doctype html>")
    assert "Good soil" in page
    pdf = tmp_path / "agreement.pdf"
    assert program("export", started, "--format", "pdf", "-o", pdf).code == 0
    assert "Good soil" in PdfReader(pdf).pages[0].extract_text()
    assert program("export", started, "--format", "pdf").raw.startswith(b"%PDF")
    record = json.loads(program("export", started, "--format", "json").out)
    assert record["rounds"][0]["replies"]
    calendar = Calendar.from_ical(program("export", started, "--format", "ics").raw)
    assert [e["UID"] for e in calendar.events] == [record["events"][0]["uid"]]


def test_close_ends_it_once(program, started, sink):
    program.set(smtp_url=sink.url)
    program("work", "--once")
    sent = len(sink.mails)
    assert program("close", started, "--why", "The garden is sold").code == 0
    again = program("close", started)
    assert (again.code, again.err) == (os.EX_DATAERR, "alliance: It is closed already.\n")
    assert (
        json.loads(program("show", started, "--json").out)["closure"]["why"] == "The garden is sold"
    )
    program("work", "--once")
    assert len(sink.mails) > sent
    sent = len(sink.mails)
    program("work", "--once")
    assert len(sink.mails) == sent


def test_work_once_sends_what_is_due_and_only_once(program, started, sink):
    program.set(smtp_url=sink.url)
    assert program("work", "--once").code == 0
    assert sorted(sink.recipients) == [
        *["ada@example.org"] * 3,
        *["ben@example.org"] * 2,
        "cleo@example.org",
    ]
    assert program("work", "--once").code == 0
    assert len(sink.mails) == 6


def test_a_relay_out_of_reach_loses_nothing(program, started, sink):
    url = sink.url.rsplit(":", 1)[0] + ":9"
    program.set(
        smtp_url=url, base_url="http://alliance.example.org", mail_from="alliance@example.net"
    )
    tried = program("work", "--once")
    assert tried.code == os.EX_TEMPFAIL
    assert "alliance doctor" in tried.err.splitlines()[-1]
    states = {
        m["state"]
        for p in json.loads(program("show", started, "--json").out)["people"]
        for m in p["mails"]
    }
    assert states <= {"queued", "deferred"}
    ill = program("doctor")
    assert ill.code == os.EX_CONFIG
    [line] = [text for text in ill.out.splitlines() if text.startswith("FIX")]
    assert "ALLIANCE_SMTP_URL" in line
    program.set(smtp_url=sink.url)
    assert program("doctor").code == 0


def test_doctor_is_content_with_no_settings_at_all(program):
    for _ in ("before there is a database", "after"):
        ended = program("doctor")
        assert (ended.code, ended.err) == (0, "")
        assert all(line.startswith("ok  ") for line in ended.out.splitlines())
        assert program("migrate").code == 0


def test_doctor_leaves_nothing_for_others_to_read(program, tmp_path):
    program("doctor")
    made = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"secret_key", "alliance.sqlite3"} <= {path.name for path in made}
    assert {path.stat().st_mode & 0o077 for path in made} == {0}


@pytest.mark.parametrize("name", ["work", "project", "family", "meeting"])
def test_every_question_set_can_be_started_with(program, file, name):
    assert load_set(name).questions
    text = SOON.replace("replies_due", f'question_set = "{name}"\nreplies_due')
    ended = program("start", file(text), "--json")
    assert ended.code == 0, ended.err


def test_help_names_every_command(program):
    ended = program("--help")
    assert ended.code == 0
    for word in ("serve", "work", "start", "list", "show", "receive", "close", "export", "doctor"):
        assert word in ended.out
