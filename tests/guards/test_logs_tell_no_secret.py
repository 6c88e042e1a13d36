"""After a full run, good and bad, no line of the log holds a token, an address or an answer."""

import io
import json
import logging
import re

import pytest

from service.logs import blot_out, set_up_logs
from tests.guards.calendars import pressed, returned
from tests.guards.company import gathered

SEEDED = ["Slugs eat my peas", "I fear the frost", "A wall of our own", "Too many words, I think"]


@pytest.fixture(params=["text", "json"])
def logged(request, stage, monkeypatch):
    """All that is logged from here on, formatted as the program formats it."""
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level
    monkeypatch.setattr("sys.stderr", stream)
    update = {"log_format": request.param, "log_level": "debug"}
    set_up_logs(stage.app.settings.model_copy(update=update))
    yield stream
    root.handlers[:], root.level = before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_run_and_a_bad_one(stage, logged):
    company = gathered(stage)
    invitation = next(m for m in company.mails if m.calendar)
    company.reply(company.ada, purpose=SEEDED[0], risks=SEEDED[1], **{"risks.for_coach": "on"})
    company.reply(company.ben, purpose=SEEDED[2])
    company.work()
    page = f"{company.ada}/agreement"
    stage.post(f"{company.ada}/clause/contact", {"base": "", "text": SEEDED[3]}, on=page)
    stage.post(f"{company.ada}/propose", {}, on=page)
    for link in (company.ada, company.organiser, company.coach, company.silence_link("ben")):
        stage.web.get(link)
        stage.web.get(link + "x")
        stage.web.post(link + "/nothing", data={"purpose": SEEDED[0]})
    for odd in (
        pressed(invitation, "ada@example.org", "ACCEPTED", now=stage.now),
        pressed(invitation, "dana@example.org", "ACCEPTED", now=stage.now),
        returned(invitation.sender, "ada@example.org", now=stage.now),
    ):
        stage.app.receive(odd)
    stage.sink.answers["RCPT", "ben@example.org"] = "550 5.1.1 no such user"
    stage.sink.answers["MAIL", None] = None
    company.work()
    fails(stage, company)
    stage.post(f"{company.organiser}/close", {"confirm": "on"}, on=company.organiser)
    company.work()
    assert_clean(logged.getvalue(), company)


def fails(stage, company):
    """Errors of our own are logged with what they were about, and that holds nothing either."""

    def broken(*_):
        raise RuntimeError(f"cannot go to http://testserver{company.ben}/form/0")

    stage.app.engine._tick = broken
    stage.now = stage.now.replace(day=22)
    stage.app.work_once()
    del stage.app.engine
    logging.getLogger("service.any").error("at %s from %s", company.ada, "a+" + "b" * 26 + "@x.org")


def assert_clean(told, company):
    assert "could not be taken further" in told
    assert "RuntimeError" in told
    tokens = [link.split("/")[2] for links in company.links.values() for link in links.values()]
    tokens += [company.silence_link("ben").rsplit("/", 1)[1]]
    tokens += [m.sender.split("+")[1].split("@")[0] for m in company.mails if "+" in m.sender]
    addresses = [p.email for p in company.look().people]
    for secret in (*tokens, *addresses, *SEEDED):
        assert secret not in told, secret
    assert "…" in told.replace(r"\u2026", "…"), "something was blotted out"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_json_lines_are_json(stage, logged):
    logging.getLogger("service.any").warning("one\ntwo")
    logging.getLogger("service.any").error("failed", exc_info=ValueError("three"))
    told = logged.getvalue()
    if told.startswith("{"):
        assert [json.loads(line)["level"] for line in told.splitlines()] == ["warning", "error"]
        assert "three" in told


def test_what_is_blotted_out():
    token = "Ab_-" * 10 + "xyz"
    for kind in ("p", "o", "c", "start"):
        assert token not in blot_out(f"GET http://x/{kind}/{token}/form/0 done")
    assert token not in blot_out(f"/silence/an-alliance/a1b2/{token}?x")
    assert "a" * 26 not in blot_out(f"to alliance+{'a' * 26}@example.org")
    assert blot_out("mail 7 is sent") == "mail 7 is sent"
    assert re.search(r"/p/…", blot_out(f"/p/{token}"))
