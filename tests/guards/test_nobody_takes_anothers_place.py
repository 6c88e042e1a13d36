"""Who organises changes addresses and coaches, and reads by that nothing that is not theirs."""

from datetime import timedelta

import pytest

from service.workflow import starting
from tests.guards.company import gathered, plan

SECRET = "I think of leaving"


@pytest.fixture
def company(stage):
    return gathered(stage)


def confide(company):
    company.reply(company.ben, purpose="Early peas", risks=SECRET, **{"risks.for_coach": "on"})


def corrected(company, name, *, status):
    fields = {"person": company.person(name).id, "email": "elsewhere@example.org"}
    page = company.organiser
    return company.stage.post(f"{page}/address", fields, on=page, status=status).text


def test_an_address_that_has_written_is_its_owners_to_change(company):
    confide(company)
    assert "only they can change it" in corrected(company, "ben", status=422)
    assert company.person("ben").email == "ben@example.org"


def test_an_address_that_nobody_has_used_can_be_corrected(company):
    corrected(company, "ben", status=200)
    assert company.person("ben").email == "elsewhere@example.org"


def test_a_coach_is_named_anew_and_not_led_elsewhere(company):
    assert "name another coach instead" in corrected(company, "cleo", status=422)


def test_what_was_meant_for_one_coach_is_not_read_by_the_next(company):
    stage = company.stage
    confide(company)
    stage.now += timedelta(hours=1)
    new = {"coach_name": "Cleo W.", "coach_email": "dana@example.org"}
    stage.post(f"{company.organiser}/coach", new, on=company.organiser)
    assert any("stays unread" in m.text for m in company.work() if m.to.startswith("ben"))
    stage.post(f"{company.organiser}/release", {"confirm": "on"}, on=company.organiser)
    told = company.work()
    page = stage.get(f"{company.links['dana']['c']}/round/0").text
    assert "Early peas" in page
    assert SECRET not in page
    assert not [m for m in told if SECRET in m.text]


def test_who_sends_it_again_means_the_coach_that_there_is(company):
    stage = company.stage
    confide(company)
    stage.now += timedelta(hours=1)
    new = {"coach_name": "Dana", "coach_email": "dana@example.org"}
    stage.post(f"{company.organiser}/coach", new, on=company.organiser)
    company.work()
    confide(company)
    company.reply(company.ada, purpose="Good soil")
    company.work()
    assert SECRET in stage.get(f"{company.links['dana']['c']}/round/0").text


def test_a_start_is_confirmed_within_its_days_or_not_at_all(stage):
    with stage.app.office.write() as work:
        starting.ask_confirmation(work, starting.planned(work, plan()), plan())
    link = stage.work()[0].link("start")
    stage.now += starting.CONFIRM_WITHIN - timedelta(minutes=1)
    assert stage.web.get(link).status_code == 200
    stage.now += timedelta(minutes=2)
    assert stage.web.get(link).status_code == 404
