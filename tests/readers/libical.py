"""What libical, the reader of Evolution and KOrganizer, sees of each case and objects to in it.

Run by the system's own Python, which Debian's bindings are made for.
"""

import json
import sys
from pathlib import Path

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402 - its version comes first


def starts(text, before):
    """The instants at which an event of the calendar begins."""
    calendar = ICalGLib.Component.new_from_string(text)
    events = list(components(calendar, ICalGLib.ComponentKind.VEVENT_COMPONENT))
    exceptions = {original(e): e for e in events if names_occurrence(e)}
    found = []
    for event in events:
        if names_occurrence(event):
            continue
        for start in regular(event, before):
            shown = exceptions.get(start, event)
            if status(shown) != "CANCELLED":
                found.append(start if shown is event else moment(shown.get_dtstart()))
    return found


def regular(event, before):
    """Where the rule puts them, without what EXDATE takes away."""
    first = event.get_dtstart()
    rule = event.get_first_property(ICalGLib.PropertyKind.RRULE_PROPERTY)
    if rule is None:
        yield moment(first)
        return
    excluded = {moment(t) for t in excluded_times(event)}
    iterator = ICalGLib.RecurIterator.new(rule.get_rrule(), first)
    following = iterator.next()
    while following is not None and not following.is_null_time():
        following.set_timezone(first.get_timezone())
        start = moment(following)
        if start >= before:
            return
        if start not in excluded:
            yield start
        following = iterator.next()


def excluded_times(event):
    """Every EXDATE, in the zone that it names."""
    zone = event.get_dtstart().get_timezone()
    kind = ICalGLib.PropertyKind.EXDATE_PROPERTY
    found = event.get_first_property(kind)
    while found is not None:
        time = found.get_exdate()
        if not time.is_utc():
            time.set_timezone(zone)
        yield time
        found = event.get_next_property(kind)


def original(event):
    """The instant that RECURRENCE-ID names: libical reads its wall time alone."""
    time = event.get_recurrenceid()
    if not time.is_utc():
        time.set_timezone(event.get_dtstart().get_timezone())
    return moment(time)


def moment(time):
    """Seconds since 1970, by the VTIMEZONE that stands in the calendar."""
    return time.as_timet_with_zone(time.get_timezone())


def status(event):
    found = event.get_first_property(ICalGLib.PropertyKind.STATUS_PROPERTY)
    return found.get_value_as_string() if found else ""


def names_occurrence(event):
    return event.get_first_property(ICalGLib.PropertyKind.RECURRENCEID_PROPERTY) is not None


def components(calendar, kind):
    found = calendar.get_first_component(kind)
    while found is not None:
        yield found
        found = calendar.get_next_component(kind)


def objections(text):
    """What RFC 5546's tables of properties per METHOD forbid in a message."""
    calendar = ICalGLib.Component.new_from_string(text)
    calendar.check_restrictions()
    if calendar.count_errors() == 0:
        return []
    lines = calendar.as_ical_string().replace("\r\n ", "").splitlines()
    return [line for line in lines if line.startswith("X-LIC-ERROR")]


cases = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
json.dump(
    {
        "starts": {name: starts(text, cases["before"]) for name, text in cases["kept"].items()},
        "objections": [
            {"method": text.partition("METHOD:")[2].split()[0], "line": line}
            for texts in cases["sent"].values()
            for text in texts
            for line in objections(text)
        ],
    },
    sys.stdout,
)
