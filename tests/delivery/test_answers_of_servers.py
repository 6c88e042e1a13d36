from datetime import timedelta

import pytest

from service.outbox import (
    GIVE_UP_AFTER,
    Attempt,
    MailState,
    Outcome,
    Stage,
    after,
    outcome,
    pause,
    uncomposed,
)


@pytest.mark.parametrize(
    "code, enhanced, stage, meaning",
    [
        (250, "2.0.0", Stage.DATA, Outcome.SENT),
        (None, "", Stage.CONNECT, Outcome.RELAY),
        (554, "", Stage.CONNECT, Outcome.RELAY),
        (535, "5.7.8", Stage.CONNECT, Outcome.RELAY),
        (None, "", Stage.MAIL, Outcome.LATER),
        (None, "", Stage.DATA, Outcome.LATER),
        (421, "4.3.2", Stage.RCPT, Outcome.RELAY),
        (450, "4.7.1", Stage.RCPT, Outcome.LATER),
        (451, "", Stage.DATA, Outcome.LATER),
        (452, "4.2.2", Stage.RCPT, Outcome.LATER),
        (530, "5.7.0", Stage.MAIL, Outcome.RELAY),
        (503, "", Stage.RCPT, Outcome.RELAY),
        (550, "5.1.8", Stage.MAIL, Outcome.RELAY),
        (552, "5.3.4", Stage.MAIL, Outcome.MESSAGE),
        (550, "5.1.1", Stage.RCPT, Outcome.RECIPIENT),
        (550, "", Stage.RCPT, Outcome.RECIPIENT),
        (501, "5.1.3", Stage.RCPT, Outcome.RECIPIENT),
        (550, "5.1.8", Stage.RCPT, Outcome.RELAY),
        (552, "", Stage.RCPT, Outcome.LATER),
        (552, "5.2.2", Stage.DATA, Outcome.LATER),
        (550, "5.1.1", Stage.DATA, Outcome.RECIPIENT),
        (554, "5.6.0", Stage.DATA, Outcome.MESSAGE),
        (550, "5.7.1", Stage.DATA, Outcome.MESSAGE),
        (554, "", Stage.DATA, Outcome.MESSAGE),
    ],
)
def test_an_answer_means_one_thing(code, enhanced, stage, meaning):
    assert outcome(code, enhanced, stage) == meaning


@pytest.mark.parametrize(
    "what, state",
    [
        (Outcome.SENT, MailState.SENT),
        (Outcome.LATER, MailState.DEFERRED),
        (Outcome.RELAY, MailState.DEFERRED),
        (Outcome.RECIPIENT, MailState.BOUNCED),
        (Outcome.MESSAGE, MailState.PARKED),
    ],
)
def test_a_mail_waits_exactly_when_it_is_tried_again(post, now, what, state):
    ended = after(post("m1", attempts=1), Attempt(outcome=what, answer="as said"), now)
    assert (ended.state, ended.last_answer) == (state, "as said")
    assert (ended.due is None) == (ended.settled_at is not None)
    assert (ended.due is not None) == (state == MailState.DEFERRED)


def test_pauses_grow():
    pauses = [pause(n) for n in range(1, 12)]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=1)


def test_five_days_are_enough(post, now):
    old = post("m1", attempts=20, created_at=now - GIVE_UP_AFTER)
    attempt = Attempt(outcome=Outcome.LATER, answer="450")
    assert after(old, attempt, now).state == MailState.EXPIRED


def test_what_cannot_be_rendered_is_parked_the_third_time(post, now):
    states = [uncomposed(post("m1", attempts=n), "why", now).state for n in (1, 2, 3)]
    assert states == [MailState.DEFERRED, MailState.DEFERRED, MailState.PARKED]
