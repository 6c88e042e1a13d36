"""A calendar's reply counts for its own sender alone; what is forged, old or odd changes nothing."""

import asyncio
import re
import smtplib
import socket
from datetime import timedelta

import pytest

from service.app import App
from service.itip import PartStat
from tests.guards.calendars import event_of, pressed, returned

ADA, BEN = "ada@example.org", "ben@example.org"


@pytest.fixture
def invitations(company):
    """Each person's invitation to the conversation, by address."""
    return {m.to: m for m in company.mails if m.calendar}


@pytest.fixture
def said(company):
    """What each has answered, as the record, the organiser's page and `show` agree on it."""

    def look():
        alliance = company.look()
        names = {p.id: p.name for p in alliance.people}
        return {names[r.person]: r.partstat for r in alliance.rsvps}

    return look


def shown(stage, company):
    """The organiser's page, person by person: their answer in its words."""
    page = stage.get(company.organiser).text
    return dict(
        re.findall(
            r'<strong dir="auto">(\w+)</strong>.*?Conversation:\s*([^<]+?)\s*<', page, re.DOTALL
        )
    )


@pytest.mark.parametrize("program", ["thunderbird", "google", "outlook"])
def test_every_calendars_reply_is_understood(stage, company, invitations, said, program):
    stage.now += timedelta(hours=1)
    raw = pressed(invitations[BEN], BEN, "ACCEPTED", now=stage.now, program=program)
    stage.app.receive(raw)
    assert said() == {"Ben": PartStat.ACCEPTED}
    assert shown(stage, company) == {"Ada": "no answer yet", "Ben": "coming"}
    stage.now += timedelta(hours=1)
    raw = pressed(invitations[BEN], BEN, "DECLINED", now=stage.now, program=program)
    stage.app.receive(raw, (invitations[BEN].sender,))
    assert shown(stage, company)["Ben"] == "cannot come"


def test_a_button_on_the_page_and_a_reply_by_mail_show_the_same(stage, company, invitations, said):
    fields = {"event": str(event_of(invitations[ADA])["UID"]), "partstat": "TENTATIVE"}
    stage.post(f"{company.ada}/rsvp", fields, on=company.ada)
    stage.now += timedelta(hours=1)
    stage.app.receive(pressed(invitations[BEN], BEN, "TENTATIVE", now=stage.now))
    assert shown(stage, company) == {"Ada": "perhaps", "Ben": "perhaps"}


def test_the_same_message_twice_counts_once(stage, company, invitations, said):
    first = pressed(invitations[BEN], BEN, "ACCEPTED", now=stage.now)
    stage.now += timedelta(hours=1)
    then = pressed(invitations[BEN], BEN, "DECLINED", now=stage.now)
    for raw in (first, then):
        assert stage.app.receive(raw) is not None
    after = company.look()
    for raw in (first, then, first):
        assert stage.app.receive(raw) is None
    assert company.look() == after
    assert said() == {"Ben": PartStat.DECLINED}


def forged(invitations, now):
    """Messages that must not change what anybody has answered."""
    to_ada, to_ben = invitations[ADA], invitations[BEN]
    stranger = {"sender": "dana@example.org"}
    tag = to_ben.sender.replace("+", "+x")
    flipped = re.sub(r"\+(.)", lambda m: "+" + ("a" if m[1] != "a" else "b"), to_ben.sender)
    yield "a stranger's From", pressed(to_ben, BEN, "DECLINED", now=now, **stranger)
    yield (
        "a stranger who names themselves",
        pressed(to_ben, "dana@example.org", "DECLINED", now=now),
    )
    yield "a wrong tag", pressed(to_ben, BEN, "DECLINED", now=now, to=tag)
    yield "a tag off by a letter", pressed(to_ben, BEN, "DECLINED", now=now, to=flipped)
    yield "no tag", pressed(to_ben, BEN, "DECLINED", now=now, to="alliance@service.example.org")
    yield "METHOD:CANCEL", pressed(to_ben, BEN, "DECLINED", now=now, method="CANCEL")
    yield "METHOD:REQUEST", pressed(to_ben, BEN, "DECLINED", now=now, method="REQUEST")
    yield "METHOD:PUBLISH", pressed(to_ben, BEN, "DECLINED", now=now, method="PUBLISH")
    yield "Ben's at Ada's address", pressed(to_ben, BEN, "DECLINED", now=now, to=to_ada.sender)
    yield "Ben for Ada", pressed(to_ben, ADA, "DECLINED", now=now, sender=BEN)
    yield "another event", pressed(to_ben, BEN, "DECLINED", now=now, uid="else@example.org")
    yield "a word that is none", pressed(to_ben, BEN, "PERHAPS", now=now)


