"""A second, small reader of iCalendar text. Shares no code with the service."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from dateutil.rrule import rrulestr

COMPACT = "%Y%m%dT%H%M%S"


def wall(text):
    """A naive wall time."""
    return datetime.fromisoformat(text)


@dataclass
class Component:
    name: str
    lines: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    inner: list["Component"] = field(default_factory=list)

    def all(self, name):
        return [line for line in self.lines if line[0] == name]

    def one(self, name):
        (line,) = self.all(name)
        return line

    def value(self, name):
        found = self.all(name)
        return found[0][2] if found else None

    def named(self, name):
        return [component for component in self.inner if component.name == name]


def parse(ics):
    assert ics.endswith("END:VCALENDAR\r\n")
    root = Component("ROOT")
    stack = [root]
    for line in ics.replace("\r\n ", "").split("\r\n")[:-1]:
        head, value = re.fullmatch(r'((?:[^":]|"[^"]*")*):(.*)', line).groups()
        name, *params = re.findall(r'(?:[^";]|"[^"]*")+', head)
        if name == "BEGIN":
            stack.append(Component(value))
            stack[-2].inner.append(stack[-1])
        elif name == "END":
            assert stack.pop().name == value
        else:
            pairs = dict(param.split("=", 1) for param in params)
            stack[-1].lines.append((name, pairs, value))
    (calendar,) = root.inner
    return calendar


def offset(text):
    size = timedelta(hours=int(text[1:3]), minutes=int(text[3:5]), seconds=int(text[5:7] or 0))
    return -size if text[0] == "-" else size


class Zone:
    """A VTIMEZONE: its changes as (instant, offset from then on), expanded by dateutil."""

    def __init__(self, component, last_year):
        self.changes = []
        for observance in component.inner:
            before = offset(observance.value("TZOFFSETFROM"))
            after = offset(observance.value("TZOFFSETTO"))
            start = datetime.strptime(observance.value("DTSTART"), COMPACT)
            rule = observance.value("RRULE")
            walls = [start]
            if rule:
                expanded = rrulestr(rule, dtstart=start)
                walls = list(expanded.between(start, wall(f"{last_year}-12-31"), inc=True))
                assert walls[0] == start, "DTSTART is the first of its RRULE"
            self.changes += [(wall - before, before, after) for wall in walls]
        self.changes.sort()
        self.starts = [change[0] for change in self.changes]

    def offset_at(self, moment):
        naive = moment.astimezone(UTC).replace(tzinfo=None)
        past = [change for change in self.changes if change[0] <= naive]
        return past[-1][2] if past else self.changes[0][1]

    def instant(self, wall):
        """RFC 5545 §3.3.5: the first of two, and by the offset before a gap."""
        fits = []
        for one in {change[1] for change in self.changes} | {c[2] for c in self.changes}:
            moment = (wall - one).replace(tzinfo=UTC)
            if self.offset_at(moment) == one:
                fits.append(moment)
        if fits:
            return min(fits)
        before = self.offset_at((wall - timedelta(days=1)).replace(tzinfo=UTC))
        return (wall - before).replace(tzinfo=UTC)


def time_of(line, calendar):
    _name, params, value = line
    if value.endswith("Z"):
        return datetime.strptime(value, COMPACT + "Z").replace(tzinfo=UTC)
    zone = next(z for z in calendar.named("VTIMEZONE") if z.value("TZID") == params["TZID"])
    wall = datetime.strptime(value, COMPACT)
    return Zone(zone, wall.year + 2).instant(wall)


def starts_of(calendar, event, until):
    """The instants at which a VEVENT begins, up to `until`."""
    _name, params, value = event.one("DTSTART")
    rule = event.value("RRULE")
    if not rule:
        return [time_of(event.one("DTSTART"), calendar)]
    wall = datetime.strptime(value.removesuffix("Z"), COMPACT)
    if value.endswith("Z"):

        def to_instant(wall):
            return wall.replace(tzinfo=UTC)

    else:
        (zone,) = [z for z in calendar.named("VTIMEZONE") if z.value("TZID") == params["TZID"]]
        to_instant = Zone(zone, until.year + 2).instant
    _bare, _, end = rule.partition("UNTIL=")
    kept = ";".join(p for p in rule.split(";") if not p.startswith("UNTIL"))
    last = until
    if end:
        last = min(until, datetime.strptime(end.split(";")[0], COMPACT + "Z").replace(tzinfo=UTC))
    found = []
    for each in rrulestr(kept, dtstart=wall):
        moment = to_instant(each)
        if moment > last:
            break
        found.append(moment)
    excluded = {time_of(line, calendar) for line in event.all("EXDATE")}
    return [moment for moment in found if moment not in excluded]
