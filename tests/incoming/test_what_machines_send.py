"""Bounces, automatic replies and what nobody can open never change an answer, and never crash."""

import time
from base64 import encodebytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.incoming import NotAMessage, SortedAs, sort
from tests.incoming import dialects


def reported(message):
    assert message.bounce is not None
    return message.bounce


def test_a_bounce_names_whom_it_failed_and_which_mail():
    message = sort(dialects.DSN)
    assert message.kind == SortedAs.BOUNCE
    assert message.ics == b""
    bounce = reported(message)
    assert bounce.permanent
    assert (bounce.recipient, bounce.action, bounce.status) == (
        "ada@example.org",
        "failed",
        "5.1.1",
    )
    assert (
        bounce.diagnostic == "550 5.1.1 <ada@example.org>: Recipient address rejected: User unknown"
    )
    assert bounce.original_id == "<sent-7@example.net>"


def test_a_delay_is_not_permanent():
    bounce = reported(sort(dialects.DELAYED))
    assert (bounce.action, bounce.status, bounce.permanent) == ("delayed", "4.4.1", False)


def test_a_bounce_of_an_international_address():
    bounce = reported(sort(dialects.EAI_DSN))
    assert (bounce.recipient, bounce.status) == ("jürgen@example.org", "5.1.1")
    assert bounce.original_id == "<sent-8@example.net>"


def test_several_failures_are_each_reported():
    second = b"Final-Recipient: rfc822; ben@example.org\r\nAction: relayed\r\nStatus: 2.0.0\r\n\r\n"
    raw = dialects.DSN.replace(
        b"Final-Recipient: rfc822; Ada", second + b"Final-Recipient: rfc822; Ada"
    )
    message = sort(raw)
    assert [b.recipient for b in message.bounces] == ["ben@example.org", "ada@example.org"]
    assert reported(message).recipient == "ada@example.org"


def test_a_status_in_base64_is_read():
    fields = b"Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; ada@example.org\r\nAction: failed\r\nStatus: 5.2.1\r\n"
    raw = dialects.EAI_DSN.split(b"Content-Transfer-Encoding: 8bit")[0]
    raw += b"Content-Transfer-Encoding: base64\r\n\r\n" + encodebytes(fields) + b"\r\n--e0--\r\n"
    assert sort(raw.replace(b"global-delivery", b"delivery")).kind == SortedAs.BOUNCE


def test_a_mail_server_in_its_own_words_is_a_bounce_of_nobody():
    raw = dialects.crlf(
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.org\nSubject: failure\n\nSorry.\n"
    )
    message = sort(raw)
    assert message.kind == SortedAs.BOUNCE
    assert not reported(message).permanent


@pytest.mark.parametrize(
    "field",
    [
        "Auto-Submitted: auto-replied (vacation)",
        "Auto-Submitted: auto-generated",
        "Auto-Submitted: Auto-Notified; x=1",
        "Precedence: bulk",
        "List-Id: <friends.example.org>",
        "X-Autoreply: yes",
        "X-Alliance-Loop: example.net",
    ],
)
def test_an_automatic_reply_is_told_from_words(field):
    raw = dialects.WORDS.replace(b"In-Reply-To:", field.encode() + b"\r\nIn-Reply-To:")
    assert sort(raw).kind == SortedAs.AUTO_REPLY
    assert sort(dialects.WORDS).kind == SortedAs.WORDS


def test_auto_submitted_no_is_a_person():
    raw = dialects.WORDS.replace(b"In-Reply-To:", b"Auto-Submitted: no\r\nIn-Reply-To:")
    assert sort(raw).kind == SortedAs.WORDS


def test_out_of_office_with_a_calendar_in_it_changes_nothing():
    assert sort(dialects.OUT_OF_OFFICE).kind == SortedAs.AUTO_REPLY
    raw = dialects.ECHOING.replace(b"Subject:", b"Auto-Submitted: auto-replied\r\nSubject:")
    assert sort(raw).kind == SortedAs.AUTO_REPLY
    assert sort(raw).ics == b""


def test_winmail_alone_is_unreadable():
    message = sort(dialects.WINMAIL)
    assert (message.kind, message.problems) == (SortedAs.UNREADABLE, ("winmail.dat",))


def test_words_come_as_they_were_written():
    message = sort(dialects.WORDS)
    assert message.words == "Schön, bis dann."
    assert message.subject == "Re: Grüße"
    assert message.in_reply_to == ("<sent-7@example.net>", "<sent-1@example.net>")


def test_a_charset_that_is_no_name_leaves_the_field_as_it_came():
    head = b"From: ada@example.org\r\nSubject: =?utf-\xff?q?Yes?=\r\n\r\nYes.\r\n"
    assert sort(head).words == "Yes."


def test_fields_in_plain_utf_8_are_read():
    head = "From: Jürgen <jürgen@example.org>\nTo: x@example.net\nSubject: Grüße\n\nJa.\n"
    message = sort(dialects.crlf(head))
    assert (message.from_address, message.subject) == ("jürgen@example.org", "Grüße")


