"""Rules 32 to 36, 39 and 40 over whole mails, as each calendar program writes them."""

from datetime import UTC, date, datetime

import pytest

from service.incoming import SortedAs, sort
from service.itip import Purpose, apply_reply, new_event, partstat, read_reply
from service.rhythm import read_rhythm
from tests.calendar.reader import wall
from tests.incoming import dialects

NOW = datetime(2026, 9, 2, tzinfo=UTC)
SECOND = datetime(2026, 11, 10, 13, tzinfo=UTC)

SERIES = new_event(
    uid=dialects.UID,
    purpose=Purpose.REVIEWS,
    starts=wall("2026-10-13 14:00"),
    time_zone="Europe/Berlin",
    minutes=30,
    rhythm=read_rhythm("4 weeks", date(2026, 10, 13)),
    now=datetime(2026, 8, 31, tzinfo=UTC),
)


def answers_after(raw):
    message = sort(raw)
    assert message.kind == SortedAs.CALENDAR
    known = []
    for part in read_reply(message.ics):
        if part.attendee != "ada@example.org":
            continue
        decision = apply_reply(known, part, person="ada", event=SERIES, now=NOW)
        known += [decision.rsvp] if decision.rsvp else []
    return known


@pytest.mark.parametrize(
    "raw, whole, second, count",
    [
        pytest.param(dialects.EXCHANGE, "NEEDS-ACTION", "ACCEPTED", 1, id="Exchange"),
        pytest.param(dialects.GOOGLE, "ACCEPTED", "DECLINED", 2, id="Google"),
        pytest.param(dialects.THUNDERBIRD, "TENTATIVE", "TENTATIVE", 1, id="Thunderbird"),
        pytest.param(dialects.APPLE, "ACCEPTED", "ACCEPTED", 1, id="old Apple Mail"),
        pytest.param(dialects.PROTON, "NEEDS-ACTION", "DECLINED", 1, id="Proton"),
        pytest.param(dialects.ECHOING, "ACCEPTED", "ACCEPTED", 1, id="all attendees echoed"),
        pytest.param(
            dialects.METHOD_IN_TYPE_ALONE, "ACCEPTED", "ACCEPTED", 1, id="method in the type alone"
        ),
    ],
)
def test_rule_32_each_dialect_is_found_and_understood(raw, whole, second, count):
    known = answers_after(raw)
    assert len(known) == count
    assert partstat(SERIES, known, "ada") == whole
    assert partstat(SERIES, known, "ada", SECOND) == second
    assert all(rsvp.by_mail for rsvp in known)


@pytest.mark.parametrize("raw", [dialects.GOOGLE, dialects.THUNDERBIRD])
def test_rule_33_an_answer_attached_twice_is_one(raw):
    assert sort(raw).ics.count(b"BEGIN:VCALENDAR") == 1


def test_rule_33_the_same_mail_has_the_same_digest():
    assert sort(dialects.GOOGLE).digest == sort(dialects.GOOGLE).digest
    assert sort(dialects.GOOGLE).digest != sort(dialects.PROTON).digest


def test_rule_34_the_method_may_stand_in_the_body_alone():
    raw = dialects.ECHOING.replace(b"; method=REPLY", b"")
    assert len(answers_after(raw)) == 1


def test_rule_49_an_outlook_proposal():
    message = sort(dialects.OUTLOOK_COUNTER)
    assert message.kind == SortedAs.CALENDAR
    (part,) = read_reply(message.ics)
    assert (part.method, part.recurrence) == ("COUNTER", SECOND)
    assert part.proposed_start == datetime(2026, 11, 11, 9, tzinfo=UTC)
    assert part.comment == "The day after suits me better, if it can be."
    assert apply_reply((), part, person="ada", event=SERIES, now=NOW).rsvp is None


@pytest.mark.parametrize("method", [b"REQUEST", b"CANCEL", b"PUBLISH"])
def test_a_calendar_that_answers_nothing_is_no_answer(method):
    raw = dialects.ECHOING.replace(b"REPLY", method)
    assert sort(raw).kind == SortedAs.WORDS
    assert sort(raw).ics == b""


def test_who_wrote_and_where_it_came_to():
    message = sort(dialects.EXCHANGE, envelope=["<Bounce+1@example.net>"])
    assert message.from_address == "ada@example.org"
    assert message.recipients == ("bounce+1@example.net", dialects.SERVICE)
    assert message.message_id == "<reply-1@example.org>"
    assert message.subject == "Zugesagt: Rückblick"
    assert message.words == "Bis dann"
