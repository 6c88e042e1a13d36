"""A report in any dialect counts for the person whose secret address it came to, and for nobody else.

What is made up, without that address or about somebody else, changes nothing.
"""

from datetime import timedelta

import pytest

from tests.guards.company import gathered
from tests.incoming.bounces import SAMPLES, TO
from tests.incoming.dialects import SERVICE

HERS = {name: sample for name, sample in SAMPLES.items() if sample.recipient == TO}


@pytest.fixture
def company(stage):
    return gathered(stage)


def secret(company, who):
    return next(m.sender for m in company.mails if m.to.startswith(who) and not m.calendar)


def sent_to(sample, address, day):
    """The report as it would come on that day; each is a message of its own."""
    raw = sample.raw.replace(SERVICE.encode(), address.encode())
    return raw.replace(b"Subject:", b"X-Day: %d\r\nSubject:" % day, 1)


def test_without_her_secret_address_a_report_changes_nothing(stage, company):
    hers = secret(company, "ada")
    local, _, domain = hers.partition("@")
    elsewhere = {
        "bare": f"alliance@{domain}",
        "off by a letter": f"{local[:-1]}{'b' if local[-1] == 'a' else 'a'}@{domain}",
        "Ben's": secret(company, "ben"),
        "at another domain, without a tag": "ada@example.net",
    }
    before = company.look()
    for day in range(3):
        for sample in SAMPLES.values():
            for address in elsewhere.values():
                stage.app.receive(sent_to(sample, address, day))
        stage.now += timedelta(days=1, minutes=1)
    assert company.look() == before
    assert all(p.mailable for p in before.people)


def test_at_her_secret_address_only_what_is_for_good_and_said_twice_suspends(stage, company):
    hers = secret(company, "ada")
    lasting = [s for s in HERS.values() if s.permanent]
    passing = [s for s in HERS.values() if not s.permanent]
    for day in range(3):
        for sample in passing:
            stage.app.receive(sent_to(sample, hers, day))
        stage.now += timedelta(days=1, minutes=1)
    assert company.person("ada").returned_at is None
    for sample in lasting:
        stage.app.receive(sent_to(sample, hers, 3))
    assert company.person("ada").returned_at == stage.now
    assert company.person("ada").suspended_at is None, "all on one day count as one"
    stage.now += timedelta(days=1, minutes=1)
    stage.app.receive(sent_to(lasting[0], hers, 4))
    assert company.person("ada").suspended_at == stage.now
    assert company.person("ben").suspended_at is None
