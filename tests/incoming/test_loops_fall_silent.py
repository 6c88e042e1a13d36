"""Programs that answer each other fall silent at once (RFC 3834), whichever mark is left on the way."""

import re
from datetime import timedelta

import pytest

from tests.delivery.sink import running_sink
from tests.flow.conftest import MONDAY
from tests.flow.stage import Stage
from tests.guards.company import gathered
from tests.incoming.robots import all_robots, robot

BEN = "ben@example.org"
ROUNDS = 20
SELDOM = timedelta(seconds=31)
"""So that none is held back for being one of too many: each is looked at."""
MARKS = ("Auto-Submitted", "X-Alliance-Loop", "List-Id", "Precedence", "Return-Path")


@pytest.fixture
def company(stage):
    return gathered(stage)


@pytest.fixture
def other(tmp_path):
    """Another installation, with another Ben."""
    folder = tmp_path / "other"
    folder.mkdir()
    with running_sink() as sink:
        stage = Stage(f"sqlite:///{folder}/alliance.sqlite3", sink, MONDAY, folder)
        yield gathered(stage)
        stage.close()


def secret(company):
    return next(m for m in company.mails if m.to == BEN and "[1]" in m.text).sender


def forwarded(mail, to, *, keeping, sender):
    """Our mail as a forwarder sends it on: one mark is left of all."""
    message = re.sub(r"(?m)^(Auto-Submitted|X-Alliance-Loop|List-\S+):.*\n", "", str(mail.message))
    for name, value in (("From", sender), ("To", to)):
        message = re.sub(rf"(?m)^{name}:.*\n(?:[ \t].*\n)*", f"{name}: {value}\n", message, count=1)
    marks = {
        "Auto-Submitted": "auto-generated",
        "X-Alliance-Loop": "service.example.org",
        "List-Id": "<everybody.example.org>",
        "Precedence": "bulk",
        "Return-Path": "<>",
    }
    return f"{keeping}: {marks[keeping]}\n{message}".encode()


@pytest.mark.parametrize("sender", [BEN, "their own"])
@pytest.mark.parametrize("mark", MARKS)
def test_two_installations_that_face_each_other(stage, company, other, mark, sender):
    """Each takes the other for Ben: whatever one writes to him, the other gets."""
    words = robot("Re: Hello", "Who reads this?", {}, sender=BEN, to=secret(company))
    stage.app.receive(words)
    going, sides = company.work(), [(company, other), (other, company)]
    assert len(going) == 1, "a person is answered, or there would be nothing to end"
    written = {id(company): 0, id(other): 0}
    going += [m for m in company.mails if m.to == BEN]
    for number in range(ROUNDS):
        source, target = sides[number % 2]
        to = secret(target)
        for mail in going:
            by = secret(source) if sender == "their own" else sender
            target.stage.app.receive(forwarded(mail, to, keeping=mark, sender=by))
        going = [m for m in target.work() if m.to == BEN]
        written[id(target)] += len(going)
    assert set(written.values()) == {0}


def test_a_thousand_mails_of_robots_that_say_so_are_not_answered(stage, company):
    robots = all_robots(sender=BEN, to=secret(company))
    for number in range(1000):
        _, raw = robots[number % len(robots)]
        stage.now += SELDOM
        stage.app.receive(raw.replace(b"Message-ID: <", b"Message-ID: <%d." % number))
    assert company.work() == []


def test_a_thousand_mails_of_one_that_does_not_are_answered_once(stage, company):
    to = secret(company)
    for number in range(1000):
        stage.now += SELDOM
        raw = robot("Re: Your form", "I am away until Monday.", {}, sender=BEN, to=to)
        stage.app.receive(raw.replace(b"Message-ID: <", b"Message-ID: <%d." % number))
    assert len(company.work()) == 1
