"""Who takes part may ask everybody a question in a review; all answer it, and all read it."""

from datetime import UTC, datetime

import pytest

from tests.flow.test_people_join_and_leave import DAY, HOUR, of, running
from tests.guards.company import gathered

ASKED = "Who waters on Sundays?"


@pytest.fixture
def company(stage):
    """The first review's form is out."""
    company = gathered(stage)
    running(company)
    company.mails += stage.pass_until(datetime(2026, 10, 15, 9, tzinfo=UTC), DAY)
    company.work()
    assert company.look().current_round.number == 1
    return company


def ask(company, home, text=ASKED, number=1, **more):
    company.stage.now += HOUR
    form = f"{home}/form/{number}"
    fields = {"text": text, "kind": "points", **more}
    return company.stage.post(f"{home}/question/{number}", fields, on=form)


def test_all_are_asked_and_all_read_the_answers(company):
    stage = company.stage
    company.stage.post(f"{company.ada}/unchanged/1", {}, on=f"{company.ada}/form/1")
    company.work()
    assert "now in everybody’s form" in ask(company, company.ben).text
    [told] = of(company.work(), "ada")
    assert ASKED in told.text
    assert "/form/1" in told.link()
    form = stage.get(told.link()).text
    assert ASKED in form
    assert "Ben added this question for everyone" in form

    company.reply(company.ada, 1, extra_1="I do")
    company.reply(company.ben, 1, extra_1="Whoever is there", trust="7")
    company.work()
    for page in (company.ada, company.ben, company.coach):
        read = stage.get(f"{page}/round/1").text
        assert ASKED in read
        assert "I do" in read
        assert "Whoever is there" in read
    assert all(w.clause.heading != ASKED for w in company.look().clauses), "no clause grows of it"


def test_each_round_has_its_own(company):
    ask(company, company.ben)
    company.work()
    company.reply(company.ada, 1, trust="7")
    company.reply(company.ben, 1, trust="6")
    company.work()
    company.stage.pass_until(datetime(2026, 11, 12, 9, tzinfo=UTC), DAY)
    assert company.look().current_round.number == 2
    assert ASKED not in company.stage.get(f"{company.ada}/form/2").text
    company.reply(company.ada, 2, trust="8")
    ask(company, company.ben, "Who weeds?", number=2)
    mails = of(company.work(), "ada")
    assert any("Who weeds?" in m.text for m in mails), "a question of its own, told anew"


def test_it_stands_apart_from_clauses_and_goals(company):
    ask(company, company.ben, section="clauses")
    added = company.look().round(1).questions[-1]
    assert (added.text, added.section) == (ASKED, "between_us")


def test_neither_what_was_shared_nor_last_words_take_more(company):
    stage = company.stage
    form = f"{company.ben}/form/1"
    stage.post(f"{company.ben}/question/0", {"text": ASKED}, on=form, status=409)
    stage.post(f"{company.ben}/question/7", {"text": ASKED}, on=form, status=404)
    fields = {"how": "last_round", "confirm": "on"}
    stage.post(f"{company.organiser}/close", fields, on=company.organiser)
    number = company.look().last_round.number
    last = f"{company.ben}/form/{number}"
    assert "question of your own" not in stage.get(last).text
    stage.post(f"{company.ben}/question/{number}", {"text": ASKED}, on=last, status=404)
