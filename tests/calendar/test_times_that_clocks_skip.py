"""Rules 23 and 35 where the clocks jump over an occurrence: it keeps the rhythm's own name."""

from datetime import UTC, date, datetime

import pytest

from service.itip import (
    Entry,
    Purpose,
    decline_counter,
    messages,
    move_occurrence,
    new_event,
    original_start,
    read_reply,
    reschedule,
    skip_occurrence,
)
from service.rhythm import occurrences, original_wall, read_rhythm, schedule, takes_place
from tests.calendar.client import Calendar
from tests.calendar.reader import parse, wall

BEFORE, AFTER = datetime(2027, 3, 13, tzinfo=UTC), datetime(2027, 3, 22, tzinfo=UTC)
SKIPPED, SHOWN = wall("2027-03-14 02:30"), wall("2027-03-14 03:30")
START = datetime(2027, 3, 14, 7, 30, tzinfo=UTC)


@pytest.fixture
def early(now):
    """Every Sunday at half past two in New York, where that time is skipped once a year."""
    return new_event(
        uid="e1b6a0de-4b52-4b69-8f9e-0d0a7d0b6c55",
        purpose=Purpose.REVIEWS,
        starts=wall("2027-03-07 02:30"),
        time_zone="America/New_York",
        minutes=45,
        rhythm=read_rhythm("week", date(2027, 3, 7)),
        now=now,
    )


def test_what_is_shown_an_hour_later_is_named_by_the_rhythm(early):
    first, second = schedule(early, after=BEFORE, before=AFTER)
    assert first.original == START
    assert original_wall(early, first.original) == SKIPPED
    assert original_wall(early, second.original) == wall("2027-03-21 02:30")
    assert takes_place(early, SKIPPED)
    assert not takes_place(early, SHOWN)


def test_a_start_that_no_occurrence_has_is_named_as_clocks_show_it(early):
    assert original_wall(early, datetime(2027, 3, 16, 12, tzinfo=UTC)) == wall("2027-03-16 08:00")


@pytest.mark.parametrize("forgets", [True, False])
@pytest.mark.parametrize("verb", ["skip", "move"])
def test_a_calendar_follows_when_it_is_skipped_or_moved(early, told, text, now, verb, forgets):
    original = original_wall(early, START)
    if verb == "skip":
        changed = skip_occurrence(early, original=original, now=now)
    else:
        later = wall("2027-03-15 10:00")
        changed = move_occurrence(early, original=original, starts=later, minutes=30, now=now)
    calendar = Calendar(forgets)
    for sent, event in ((None, early), (told(early), changed), (None, changed)):
        for wanted in messages(sent, event, attendees=("ada", "ben"), person="ada", now=now):
            calendar.receive(text(wanted))
    shown = list(occurrences(changed, after=BEFORE, before=AFTER))
    assert len(shown) == (1 if verb == "skip" else 2)
    assert calendar.shows(BEFORE, AFTER) == shown


@pytest.mark.parametrize(
    "name",
    [
        "RECURRENCE-ID:20270314T073000Z",
        "RECURRENCE-ID;TZID=America/New_York:20270314T023000",
        "RECURRENCE-ID;TZID=America/New_York:20270314T033000",
        "RECURRENCE-ID;TZID=Eastern Standard Time:20270314T033000",
        "RECURRENCE-ID;TZID=Europe/Berlin:20270314T083000",
        "RECURRENCE-ID;VALUE=DATE:20270314",
        "RECURRENCE-ID:20270314T023000",
        "RECURRENCE-ID:20270314T033000",
    ],
)
def test_a_reply_finds_it_however_it_is_named(early, name):
    (part,) = read_reply(
        "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
        f"UID:{early.uid}\r\n{name}\r\nATTENDEE;PARTSTAT=DECLINED:mailto:ada@example.org\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    assert original_start(early, part.recurrence) == START


def test_a_declined_proposal_names_it_as_the_series_does(early, now):
    entry = Entry(event=early, organizer_address="x@example.net", organizer_name="", summary="")
    answer = parse(decline_counter(entry, sequence=0, now=now, occurrence=START))
    assert answer.named("VEVENT")[0].value("RECURRENCE-ID") == "20270314T023000"


@pytest.mark.parametrize("forgets", [True, False])
def test_an_hour_later_the_series_has_it_though_it_was_skipped(early, told, text, now, forgets):
    skipped = skip_occurrence(early, original=SKIPPED, now=now)
    hour_later = reschedule(skipped, starts=wall("2027-03-07 03:30"), minutes=45, place="", now=now)
    calendar = Calendar(forgets)
    for sent, event in ((None, early), (told(early), skipped), (told(skipped), hour_later)):
        for wanted in messages(sent, event, attendees=("ada", "ben"), person="ada", now=now):
            calendar.receive(text(wanted))
    shown = list(occurrences(hour_later, after=BEFORE, before=AFTER))
    assert shown[0] == START
    assert calendar.shows(BEFORE, AFTER) == shown


@pytest.mark.parametrize("forgets", [True, False])
def test_what_was_moved_is_gone_when_the_later_series_skips_it(early, told, text, now, forgets):
    elsewhere = wall("2027-03-15 10:00")
    moved = move_occurrence(early, original=SKIPPED, starts=elsewhere, minutes=30, now=now)
    later = reschedule(moved, starts=wall("2027-03-07 03:30"), minutes=45, place="", now=now)
    skipped = skip_occurrence(later, original=SHOWN, now=now)
    calendar = Calendar(forgets)
    for sent, event in ((None, early), (told(early), moved), (told(moved), skipped)):
        for wanted in messages(sent, event, attendees=("ada", "ben"), person="ada", now=now):
            calendar.receive(text(wanted))
    assert calendar.shows(BEFORE, AFTER) == [datetime(2027, 3, 21, 7, 30, tzinfo=UTC)]
