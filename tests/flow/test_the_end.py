"""The end: together or by one, with last words or without; taken back; and erased to the last row."""

import json
import logging
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from service.workflow import showing
from service.workflow.showing import Format
from tests.flow.test_from_start_to_close import signing
from tests.guards.company import form_token, gathered, rows

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TALKED = datetime(2026, 9, 21, 11, tzinfo=UTC)
NAMES = ("ada", "ben", "cleo")


@pytest.fixture
def company(stage):
    company = gathered(stage)
    company.release()
    stage.post(f"{company.ada}/propose", {}, on=f"{company.ada}/agreement")
    company.work()
    for who in (company.ada, company.ben):
        stage.post(f"{who}/sign", signing(stage, who) | {"all": "agree"}, on=f"{who}/agreement")
    company.work()
    stage.pass_until(TALKED, HOUR)
    return company


def close(company, how="last_round", by=None, **fields):
    page = by or company.organiser
    fields = {"how": how, "confirm": "on", "reason": "The garden grows", **fields}
    company.stage.post(f"{page}/close", fields, on=page)
    return company.work()


def last_words(company, name, **fields):
    number = company.look().last_round.number
    company.reply(getattr(company, name), number, **fields)


def test_last_words_come_before_the_close_and_go_to_all(company):
    stage = company.stage
    asked = close(company)
    ends = [m for m in asked if m.calendar]
    assert {m.to for m in ends} == {"ada@example.org", "ben@example.org"}
    assert {m.to for m in asked if m.subject.startswith("Last words")} == {
        f"{n}@example.org" for n in NAMES
    }
    ben = company.person("ben").id
    last_words(company, "ada", learned="To ask twice", **{f"thanks.{ben}": "You called back"})
    assert company.look().closure is None
    assert "To ask twice" not in stage.get(company.ben).text, "blind until all have answered"
    number = company.look().last_round.number
    stage.post(f"{company.ben}/skip", {}, on=company.ben)
    assert company.look().last_round.number == number
    mails = company.work()
    assert company.look().closure.why == "The garden grows"
    farewells = {m.to: m for m in mails if m.subject.startswith("Closed")}
    assert set(farewells) == {f"{n}@example.org" for n in NAMES}
    for mail in farewells.values():
        assert "To ask twice" in mail.text
        assert "You called back" in mail.html
        assert mail.pdf.startswith(b"%PDF")
        assert len([p for p in mail.message.walk() if p.get_filename()]) == 1
    assert any(m.to == "cleo@example.org" and m not in farewells.values() for m in mails)
    closed = stage.get(company.ben).text
    assert "To ask twice" in closed
    assert "This alliance is closed" in closed


def test_a_last_round_that_nobody_answers_closes_by_itself(company):
    close(company)
    mails = company.stage.pass_until(company.stage.now + 8 * DAY, 6 * HOUR)
    assert company.look().closure
    assert [m.subject.split(":")[0] for m in mails].count("Closed") == 3
    assert company.stage.pass_until(company.stage.now + 60 * DAY, 5 * DAY) == []


@pytest.mark.parametrize("leaves", [False, True])
def test_calendars_end_though_the_mail_server_was_away(company, leaves):
    stage = company.stage
    stage.sink.answers["MAIL", None] = "421 4.3.2 closing"
    close(company)
    if leaves:
        stage.post(f"{company.ben}/leave", {"confirm": "on"}, on=f"{company.ben}/end")
    else:
        stage.post(f"{company.ben}/skip", {}, on=company.ben)
    stage.post(f"{company.ada}/skip", {}, on=company.ada)
    company.work()
    assert company.look().closure
    stage.sink.answers.clear()
    stage.now += DAY
    ended = [m for m in company.work() if m.calendar]
    assert {m.to for m in ended} == {"ada@example.org", "ben@example.org"}
    for mail in ended:
        [event] = mail.calendar.walk("VEVENT")
        assert "UNTIL" in event.get("RRULE", {}) or mail.calendar["METHOD"] == "CANCEL"


