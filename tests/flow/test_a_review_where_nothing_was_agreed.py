"""Nobody wrote a word before the talk: reviews come all the same, and promise nothing to keep."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.guards.company import gathered

DAY = timedelta(days=1)
PRESS = "Nothing has changed"


@pytest.fixture
def mails(stage):
    """All that Ada and Ben are mailed until three days before their first review."""
    company = gathered(stage)
    stage.pass_until(datetime(2026, 9, 22, 8, tzinfo=UTC), DAY)
    return company, stage.pass_until(datetime(2026, 10, 17, 8, tzinfo=UTC), 6 * timedelta(hours=1))


def test_no_press_is_offered_that_would_keep_nothing(stage, mails):
    company, mails = mails
    to_ben = [m for m in mails if m.to == "ben@example.org" and "/form/1" in m.text]
    asked = to_ben[0]
    form = asked.link("p").removesuffix(".")
    page = stage.get(form).text
    assert PRESS not in page
    assert PRESS not in asked.text + asked.html
    reminders = [m for m in to_ben if "It takes 5 to 10 minutes" in m.text]
    assert reminders
    assert not [m for m in reminders if "one press" in m.text + m.html]
    stage.post(form, {"trust": "7", "action": "send"}, on=form)
    assert company.look().round(1).progress[1].replied_at
