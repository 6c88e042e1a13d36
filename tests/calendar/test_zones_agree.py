"""Rules 16 and 17: every zone is defined by rules that expand to zoneinfo's own instants."""

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import pytest

from service.clock import known_zone
from service.itip.zones import vtimezone
from tests.calendar.reader import Zone, parse

ZONES = sorted(available_timezones())
FIRST, LAST = 2026, 2037
ODD = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/El_Aaiun",
    "America/Nuuk",
    "America/Santiago",
    "Asia/Beirut",
    "Asia/Gaza",
    "Asia/Hebron",
    "Asia/Jerusalem",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Pacific/Chatham",
    "Pacific/Easter",
    "Pacific/Norfolk",
]


def defined(zone):
    text = vtimezone(zone, FIRST, LAST).to_ical().decode()
    calendar = parse(f"BEGIN:VCALENDAR\r\n{text}END:VCALENDAR\r\n")
    return calendar.named("VTIMEZONE")[0], text


def test_rule_16_and_17_all_zones_at_sampled_instants():
    random = Random(5545)
    first = datetime(FIRST, 1, 1, tzinfo=UTC)
    minutes = (LAST - FIRST + 1) * 365 * 24 * 60
    for name in ZONES:
        component, _text = defined(name)
        read, right = Zone(component, LAST + 1), ZoneInfo(name)
        moments = [first + timedelta(minutes=random.randrange(minutes)) for _ in range(40)]
        for change in read.starts:
            if FIRST <= change.year <= LAST:
                at = change.replace(tzinfo=UTC)
                moments += [at - timedelta(seconds=1), at]
        for moment in moments:
            assert read.offset_at(moment) == moment.astimezone(right).utcoffset(), (name, moment)


@pytest.mark.parametrize("name", ODD)
def test_rule_17_zones_with_rules_of_their_own_every_seven_hours(name):
    component, _text = defined(name)
    read, right = Zone(component, LAST + 1), ZoneInfo(name)
    moment = datetime(FIRST, 1, 1, tzinfo=UTC)
    while moment.year <= LAST:
        offset = moment.astimezone(right).utcoffset()
        assert read.offset_at(moment) == offset, moment
        moment += timedelta(hours=7)


def test_rule_16_no_zone_is_a_list_of_dates():
    for name in ZONES:
        _component, text = defined(name)
        assert "RDATE" not in text, name
        assert text.count("DTSTART:") <= 2 * (LAST - FIRST + 2) + 1, name


def test_rule_16_a_usual_zone_is_two_rules_from_1970():
    _component, text = defined("America/New_York")
    assert text.count("RRULE:FREQ=YEARLY") == 2
    assert "DTSTART:19700308T020000" in text
    assert "DTSTART:19701101T020000" in text


def test_the_definition_is_the_same_however_often_it_is_asked_for():
    assert defined("Europe/Paris")[1] == defined("Europe/Paris")[1]


@pytest.mark.parametrize("name", ["localtime", "Factory", "posixrules", "", "Mars/Base", "../etc"])
def test_a_name_that_no_calendar_elsewhere_knows_is_no_zone(name):
    assert not known_zone(name)
    assert known_zone("Europe/Berlin")