def test_an_earlier_series_ends_though_the_close_follows_at_once(company):
    stage = company.stage
    before = company.look().reviews.uid
    stage.sink.answers["MAIL", None] = "421 4.3.2 closing"
    weekly = {"every": "week", "rhythm_date": "2026-10-20", "rhythm_time": "10:00"}
    stage.post(
        f"{company.organiser}/rhythm", weekly | {"rhythm_minutes": "30"}, on=company.organiser
    )
    company.work()
    close(company, "now")
    assert company.look().closure
    stage.sink.answers.clear()
    stage.now += DAY
    told = [m.calendar for m in company.work() if m.calendar]
    last = {str(c.walk("VEVENT")[0]["UID"]): c for c in told}
    assert before in last
    for calendar in last.values():
        [event] = calendar.walk("VEVENT")
        assert "UNTIL" in event.get("RRULE", {}) or calendar["METHOD"] == "CANCEL"


def test_no_extra_review_is_called_while_last_words_are_written(company):
    stage = company.stage
    form = f"{company.ben}/moment"
    assert form in stage.get(company.ben).text
    close(company)
    assert form not in stage.get(company.ben).text
    said = {"happening": "change", "words": "The builder has left.", "to": "all"}
    told = stage.post(form, said, status=409)
    assert "The last round has begun" in told.text
    assert "The builder has left." in told.text
    assert company.work() == []
    last_words(company, "ada", learned="To ask twice")
    last_words(company, "ben", learned="To call first")
    company.work()
    assert company.look().closure


def test_no_review_opens_while_last_words_are_written(company):
    company.stage.pass_until(datetime(2026, 10, 13, tzinfo=UTC), DAY)
    close(company)
    mails = company.stage.pass_until(datetime(2026, 10, 16, tzinfo=UTC), 6 * HOUR)
    assert not [m for m in mails if "review" in m.subject.lower()]


def test_all_who_take_part_may_close_it_together(company):
    stage = company.stage
    stage.post(f"{company.ada}/close", {}, on=f"{company.ada}/end", status=422)
    stage.post(f"{company.ada}/close", {"confirm": "on"}, on=f"{company.ada}/end")
    [asked] = company.work()
    assert asked.to == "ben@example.org"
    page = stage.get(f"{company.ben}/end").text
    assert "would close it" in page
    stage.post(f"{company.ada}/close", {"action": "back"}, on=f"{company.ada}/end")
    assert company.look().close_wishes == ()
    for who in (company.ada, company.ben):
        stage.post(f"{who}/close", {"confirm": "on"}, on=f"{who}/end")
    assert company.look().ending.together
    company.work()
    for who in (company.ada, company.ben):
        stage.post(f"{who}/skip", {}, on=who)
    mails = company.work()
    assert company.look().closure.together
    assert "You have all agreed" in next(m for m in mails if m.subject.startswith("Closed")).text


def test_a_keepsake_holds_every_version_and_is_each_persons_own(company):
    stage = company.stage
    base = "Good soil"
    key = next(w.clause.key for w in company.look().clauses if base in w.clause.text)
    text = next(w.clause.text for w in company.look().clauses if w.clause.key == key)
    stage.post(
        f"{company.ada}/clause/{key}",
        {"base": text, "text": text + "\nAnd patience"},
        on=f"{company.ada}/agreement",
    )
    stage.post(f"{company.ada}/propose", {}, on=f"{company.ada}/agreement")
    close(company, "now")
    markdown = stage.get(f"{company.ben}/keepsake.md").text
    assert "How it came to be" in markdown
    assert "**And patience**" in markdown or "And patience" in markdown
    told = json.loads(stage.get(f"{company.ben}/keepsake.json").text)
    assert [v["number"] for v in told["versions"]] == [1, 2]
    assert told["versions"][0]["signed_by"] == ["Ada", "Ben"]
    assert "Early peas" in json.dumps(told["own_answers"])
    assert "Good soil" not in json.dumps(told["own_answers"])
    with stage.app.office.read() as work:
        for form in (Format.MD, Format.HTML):
            exported = showing.exported(work, company.look(), form).decode()
            assert "How it came to be" in exported
            assert "And patience" in exported
    assert stage.web.get(f"{company.coach}/keepsake.pdf").content.startswith(b"%PDF")
    assert stage.web.get(f"{company.organiser}/keepsake.pdf").status_code == 404
    assert stage.web.get(f"{company.ben}/keepsake.exe").status_code == 404


