"""What a program sends while its owner is away is nobody's word: not answered, not taken."""

import pytest

from service.incoming import SortedAs, sort
from tests.guards.company import gathered
from tests.incoming.robots import all_robots, robot

ROBOTS = all_robots()


@pytest.mark.parametrize("raw", [raw for _, raw in ROBOTS], ids=[name for name, _ in ROBOTS])
def test_it_is_known_as_a_robots(raw):
    message = sort(raw)
    assert message.kind == SortedAs.AUTO_REPLY
    assert (message.words, message.ics, message.bounces) == ("", b"", ())


@pytest.mark.parametrize(
    "subject, fields",
    [
        ("Re: Automatic reply: Ada invites you", {}),
        ("AW: Abwesenheitsnotiz: Ada", {}),
        ("Ada invites you", {"Auto-Submitted": "no"}),
        ("Ada invites you", {"Precedence": "first-class"}),
        ("Ada invites you", {"X-Auto-Response-Suppress": "DR, RN"}),
        ("Automating the watering", {}),
    ],
)
def test_a_person_is_not_taken_for_one(subject, fields):
    message = sort(robot(subject, "I am here.", fields))
    assert (message.kind, message.words) == (SortedAs.WORDS, "I am here.")


@pytest.fixture
def company(stage):
    return gathered(stage)


@pytest.mark.parametrize("said", ["1. Good soil\n\n2. Four beds by May\n", "yes", "Accept", "stop"])
def test_nothing_it_says_is_an_answer(stage, company, said):
    """Not beneath a number, nor as a word: from the right sender, at the right address."""
    form = next(m for m in company.mails if m.to.startswith("ben") and "[1]" in m.text)
    meeting = next(m for m in company.mails if m.to.startswith("ben") and m.calendar)
    before = company.look()
    for mail in (form, meeting):
        for _, raw in all_robots(said, sender="ben@example.org", to=mail.sender):
            stage.app.receive(raw)
    assert company.work() == []
    assert company.look() == before
    assert "Good soil" not in stage.get(f"{company.ben}/form/0").text