def test_what_is_forged_changes_nobodys_answer(stage, company, invitations, said):
    stage.app.receive(pressed(invitations[ADA], ADA, "ACCEPTED", now=stage.now))
    stage.app.receive(pressed(invitations[BEN], BEN, "ACCEPTED", now=stage.now))
    before = said(), company.look().events
    assert before[0] == {"Ada": PartStat.ACCEPTED, "Ben": PartStat.ACCEPTED}
    stage.now += timedelta(hours=1)
    for name, raw in forged(invitations, stage.now):
        stage.app.receive(raw)
        assert (said(), company.look().events) == before, name


def test_an_older_reply_that_comes_late_changes_nothing(stage, company, invitations, said):
    old = pressed(invitations[BEN], BEN, "ACCEPTED", now=stage.now)
    stage.now += timedelta(hours=2)
    stage.app.receive(pressed(invitations[BEN], BEN, "DECLINED", now=stage.now))
    stage.app.receive(old)
    assert said() == {"Ben": PartStat.DECLINED}


def test_after_the_close_a_reply_changes_nothing(stage, company, invitations, said):
    stage.post(f"{company.organiser}/close", {"confirm": "on"}, on=company.organiser)
    company.work()
    stage.app.receive(pressed(invitations[BEN], BEN, "ACCEPTED", now=stage.now))
    assert said() == {}
    assert company.work() == []


def test_what_comes_back_from_an_address_is_told_once(stage, company):
    form = next(m for m in company.mails if m.to == BEN and not m.calendar)
    for _ in range(3):
        stage.now += timedelta(minutes=1)
        stage.app.receive(returned(form.sender, BEN, now=stage.now))
    assert company.work() == [], "servers have bad days, and reports can be made up"
    assert "a mail came back" in stage.get(company.organiser).text
    for _ in range(3):
        stage.now += timedelta(days=1)
        stage.app.receive(returned(form.sender, BEN, now=stage.now))
    [told] = company.work()
    assert told.to == ADA
    assert "Ben" in told.message["Subject"]
    assert "no such user" in stage.get(company.organiser).text
    assert "mail comes back" in stage.get(company.organiser).text
    company.reply(company.ada, purpose="Good soil")
    stage.post(f"{company.organiser}/release", {}, on=company.organiser)
    assert BEN not in {m.to for m in company.work()}

    fields = {"person": company.person("ben").id, "email": "ben.okafor@example.org"}
    stage.post(f"{company.organiser}/address", fields, on=company.organiser)
    again = company.work()
    assert {m.to for m in again} == {"ben.okafor@example.org"}
    assert any("/p/" in m.text for m in again)
    assert any(m.calendar for m in again)
    assert "mail comes back" not in stage.get(company.organiser).text


def test_a_report_that_is_not_final_or_not_about_them_suspends_nobody(stage, company):
    form = next(m for m in company.mails if m.to == BEN and not m.calendar)
    now = stage.now
    stage.app.receive(returned(form.sender, BEN, now=now, status="4.2.2", action="delayed"))
    stage.app.receive(returned(form.sender, "dana@example.org", now=now))
    stage.app.receive(returned("alliance@service.example.org", BEN, now=now))
    assert company.person("ben").suspended_at is None
    assert company.work() == []


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_mail_server_hands_replies_over(stage, company, invitations, said, tmp_path):
    """RFC 2033: the program listens while it serves, and the state shows at once."""
    settings = stage.app.settings.model_copy(
        update={"inbox_url": f"lmtp://127.0.0.1:{free_port()}", "data_dir": tmp_path}
    )
    host, port = "127.0.0.1", int(settings.inbox_url.rsplit(":", 1)[1])
    to = invitations[BEN].sender
    good = pressed(invitations[BEN], BEN, "ACCEPTED", now=stage.now)
    bad = pressed(invitations[BEN], BEN, "DECLINED", now=stage.now, sender="dana@example.org")

    def hand_over():
        with smtplib.LMTP(host, port) as server:
            server.sendmail("ben@example.org", [to], good)
            server.sendmail("dana@example.org", [to], bad)
            server.sendmail("", [to], b"no message at all\r\n")
            server.sendmail("ben@example.org", [to], good)

    async def run():
        app = App(settings, clock=lambda: stage.now)
        async with app.working():
            await asyncio.to_thread(hand_over)
        app.close()

    asyncio.run(run())
    assert said() == {"Ben": PartStat.ACCEPTED}
    assert shown(stage, company)["Ben"] == "coming"
