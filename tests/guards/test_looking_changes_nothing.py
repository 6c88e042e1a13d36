"""Mail scanners open every link and send every untouched form: not one row changes."""

import re

import pytest

from service.web.limits import Limits
from service.workflow import starting
from tests.guards.company import form_token, gathered, plan, rows


@pytest.fixture(autouse=True)
def unlimited(monkeypatch):
    monkeypatch.setattr(Limits, "too_many", lambda *_: False)


def looked_at(stage, link):
    """The link itself and every page that it leads to, by GET and by HEAD."""
    seen, waiting = set(), [link]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        assert stage.web.head(path).content == b""
        page = stage.web.get(path)
        assert page.status_code == 200, path
        found = re.findall(r'(?:href|src)="(/[^"#?]*)', page.text)
        waiting += [f for f in found if not f.startswith("/static")]
    return seen


def links_in(mails):
    found = {
        p for m in mails for p in re.findall(r"http://testserver(/[^\s<>)\"]+)", m.text + m.html)
    }
    found |= {
        re.search(r"http://testserver(/[^>]+)", str(m.message["List-Unsubscribe"]))[1]
        for m in mails
    }
    return {p for p in found if not p.startswith("/static")}


def test_opening_every_link_of_every_mail_changes_no_row(stage, company, database_url):
    company.reply(company.ada, purpose="Good soil")
    company.work()
    before = rows(database_url)
    opened = set()
    for link in links_in(company.mails) | {company.ada, company.organiser, company.coach}:
        opened |= looked_at(stage, link)
    assert len(opened) > 8
    assert rows(database_url) == before
    mails = company.release()
    before = rows(database_url)
    for link in links_in(mails):
        looked_at(stage, link)
    assert rows(database_url) == before


def untouched(page):
    """The fields of the answers' form as a program would send them, unfilled."""
    form = re.search(r'<form[^>]*id="answers".*?</form>', page, re.DOTALL)[0]
    names = re.findall(r'name="([\w.]+)"', form)
    typed = {n: "" for n in names if n != "action" and not n.endswith(".for_coach")}
    return typed | {"form_token": form_token(page)}


def test_an_untouched_form_sent_again_and_again_answers_for_nobody(stage, company, database_url):
    form = f"{company.ben}/form/0"
    fields = untouched(stage.get(form).text)
    before = rows(database_url)
    for n in range(12):
        stage.web.head(form)
        stage.web.get(form)
        action = ("send", "save", "")[n % 3]
        answer = stage.web.post(form, data={**fields, "action": action})
        assert answer.status_code == (200 if action == "save" else 422)
        kept = stage.web.post(f"{company.ben}/draft/0", data=fields)
        assert kept.status_code == 204
    stage.web.post(form, data={**fields, "action": "send", "risks.for_coach": "on"})
    asked = stage.web.post(f"{company.ben}/question/0", data={**fields, "text": ""})
    assert asked.status_code == 422
    assert rows(database_url) == before

    company.reply(company.ben, purpose="Early peas")
    assert company.look().first_round.progress[1].replied_at


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_buttons_of_the_organiser_and_the_coach_need_a_tick_or_a_person(
    stage, company, database_url
):
    before = rows(database_url)
    token = form_token(stage.get(company.organiser).text)
    for path in ("close", "release", "dates", "address", "resend"):
        answer = stage.web.post(f"{company.organiser}/{path}", data={"form_token": token})
        assert answer.status_code in {404, 422}, path
    token = form_token(stage.get(company.coach).text)
    assert stage.web.post(f"{company.coach}/close", data={"form_token": token}).status_code == 422
    assert rows(database_url) == before


def test_a_start_that_is_only_looked_at_writes_to_nobody_else(stage, database_url):
    with stage.app.office.write() as work:
        starting.ask_confirmation(work, starting.planned(work, plan()), plan())
    [mail] = stage.work()
    link = mail.link("start")
    before = rows(database_url)
    for _ in range(5):
        stage.web.head(link)
        stage.get(link)
        assert stage.web.post(link, data={}).status_code == 403
    assert rows(database_url) == before
    assert stage.work() == []
    stage.post(link, {})
    everybody = {"ada@example.org", "ben@example.org", "cleo@example.org"}
    assert {m.to for m in stage.work()} == everybody


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_question_that_is_one_too_many_leaves_no_trace(stage, company, database_url):
    form = f"{company.ben}/form/0"
    question = {"section": "relationship", "kind": "text"}
    for n in range(20):
        stage.post(f"{company.ben}/question/0", {**question, "text": f"What of {n}?"}, on=form)
    before = rows(database_url)
    stage.post(f"{company.ben}/question/0", {**question, "text": "And?"}, on=form, status=422)
    assert rows(database_url) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_two_companies_do_not_see_each_others_rows_move(stage, company, database_url):
    before = company.look()
    gathered(stage, title="The sea wall").release()
    assert company.look() == before
