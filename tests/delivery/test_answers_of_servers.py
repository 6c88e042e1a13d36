import itertools
import re
from datetime import timedelta
from pathlib import Path

import pytest

from service.outbox import (
    GIVE_UP_AFTER,
    PROOF_AFTER,
    TABLE,
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
        (554, "5.7.1", Stage.RCPT, Outcome.POLICY),
        (550, "4.2.1", Stage.RCPT, Outcome.LATER),
        (-1, "", Stage.RCPT, Outcome.LATER),
        (354, "", Stage.RCPT, Outcome.LATER),
        (999, "", Stage.RCPT, Outcome.LATER),
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
        (Outcome.RECIPIENT, MailState.DEFERRED),
        (Outcome.POLICY, MailState.DEFERRED),
        (Outcome.MESSAGE, MailState.PARKED),
    ],
)
def test_a_mail_waits_exactly_when_it_is_tried_again(post, now, what, state):
    ended = after(post("m1", attempts=1), said(what), now)
    assert (ended.state, ended.last_answer) == (state, "as said")
    assert (ended.due is None) == (ended.settled_at is not None)
    assert (ended.due is not None) == (state == MailState.DEFERRED)


def test_pauses_grow():
    pauses = [pause(n) for n in range(1, 12)]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=1)


def said(outcome):
    return Attempt(outcome=outcome, answer="as said")


def test_five_days_are_enough(post, now):
    since = now - GIVE_UP_AFTER
    assert after(post("m1", tried_since=since), said(Outcome.LATER), now).state == MailState.EXPIRED
    assert after(post("m1", tried_since=since), said(Outcome.POLICY), now).state == MailState.PARKED


def test_a_relay_that_does_not_work_uses_up_nobodys_days(post, now):
    old = post("m1", attempts=40, created_at=now - timedelta(days=30))
    waiting = after(old, said(Outcome.RELAY), now)
    assert (waiting.state, waiting.tried_since) == (MailState.DEFERRED, None)
    assert waiting.due - now <= timedelta(minutes=15)
    greylisted = after(old, said(Outcome.LATER), now)
    assert (greylisted.state, greylisted.tried_since) == (MailState.DEFERRED, now)


def test_an_address_is_given_up_when_it_is_refused_twice_a_day_apart(post, now):
    once = after(post("m1", attempts=1), said(Outcome.RECIPIENT), now)
    assert (once.state, once.due) == (MailState.DEFERRED, now + PROOF_AFTER)
    soon = after(once, said(Outcome.RECIPIENT), now + timedelta(hours=1))
    assert (soon.state, soon.due) == (MailState.DEFERRED, now + PROOF_AFTER)
    twice = after(soon, said(Outcome.RECIPIENT), now + PROOF_AFTER)
    assert (twice.state, twice.due) == (MailState.BOUNCED, None)


def test_what_cannot_be_rendered_is_parked_the_third_time(post, now):
    states = [uncomposed(post("m1", attempts=n), "why", now).state for n in (1, 2, 3)]
    assert states == [MailState.DEFERRED, MailState.DEFERRED, MailState.PARKED]


def test_each_line_of_the_table_is_the_first_for_some_answer():
    codes = [None, -1, 220, 250, 354, 421, 450, 500, 550, 552, 554, 600]
    enhanced = ["", "4.2.1", "5.1.1", "5.1.7", "5.2.2", "5.3.4", "5.6.0", "5.7.1"]
    met = set()
    for stage, code, more in itertools.product(Stage, codes, enhanced):
        said = "none" if code is None or code < 0 else str(code)
        first = next(row for row in TABLE if row.fits(stage, said, more))
        assert outcome(code, more, stage) == first.outcome
        met.add(first)
    assert met == set(TABLE)


def test_the_table_for_admins_is_the_one_in_use():
    told = (Path(__file__).parents[2] / "deploy" / "delivery.md").read_text("utf-8")
    lines = [line for line in told.splitlines() if re.match(r"\| (connect|mail|rcpt|data)\b", line)]
    assert lines == [
        f"| {row.stages} | `{row.code.replace('|', ' or ')}` "
        f"| `{row.enhanced.replace('|', ' or ')}` | {row.outcome} | {row.why} |"
        for row in TABLE
    ]
    for what in Outcome:
        assert f"\n| {what} | " in told
