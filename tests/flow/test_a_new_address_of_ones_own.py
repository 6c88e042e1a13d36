"""People change their own name and address: confirmed at the new one, told to the old."""

import re
from datetime import timedelta

import pytest

from tests.guards.company import gathered, rows

HOUR = timedelta(hours=1)
NEW = "ben@elsewhere.example.org"


@pytest.fixture
def company(stage):
    return gathered(stage)


def give(company, home, *, name="Ben", email=NEW, status=200):
    company.stage.now += HOUR
    fields = {"name": name, "email": email}
    return company.stage.post(f"{home}/self", fields, on=f"{home}/language", status=status)


def confirmation(mail):
    return re.search(r"http://testserver(/address/\S+)", mail.text)[1]


def test_a_new_address_counts_once_its_button_is_pressed(company, database_url):
    stage, old = company.stage, company.ben
    page = give(company, old)
    assert NEW in page.text
    [asked] = company.work()
    assert asked.to == NEW
    assert company.person("ben").email == "ben@example.org"
    assert f"would like to be reached at {NEW}" in stage.get(company.organiser).text
    assert NEW not in stage.get(company.ada).text, "who takes part learns nothing of addresses"

    path = confirmation(asked)
    before = rows(database_url)
    assert NEW in stage.get(path).text
    stage.web.head(path)
    assert rows(database_url) == before, "opening the link changes nothing"

    reached = stage.post(path, {})
    assert "From now on you are reached at this address" in reached.text
    mails = company.work()
    assert company.person("ben").email == NEW
    assert stage.web.get(old).status_code == 410
    [told] = [m for m in mails if m.to == "ben@example.org"]
    assert "have stopped working" in told.text
    assert "elsewhere.example.org" not in told.text, "who reads the old mailbox need not know"
    assert "tell Ada" in told.text
    fresh = [m for m in mails if m.to == NEW]
    [entry] = [m for m in fresh if m.calendar]
    assert entry.calendar.events[0]["ATTENDEE"]
    assert [m for m in fresh if "/p/" in m.text and not m.calendar]
    assert "confirmed a new address" in stage.get(company.organiser).text
    assert stage.web.get(path).status_code == 404, "it confirms once"


def test_a_new_name_holds_at_once_and_the_organiser_sees_who_it_was(company):
    give(company, company.ben, name="Benjamin", email="ben@example.org")
    assert company.work() == []
    assert "Benjamin" in company.stage.get(company.ada).text
    assert "Benjamin</span>, changed their name" in company.stage.get(company.organiser).text


def test_what_is_wrong_is_said_and_changes_nothing(company):
    refused = give(company, company.ben, email="ada@example.org", status=422)
    assert "has this address already" in refused.text
    refused = give(company, company.ben, name=" ", status=422)
    assert "give a name" in refused.text
    assert company.work() == []


@pytest.mark.parametrize("how", ["late", "taken back", "corrected", "left", "forged"])
def test_a_link_confirms_nothing_once_it_is_out_of_date(company, how):
    stage = company.stage
    give(company, company.ben)
    [asked] = company.work()
    path = confirmation(asked)
    if how == "late":
        stage.now += timedelta(days=8)
    elif how == "taken back":
        give(company, company.ben, email="ben@example.org")
    elif how == "corrected":
        fields = {"person": company.person("ben").id, "email": "ben@third.example.org"}
        stage.post(f"{company.organiser}/address", fields, on=company.organiser)
    elif how == "left":
        fields = {"new_name": "Eve", "new_email": "eve@example.org"}
        stage.post(f"{company.organiser}/people", fields, on=company.organiser)
        stage.post(f"{company.ben}/leave", {"confirm": "on"}, on=f"{company.ben}/end")
    else:
        path = f"{path[:-8]}00000000"
    assert stage.web.get(path).status_code == 404


def test_the_name_may_change_while_the_address_waits(company):
    give(company, company.ben)
    [asked] = company.work()
    assert "Benjamin" in give(company, company.ben, name="Benjamin").text
    assert company.work() == [], "the link that was mailed still holds"
    assert company.stage.get(confirmation(asked)).status_code == 200


def test_an_organiser_changes_their_own(company):
    old = company.organiser
    give(company, old, name="Ada", email="ada@elsewhere.example.org")
    [asked] = company.work()
    company.stage.post(confirmation(asked), {})
    mails = company.work()
    [told] = [m for m in mails if m.to == "ada@example.org"]
    assert "whoever runs this service" in told.text
    assert any("/o/" in m.text for m in mails if m.to == "ada@elsewhere.example.org")
    assert company.stage.web.get(old).status_code == 410
