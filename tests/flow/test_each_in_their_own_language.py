"""Each person is written to in their own language, and can change it by themselves."""

import pytest

from tests.guards.company import gathered

SHARED = {"en": "answers are in", "de": "Antworten", "fr": "réponses", "es": "respuestas"}


@pytest.fixture
def company(stage):
    return gathered(stage, participants=[{**BEN, "language": "de"}])


BEN = {"name": "Ben", "email": "ben@example.org"}


def test_mails_pages_calendars_and_questions_are_in_the_readers_language(company):
    to_ben = [m for m in company.mails if m.to.startswith("ben")]
    assert {m.text.split()[0] for m in to_ben} == {"Hallo"}
    assert "Answer" not in "".join(m.text + m.html for m in to_ben)
    [invited] = [m.calendar for m in to_ben if m.calendar]
    assert str(invited.walk("VEVENT")[0]["SUMMARY"]) == "The walled garden: Gespräch"
    page = company.stage.get(f"{company.ben}/form/0").text
    assert 'lang="de"' in page
    assert "Warum arbeitet ihr zusammen?" in page
    assert 'lang="en"' in company.stage.get(f"{company.ada}/form/0").text


def test_one_changes_it_for_oneself_alone(company):
    stage, page = company.stage, f"{company.ben}/language"
    stage.post(page, {"language": "fr", "zone": "Europe/Paris"}, on=page)
    assert company.person("ben").language == "fr"
    assert company.person("ben").time_zone == "Europe/Paris"
    assert company.person("ada").language == "en"
    company.work()
    company.release()
    [shared] = [m for m in company.mails[-6:] if m.to.startswith("ben") and "/round/0" in m.text]
    assert SHARED["fr"] in shared.text.lower()


def test_a_language_that_is_not_spoken_here_is_told_and_what_was_typed_stays(company):
    page = f"{company.organiser}/language"
    answer = company.stage.post(page, {"language": "tlh", "zone": "Berlin"}, status=422)
    assert "choose one of the languages" in answer.text
    assert "“Berlin” is no time zone" in answer.text
    assert 'value="Berlin"' in answer.text
