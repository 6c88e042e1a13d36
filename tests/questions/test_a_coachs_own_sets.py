"""Question sets in a folder of one's own stand beside the built-in ones, or say what to mend."""

import re
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.app import App
from service.errors import InvalidInput
from service.questions import Kind, load_sets
from service.settings import Settings
from service.workflow import starting
from tests.delivery.sink import running_sink
from tests.flow.conftest import MONDAY
from tests.flow.stage import Stage
from tests.guards.company import gathered, plan

EXAMPLE = Path("deploy/question-set.toml").resolve()
WHOLE = """
key = "pair"
version = 2
title = "A pair"
[[sections]]
key = "us"
title = "Us"
[[questions]]
key = "purpose"
section = "us"
kind = "points"
heading = "Why"
text = "Why?"
"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "sets"
    folder.mkdir()
    return folder


def problems(folder, text):
    (folder / "pair.toml").write_text(text, "utf-8")
    with pytest.raises(InvalidInput) as error:
        load_sets(folder)
    return {p.field.removeprefix("pair.toml").strip(): p.advice for p in error.value.problems}


def test_the_example_is_one(folder):
    (folder / "ours.toml").write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    *built_in, own = load_sets(folder).values()
    assert [found.key for found in built_in] == list(load_sets())
    assert (own.key, own.version) == ("leadership", 1)
    assert {q.kind for q in own.questions} == {Kind.POINTS, Kind.CHOICE, Kind.SCALE}
    assert [q.key for q in own.questions if q.per_person] == ["your_qualities"]


@pytest.mark.parametrize(
    "change, field, advice",
    [
        (("version = 2", "version = 0"), "version", "greater than 0"),
        (('title = "A pair"', ""), "title", "required"),
        (('title = "A pair"', 'title = "A pair"\nlanguage = "de"'), "language", "not permitted"),
        (('key = "pair"', 'key = "work"'), "key", "choose another"),
        (('kind = "points"', 'kind = "lines"'), "questions[1].kind", "'scale'"),
        (('section = "us"', 'section = "them"'), "questions[1].section", "choose one of: us"),
        (('text = "Why?"', 'text = " "'), "questions[1].text", "at least 1"),
        (('key = "purpose"', 'key = "extra_1"'), "questions[1].key", "something else"),
        (('key = "purpose"', 'key = "trust"'), "questions[1].kind", "scale"),
        (('key = "purpose"', 'key = "Why now"'), "questions[1].key", "pattern"),
        (('kind = "points"', 'kind = "choice"'), "questions[1].options", "two options"),
        (('text = "Why?"', 'options = [["a", "A"]]\ntext = "W"'), "questions[1].options", "none"),
        (('title = "A pair"', "title = A pair"), "", "mend this file"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(folder, change, field, advice):
    found = problems(folder, WHOLE.replace(*change, 1))
    assert advice in found[field]


def test_everything_is_told_at_once(folder):
    (folder / "other.toml").write_text(WHOLE.replace('kind = "points"', 'kind = "x"'), "utf-8")
    twice = WHOLE.replace('title = "A pair"', "") + WHOLE[WHOLE.index("[[sections]]") :]
    found = problems(folder, twice)
    assert set(found) == {"other.toml questions[1].kind", "title"}
    found = problems(folder, WHOLE + WHOLE[WHOLE.index("[[sections]]") :])
    assert {"sections[2].key", "questions[2].key"} < set(found)


def test_an_alliance_starts_with_it_and_keeps_it(database_url, tmp_path, folder):
    path = folder / "ours.toml"
    path.write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    with (
        running_sink() as sink,
        closing(Stage(database_url, sink, MONDAY, tmp_path, question_sets=folder)) as stage,
    ):
        company = gathered(stage, question_set="leadership")
        form = next(m for m in company.mails if "[1]" in m.text)
        assert "What does the team have because the two of you lead it?" in form.text
        path.unlink()
        load_sets.cache_clear()
        form = stage.get(f"{company.ben}/form/0").text
        assert "The team we lead" in form
        assert "What it needs from the two of you." in form
        fields = {"purpose": "Calm", "pace": "weekly", "trust": "7"}
        company.reply(company.ben, **fields)
        company.reply(company.ada, **{**fields, "pace": "monthly"})
        company.work()
        draft = stage.get(f"{company.ada}/round/0").text
        assert "Every week" in draft
        assert "Every month" in draft


def test_the_start_page_offers_it_and_a_question_finds_its_part(tmp_path, folder):
    (folder / "ours.toml").write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    settings = Settings(
        _env_file=None, base_url="http://127.0.0.1", data_dir=tmp_path, question_sets=folder
    )
    with (
        closing(App(settings, lambda: MONDAY)) as app,
        TestClient(app.site, base_url=settings.public_url) as web,
    ):
        app.migrate()
        page = web.get("/").text
        assert "Leading together" in page
        assert '<option value="team">The team we lead</option>' in page
        token = re.search(r'name="form_token" value="([^"]+)"', page)[1]
        given = plan()
        fields = {
            "form_token": token,
            "title": given["title"],
            "time_zone": given["time_zone"],
            "question_set": "leadership",
            "organiser.name": "Ada",
            "organiser.email": "ada@example.org",
            "organiser.takes_part": "on",
            "participants.name": "Ben",
            "participants.email": "ben@example.org",
            "conversation.date": "2026-09-21",
            "conversation.time": "10:00",
            "replies_due.date": "2026-09-18",
            "replies_due.time": "17:00",
            "questions.text": ["Which room?", "Who chairs?"],
            "questions.section": ["team", "roles"],
            "questions.kind": ["points", "points"],
        }
        answer = web.post("/", data=fields)
        assert answer.status_code == 200, answer.text
        app.work_once()
        with app.office.read() as work:
            [mail] = work.tx.local_mails("ada@example.org")
            link = re.search(rb"/start/([A-Za-z0-9_-]+)", mail.raw.replace(b"=\r\n", b""))
            begun = starting.wished(work, link[1].decode())
    assert [(q.text, q.section) for q in begun.questions[-2:]] == [
        ("Which room?", "team"),
        ("Who chairs?", "us"),
    ]
