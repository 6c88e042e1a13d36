"""One alliance, whole: start, answers, merge, agreement, two reviews, close, silence."""

import re
import tomllib
from datetime import UTC, datetime, timedelta

from service.alliance import read_plan
from service.workflow import starting

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

START = """
title = "Opening the second shop"
time_zone = "Europe/London"
question_set = "work"
replies_due = 2026-09-18T17:00:00

[organiser]
name = "Ada"
email = "ada@example.org"
takes_part = true

[coach]
name = "Cleo"
email = "cleo@example.org"

[conversation]
starts = 2026-09-21T10:00:00
minutes = 60
place = "The back room"

[reviews]
every = "4 weeks"
minutes = 30

[[participants]]
name = "Ben"
email = "ben@example.org"
role = "shop manager"
time_zone = "Europe/Berlin"

[[questions]]
section = "relationship"
text = "What do we do about Sundays?"
kind = "text"
"""


def test_one_alliance_from_start_to_close(stage):
    alliance_id = start(stage)
    first = stage.work()
    forms = gathering_mails(first)
    answers(stage, forms)
    released(stage, stage.work())
    agreed(stage, alliance_id)
    begins_reviewing(stage)
    first_review(stage)
    second_review(stage)
    closed(stage, alliance_id, organiser=by_subject(first, "Under way")[0].link("o"))


def start(stage):
    with stage.app.office.write() as work:
        return starting.begin(work, read_plan(tomllib.loads(START), now=stage.now)).id


def gathering_mails(mails):
    """Two mails each for who takes part, the organiser's page for Ada, a welcome for Cleo."""
    assert sorted(m.to for m in mails) == [
        *["ada@example.org"] * 3,
        *["ben@example.org"] * 2,
        "cleo@example.org",
    ]
    [welcome] = by_subject(mails, "You are the coach")
    assert (welcome.to, welcome.calendar) == ("cleo@example.org", None)
    invitations = [m for m in mails if m.calendar]
    assert sorted(m.to for m in invitations) == ["ada@example.org", "ben@example.org"]
    for mail in invitations:
        event = mail.calendar.events[0]
        assert mail.calendar["METHOD"] == "REQUEST"
        assert datetime(2026, 9, 21, 9, 0, tzinfo=UTC) == event.DTSTART
        assert str(event["ORGANIZER"]) == f"mailto:{mail.sender}"
        assert "/p/" not in mail.calendar.to_ical().decode()
    return {m.to: m.link("p") for m in mails if "/p/" in m.text and not m.calendar}


def answers(stage, forms):
    """Ada answers and may change it; Ben sees that she has, and not what."""
    stage.now += DAY
    ben_before = stage.get(forms["ben@example.org"]).text
    fill(stage, forms["ada@example.org"], purpose="A second shop\nHonest numbers", trust="7")
    [receipt] = stage.work()
    assert receipt.to == "ada@example.org"
    assert "Honest numbers" in stage.get(receipt.link("p")).text
    ben_after = stage.get(forms["ben@example.org"]).text
    assert "Honest numbers" not in ben_after
    assert scrubbed(ben_before) == scrubbed(ben_after)

    reminders = stage.pass_until(datetime(2026, 9, 18, 10, tzinfo=UTC), 6 * HOUR)
    assert {m.to for m in reminders} == {"ben@example.org"}
    assert [m.subject.split(":")[0] for m in reminders] == ["Still time to answer"] * 3
    fill(
        stage,
        forms["ben@example.org"],
        purpose="A second shop",
        trust="6",
        extra_1="Sundays are free",
        risks="I give too little notice",
        **{"risks.for_coach": "on"},
    )


