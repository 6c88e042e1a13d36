"""Reviews keep their wall time, whatever the clocks do; other readers see the same instants."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from service.clock import instant
from service.itip import Entry, Purpose, new_event, publish
from service.rhythm import (
    Rhythm,
    first_review,
    occurrences,
    read_rhythm,
    rrule,
    shifted,
)
from tests.calendar.reader import wall

TUESDAY = date(2026, 10, 13)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("week", Rhythm(unit="week", interval=1)),
        ("4 weeks", Rhythm(unit="week", interval=4)),
        (" every  2 Weeks ", Rhythm(unit="week", interval=2)),
        ("weekly", Rhythm(unit="week", interval=1)),
        ("month", Rhythm(unit="month", interval=1, weekday=1, nth=2)),
        ("3 months", Rhythm(unit="month", interval=3, weekday=1, nth=2)),
        ("quarter", Rhythm(unit="month", interval=3, weekday=1, nth=2)),
        ("quarterly", Rhythm(unit="month", interval=3, weekday=1, nth=2)),
    ],
)
def test_a_rhythm_is_read(text, expected):
    assert read_rhythm(text, TUESDAY) == expected


def test_a_fifth_weekday_is_the_last():
    assert read_rhythm("month", date(2026, 9, 29)).nth == -1


@pytest.mark.parametrize(
    "text", ["", "0 weeks", "53 weeks", "13 months", "5 quarters", "day", "-1 weeks", "1.5 weeks"]
)
def test_nonsense_is_refused_with_advice(text):
    with pytest.raises(ValueError, match=r"like 4 weeks"):
        read_rhythm(text, TUESDAY)


@pytest.mark.parametrize(
    "fields",
    [
        {"unit": "week", "interval": 0},
        {"unit": "day", "interval": 1},
        {"unit": "month", "interval": 1},
        {"unit": "month", "interval": 1, "weekday": 7, "nth": 1},
        {"unit": "month", "interval": 1, "weekday": 0, "nth": 5},
        {"unit": "week", "interval": 1, "weekday": 0, "nth": 1},
    ],
)
def test_a_rhythm_that_cannot_be_is_refused(fields):
    with pytest.raises(ValueError, match=r"rhythm|choose"):
        Rhythm(**fields)


def test_rule_18_until_stands_in_utc():
    rhythm = read_rhythm("month", TUESDAY)
    until = datetime(2027, 3, 9, 14, tzinfo=ZoneInfo("Europe/Berlin"))
    assert (
        rrule(rhythm, until).to_ical()
        == b"FREQ=MONTHLY;UNTIL=20270309T130000Z;INTERVAL=1;BYDAY=2TU"
    )


@pytest.mark.parametrize(
    "text, expected",
    [
        ("4 weeks", "2026-11-10 14:00"),
        ("month", "2026-11-10 14:00"),
        ("quarter", "2027-01-12 14:00"),
    ],
)
def test_the_first_review_is_one_interval_after_the_conversation(text, expected):
    talk = wall("2026-10-13 14:00")
    over = datetime(2026, 10, 13, 13, tzinfo=UTC)
    rhythm = read_rhythm(text, talk.date())
    assert first_review(over, talk, "Europe/Berlin", rhythm) == wall(expected)


def test_a_first_review_that_has_been_missed_is_the_next_one():
    talk = wall("2026-10-13 14:00")
    rhythm = read_rhythm("4 weeks", talk.date())
    late = datetime(2026, 11, 10, 13, tzinfo=UTC)
    assert first_review(late, talk, "Europe/Berlin", rhythm) == wall("2026-12-08 14:00")


def test_a_shifted_rhythm_keeps_the_last_as_the_last():
    last_friday = read_rhythm("month", date(2026, 7, 31))
    assert shifted(last_friday, date(2026, 10, 29)) == Rhythm(
        unit="month", interval=1, weekday=3, nth=-1
    )
    assert shifted(last_friday, date(2026, 10, 8)).nth == 2
    assert shifted(last_friday, date(2026, 10, 30)) == last_friday


def series(zone, text, start):
    return new_event(
        uid="series",
        purpose=Purpose.REVIEWS,
        starts=start,
        time_zone=zone,
        minutes=30,
        rhythm=read_rhythm(text, start.date()),
        now=datetime(2026, 9, 1, tzinfo=UTC),
    )


def test_a_gap_moves_on_by_its_length_and_a_fold_takes_the_first():
    weekly = series("Europe/Berlin", "week", wall("2027-03-21 02:30"))
    starts = occurrences(weekly, limit=3)
    assert [s.strftime("%d %H:%M") for s in starts] == ["21 01:30", "28 01:30", "04 00:30"]
    autumn = series("Europe/Berlin", "week", wall("2026-10-18 02:30"))
    assert [s.strftime("%d %H:%M") for s in occurrences(autumn, limit=3)] == [
        "18 00:30",
        "25 00:30",
        "01 01:30",
    ]


def test_a_series_without_end_needs_a_window():
    with pytest.raises(ValueError, match="limit"):
        occurrences(series("UTC", "week", wall("2026-10-13 14:00")))


def test_a_window_is_open_at_both_ends():
    weekly = series("UTC", "week", wall("2026-10-13 14:00"))
    after = datetime(2026, 10, 13, 14, tzinfo=UTC)
    before = after + timedelta(weeks=2)
    assert occurrences(weekly, after=after, before=before) == (after + timedelta(weeks=1),)


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})),
    text=st.sampled_from(["week", "4 weeks", "month", "quarter"]),
    day=st.integers(0, 400),
    minutes=st.integers(0, 24 * 4 - 1).map(lambda quarter: 15 * quarter),
)
def test_another_reader_expands_the_same_instants(zone, text, day, minutes):
    start = wall("2026-01-01 00:00") + timedelta(days=day, minutes=minutes)
    event = series(zone, text, start)
    entry = Entry(
        event=event, organizer_address="x@example.net", organizer_name="", summary="Review"
    )
    before = instant(start, zone) + timedelta(days=500)
    calendar = icalendar.Calendar.from_ical(publish([entry], name="Garden"))
    read = recurring_ical_events.of(calendar).between(instant(start, zone), before)
    theirs = sorted(e["DTSTART"].dt.astimezone(UTC) for e in read)
    assert theirs == list(occurrences(event, before=before))
