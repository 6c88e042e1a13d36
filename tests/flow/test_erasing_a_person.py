"""`alliance erase --email` and `export --email`: gone everywhere, with what remains said."""

import json
from datetime import timedelta

import pytest

from service.workflow import erasing
from tests.flow.test_from_start_to_close import signing
from tests.guards.company import gathered, rows

HOUR = timedelta(hours=1)


@pytest.fixture
def company(stage):
    return gathered(
        stage,
        participants=[
            {"name": "Ben", "email": "ben@example.org"},
            {"name": "Eve", "email": "eve@example.org"},
        ],
    )


def erased(company, email):
    with company.stage.app.office.write() as work:
        return erasing.erase_person(work, email)


def agreed(company):
    company.reply(company.ada, purpose="Good soil", trust="7")
    company.reply(company.ben, purpose="Early peas", trust="6")
    company.reply(company.links["eve"]["p"], purpose="Shade for the lettuce")
    company.work()
    stage = company.stage
    stage.post(f"{company.ada}/propose", {}, on=f"{company.ada}/agreement")
    company.work()
    stage.post(
        f"{company.ben}/sign",
        signing(stage, company.ben) | {"purpose": "object", "purpose.reason": "I mean late peas"},
        on=f"{company.ben}/agreement",
    )
    company.work()


def everything(company, name):
    """All that the service still holds of this name or these words, opened."""
    with company.stage.app.office.read() as work:
        alliance = work.tx.alliance(company.id)
        mails = [work.tx.mail(m.id) for m in work.tx.mails(company.id)]
        replies = [work.tx.replies(company.id, r.number) for r in alliance.rounds]
        drafts = [work.tx.draft(company.id, 0, p.id) for p in alliance.people]
    settled = [m for m in mails if m.due is None]
    return name.casefold() in repr((alliance, replies, drafts, settled)).casefold()


def test_a_person_is_gone_and_the_others_go_on(company, database_url):
    agreed(company)
    ben = company.ben
    assert everything(company, "ben@example.org")
    told = erased(company, "Ben@Example.org")
    assert [t.whole for t in told] == [False]
    assert "others have signed the same words" in told[0].text
    mails = company.work()
    assert "ben@example.org" not in {m.to for m in mails}, "nothing is written to them"
    assert any(m.to == "ada@example.org" and "has left" in m.subject for m in mails)
    assert not everything(company, "ben@example.org")
    assert not everything(company, "I mean late peas")
    assert company.stage.web.get(ben).status_code in {404, 410}
    page = company.stage.get(f"{company.ada}/round/0").text
    assert "Early peas" not in page
    assert "Good soil" in page
    assert erased(company, "ben@example.org") == ()


def test_the_organisers_place_is_taken_by_another(company):
    agreed(company)
    erased(company, "ada@example.org")
    assert company.look().organiser.name == "Ben"
    mails = company.work()
    assert [m.to for m in mails if "/o/" in m.text] == ["ben@example.org"]


def test_where_nobody_else_is_left_nothing_is(company, database_url):
    for name in ("eve", "ben", "cleo"):
        erased(company, f"{name}@example.org")
        company.work()
    [last] = erased(company, "ada@example.org")
    assert last.whole
    left = {name: found for name, found in rows(database_url).items() if found}
    assert set(left) <= {"alembic_version", "inbound"}, left


def test_a_person_is_given_all_that_is_theirs_and_nothing_more(company):
    agreed(company)
    with company.stage.app.office.read() as work:
        told = json.loads(erasing.export_person(work, "ben@example.org"))
    text = json.dumps(told)
    [alliance] = told["alliances"]
    assert alliance["person"]["name"] == "Ben"
    assert "Early peas" in text
    assert "I mean late peas" in text
    assert alliance["mails"]
    assert "Good soil" not in text
    assert "ada@example.org" not in text


def test_what_was_kept_for_the_coach_about_a_person_is_not_given_to_them(company):
    ben = company.person("ben").id
    company.reply(
        company.ada, **{f"your_part.{ben}": "The cold frames", f"your_part.{ben}.for_coach": "on"}
    )
    company.reply(company.ben, purpose="Early peas")
    company.reply(company.links["eve"]["p"], **{f"your_part.{ben}": "The compost"})
    company.work()
    with company.stage.app.office.read() as work:
        text = erasing.export_person(work, "ben@example.org").decode()
    assert "The compost" in text
    assert "The cold frames" not in text


def test_why_somebody_ended_it_is_not_shown_when_they_are_erased_before_the_close(company):
    agreed(company)
    fields = {"confirm": "on", "how": "last_round", "reason": "Because Ada is ill"}
    company.stage.post(f"{company.organiser}/close", fields, on=company.organiser)
    company.work()
    with company.stage.app.office.write() as work:
        erasing.erase_person(work, "ada@example.org")
    company.stage.pass_until(company.stage.now + timedelta(days=8), timedelta(hours=6))
    assert company.look().closure
    assert "Because" not in company.stage.get(company.ben).text
