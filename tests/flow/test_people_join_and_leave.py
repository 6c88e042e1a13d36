"""People join late, leave, hand over: mails, calendars, links and pages follow."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.delivery.sink import running_sink
from tests.flow.conftest import MONDAY
from tests.flow.stage import Stage
from tests.flow.test_from_start_to_close import signing
from tests.guards.company import gathered

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TALKED = datetime(2026, 9, 21, 11, tzinfo=UTC)


@pytest.fixture
def company(stage):
    return gathered(stage)


def running(company):
    """The agreement is signed by both and the conversation is over."""
    company.release()
    stage = company.stage
    stage.post(f"{company.ada}/propose", {}, on=f"{company.ada}/agreement")
    company.work()
    for who in (company.ada, company.ben):
        stage.post(f"{who}/sign", signing(stage, who) | {"all": "agree"}, on=f"{who}/agreement")
    company.work()
    stage.pass_until(TALKED, HOUR)


def add(company, name="Eve"):
    fields = {"new_name": name, "new_email": f"{name.lower()}@example.org"}
    company.stage.now += HOUR
    company.stage.post(f"{company.organiser}/people", fields, on=company.organiser)
    return company.work()


def of(mails, name):
    return [m for m in mails if m.to.startswith(name)]


def test_who_joins_late_answers_for_the_others_and_signs_what_is_in_force(company):
    running(company)
    mails = add(company)
    stage = company.stage
    [welcome] = [m for m in of(mails, "eve") if not m.calendar]
    [invitation] = [m for m in of(mails, "eve") if m.calendar]
    assert invitation.calendar.events[0]["RRULE"]
    assert "They have an agreement" in welcome.text
    assert {m.to for m in mails if m.subject.startswith("Somebody has joined")} == {
        "ben@example.org",
        "cleo@example.org",
    }
    eve = company.links["eve"]["p"]
    assert company.look().versions[-1].signers == tuple(
        company.person(n).id for n in ("ada", "ben")
    )
    page = stage.get(f"{eve}/agreement").text
    assert "Early peas" in page, "the wording was agreed by all"
    assert stage.web.get(f"{eve}/round/0").status_code == 404, (
        "answers were for those who were there"
    )
    stage.post(f"{eve}/sign", signing(stage, eve) | {"all": "agree"}, on=f"{eve}/agreement")
    assert "in force" in stage.get(f"{company.ada}/agreement").text

    company.reply(eve, purpose="Shade for the lettuce", trust="5")
    assert "Shade for the lettuce" in stage.get(f"{company.ada}/round/0").text
    assert stage.web.get(f"{eve}/round/0").status_code == 404


def test_who_leaves_is_gone_from_calendars_and_pages_and_all_are_told(company):
    running(company)
    add(company)
    stage = company.stage
    eve = company.links["eve"]["p"]
    stage.now += HOUR
    assert "What remains" in stage.get(f"{eve}/end").text
    stage.post(f"{eve}/leave", {}, on=f"{eve}/end", status=422)
    stage.post(f"{eve}/leave", {"confirm": "on"}, on=f"{eve}/end")
    mails = company.work()
    [cancelled] = [m for m in of(mails, "eve") if m.calendar]
    assert cancelled.calendar["METHOD"] == "CANCEL"
    [farewell] = [m for m in of(mails, "eve") if not m.calendar]
    assert farewell.pdf.startswith(b"%PDF")
    assert {m.to for m in mails if m.subject.startswith("Somebody has left")} == {
        "ada@example.org",
        "ben@example.org",
        "cleo@example.org",
    }
    for mail in mails:
        if mail.calendar and not mail.to.startswith("eve"):
            assert "eve@example.org" not in mail.calendar.to_ical().decode()
    assert stage.web.get(eve).status_code == 410
    assert of(stage.pass_until(stage.now + 60 * DAY, DAY), "eve") == []


def test_where_one_alone_is_left_the_organiser_may_close(company):
    running(company)
    stage = company.stage
    stage.post(f"{company.ben}/leave", {"confirm": "on"}, on=f"{company.ben}/end")
    mails = company.work()
    [asked] = [m for m in mails if m.subject.startswith("One alone")]
    assert asked.to == "ada@example.org"
    assert "/o/" in asked.link("o")
    assert company.look().closure is None, "nothing happens by itself"


def test_the_organiser_hands_over_before_leaving(company):
    running(company)
    stage = company.stage
    stage.post(f"{company.ada}/leave", {"confirm": "on"}, on=f"{company.ada}/end", status=422)


def test_the_organiser_hands_over_and_the_new_one_confirms_by_mail(company):
    running(company)
    stage = company.stage
    ben = company.person("ben")
    stage.post(f"{company.organiser}/handover", {"organiser": ben.id}, on=company.organiser)
    [asked] = company.work()
    assert asked.to == "ben@example.org"
    link = re.search(r"http://testserver(/handover/\S+)", asked.text)[1]
    for _ in range(3):
        stage.get(link)
    assert company.look().organiser.name == "Ada", "looking changes nothing"
    assert stage.web.get(link[:-3] + "xyz").status_code == 404
    page = stage.post(link, {})
    assert "You organise it from now on" in page.text
    assert stage.web.get(link).status_code == 404, "it is settled"
    mails = company.work()
    assert {m.to for m in mails} == {"ada@example.org", "ben@example.org", "cleo@example.org"}
    assert stage.web.get(company.organiser).status_code == 410
    assert stage.get(company.links["ben"]["o"])
    assert stage.get(company.ada), "she takes part still"


def test_somebody_from_outside_can_take_it_over(company):
    stage = company.stage
    fields = {"organiser": "", "organiser_name": "Dana", "organiser_email": "dana@example.org"}
    stage.post(f"{company.organiser}/handover", fields, on=company.organiser)
    [asked] = company.work()
    assert asked.to == "dana@example.org"
    link = re.search(r"http://testserver(/handover/\S+)", asked.text)[1]
    stage.post(link, {})
    company.work()
    dana = company.person("dana")
    assert dana.organises
    assert not dana.takes_part
    assert "Early peas" not in stage.get(company.links["dana"]["o"]).text


def test_an_offer_that_is_taken_back_opens_nothing(company):
    stage = company.stage
    ben = company.person("ben")
    stage.post(f"{company.organiser}/handover", {"organiser": ben.id}, on=company.organiser)
    [asked] = company.work()
    link = re.search(r"http://testserver(/handover/\S+)", asked.text)[1]
    stage.post(f"{company.organiser}/handover", {"action": "back"}, on=company.organiser)
    assert stage.web.get(link).status_code == 404
    assert stage.web.post(link, data={}).status_code in {403, 404}


def test_another_coach_reads_from_their_start_on_only(company):
    company.reply(company.ada, purpose="Good soil", trust="7")
    company.reply(
        company.ben, purpose="Early peas", risks="I dig too deep", **{"risks.for_coach": "on"}
    )
    company.work()
    stage = company.stage
    stage.now += HOUR
    fields = {"coach_name": "Dana", "coach_email": "dana@example.org"}
    stage.post(f"{company.organiser}/coach", fields, on=company.organiser)
    mails = company.work()
    assert {m.to for m in mails} == {"ben@example.org", "cleo@example.org", "dana@example.org"}
    assert stage.web.get(company.coach).status_code == 410
    dana = company.links["dana"]["c"]
    page = stage.get(dana).text
    assert "Nothing has been shared yet" in page
    assert stage.web.get(f"{dana}/round/0").status_code == 404
    agreement = stage.get(f"{dana}/agreement").text
    assert "I dig too deep" not in page + agreement

    stage.pass_until(datetime(2026, 10, 15, tzinfo=UTC), 6 * HOUR)
    company.reply(company.ada, 1, trust="8")
    company.reply(company.ben, 1, trust="9", changed="The peas are up")
    [summary] = [m for m in company.work() if m.to == "dana@example.org"]
    assert "Good soil" not in summary.text
    assert "The peas are up" in stage.get(f"{dana}/round/1").text


def test_going_on_without_a_coach(company):
    stage = company.stage
    stage.post(f"{company.organiser}/coach", {"action": "none"}, on=company.organiser)
    mails = company.work()
    assert {m.to for m in mails} == {"ben@example.org", "cleo@example.org"}
    assert company.look().coach is None
    company.release()
    assert stage.web.get(company.coach).status_code == 410


def test_who_left_and_came_back_can_change_their_name(company):
    running(company)
    add(company)
    fields = {"action": "remove", "person": company.person("eve").id}
    company.stage.now += HOUR
    company.stage.post(f"{company.organiser}/people", fields, on=company.organiser)
    company.work()
    add(company)
    eve = company.links["eve"]["p"]
    own = {"name": "Eva", "email": "eve@example.org"}
    company.stage.post(f"{eve}/self", own, on=f"{eve}/language")
    assert [p.name for p in company.look().participants][-1] == "Eva"


def test_no_more_are_added_than_may_take_part(database_url, tmp_path):
    with running_sink() as sink:
        stage = Stage(database_url, sink, MONDAY, tmp_path, max_participants=2)
        organiser = gathered(stage).organiser
        fields = {"new_name": "Eve", "new_email": "eve@example.org"}
        page = stage.post(f"{organiser}/people", fields, on=organiser, status=422)
        stage.close()
    assert "at most 2 people" in page.text
    assert "eve@example.org" in page.text, "nothing typed is lost"
