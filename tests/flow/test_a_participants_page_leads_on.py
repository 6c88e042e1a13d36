"""A participant's page under way: the next review at once, later ones folded, all there is to read."""

from datetime import UTC, datetime

import pytest

from tests.flow.test_people_join_and_leave import DAY, running
from tests.guards.company import gathered


@pytest.fixture
def company(stage):
    company = gathered(stage)
    running(company)
    return company


def test_the_agreement_and_what_was_written_are_one_press_away(company):
    stage = company.stage
    stage.pass_until(datetime(2026, 10, 15, 9, tzinfo=UTC), DAY)
    for who in (company.ada, company.ben):
        stage.post(f"{who}/unchanged/1", {}, on=f"{who}/form/1")
    company.work()
    page = stage.get(company.ben).text
    assert "asks you to design" not in page, "that was long ago"
    assert "Version 1 is in force" in page
    for path in ("agreement", "round/0", "round/1"):
        assert f'href="{company.ben}/{path}"' in page


def test_later_reviews_are_folded_and_answered_all_the_same(company):
    stage = company.stage
    page = stage.get(company.ben).text
    shown, folded = page.split("3 later reviews")
    assert shown.count("Will you be there?") == 1
    assert folded.count("Will you be there?") == 3
    series = company.look().reviews
    later = datetime(2026, 11, 16, 10, tzinfo=UTC).isoformat()
    fields = {"event": series.uid, "occurrence": later, "date": "2020-01-01", "time": "10:00"}
    answer = stage.post(f"{company.ben}/propose-time", fields, on=company.ben, status=422).text
    assert '<details class="group" open>' in answer, "what is wrong can be seen"
