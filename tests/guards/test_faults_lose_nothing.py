"""Servers that refuse and a database that is locked: nothing is lost, nothing is done by halves."""

import re
import sqlite3
import threading
import time
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import event

from service.errors import Unavailable
from service.participants import Role
from service.storage import store
from tests.guards.company import form_token, gathered, rows

BEN = "ben@example.org"
HOUR = timedelta(hours=1)


def test_a_server_that_says_later_gets_each_mail_once(stage):
    stage.sink.answers["RCPT", None] = "451 4.7.1 greylisted, come back"
    company = gathered(stage)
    assert company.mails == []
    with stage.app.office.read() as work:
        waiting = work.tx.mails(company.id)
    assert {m.state.value for m in waiting} == {"deferred"}
    for _ in range(4):
        stage.now += HOUR
        assert company.work() == []
    page = stage.get(organiser_of(stage, company)).text
    assert "being tried again" in page
    assert "greylisted" in page

    stage.sink.answers.clear()
    for _ in range(30):
        stage.now += HOUR
        company.work()
    subjects = [(m.to, m.subject) for m in company.mails]
    assert len(subjects) == len(set(subjects)) == 6
    ids = {str(m.message["Message-ID"]) for m in company.mails}
    assert len(ids) == 6


def organiser_of(stage, company):
    with stage.app.office.write() as work:
        alliance = work.tx.alliance(company.id)
        link = work.post.link(alliance, alliance.organiser, Role.ORGANISER)
    return link.removeprefix("http://testserver")


def test_a_server_that_says_later_for_ever_is_told_of(stage):
    stage.sink.answers["RCPT", BEN] = "450 4.2.2 mailbox full"
    company = gathered(stage)
    mails = stage.pass_until(stage.now + timedelta(days=6), 6 * HOUR)
    told = [m for m in mails if "Ben" in m.subject and m.to == "ada@example.org"]
    assert len(told) == 1
    assert company.person("ben").suspended_at


def test_one_refused_address_of_several_stops_nobody_else(stage):
    stage.sink.answers["RCPT", BEN] = "550 5.1.1 no such user"
    people = [
        {"name": n, "email": f"{n.lower()}@example.org"} for n in ("Ben", "Eve", "Finn", "Gus")
    ]
    company = gathered(stage, participants=people)
    got = {m.to for m in company.mails if m.calendar}
    assert got == {"ada@example.org", "eve@example.org", "finn@example.org", "gus@example.org"}
    assert not [m for m in company.mails if "Ben" in m.subject], "servers have bad days"
    assert company.person("ben").suspended_at is None
    stage.now += timedelta(days=1)
    told = [m for m in company.work() if "Ben" in m.subject]
    assert [m.to for m in told] == ["ada@example.org"]
    page = stage.get(company.organiser).text
    assert "mail comes back" in page
    with stage.app.office.read() as work:
        his = [m for m in work.tx.mails(company.id) if m.person == company.person("ben").id]
    assert {m.state.value for m in his} == {"bounced"}, "what waited came back with it"
    assert "no such user" in page

    stage.sink.answers.clear()
    fields = {"person": company.person("ben").id, "email": "benjamin@example.org"}
    stage.post(f"{company.organiser}/address", fields, on=company.organiser)
    again = company.work()
    assert {m.to for m in again} == {"benjamin@example.org"}
    company.reply(company.links["benjamin"]["p"], purpose="Early peas")
    assert company.look().first_round.progress[1].replied_at


def test_a_relay_out_of_reach_is_shown_and_nothing_is_given_up(stage, company):
    stage.sink.answers["MAIL", None] = "421 4.3.2 closing"
    stage.post(
        f"{company.organiser}/resend", {"person": company.person("ben").id}, on=company.organiser
    )
    assert company.work() == []
    assert {m.state.value for m in outbox(stage, company) if m.state.value != "sent"} <= {
        "queued",
        "deferred",
    }
    page = stage.get(company.organiser).text
    assert "being tried again" in page or "waiting" in page
    stage.sink.answers.clear()
    for _ in range(8):
        stage.now += HOUR
        company.work()
    assert {m.state.value for m in outbox(stage, company)} == {"sent"}
    assert company.person("ben").suspended_at is None


def outbox(stage, company):
    with stage.app.office.read() as work:
        return work.tx.mails(company.id)