def released(stage, mails):
    """Both read the draft, Cleo her summary with what is for her alone."""
    assert sorted(m.to for m in mails) == ["ada@example.org", "ben@example.org", "cleo@example.org"]
    drafts = {m.to: m for m in mails if m.to != "cleo@example.org"}
    [summary] = [m for m in mails if m.to == "cleo@example.org"]
    for mail in drafts.values():
        assert "A second shop" in mail.text
        assert "too little notice" not in mail.text + mail.html
        assert "too little notice" not in stage.get(mail.link("p")).text
    assert "too little notice" in summary.text
    assert "too little notice" in stage.get(summary.link("c")).text
    stage.ada = home(drafts["ada@example.org"].link("p"))
    stage.ben = home(drafts["ben@example.org"].link("p"))
    stage.cleo = home(summary.link("c"))


def agreed(stage, alliance_id):
    """Ada words a clause and proposes; Ben objects, then both sign the next version."""
    agreement = stage.get(f"{stage.ada}/agreement").text
    assert "A second shop" in agreement
    assert "too little notice" not in agreement
    base = re.search(
        r'clause/contact".*?name="base" hidden>\n(.*?)</textarea>', agreement, re.DOTALL
    )[1]
    stage.post(
        f"{stage.ada}/clause/contact",
        {"base": base, "text": "A call on Monday at nine", "revision": "0"},
        on=f"{stage.ada}/agreement",
    )
    stage.post(f"{stage.ada}/propose", {}, on=f"{stage.ada}/agreement")
    assert sorted(m.to for m in stage.work()) == ["ada@example.org", "ben@example.org"]
    objection = {"contact": "object", "contact.reason": "Nine is too early", "purpose": "agree"}
    stage.post(
        f"{stage.ben}/sign", signing(stage, stage.ben) | objection, on=f"{stage.ben}/agreement"
    )
    [told] = stage.work()
    assert told.to == "ada@example.org"
    assert "Nine is too early" in told.text

    stage.post(
        f"{stage.ada}/clause/contact",
        {"base": "A call on Monday at nine", "text": "A call on Monday at ten"},
        on=f"{stage.ada}/agreement",
    )
    stage.post(f"{stage.ada}/propose", {}, on=f"{stage.ada}/agreement")
    stage.work()
    for who in (stage.ada, stage.ben):
        stage.post(f"{who}/sign", signing(stage, who) | {"all": "agree"}, on=f"{who}/agreement")
    signed = stage.work()
    assert sorted(m.to for m in signed) == [
        "ada@example.org",
        "ben@example.org",
        "cleo@example.org",
    ]
    assert all(m.pdf.startswith(b"%PDF") for m in signed)
    with stage.app.office.read() as work:
        versions = work.tx.alliance(alliance_id).versions
    assert [v.number for v in versions] == [1, 2]
    assert versions[0].hash != versions[1].hash
    assert stage.web.get(f"{stage.ben}/agreement.pdf").content.startswith(b"%PDF")
    assert "A call on Monday at ten" in stage.web.get(f"{stage.cleo}/agreement.md").text


def begins_reviewing(stage):
    """When the conversation is over, the series goes out, in the alliance's wall time."""
    series = stage.pass_until(datetime(2026, 9, 21, 10, 30, tzinfo=UTC), HOUR)
    assert sorted(m.to for m in series) == ["ada@example.org", "ben@example.org"]
    for mail in series:
        event = mail.calendar.events[0]
        assert mail.calendar["METHOD"] == "REQUEST"
        assert event["RRULE"].to_ical().decode() == "FREQ=WEEKLY;INTERVAL=4"
        assert event.DTSTART.isoformat() == "2026-10-19T10:00:00+01:00"


