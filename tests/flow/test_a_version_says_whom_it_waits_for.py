"""Pages say for whom a version waits, by name, and who cannot sign it as it reads."""

import html
import re

import pytest

from tests.flow.test_from_start_to_close import signing
from tests.guards.company import gathered


@pytest.fixture
def company(stage):
    company = gathered(stage)
    company.release()
    stage.post(f"{company.ada}/propose", {}, on=f"{company.ada}/agreement")
    company.work()
    return company


def sign(company, who, **fields):
    fields = signing(company.stage, who) | (fields or {"all": "agree"})
    company.stage.post(f"{who}/sign", fields, on=f"{who}/agreement")
    company.work()


def told(company):
    """What each page says of it."""
    pages = (f"{company.ada}/agreement", company.organiser, company.coach)
    texts = [company.stage.get(page).text for page in pages]
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", t)).split()) for t in texts]


def test_those_who_have_not_said_a_word_are_named(company):
    assert all("Version 1 waits for Ada and Ben." in page for page in told(company))
    sign(company, company.ada)
    assert all("Version 1 waits for Ben." in page for page in told(company))
    sign(company, company.ben)
    assert all("waits for" not in page for page in told(company))
    assert all("Version 1 is in force" in page for page in told(company))


def test_a_version_after_one_in_force_waits_as_well(company):
    for who in (company.ada, company.ben):
        sign(company, who)
    clause = company.look().clauses[0].clause
    fields = {"base": clause.text, "text": f"{clause.text}\nAnd patience"}
    on = f"{company.ada}/agreement"
    company.stage.post(f"{company.ada}/clause/{clause.key}", fields, on=on)
    company.stage.post(f"{company.ada}/propose", {}, on=on)
    sign(company, company.ada)
    for page in told(company):
        assert "Version 1 is in force" in page
        assert "Version 2 waits for Ben." in page


def test_who_objects_is_not_waited_for_but_named(company):
    sign(company, company.ada)
    version = company.look().versions[-1]
    first, *others = version.clauses
    objection = {first.key: "object", f"{first.key}.reason": "Too short"}
    sign(company, company.ben, **objection, **{c.key: "agree" for c in others})
    for page in told(company):
        assert "Ben cannot sign version 1 as it reads." in page
        assert "waits for" not in page


def test_a_closed_alliance_waits_for_nobody(company):
    fields = {"how": "now", "confirm": "on"}
    company.stage.post(f"{company.organiser}/close", fields, on=company.organiser)
    assert all("waits for" not in page for page in told(company))
