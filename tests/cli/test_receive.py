"""A mail server pipes a reply into `alliance receive`, and `show` tells what was answered."""

import email
import email.policy
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.flow.stage import Mail
from tests.guards.calendars import pressed

ROOT = Path(__file__).parents[2]


def invited(program, sink):
    """Ben's invitation, as it was delivered."""
    program.set(smtp_url=sink.url, mail_from="alliance@example.net")
    assert program("work", "--once").code == 0
    for to, raw in sink.mails:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        mail = Mail(to=to, message=message)
        if to == "ben@example.org" and mail.calendar:
            return mail
    raise AssertionError(sink.recipients)


def rsvp(program, started):
    told = json.loads(program("show", started, "--json").out)
    return next(p["rsvp"] for p in told["people"] if p["name"] == "Ben"), told["events"][0]["rsvp"]


def test_a_reply_is_taken_and_shown(program, started, sink):
    invitation = invited(program, sink)
    now = datetime.now(UTC)
    raw = pressed(invitation, "ben@example.org", "ACCEPTED", now=now)
    assert rsvp(program, started) == (None, {})
    taken = program("receive", stdin=raw)
    assert taken.code == 0, taken.err
    assert rsvp(program, started)[0] == "ACCEPTED"
    assert list(rsvp(program, started)[1].values()) == ["ACCEPTED"]
    again = program("receive", "--to", invitation.sender, stdin=raw)
    assert (again.code, again.out) == (0, "known already\n")
    forged = pressed(invitation, "ben@example.org", "DECLINED", now=now, sender="dana@example.org")
    assert program("receive", stdin=forged).code == 0
    assert rsvp(program, started)[0] == "ACCEPTED"


def test_the_envelope_tells_whose_it_is_where_the_headers_do_not(program, started, sink):
    invitation = invited(program, sink)
    raw = pressed(
        invitation, "ben@example.org", "TENTATIVE", now=datetime.now(UTC), to="alliance@example.net"
    )
    assert program("receive", stdin=raw).code == 0
    assert rsvp(program, started)[0] is None
    assert program("receive", "--to", invitation.sender, stdin=raw + b"\r\n").code == 0
    assert rsvp(program, started)[0] == "TENTATIVE"


def test_a_pipe_of_the_shell(program, started, sink, tmp_path):
    invitation = invited(program, sink)
    raw = pressed(invitation, "ben@example.org", "DECLINED", now=datetime.now(UTC))
    done = subprocess.run(
        [sys.executable, "-m", "service", "receive"],
        input=raw,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert rsvp(program, started)[0] == "DECLINED"