def first_review(stage):
    """Both answer: the summary follows at once. 2026-10-19, before the clocks go back."""
    forms = stage.pass_until(datetime(2026, 10, 15, 9, tzinfo=UTC), 12 * HOUR)
    assert sorted(m.to for m in forms) == ["ada@example.org", "ben@example.org"]
    ada, ben = (next(m for m in forms if m.to.startswith(n)).link("p") for n in ("ada", "ben"))
    stage.post(ada.replace("/form/", "/unchanged/"), {}, on=ada)
    stage.work()
    review = {
        "clause_contact": "change",
        "clause_contact.text": "A call on Tuesday",
        "trust": "8",
        "changed": "The baker has left",
    }
    fill(stage, ben, **review)
    mails = stage.work()
    summaries = [m for m in mails if not m.calendar]
    assert sorted(m.to for m in summaries) == [
        "ada@example.org",
        "ben@example.org",
        "cleo@example.org",
    ]
    assert all("A call on Tuesday" in m.text for m in summaries)
    assert "The baker has left" in stage.get(f"{stage.ada}/round/1").text
    updates = [m for m in mails if m.calendar]
    assert sorted(m.to for m in updates) == ["ada@example.org", "ben@example.org"]
    for mail in updates:
        event = mail.calendar.events[0]
        assert event["SEQUENCE"] == 0, "a description alone (RFC 5546 §3.2.2.2)"
        assert "first in the review of Monday 19 October 2026" in event["DESCRIPTION"]
        assert "Tuesday" not in event["DESCRIPTION"], "the question, never an answer"


def second_review(stage):
    """Only Ben answers: it is released when the review begins, an hour later by UTC."""
    forms = stage.pass_until(datetime(2026, 11, 12, 0, tzinfo=UTC), 12 * HOUR)
    ben = next(m for m in forms if m.to.startswith("ben")).link("p")
    fill(stage, ben, trust="9")
    stage.work()
    before = stage.pass_until(datetime(2026, 11, 16, 9, 59, tzinfo=UTC), HOUR)
    assert {m.to for m in before} == {"ada@example.org"}, "only Ada is reminded"
    stage.now = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
    assert len([m for m in stage.work() if not m.calendar]) == 3


def closed(stage, alliance_id, organiser):
    """The series ends where it is, a last mail goes to all, and then nothing for a year."""
    stage.pass_until(datetime(2026, 11, 20, 9, tzinfo=UTC), DAY)
    stage.post(f"{organiser}/close", {"reason": "The shop is open", "confirm": "on"}, on=organiser)
    last = stage.work()
    ends = [m for m in last if m.calendar]
    assert sorted(m.to for m in ends) == ["ada@example.org", "ben@example.org"]
    for mail in ends:
        event = mail.calendar.events[0]
        assert mail.calendar["METHOD"] == "REQUEST"
        assert event["SEQUENCE"] == 1
        assert event["RRULE"]["UNTIL"] == [datetime(2026, 11, 16, 10, 0, tzinfo=UTC)]
    farewells = [m for m in last if not m.calendar]
    assert sorted(m.to for m in farewells) == [
        "ada@example.org",
        "ben@example.org",
        "cleo@example.org",
    ]
    assert all("The shop is open" in m.text for m in farewells)
    assert all(m.pdf.startswith(b"%PDF") for m in farewells)
    assert "closed" in stage.get(stage.ada).text
    stage.post(f"{stage.ada}/new-link", {}, on=stage.ada)
    stage.work()
    assert stage.pass_until(stage.now + 60 * DAY, 5 * DAY) == []
    stage.pass_until(stage.now + 40 * DAY, 5 * DAY)
    with stage.app.office.read() as work:
        assert work.tx.alliances() == ()


def fill(stage, form, **fields):
    stage.post(form, {**fields, "action": "send"}, on=form)


def signing(stage, who):
    page = stage.get(f"{who}/agreement").text
    return {"version": re.search(r'name="version" value="([0-9a-f]{64})"', page)[1]}


def home(link):
    return "/".join(link.split("/")[:3])


def scrubbed(page):
    """The page without what names who has answered, and without its token."""
    last = r"<p>(<strong>You are the last|You can change your answers until).*?</p>\s*"
    return re.sub(rf'value="[0-9a-f]{{64}}"|{last}', "", page)


def by_subject(mails, beginning):
    return [m for m in mails if m.subject.startswith(beginning)]
