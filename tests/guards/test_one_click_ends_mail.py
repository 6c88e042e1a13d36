"""One click in a mail program (RFC 8058) ends an alliance's mail, the page's button all mail."""

from datetime import timedelta

import pytest

from service.alliance import read_plan
from service.errors import InvalidInput
from service.workflow import starting
from tests.guards.company import form_token, gathered, plan, rows

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
EVERYWHERE = {"everywhere": "on"}


def test_every_mail_offers_the_click_and_names_the_post(company):
    for mail in company.mails:
        assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert "http://testserver/silence/" in str(mail.message["List-Unsubscribe"])


def test_looking_stops_nothing_and_the_click_stops_this(stage, company, database_url):
    link = company.silence_link("ben")
    before = rows(database_url)
    assert stage.web.get(link).status_code == 200
    assert stage.web.head(link).status_code == 200
    assert rows(database_url) == before

    # RFC 8058 §3.1: from another site, without cookies, not redirected.
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example.org"}
    for _ in range(2):
        answer = stage.web.post(link, data=ONE_CLICK, headers=headers, follow_redirects=False)
        assert answer.status_code == 200
        assert "set-cookie" not in answer.headers
    [told] = company.work()
    assert (told.to, told.message["Subject"].startswith("Ben")) == ("ada@example.org", True)
    assert company.person("ben").silenced_at
    assert "wants no mail" in stage.get(company.organiser).text

    company.reply(company.ada, purpose="Good soil")
    stage.post(f"{company.organiser}/release", {}, on=company.organiser)
    assert "ben@example.org" not in {m.to for m in company.work()}
    fields = {"email": "ben@example.org"}
    stage.post(f"/alliance/{company.id}", fields)
    assert company.work() == []


def test_the_links_token_opens_nothing_else(stage, company):
    *_, person, token = company.silence_link("ben").split("/")
    for path in (f"/p/{token}", f"/c/{token}", f"/o/{token}", f"/start/{token}"):
        assert stage.web.get(path).status_code == 404
    ada = company.person("ada").id
    assert stage.web.post(f"/silence/{company.id}/{ada}/{token}").status_code == 404
    assert stage.web.post(f"/silence/{company.id}/{person}/{token[:-1]}").status_code == 404
    assert company.person("ada").silenced_at is None


def test_a_silenced_address_gets_no_mail_from_a_new_alliance(stage, company):
    stage.web.post(company.silence_link("ben"), data=EVERYWHERE)
    company.work()
    second = gathered(stage, title="The orchard")
    assert {m.to for m in second.mails} == {"ada@example.org", "cleo@example.org"}
    assert any(m.message["Subject"].startswith("Ben") for m in second.mails), "Ada is told"
    assert second.person("ben").silenced_at


def test_the_button_counts_in_every_alliance_of_the_address(stage, company):
    second = gathered(stage, title="The orchard")
    stage.web.post(company.silence_link("ben"), data=EVERYWHERE)
    second.work()
    assert second.person("ben").silenced_at
    stage.now = stage.now.replace(day=17)
    assert "ben@example.org" not in {m.to for m in second.work()}


def test_the_click_leaves_other_alliances_alone(stage, company):
    second = gathered(stage, title="The orchard")
    stage.web.post(company.silence_link("ben"), data=ONE_CLICK)
    stage.app.work_once()
    assert company.person("ben").silenced_at
    assert second.person("ben").silenced_at is None
    third = gathered(stage, title="The meadow")
    assert "ben@example.org" in {m.to for m in third.mails}


def test_the_page_lets_people_choose(stage, company):
    link = company.silence_link("ben")
    page = stage.get(link).text
    assert "Stop the mail about “The walled garden”" in page
    assert 'name="everywhere"' in page
    after = stage.web.post(link, data={}).text
    assert "No more mail about “The walled garden”" in after
    assert 'name="everywhere"' in after, "all the rest can be stopped from here"
    assert "Stop all mail to me" not in stage.web.post(link, data=EVERYWHERE).text
    assert len(company.work()) == 1, "Ada is told once"


def test_another_address_for_the_same_person_is_written_to(stage, company):
    stage.web.post(company.silence_link("ben"), data=ONE_CLICK)
    company.work()
    fields = {"person": company.person("ben").id, "email": "ben.real@example.org"}
    stage.post(f"{company.organiser}/address", fields, on=company.organiser)
    assert {m.to for m in company.work()} == {"ben.real@example.org"}


