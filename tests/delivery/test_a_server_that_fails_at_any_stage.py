"""Every stage of the SMTP dialogue failing in every way: what arrives is what was due."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from service.delivery import SMTPRelay
from service.outbox import MailState
from tests.delivery.faulty import STAGES, WAYS, faulty_sink
from tests.delivery.test_mail_leaves_the_outbox import look, queue

TIMEOUT = 10.0
STALLED = 0.4
"""Seconds: only where a server says nothing does the test wait for the timeout."""
NAMES = ("ada", "ben", "cleo")
STRIKES = 2
BEFORE_THE_MAIL = {"connect", "greeting", "ehlo", "starttls", "auth"}
LATER = (
    timedelta(minutes=1),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(days=1),
    timedelta(days=1, hours=1),
    timedelta(days=2),
)


def compose(mail):
    # Larger than what sockets and buffers swallow at once, with lines that begin with a dot.
    body = "\r\n".join(f". line {n} {'x' * 60}" for n in range(200))
    return f"Message-ID: <{mail.id}@example.org>\r\n\r\n{body}\r\n".encode()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("stage", STAGES)
def test_what_arrives_is_what_was_due(store, post, deliver, now, stage, way):
    queue(store, *(post(name, f"{name}@example.org") for name in NAMES))
    asyncio.run(fail_then_heal(deliver, now, arrived := [], stage, way))

    copies = Counter(recipient.partition("@")[0] for recipient, _ in arrived)
    states = {name: look(store, name) for name in NAMES}
    assert all(raw == compose(states[to.partition("@")[0]]) for to, raw in arrived)
    refused = [n for n in NAMES if states[n].state == MailState.PARKED]
    sent = [n for n in NAMES if states[n].state == MailState.SENT]
    assert sorted(refused + sent) == sorted(NAMES)
    assert set(copies) == set(sent), "what was sent has arrived, and nothing else"

    # Only a server that has the words can find that it does not want them.
    unwanted = STRIKES if way == "5xx" and stage in {"data", "body", "dot"} else 0
    assert len(refused) == unwanted
    assert all(states[name].last_answer.startswith("data: 55") for name in refused)
    # Only an answer that is lost after the final dot leaves room for a repeat.
    unheard = STRIKES if stage == "dot" and way in {"close", "stall", "garbage"} else 0
    assert sum(copies.values()) - len(sent) == unheard
    if way == "slow":
        assert [mail.attempts for mail in states.values()] == [1, 1, 1]
    elif stage in BEFORE_THE_MAIL:
        assert all(mail.refused_at is None for mail in states.values())
    else:
        assert sum(mail.attempts for mail in states.values()) == len(NAMES) + STRIKES - unwanted


async def fail_then_heal(deliver, now, arrived, stage, way):
    async with faulty_sink() as sink:
        # A slow server is still a server: one connection serves for all.
        sink.strike(stage, way, 1 if way == "slow" else STRIKES)
        sink.arrived = arrived
        timeout = STALLED if way == "stall" else TIMEOUT
        relay = SMTPRelay(sink.url, lambda _: "bounces@example.org", timeout=timeout)
        delivery = deliver(to=relay, composing=compose, lanes=1)
        for pause in (timedelta(0), *LATER):
            await delivery.deliver_due(now + pause)
        assert sink.struck
        assert sink.secured, "the password crossed the wire under TLS"


def test_a_wrong_password_blames_nobody(store, post, deliver, now):
    queue(store, post("ada"))

    async def run():
        async with faulty_sink() as sink:
            url = sink.url.replace("alliance:", "someone:")
            relay = SMTPRelay(url, lambda _: "bounces@example.org", timeout=TIMEOUT)
            delivery = deliver(to=relay, lanes=1)
            for days in range(8):
                await delivery.deliver_due(now + timedelta(days=days))
            assert sink.arrived == []

    asyncio.run(run())
    mail = look(store, "ada")
    assert (mail.state, mail.tried_since, mail.refused_at) == (MailState.DEFERRED, None, None)
    assert "535" in mail.last_answer


def test_an_address_beyond_ascii_needs_a_relay_that_takes_it(store, post, deliver, now):
    queue(store, post("ada"), post("jürgen", "jürgen@example.org"))

    async def run():
        async with faulty_sink() as sink:
            relay = SMTPRelay(sink.url, lambda _: "bounces@example.org", timeout=TIMEOUT)
            for days in range(2):
                await deliver(to=relay).deliver_due(now + timedelta(days=days))
            return [recipient for recipient, _ in sink.arrived]

    assert asyncio.run(run()) == ["ben@example.org"]
    mail = look(store, "jürgen")
    assert (mail.state, "SMTPUTF8" in mail.last_answer) == (MailState.BOUNCED, True)
