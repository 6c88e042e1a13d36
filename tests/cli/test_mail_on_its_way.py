"""What whoever runs the service can see and do about mail: outbox, sending again, a test mail."""

import json
import os
from email import message_from_bytes, policy

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


def outbox(program, *words):
    ended = program("outbox", "--json", *words)
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


def test_what_waits_and_what_came_back_is_listed_with_why(program, started, sink):
    program.set(smtp_url=sink.url, mail_from="alliance@example.org")
    waiting = outbox(program)
    assert {row["state"] for row in waiting} == {"queued"}
    assert {row["person"] for row in waiting} == {"Ada", "Ben", "Cleo"}
    sink.answers["RCPT", "ben@example.org"] = "450 4.7.1 greylisted"
    assert program("work", "--once").code == 0
    rows = outbox(program)
    assert {(row["person"], row["state"], row["attempts"]) for row in rows} == {
        ("Ben", "deferred", 1)
    }
    assert all(row["why"] == "rcpt: 450 4.7.1 greylisted" and row["next"] for row in rows)
    assert {"sent", "deferred"} == {row["state"] for row in outbox(program, "--all")}
    told = program("outbox").out
    assert "Ben, form invitation" in told
    assert "greylisted" in told


def test_a_mail_that_was_held_back_leaves_when_it_is_told_to(program, started, sink):
    program.set(smtp_url=sink.url, mail_from="alliance@example.org")
    sink.answers["DATA", "ben@example.org"] = "554 5.7.1 looks like spam"
    program("work", "--once")
    held = outbox(program)
    assert {row["state"] for row in held} == {"parked"}
    sink.answers.clear()
    before = len(sink.mails)
    assert program("work", "--once").code == 0
    assert len(sink.mails) == before, "not by itself"
    for row in held:
        ended = program("outbox", "--resend", row["id"])
        assert (ended.code, "ben@example.org" in ended.out) == (0, True)
    program("work", "--once")
    assert len(sink.mails) == before + len(held)
    assert program("outbox").out == "Nothing waits, and nothing came back.\n"


def test_what_cannot_be_sent_again_is_told_in_one_line(program, started, sink):
    program.set(smtp_url=sink.url, mail_from="alliance@example.org")
    program("work", "--once")
    [first, *_] = outbox(program, "--all")
    for name, advice in ((first["id"], "delivered"), ("none", "alliance outbox")):
        ended = program("outbox", "--resend", name)
        assert ended.code == os.EX_DATAERR
        assert advice in ended.err
        assert ended.err.count("\n") == 1


def test_a_test_mail_takes_the_way_of_every_other(program, sink):
    program.set(
        smtp_url=sink.url, mail_from="alliance@example.org", base_url="https://alliance.example.org"
    )
    assert program("migrate").code == 0
    ended = program("doctor", "--mail", "you@example.org")
    assert ended.code == 0, ended.out
    assert "you@example.org is on its way: 250" in ended.out
    [(to, raw)] = sink.mails
    mail = message_from_bytes(raw, policy=policy.default)
    assert (to, mail["Auto-Submitted"]) == ("you@example.org", "auto-generated")
    assert program("outbox", "--all").out == "Nothing waits, and nothing came back.\n"


def test_a_test_mail_that_is_refused_says_what_the_server_said(program, sink):
    program.set(smtp_url=sink.url, mail_from="alliance@example.org")
    sink.answers["RCPT", None] = "550 5.7.1 relaying denied"
    ended = program("doctor", "--mail", "you@example.org")
    assert ended.code == os.EX_CONFIG
    assert "FIX  the test mail to you@example.org was refused: rcpt: 550 5.7.1" in ended.out
    assert "no test mail" in program("doctor", "--mail", "nowhere").out


def test_with_a_key_mails_are_signed_and_the_doctor_says_what_to_publish(program, sink, tmp_path):
    key = rsa.generate_private_key(65537, 2048)
    path = tmp_path / "dkim.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    program.set(
        smtp_url=sink.url, mail_from="alliance@example.org", dkim_key=path, dkim_selector="spring"
    )
    ended = program("doctor", "--mail", "you@example.org")
    [line] = [line for line in ended.out.splitlines() if "DNS" in line]
    name, _, text = line.partition("must have ")[2].partition(" TXT “")
    assert name == "spring._domainkey.example.org"
    record = text.removesuffix("”").encode()
    [(_, raw)] = sink.mails
    assert dkim.verify(raw, dnsfunc=lambda *_, **__: record)

    path.write_text("no key at all")
    ended = program("list")
    assert (ended.code, ended.err.count("\n")) == (os.EX_CONFIG, 1)
    assert "ALLIANCE_DKIM_KEY" in ended.err