def test_a_keepsake_holds_the_meetings_as_they_last_stood(company):
    stage = company.stage
    stage.pass_until(company.look().conversation_at + 30 * DAY, DAY)
    close(company, "now")
    kept = stage.get(f"{company.ben}/keepsake.ics")
    assert kept.headers["content-type"].startswith("text/calendar")
    calendar = Calendar.from_ical(kept.text)
    assert calendar["METHOD"] == "PUBLISH"
    talk, series = sorted(calendar.events, key=lambda event: "RRULE" in event)
    assert talk["SUMMARY"]
    last = series["RRULE"]["UNTIL"][0]
    assert last <= company.look().closure.at, "no meeting is kept that did not take place"
    assert "keepsake.ics" in stage.get(company.ben).text
    assert "keepsake.ics" in stage.get(company.coach).text


def test_where_nobody_ever_met_there_is_no_calendar_file(stage):
    company = gathered(stage)
    close(company, "now")
    assert "keepsake.ics" not in company.stage.get(company.ben).text
    assert company.stage.web.get(f"{company.ben}/keepsake.ics").status_code == 404


def test_a_closed_alliance_is_read_and_no_more(company):
    stage = company.stage
    ada = company.ada
    token = form_token(stage.get(ada).text)
    close(company, "now")
    for path in ("", "/agreement", "/round/0", "/agreement.pdf"):
        assert stage.web.get(ada + path).status_code == 200, path
    for path, fields in (
        ("/propose", {}),
        ("/leave", {"confirm": "on"}),
        ("/close", {"confirm": "on"}),
        ("/rsvp", {"event": company.look().conversation.uid, "partstat": "ACCEPTED"}),
        ("/form/0", {"purpose": "More"}),
        ("/feed", {}),
    ):
        answer = stage.web.post(ada + path, data={"form_token": token, **fields})
        assert answer.status_code == 409, path
        assert "This alliance is closed" in answer.text


def test_the_organiser_opens_it_again_and_calendars_get_a_new_series(company):
    stage = company.stage
    before = company.look().reviews.uid
    close(company, "now")
    stage.now += 30 * DAY
    stage.post(f"{company.organiser}/reopen", {}, on=company.organiser)
    mails = company.work()
    assert {m.to for m in mails if m.subject.startswith("Open again")} == {
        f"{n}@example.org" for n in NAMES
    }
    for mail in (m for m in mails if m.calendar):
        event = mail.calendar.events[0]
        assert mail.calendar["METHOD"] == "REQUEST"
        assert str(event["UID"]) != before
        assert event["RRULE"]
        assert stage.now < event.DTSTART
    assert {m.to for m in mails if m.calendar} == {"ada@example.org", "ben@example.org"}
    assert "Your alliance is under way" in stage.get(company.ada).text
    later = stage.pass_until(stage.now + 40 * DAY, 12 * HOUR)
    assert [m for m in later if "review" in m.subject.lower()], "reviews go on"


def test_what_was_announced_is_erased_and_the_log_proves_it(company, database_url, caplog):
    close(company, "now")
    stage = company.stage
    gone = company.look().due
    stage.pass_until(gone - HOUR, 10 * DAY)
    assert stage.web.get(company.ada).status_code == 200
    with caplog.at_level(logging.INFO):
        stage.pass_until(gone + HOUR, HOUR)
    assert stage.web.get(company.ada).status_code == 404
    left = {name: found for name, found in rows(database_url).items() if found}
    assert set(left) <= {"alembic_version", "inbound"}, left
    [proof] = [r.getMessage() for r in caplog.records if "is erased" in r.getMessage()]
    assert "0 rows are left" in proof
    assert "2 replies" in proof
    for name in ("Ada", "Ben", "Cleo", "example.org", "garden"):
        assert name.casefold() not in proof.casefold()