class Holder:
    """Another process that holds the database's lock."""

    def __init__(self, url):
        self._url = url

    def __enter__(self):
        if self._url.startswith("sqlite"):
            self._held = sqlite3.connect(self._url.removeprefix("sqlite:///"), isolation_level=None)
            self._held.execute("BEGIN IMMEDIATE")
        else:
            self._held = psycopg.connect(self._url.replace("+psycopg", ""))
            self._held.execute("LOCK TABLE alliances IN ACCESS EXCLUSIVE MODE")
        return self

    def __exit__(self, *_):
        self._held.rollback()
        self._held.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_locked_database_keeps_the_typed_text(stage, company, database_url, monkeypatch):
    stage.app.close()
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.3)
    stage.app.store.__init__(database_url, stage.app.office.key)
    form = f"{company.ben}/form/0"
    token = form_token(stage.get(form).text)
    words = "Early peas, <b>and</b> patience"
    before = rows(database_url)
    with Holder(database_url):
        answer = stage.web.post(
            form, data={"form_token": token, "purpose": words, "risks": "Frost", "action": "send"}
        )
        assert stage.web.get(form).status_code == 200, "reading goes on"
        assert stage.web.get("/healthz").status_code == 200
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    kept = re.findall(r"<label>([^<]+?)\s*<textarea[^>]*>\s*([^<]*)</textarea>", answer.text)
    assert kept == [
        ("Your words", "Early peas, &lt;b&gt;and&lt;/b&gt; patience"),
        ("What could go wrong", "Frost"),
    ], "under the question's heading where all sets have the same, and no button among them"
    assert rows(database_url) == before
    company.reply(company.ben, purpose=words)
    assert company.look().first_round.progress[1].replied_at


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_full_disk_keeps_the_typed_text(stage, company, database_url):
    form = f"{company.ben}/form/0"
    token = form_token(stage.get(form).text)
    words = "Early peas and patience. " * 2000
    before = rows(database_url)

    def full(connection):
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    engine = stage.app.store._engine
    event.listen(engine, "begin", full)
    answer = stage.web.post(
        form, data={"form_token": token, "purpose": words, "trust": "7", "action": "send"}
    )
    assert answer.status_code == 503
    assert words.strip() in answer.text
    assert stage.web.get(company.ben).status_code == 200, "reading goes on"
    assert rows(database_url) == before

    event.remove(engine, "begin", full)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    company.reply(company.ben, purpose=words)
    assert company.look().first_round.progress[1].replied_at


def test_a_writer_that_waits_its_turn_is_not_lost(stage, company, database_url):
    form = f"{company.ben}/form/0"
    token = form_token(stage.get(form).text)
    answers = []

    def send():
        fields = {"form_token": token, "purpose": "Early peas", "action": "send"}
        answers.append(stage.web.post(form, data=fields).status_code)

    with Holder(database_url):
        sending = threading.Thread(target=send)
        sending.start()
        time.sleep(0.4)
        assert answers == []
    sending.join(15)
    assert answers == [200]
    assert company.look().first_round.progress[1].replied_at


def test_many_at_once_lose_nothing(stage, database_url):
    people = [{"name": f"P{n}", "email": f"p{n}@example.org"} for n in range(8)]
    company = gathered(stage, participants=people)
    homes = [company.links[f"p{n}"]["p"] for n in range(8)]
    tokens = [form_token(stage.get(f"{home}/form/0").text) for home in homes]
    codes = []

    def send(home, token):
        fields = {"form_token": token, "purpose": f"Words of {home}", "action": "send"}
        answer = stage.web.post(f"{home}/form/0", data=fields)
        codes.append(answer.status_code)

    threads = [threading.Thread(target=send, args=pair) for pair in zip(homes, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert codes == [200] * 8
    with stage.app.office.read() as work:
        replies = work.tx.replies(company.id, 0)
    assert {a.points[0] for r in replies for a in r.answers} == {f"Words of {h}" for h in homes}
    assert len([m for m in company.work() if "/p/" in m.text]) == 8, "each has a receipt"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_a_database_pages_say_so(stage, company, monkeypatch):
    def away(*_, **__):
        raise Unavailable

    monkeypatch.setattr(stage.app.store, "read", away)
    monkeypatch.setattr(stage.app.store, "write", away)
    assert stage.web.get("/healthz").status_code == 200
    assert stage.web.get("/readyz").status_code == 503
    page = stage.web.get(company.ben)
    assert page.status_code == 503
    assert "Try again in a minute" in page.text
