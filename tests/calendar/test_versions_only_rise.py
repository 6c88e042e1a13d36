"""Rules 15 and 19 to 21: one UID for ever, and versions that only rise."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from service.alliance.calendars import calendars_told, event_uid
from service.itip import (
    Purpose,
    cancel_event,
    change_rhythm,
    end,
    messages,
    move_occurrence,
    raised,
    renewed,
    reschedule,
    resume,
    skip_occurrence,
)
from service.rhythm import read_rhythm
from tests.calendar.reader import wall

DAY = timedelta(days=1)
ALL = ("ada", "ben")


def rescheduled(series, now, **changes):
    same = {"starts": series.starts, "minutes": series.minutes, "place": series.place}
    return reschedule(series, **{**same, **changes}, now=now)


CHANGES = {
    "time": lambda s, now: rescheduled(s, now, starts=s.starts + DAY),
    "length": lambda s, now: rescheduled(s, now, minutes=90),
    "place": lambda s, now: rescheduled(s, now, place="Room 9"),
    "rule": lambda s, now: change_rhythm(s, rhythm=read_rhythm("week", s.starts), now=now),
    "one moved": lambda s, now: move_occurrence(
        s, original=s.starts, starts=s.starts + DAY, minutes=30, now=now
    ),
    "EXDATE": lambda s, now: skip_occurrence(s, original=s.starts, now=now),
    "UNTIL": lambda s, now: end(s, now + 100 * DAY),
    "STATUS": cancel_event,
    "people": raised,
}


@pytest.mark.parametrize("change", CHANGES)
def test_rule_19_sequence_rises_with_what_calendars_must_ask_about(series, now, change):
    after = CHANGES[change](series, now)
    assert after.sequence == series.sequence + 1
    assert after.changed_at > series.changed_at
    assert after.uid == series.uid  # rule 15


def test_rule_20_words_alone_renew_the_stamp(series, told, text, now):
    later = now + timedelta(minutes=5)
    worded = renewed(series, later)
    assert (worded.sequence, worded.changed_at) == (series.sequence, later)
    (wanted,) = messages(told(series), worded, attendees=ALL, person="ada", now=later)
    assert "SEQUENCE:0\r\n" in text(wanted)
    assert "DTSTAMP:20260901T080500Z\r\n" in text(wanted)


def test_rule_21_two_changes_in_one_second_are_told_apart(series, told, now):
    versions = [(series.sequence, series.changed_at)]
    sent = told(series)
    for microsecond in (1, 2, 3):
        moment = now.replace(microsecond=microsecond)
        series = renewed(series, moment)
        (wanted,) = messages(sent, series, attendees=ALL, person="ada", now=moment)
        sent = told(wanted.event)
        versions.append((wanted.event.sequence, wanted.event.changed_at))
    assert versions == sorted(set(versions))
    assert {v[1].microsecond for v in versions} == {0}


def test_rule_21_people_who_come_in_one_second_are_told_apart(series, told, now):
    stamps = [series.changed_at]
    sent, company = told(series), ALL
    for name in ("cleo", "dana"):
        company = (*company, name)
        (wanted,) = messages(sent, series, attendees=company, person="ada", now=now)
        sent = told(wanted.event, attendees=company)
        stamps.append(wanted.event.changed_at)
    assert stamps == sorted(set(stamps))


def test_rule_21_a_resend_is_no_older_than_what_was_sent(alliance, now):
    first = calendars_told(alliance, now).alliance
    changed = replace(first, events=tuple(raised(e, now) for e in first.events))
    second = calendars_told(changed, now).alliance
    forgotten = replace(second, sent=tuple(s for s in second.sent if s.person != "ben"))
    (again,) = calendars_told(forgotten, now + DAY).wishes
    (known,) = [s.as_sent for s in second.sent if s.person == "ben"]
    assert again.to == "ben"
    version = (again.calendar.event.sequence, again.calendar.event.changed_at)
    assert version == (known.sequence, known.changed_at)


def test_rule_15_a_uid_is_random_and_stays():
    alliance, other = "1d1f6a3e-93d4-4b8c-a52d-0b2b5f9b8f11", "1d1f6a3e-93d4-4b8c-a52d-0b2b5f9b8f12"
    uids = {event_uid(a, p, n) for a in (alliance, other) for p in Purpose for n in (0, 1)}
    assert len(uids) == 2 * 2 * len(Purpose)
    assert all(str(UUID(uid)) == uid for uid in uids)
    assert event_uid(alliance, Purpose.REVIEWS) == event_uid(alliance, Purpose.REVIEWS)


def test_rule_24_a_series_that_rested_keeps_what_took_place(series, now):
    rested = end(series, now + 80 * DAY)
    going = resume(rested, now + 150 * DAY)
    assert going.starts == series.starts
    assert going.until is None
    assert going.skipped == (wall("2026-12-08 14:00"), wall("2027-01-05 14:00"))