def test_words_in_html_alone_are_read_without_their_tags():
    raw = dialects.crlf(
        dialects.HEAD
        + "Content-Type: text/html; charset=utf-8\n\n"
        + "<style>p{}</style><p>1 &lt; 2</p><script>x()</script>Yes<br>no <\n"
    )
    assert sort(raw).words == "1 < 2\nYes\nno <"


@pytest.mark.parametrize(
    "raw", [b"", b"\r\n\r\n", b"hello", b"\x89PNG\r\n\x1a\n", b"hello: world\r\n\r\n", b"\0" * 500]
)
def test_bytes_that_are_no_message(raw):
    with pytest.raises(NotAMessage):
        sort(raw)


def test_an_mbox_separator_is_passed_over():
    assert sort(b"From ada@example.org Tue Sep  1\n" + dialects.ECHOING).kind == SortedAs.CALENDAR


def nested(levels):
    head = b"From: ada@example.org\r\nMIME-Version: 1.0\r\n"
    return head + b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n)
        for n in range(levels)
    )


@pytest.mark.parametrize(
    "raw, problem",
    [
        (dialects.ECHOING + b"x" * 1024 * 1024, "too large"),
        (nested(30), "too many parts"),
        (nested(10_000), "too many parts"),
        (nested(1) + b"\r\n--b0\r\n\r\nx" * 200 + b"\r\n--b0--", "too many parts"),
        (nested(1) + b"\r\n--b0\r\n\r\nx" * 10_000 + b"\r\n--b0--", "too many parts"),
        (
            nested(1) + b"\r\n--b0\r\nContent-Type: multipart/x; boundary=b0\r\n\r\n" * 10_000,
            "too many parts",
        ),
        (
            b"From: a@example.org\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 5000,
            "too many parts",
        ),
    ],
    ids=["large", "deep", "very deep", "many", "ten thousand", "of one boundary", "in each other"],
)
def test_limits_are_kept_in_time(raw, problem):
    began = time.process_time()
    message = sort(raw)
    assert time.process_time() - began < 10
    assert message.kind == SortedAs.UNREADABLE
    assert message.problems[0] in {problem, "malformed"}


@pytest.mark.parametrize("filling", [b";", b'"', b"a=b;", b"(", b"<", b"a@b,", b"=?x?q?a?= "])
@pytest.mark.parametrize(
    "field",
    [
        b"Content-Type: text/plain",
        b"Content-Type: multipart/mixed; boundary=",
        b"Content-Disposition: attachment",
        b"To: ",
        b"Subject: ",
        b"References: ",
    ],
)
def test_no_field_however_long_takes_long(field, filling):
    raw = b"From: ada@example.org\r\n" + field + filling * (1_000_000 // len(filling))
    began = time.process_time()
    assert sort(raw + b"\r\n\r\nHello\r\n").kind in SortedAs
    assert time.process_time() - began < 10


@pytest.mark.parametrize("filling", [b"\r", b"\n", b"\r\n ", b"\r\r\n"])
@pytest.mark.parametrize("kind", ["text/calendar; method=REPLY", "message/delivery-status"])
def test_no_number_of_empty_lines_takes_long(kind, filling):
    head = f"From: ada@example.org\r\nContent-Type: {kind}\r\n\r\n"
    began = time.process_time()
    message = sort(head.encode() + filling * (1_000_000 // len(filling)))
    assert message.problems == ("too many lines",)
    assert time.process_time() - began < 10


ALL = [value for value in vars(dialects).values() if isinstance(value, bytes)]


@settings(max_examples=150)
@given(data=st.data())
def test_mutated_mails_never_raise(data):
    raw = bytearray(data.draw(st.sampled_from(ALL)))
    for _ in range(data.draw(st.integers(1, 10))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=8))
    try:
        assert sort(bytes(raw)).kind in SortedAs
    except NotAMessage:
        assert not raw.startswith(b"From:")


@settings(max_examples=100)
@given(st.binary(max_size=400))
def test_junk_is_no_message_or_sorted(raw):
    try:
        sort(b"From: " + raw)
        sort(raw)
    except NotAMessage:
        pass


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Ada invites you",
        "Automatische Antwort: Ada lädt ein",
        "Réponse automatique : Ada vous invite",
        "Respuesta automática: Ada te invita",
        "Odpowiedź automatyczna: Ada zaprasza",
        "自動応答: Ada",
        "Out of Office until Monday",
    ],
)
def test_who_is_away_says_so_in_the_subject_at_least(subject):
    raw = dialects.crlf(f"{dialects.HEAD}Subject: {subject}\n\nI am away until Monday.\n")
    assert sort(raw).kind == SortedAs.AUTO_REPLY
    answer = raw.replace(b"Subject: ", b"Subject: Re: ", 1)
    assert sort(answer).kind == SortedAs.WORDS


def test_a_subject_about_a_car_is_a_persons():
    raw = dialects.crlf(f"{dialects.HEAD}Subject: Auto: wer fährt?\n\nIch kann fahren.\n")
    assert sort(raw).kind == SortedAs.WORDS
