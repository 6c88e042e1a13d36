"""A year of Ada's and Ben's alliance, as they live it, with every mail and calendar entry."""

import re
import tomllib
from datetime import UTC, datetime, timedelta

from service.alliance import read_plan
from service.workflow import starting
from tests.flow.test_from_start_to_close import fill, home, signing

DAY = timedelta(days=1)
CAST = ["ada@example.org", "ben@example.org"]
WITH_COACH = [*CAST, "cleo@example.org"]

START = """
title = "The walled garden"
time_zone = "Europe/London"
question_set = "work"
replies_due = 2026-09-18T17:00:00
organiser = { name = "Ada", email = "ada@example.org", takes_part = true }
coach = { name = "Cleo", email = "cleo@example.org" }
conversation = { starts = 2026-09-21T10:00:00, minutes = 60, place = "The bench" }
reviews = { every = "quarter", minutes = 30, form_days_before = 7 }

[[participants]]
name = "Ben"
email = "ben@example.org"
time_zone = "Europe/Berlin"
"""


class Year:
    """The stage, and what each of them has in hand: a page, the organiser's page, the calendar."""

    def __init__(self, stage):
        self.stage = stage
        self.links = {}

    def until(self, moment):
        """Days pass; all the mails of the way, sorted by subject's beginning."""
        return self.read(self.stage.pass_until(moment, DAY))

    def work(self):
        return self.read(self.stage.work())

    def read(self, mails):
        """Mails by their subject up to the colon; calendar messages under "calendar"."""
        found = {}
        for mail in mails:
            for kind, token in re.findall(r"http://testserver/([poc])/([\w-]{43})", mail.text):
                self.links[mail.to[:3], kind] = f"/{kind}/{token}"
            key = "calendar" if mail.calendar else mail.subject.split(":")[0]
            found.setdefault(key, []).append(mail)
        return found

    def page(self, who):
        return self.links[who, "p"]

    def form(self, mails, who):
        return next(m for m in mails if m.to.startswith(who)).link("p")

    def alliance(self):
        with self.stage.app.office.read() as work:
            return work.tx.alliances()[0]


def to(mails):
    return sorted(m.to for m in mails)


def events(mails):
    return [mail.calendar.events[0] for mail in mails]


def test_a_year_of_an_alliance(stage):
    year = Year(stage)
    forming(year)
    winter_review_changes_a_clause(year)
    something_happens_in_january(year)
    spring_review_finds_nothing_changed(year)
    nobody_answers_in_summer(year)
    autumn_closes_it(year)


def forming(year):
    """September: both answer, talk, word what they want to be for each other, and sign it."""
    stage = year.stage
    with stage.app.office.write() as work:
        starting.begin(work, read_plan(tomllib.loads(START), now=stage.now))
    first = year.work()
    assert to(first["calendar"]) == CAST
    fill(
        stage,
        f"{year.page('ada')}/form/0",
        when_difficulty="Say it early, in person",
        contact="A call on Monday",
        trust="6",
        **{"goals.title": "Open the garden", "goals.milestone": "paths", "goals.by": "20 March"},
    )
    fill(
        stage,
        f"{year.page('ben')}/form/0",
        when_difficulty="Say it early, in person",
        contact="No call on Monday",
        trust="7",
    )
    released = year.work()
    [summary] = released["First summary"]
    assert summary.to == "cleo@example.org"
    for event in events(released["calendar"]):
        assert event["SEQUENCE"] == 0
        description = str(event["DESCRIPTION"])
        assert "What to talk about first" in description
        assert "Monday" not in description, "the question, never an answer"

    year.until(datetime(2026, 9, 21, 9, 30, tzinfo=UTC))
    ada, ben = year.page("ada"), year.page("ben")
    stage.post(f"{ada}/propose", {}, on=f"{ada}/agreement")
    for who in (ada, ben):
        stage.post(f"{who}/sign", signing(stage, who) | {"all": "agree"}, on=f"{who}/agreement")
    series = year.until(datetime(2026, 9, 22, 9, tzinfo=UTC))
    for event in events(series["calendar"]):
        assert event["RRULE"].to_ical().decode() == "FREQ=MONTHLY;INTERVAL=3;BYDAY=3MO"
        assert event.DTSTART.isoformat() == "2026-12-21T10:00:00+00:00", "ten in winter as well"


def winter_review_changes_a_clause(year):
    """December: Ben would put one clause otherwise. It is drafted; Ada proposes, both sign."""
    stage = year.stage
    quiet = year.until(datetime(2026, 12, 14, 9, tzinfo=UTC))
    assert "Before your review" not in quiet, "seven days before, and not earlier"
    forms = year.until(datetime(2026, 12, 15, 9, tzinfo=UTC))["Before your review"]
    assert to(forms) == CAST
    ben = year.form(forms, "ben")
    page = stage.get(ben).text
    assert "Last time you said 7." in page
    assert "Open the garden" in page
    goal = re.search(r'name="(goal_[0-9a-f]+)"', page)[1]
    fill(
        stage,
        ben,
        **{
            "clause_contact": "change",
            "clause_contact.text": "A call on Tuesday at ten",
            "clause_when_difficulty": "keep",
            goal: "on_way",
            "trust": "8",
            "changed": "We have two more beds",
            "ask": "What do you need from me in spring?",
        },
    )
    year.work()
    stage.post(year.form(forms, "ada").replace("/form/", "/unchanged/"), {}, on=year.page("ada"))
    released = year.work()
    assert to(released["Your review"]) == CAST
    assert to(released["Review summary"]) == ["cleo@example.org"]
    for mail in released["Your review"]:
        words = " ".join(mail.text.split())
        assert "A next version of the agreement is drafted" in words
        assert "A call on Tuesday at ten" in words
        assert "What do you need from me in spring?" in words
        assert "DUE BEFORE THE NEXT REVIEW" not in words, "20 March comes after 15 March"
    assert {e["SEQUENCE"] for e in events(released["calendar"])} == {0}
    alliance = year.alliance()
    assert len(alliance.versions) == 1, "nothing is proposed by itself"
    outcome = stage.get(f"{year.page('ada')}/round/1").text
    assert "A next version is drafted" in outcome
    assert "<svg" in outcome, "trust over time"

    ada = year.page("ada")
    stage.post(f"{ada}/propose", {}, on=f"{ada}/round/1")
    asked = [m for mails in year.work().values() for m in mails]
    assert to(asked) == CAST
    assert all("Tuesday at ten" in " ".join(m.text.split()) for m in asked)
    for who in (year.page("ada"), year.page("ben")):
        stage.post(f"{who}/sign", signing(stage, who) | {"all": "agree"}, on=f"{who}/agreement")
    signed = year.work()
    assert any(m.pdf for mails in signed.values() for m in mails)
    assert "A call on Tuesday at ten" in stage.get(f"{year.page('ben')}/agreement").text


