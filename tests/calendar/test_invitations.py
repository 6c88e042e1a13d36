"""Rules 6 to 18, 22, 23 and 26 to 29: the text of what goes out."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.itip import (
    RSVP,
    Change,
    Entry,
    Method,
    PartStat,
    Wanted,
    decline_counter,
    end,
    messages,
    move_occurrence,
    publish,
    reschedule,
    skip_occurrence,
)
from tests.calendar.client import Calendar
from tests.calendar.conftest import ORGANIZER
from tests.calendar.reader import parse, starts_of, wall

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def event_of(calendar):
    (event,) = calendar.named("VEVENT")
    return event


def wanted(method, event, change, recurrence=None):
    return Wanted(method=method, event=event, change=change, recurrence=recurrence)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(summary=ANY_TEXT, description=ANY_TEXT, place=ANY_TEXT, name=ANY_TEXT)
def test_rules_6_7_and_14_hold_for_any_text(
    talk, text, ada, ben, now, summary, description, place, name
):
    event = replace(talk, place=place)
    raw = text(
        wanted(Method.REQUEST, event, Change.NEW),
        summary=summary,
        description=description,
        attendees=[ada, replace(ben, name=name)],
        organizer_name=name,
    )
    assert raw.endswith("END:VCALENDAR\r\n")
    octets = raw.encode()
    assert b"\n" not in octets.replace(b"\r\n", b"")
    assert b"\r" not in octets.replace(b"\r\n", b"")
    for line in octets.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no character is split by a fold
    component = event_of(parse(raw))
    assert len(component.all("SUMMARY")) == len(component.all("ORGANIZER")) == 1
    assert len(component.all("ATTENDEE")) == 2
    for _name, params, value in component.all("ATTENDEE") + component.all("ORGANIZER"):
        assert value.startswith("mailto:")
        assert not re.search(r'[\^\x00-\x1f\x7f]|.".', params.get("CN", ""))


def test_rules_8_9_and_10_each_property_once(invitation, series):
    calendar, _raw = invitation(series)
    event = event_of(calendar)
    for name in ("VERSION", "PRODID", "METHOD"):
        assert len(calendar.all(name)) == 1
    for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "ORGANIZER", "SUMMARY", "SEQUENCE"):
        assert len(event.all(name)) == 1, name
    assert not event.all("DURATION")
    assert calendar.value("METHOD") == "REQUEST"
    assert event.value("DTSTAMP").endswith("Z")
    assert event.value("UID") == series.uid


def test_rule_11_the_recipient_is_listed_first_and_asked(invitation, talk, ada, ben):
    calendar, _raw = invitation(talk, to=ben, attendees=[ada, ben])
    first, second = event_of(calendar).all("ATTENDEE")
    assert first[2] == "mailto:ben@example.org"
    assert second[2] == "mailto:ada@example.org"
    assert first[1] == {
        "CN": "Ben",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
    }


def test_rules_12_and_13_the_service_is_the_organizer_and_not_the_recipient(invitation, talk):
    calendar, _raw = invitation(talk)
    event = event_of(calendar)
    assert event.one("ORGANIZER")[2] == f"mailto:{ORGANIZER}"
    assert ORGANIZER not in {value for _n, _p, value in event.all("ATTENDEE")}


def test_rule_14_names_lose_what_breaks_a_parameter(invitation, talk, ada):
    calendar, raw = invitation(talk, attendees=[replace(ada, name='Łu "^\r\nX-EVIL:1; K')], to=ada)
    assert "X-EVIL" not in {name for name, _p, _v in event_of(calendar).lines}
    calendar, raw = invitation(talk, attendees=[], to=replace(ada, name='Łu "^\r\nX-EVIL:1; K'))
    assert event_of(calendar).one("ATTENDEE")[1]["CN"] == '"Łu X-EVIL:1; K"'
    assert "^" not in raw


def test_rule_16_every_message_defines_its_zone(series, text, now):
    exception = move_occurrence(
        series, original=series.starts, starts=wall("2026-10-14 09:00"), minutes=30, now=now
    ).moved[0]
    for method in (Method.REQUEST, Method.CANCEL):
        for recurrence in (None, exception):
            calendar = parse(text(wanted(method, series, Change.MOVED, recurrence)))
            used = {
                params["TZID"] for _n, params, _v in event_of(calendar).lines if "TZID" in params
            }
            assert used == {zone.value("TZID") for zone in calendar.named("VTIMEZONE")}


def test_a_zone_that_is_utc_is_written_as_such(invitation, talk):
    calendar, raw = invitation(replace(talk, time_zone="Etc/UTC"))
    assert event_of(calendar).value("DTSTART") == "20260915T140000Z"
    assert "VTIMEZONE" not in raw


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/London",
        "America/New_York",
        "America/Sao_Paulo",
        "Asia/Kolkata",
        "Australia/Sydney",
        "Pacific/Auckland",
        "Pacific/Apia",
        "Asia/Jerusalem",
        "Africa/Casablanca",
        "Asia/Kathmandu",
    ],
)
def test_rule_17_the_series_keeps_its_wall_time(zone, invitation, series):
    calendar, _raw = invitation(replace(series, time_zone=zone))
    found = starts_of(calendar, event_of(calendar), datetime(2028, 12, 1, tzinfo=UTC))
    assert len(found) > 20
    walls = {moment.astimezone(ZoneInfo(zone)).strftime("%a %H:%M") for moment in found}
    assert walls == {"Tue 14:00"}


def test_rule_18_until_is_in_utc(invitation, series):
    ended = end(series, datetime(2026, 11, 12, tzinfo=UTC))
    calendar, _raw = invitation(ended)
    assert event_of(calendar).value("RRULE").split(";")[1] == "UNTIL=20261110T130000Z"


def test_rule_22_a_reschedule_asks_everybody_again(talk, text, told, ada, ben, now):
    rsvps = [RSVP(event=talk.uid, person="ben", partstat=PartStat.ACCEPTED, sequence=0, stamp=now)]
    same_time = reschedule(talk, starts=talk.starts, minutes=60, place="Room 5", now=now)
    (told_place,) = messages(told(talk), same_time, attendees=("ada", "ben"), person="ada", now=now)
    later = reschedule(same_time, starts=wall("2026-09-16 09:00"), minutes=60, place="", now=now)
    (told_time,) = messages(told(talk), later, attendees=("ada", "ben"), person="ada", now=now)
    states = []
    for message in (told_place, told_time):
        event = event_of(parse(text(message, rsvps=rsvps)))
        (ben_line,) = [a for a in event.all("ATTENDEE") if "ben" in a[2]]
        states.append(ben_line[1]["PARTSTAT"])
    assert states == ["ACCEPTED", "NEEDS-ACTION"]


def test_rule_23_a_moved_review_is_an_exception_alone(series, told, text, now):
    original = series.starts + timedelta(weeks=4)
    moved = move_occurrence(
        series, original=original, starts=wall("2026-11-12 09:00"), minutes=45, now=now
    )
    (message,) = messages(told(series), moved, attendees=("ada", "ben"), person="ada", now=now)
    event = event_of(parse(text(message)))
    assert event.one("RECURRENCE-ID") == (
        "RECURRENCE-ID",
        {"TZID": "Europe/Berlin"},
        "20261110T140000",
    )
    assert event.value("DTSTART") == "20261112T090000"
    assert event.value("DTEND") == "20261112T094500"
    assert not event.all("RRULE")
    assert event.value("SEQUENCE") == "1"


@pytest.mark.parametrize("change", [Change.CANCELLED, Change.REMOVED])
def test_rules_26_27_and_29_a_cancellation(series, text, change):
    raw = text(wanted(Method.CANCEL, replace(series, sequence=3), change))
    calendar = parse(raw)
    event = event_of(calendar)
    assert calendar.value("METHOD") == "CANCEL"
    assert event.value("SEQUENCE") == "3"
    assert event.value("UID") == series.uid
    assert event.all("ORGANIZER")
    assert event.all("DTSTAMP")
    assert event.value("STATUS") == ("CANCELLED" if change == Change.CANCELLED else None)
    assert len(event.all("ATTENDEE")) == (2 if change == Change.CANCELLED else 1)
    assert "VALARM" not in raw


def test_rule_27_no_request_is_ever_cancelled(series, text):
    assert "STATUS:CONFIRMED" in text(wanted(Method.REQUEST, series, Change.UPDATED))


def test_rule_31_a_feed_has_no_attendees_and_the_same_uids(series, talk, now):
    entries = [
        Entry(
            event=event,
            organizer_address=ORGANIZER,
            organizer_name="Designed Alliance",
            summary="Review",
        )
        for event in (
            talk,
            move_occurrence(
                series,
                original=series.starts,
                starts=wall("2026-10-14 09:00"),
                minutes=30,
                now=now,
            ),
            replace(series, uid="gone", cancelled=True),
        )
    ]
    raw = publish(entries, name="Garden")
    calendar = parse(raw)
    assert calendar.value("METHOD") == "PUBLISH"
    assert "ATTENDEE" not in raw
    assert calendar.one("REFRESH-INTERVAL")[1:] == ({"VALUE": "DURATION"}, "PT6H")
    assert calendar.value("X-PUBLISHED-TTL") == "PT6H"
    uids = [event.value("UID") for event in calendar.named("VEVENT")]
    assert uids == [talk.uid, series.uid, series.uid]
    assert raw == publish(entries, name="Garden")  # the same text as long as nothing changes


def test_rule_50_a_declined_proposal_echoes_its_sequence(series, now):
    entry = Entry(event=series, organizer_address=ORGANIZER, organizer_name="", summary="Review")
    occurrence = datetime(2026, 11, 10, 13, tzinfo=UTC)
    raw = decline_counter(entry, sequence=7, now=now, occurrence=occurrence)
    calendar = parse(raw)
    event = event_of(calendar)
    assert calendar.value("METHOD") == "DECLINECOUNTER"
    assert event.value("SEQUENCE") == "7"
    assert event.value("RECURRENCE-ID") == "20261110T140000"
    # RFC 5546 §3.2.8: neither attendees nor words.
    assert not {"ATTENDEE", "SUMMARY", "DTSTART"} & {name for name, _, _ in event.lines}


def test_a_skipped_review_stands_as_exdate_in_the_series(invitation, series, now):
    skipped = skip_occurrence(series, original=series.starts, now=now)
    calendar, raw = invitation(skipped)
    received = Calendar(forgets=True)
    received.receive(raw)
    first = received.shows(now, datetime(2027, 1, 1, tzinfo=UTC))[0]
    assert first == datetime(2026, 11, 10, 13, tzinfo=UTC)
    assert event_of(calendar).one("EXDATE")[1] == {"TZID": "Europe/Berlin"}
