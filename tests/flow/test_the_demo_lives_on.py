"""The demo's button: a week passes, and the invented people go on living."""

import asyncio
import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from service import demo
from service.alliance import Occasion, Phase
from service.app import App


@pytest.fixture
def living():
    with demo.throw_away(8000) as settings:
        clock = demo.DemoClock()
        app = App(settings, clock)
        app.migrate()
        demo.invite(app, clock)
        yield app, clock
        app.close()


def alliances(app):
    with app.office.read() as work:
        return {a.title: a for a in work.tx.alliances()}


def test_mails_of_the_past_came_in_the_past(living):
    app, clock = living
    with app.office.read() as work:
        came = sorted(mail.at for mail in work.tx.local_mails("cleo@example.org"))
    assert clock() - came[0] > timedelta(days=30)
    assert came[-1] <= clock()
    assert len({at.date() for at in came}) > len(came) / 2


def test_two_weeks_bring_a_review_a_moment_and_a_close(living):
    app, clock = living
    began = clock()
    assert alliances(app)["The summer festival"].ending
    for _ in range(2):
        asyncio.run(app.later())
    assert timedelta(days=14) <= clock() - began < timedelta(days=14, minutes=5)
    found = alliances(app)
    assert found["The summer festival"].phase == Phase.CLOSED
    practice = found["Three partners, one practice"]
    assert [r.occasion for r in practice.rounds][:2] == [Occasion.FIRST, Occasion.REVIEW]
    assert practice.rounds[1].released_at
    assert practice.moments


def test_the_button_stands_in_the_demos_mailbox_and_turns_the_clock(living):
    app, clock = living
    host = app.settings.public_url
    with TestClient(app.site, base_url=host) as web:
        page = web.get("/mailbox").text
        assert "A week later" in page
        began = clock()
        assert web.get("/mailbox/later").status_code == 404, "looking turns nothing"
        assert web.post("/mailbox/later", data={}).status_code == 403
        assert clock() - began < timedelta(days=1)
        token = re.search(r'name="form_token" value="([^"]+)"', page)[1]
        answer = web.post("/mailbox/later", data={"form_token": token})
        assert answer.status_code == 200
        assert "A week has passed" in answer.text
        assert clock() - began >= timedelta(days=7)


def test_where_it_is_no_demo_time_cannot_be_turned(tmp_path):
    with demo.throw_away(8000) as settings:
        app = App(settings)
        app.migrate()
        with TestClient(app.site, base_url=settings.public_url) as web:
            page = web.get("/mailbox").text
            assert "A week later" not in page
            token = re.search(r'name="form_token" value="([^"]+)"', web.get("/").text)[1]
            assert web.post("/mailbox/later", data={"form_token": token}).status_code in {403, 404}
        app.close()


def test_a_mail_of_the_mailbox_can_be_answered_in_words(living):
    app, _clock = living
    with TestClient(app.site, base_url=app.settings.public_url) as web:
        listed = web.get("/mailbox/of/ben@example.org").text
        asks = next(i for i in re.findall(r'href="/mailbox/([\w-]+)"', listed) if numbered(web, i))
        token = re.search(r'name="form_token" value="([^"]+)"', web.get(f"/mailbox/{asks}").text)[1]
        fields = {"form_token": token, "words": "1. Good soil"}
        answer = web.post(f"/mailbox/{asks}/answer", data=fields)
        assert "Your answer is on its way" in answer.text
        app.work_once()
        assert "What we understood" in web.get("/mailbox/of/ben@example.org").text


def numbered(web, mail):
    return "[1] " in web.get(f"/mailbox/{mail}").text