def something_happens_in_january(year):
    """Ben finds it difficult, tells Cleo first, then all: they are handed what they promised."""
    stage = year.stage
    year.until(datetime(2027, 1, 12, 9, tzinfo=UTC))
    page = f"{year.page('ben')}/moment"
    said = {"happening": "difficulty", "words": "I am at my limit", "to": "coach"}
    stage.post(page, said, on=page)
    confided = year.work()
    assert [to(mails) for mails in confided.values()] == [["cleo@example.org"]]
    [moment] = year.alliance().moments
    stage.post(f"{page}/{moment.id}/share", {"words": "I need a week off"}, on=page)
    told = year.work()
    assert to(told["It is difficult now"]) == WITH_COACH
    for mail in told["It is difficult now"]:
        assert "Say it early, in person" in mail.text
        assert "I need a week off" in mail.text
        assert "limit" not in mail.text, "what was confided stays with Cleo"
    [event, _] = events(told["calendar"])
    assert event.DTSTART.isoformat() == "2027-01-13T09:00:00+00:00"
    assert "RRULE" not in event
    form = year.form(told["It is difficult now"], "ada")
    fill(stage, form, what_happened="I saw it late", needed="A plan for the week", served="yes")
    released = year.until(datetime(2027, 1, 13, 9, 1, tzinfo=UTC))
    assert to(released["Before you talk"]) == CAST
    assert to(released["Extra review summary"]) == ["cleo@example.org"]
    assert all("A plan for the week" in m.text for m in released["Before you talk"])


def spring_review_finds_nothing_changed(year):
    """March: one press each. The agreement holds on, and that is kept with its date."""
    stage = year.stage
    forms = year.until(datetime(2027, 3, 9, 10, tzinfo=UTC))["Before your review"]
    for who in ("ada", "ben"):
        form = year.form(forms, who)
        stage.post(form.replace("/form/", "/unchanged/"), {}, on=form)
    released = year.work()
    for mail in released["Your review"]:
        assert "version 2 holds on" in " ".join(mail.text.split())
    [held] = year.alliance().confirmations
    assert (held.version, held.at.date().isoformat()) == (2, "2027-03-09")
    assert "Confirmed in a review on" in stage.get(f"{year.page('ada')}/agreement").text


def nobody_answers_in_summer(year):
    """June and September: nobody answers. Ada is asked whether the rhythm still fits."""
    june = year.until(datetime(2027, 6, 22, 10, tzinfo=UTC))
    assert to(june["Before your review"]) == CAST
    assert "Your review" not in june
    assert "Do the reviews still fit? The walled garden" not in june
    september = year.until(datetime(2027, 9, 21, 10, tzinfo=UTC))
    for mail in september["Before your review"]:
        assert "went by without answers" in " ".join(mail.text.split())
    [asked] = september["Do the reviews still fit? The walled garden"]
    assert asked.to == "ada@example.org"
    for part in ("change-rhythm", "pause", "close"):
        link = re.search(rf"(/o/[\w-]{{43}}\?open={part})#{part}", asked.text)
        page = year.stage.get(link[1]).text
        assert f'<details class="group" id="{part}" open>' in page
        assert len(re.findall(r"<details[^>]* open>", page)) == 1, "no other part is in the way"
    starts = [r.occurrence.isoformat() for r in year.alliance().rounds if r.occasion == "review"]
    assert starts == [
        "2026-12-21T10:00:00+00:00",
        "2027-03-15T10:00:00+00:00",
        "2027-06-21T09:00:00+00:00",
        "2027-09-20T09:00:00+00:00",
    ], "each once, at ten on the wall all year"


def autumn_closes_it(year):
    """They end it: the series stops where it is, past reviews stay, then silence."""
    stage = year.stage
    organiser = year.links["ada", "o"]
    stage.post(
        f"{organiser}/close", {"reason": "The garden is open", "confirm": "on"}, on=organiser
    )
    last = year.work()
    for event in events(last["calendar"]):
        assert event["RRULE"]["UNTIL"] == [datetime(2027, 9, 20, 9, tzinfo=UTC)]
    farewells = [m for key, mails in last.items() if key != "calendar" for m in mails]
    assert to(farewells) == WITH_COACH
    assert all("The garden is open" in m.text for m in farewells)
    assert stage.get(home(year.page("ben"))).status_code == 200
    assert stage.pass_until(stage.now + 60 * DAY, 5 * DAY) == []