def test_nobody_is_signed_up_again_by_another(stage, company):
    stage.web.post(company.silence_link("ben"), data=EVERYWHERE)
    company.work()
    second = gathered(stage, participants=[{"name": "Eve", "email": "eve@example.org"}])
    fields = {"person": second.person("eve").id, "email": "ben@example.org"}
    page = stage.post(f"{second.organiser}/address", fields, on=second.organiser, status=422)
    assert "no mail" in page.text
    fields = {"new_name": "Ben", "new_email": "ben@example.org"}
    page = stage.post(f"{second.organiser}/people", fields, on=second.organiser, status=422)
    assert "no mail" in page.text
    organiser = {"name": "Ben", "email": "ben@example.org", "takes_part": True}
    people = [{"name": "Eve", "email": "eve@example.org"}]
    wanted = read_plan(plan(organiser=organiser, participants=people), now=stage.now)
    with stage.app.office.write() as work, pytest.raises(InvalidInput) as refused:
        starting.begin(work, wanted)
    assert refused.value.problems[0].field == "organiser.email"


def test_sending_again_says_what_it_cannot_do(stage, company):
    stage.web.post(company.silence_link("ben"), data=ONE_CLICK)
    company.work()
    fields = {"person": company.person("ben").id}
    page = stage.post(f"{company.organiser}/resend", fields, on=company.organiser, status=422)
    assert "no mail" in page.text
    assert company.work() == []


def test_a_click_in_the_last_mail_holds_when_it_is_opened_again(stage, company):
    stage.post(f"{company.organiser}/close", {"confirm": "on"}, on=company.organiser)
    company.work()
    stage.web.post(company.silence_link("ben"), data=ONE_CLICK)
    assert company.person("ben").silenced_at
    assert company.work() == [], "nothing leaves after the close"
    stage.now += timedelta(hours=1)
    stage.post(f"{company.organiser}/reopen", {}, on=company.organiser)
    assert {m.to for m in company.work()} == {"ada@example.org", "cleo@example.org"}


def press(stage, link, **fields):
    """A button on the page of the mail's link; returns the page that follows."""
    token = form_token(stage.web.get(link).text)
    return stage.web.post(link, data={"form_token": token, **fields})


def test_who_changes_their_mind_gets_what_they_missed(stage, company):
    link = company.silence_link("ben")
    stage.web.post(link, data=ONE_CLICK)
    company.work()
    assert link in stage.web.get(company.ben).text, "their own page leads back"
    after = press(stage, link, again="on")
    assert "We write to you again" in after.text
    assert "<form" not in after.text, "nothing asks whether to stop it"
    assert company.person("ben").silenced_at is None
    mails = company.work()
    assert {m.to for m in mails} == {"ben@example.org"}
    assert sorted(bool(m.calendar) for m in mails) == [False, True]
    assert link not in stage.web.get(company.ben).text


def test_no_program_takes_it_back(stage, company):
    link = company.silence_link("ben")
    stage.web.post(link, data=ONE_CLICK)
    assert stage.web.post(link, data={"again": "on"}).status_code == 403
    assert company.person("ben").silenced_at


def test_back_in_one_alliance_alone_or_in_all(stage, company):
    second = gathered(stage, title="The orchard")
    link = company.silence_link("ben")
    stage.web.post(link, data=EVERYWHERE)
    press(stage, link, again="on")
    assert company.person("ben").silenced_at is None
    assert second.person("ben").silenced_at
    assert gathered(stage, title="The pond").person("ben").silenced_at
    stage.web.post(link, data=EVERYWHERE)
    press(stage, link, again="on", everywhere="on")
    assert second.person("ben").silenced_at is None
    assert gathered(stage, title="The hedge").person("ben").silenced_at is None


def test_in_a_closed_alliance_their_calendar_ends_and_nothing_else_leaves(stage, company):
    link = company.silence_link("ben")
    stage.web.post(link, data=ONE_CLICK)
    stage.post(f"{company.organiser}/close", {"confirm": "on", "now": "on"}, on=company.organiser)
    company.work()
    press(stage, link, again="on")
    assert company.person("ben").silenced_at is None
    [mail] = company.work()
    assert mail.calendar["METHOD"] == "CANCEL"
