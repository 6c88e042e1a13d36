"""What a page says of time and of readers is so for these questions and these people."""

import pytest

from tests.guards.company import gathered

SETS = {"work": "20 to 30 minutes", "meeting": "10 to 15 minutes", "family": "10 to 20 minutes"}


@pytest.mark.parametrize("key", SETS)
def test_each_set_is_said_to_take_its_own_time(stage, key):
    company = gathered(stage, question_set=key)
    for path in (company.ben, f"{company.ben}/form/0"):
        page = stage.get(path).text
        assert SETS[key] in page
        assert sum(said in page for said in SETS.values()) == 1


def test_who_may_share_the_answers_earlier_is_said(stage):
    company = gathered(stage)
    for path in (company.ben, f"{company.ben}/form/0"):
        page = stage.get(path).text
        assert "can share the answers with all of you earlier" in page
        assert "Not before" not in page


def test_names_stand_before_a_colon_as_the_language_has_it(stage):
    ben = {"name": "Ben", "email": "ben@example.org", "language": "fr"}
    company = gathered(stage, participants=[ben])
    [asked] = [m for m in company.mails if m.to.startswith("ben") and "[4]" in m.text]
    assert "[4] Ada\u202f: " in asked.text
    assert "Voir les questions\u202f:" in asked.text
