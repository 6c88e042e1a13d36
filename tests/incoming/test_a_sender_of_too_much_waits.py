"""Who writes too much within an hour is stored and not read; later it counts, and nothing is lost."""

import asyncio
import logging
from datetime import timedelta

import pytest

from service import app
from service.itip import PartStat
from service.workflow import receiving
from tests.guards.calendars import pressed
from tests.guards.company import gathered, rows
from tests.incoming.robots import robot

BEN = "ben@example.org"
FEW = 5


@pytest.fixture
def company(stage, monkeypatch):
    monkeypatch.setattr(receiving, "MOST_AN_HOUR", FEW)
    return gathered(stage)


def invitation(company, who="ben"):
    return next(m for m in company.mails if m.to.startswith(who) and m.calendar)


def flooded(stage, company, count=FEW):
    to = invitation(company).sender
    return [
        stage.app.receive(robot(f"Re: {n}", f"{n}", {"Precedence": "bulk"}, sender=BEN, to=to))
        for n in range(count)
    ]


def answers(company):
    names = {p.id: p.name for p in company.look().people}
    return {names[r.person]: r.partstat for r in company.look().rsvps}


def test_it_is_stored_told_and_taken_when_the_hour_is_over(stage, company, caplog):
    assert set(flooded(stage, company)) == {"auto-reply"}
    late = pressed(invitation(company), BEN, "ACCEPTED", now=stage.now)
    with caplog.at_level(logging.WARNING):
        assert stage.app.receive(late) == receiving.HELD_BACK
    assert "taken later" in caplog.text
    assert "ben" not in caplog.text.lower()
    assert answers(company) == {}
    assert len(rows(stage.app.settings.database_url)["inbound"]) == FEW + 1

    stage.now += timedelta(minutes=59)
    company.work()
    assert answers(company) == {}
    stage.now += timedelta(minutes=2)
    company.work()
    assert answers(company) == {"Ben": PartStat.ACCEPTED}
    assert stage.app.receive(late) is None
    assert stage.app.catch_up() == {}


def test_others_need_not_wait_nor_does_another_at_that_address(stage, company):
    flooded(stage, company, FEW + 3)
    hers = pressed(invitation(company, "ada"), "ada@example.org", "ACCEPTED", now=stage.now)
    assert stage.app.receive(hers) == "calendar: applied"
    his = robot("Re: x", "Hello", {}, sender="ben@home.example", to=invitation(company).sender)
    assert stage.app.receive(his) == "words: held"


def test_a_stranger_who_knows_no_secret_address_uses_up_nobodys_hour(stage, company):
    for n in range(FEW + 3):
        forged = robot(f"Re: {n}", f"{n}", {}, sender=BEN, to="alliance@service.example.org")
        assert stage.app.receive(forged) == "nobody's address"
    good = pressed(invitation(company), BEN, "ACCEPTED", now=stage.now)
    assert stage.app.receive(good) == "calendar: applied"


def test_what_waits_is_taken_at_the_pace_of_the_limit_and_all_of_it(stage, company):
    assert flooded(stage, company, 4 * FEW).count(receiving.HELD_BACK) == 3 * FEW
    taken = []
    for _ in range(3):
        stage.now += timedelta(hours=1, seconds=1)
        taken.append(len([o for o in stage.app.catch_up().values() if o == "auto-reply"]))
    assert taken == [FEW] * 3
    stage.now += timedelta(hours=2)
    assert stage.app.catch_up() == {}


def test_nothing_of_it_outlives_the_alliance(stage, company):
    flooded(stage, company, FEW + 2)
    with stage.app.office.write() as work:
        work.tx.erase_alliance(company.id)
    stage.now += timedelta(hours=2)
    assert stage.app.catch_up() == {}
    with stage.app.office.read() as work:
        assert work.tx.held_inbound(since=stage.now, most=FEW, limit=99) == ()


def test_a_service_that_runs_looks_for_it_by_itself(stage, company, monkeypatch):
    """No other mail has to come in first."""
    monkeypatch.setattr(app, "BETWEEN_LOOKS", 0.05)
    flooded(stage, company)
    late = pressed(invitation(company), BEN, "ACCEPTED", now=stage.now)
    assert stage.app.receive(late) == receiving.HELD_BACK

    async def run():
        async with stage.app.working():
            await asyncio.sleep(0.2)
            assert answers(company) == {}
            stage.now += timedelta(hours=2)
            for _ in range(200):
                if answers(company):
                    break
                await asyncio.sleep(0.05)

    asyncio.run(run())
    assert answers(company) == {"Ben": PartStat.ACCEPTED}
