"""Somebody's calendar program, which obeys iTIP. Shares no code with the service."""

from datetime import UTC

from tests.calendar.reader import COMPACT, parse, starts_of, time_of


class Calendar:
    """Applies iTIP messages for one UID, in whatever order and however often they come.

    RFC 5546 §2.1.5. It `forgets` older exceptions when a series is sent again, as
    many do, or keeps those that still fit. `answers` what its owner says.
    """

    def __init__(self, forgets, address="ada@example.org"):
        self.forgets = forgets
        self.address = address
        self.master = None
        self.version = None
        self.exceptions = {}

    def receive(self, ics):
        calendar = parse(ics)
        method = calendar.value("METHOD")
        if method == "DECLINECOUNTER":
            return
        for event in calendar.named("VEVENT"):
            stamp = time_of(event.one("DTSTAMP"), calendar)
            version = (int(event.value("SEQUENCE")), stamp)
            if event.all("RECURRENCE-ID"):
                self._exception(calendar, event, method, version)
            elif self.version is None or version > self.version:
                self._whole(calendar, event, method, version)

    def _whole(self, calendar, event, method, version):
        self.version = version
        self.master = (calendar, event) if method == "REQUEST" else None
        newest = max(self.exceptions, default=None)
        fitting = set(self._regular(newest)) if newest and not self.forgets else set()
        self.exceptions = {
            original: exception
            for original, exception in self.exceptions.items()
            if exception[0] >= version or original in fitting
        }

    def _exception(self, calendar, event, method, version):
        original = time_of(event.one("RECURRENCE-ID"), calendar)
        known = self.exceptions.get(original)
        if (self.version and version < self.version) or (known and version < known[0]):
            return
        starts = time_of(event.one("DTSTART"), calendar) if method == "REQUEST" else None
        self.exceptions[original] = (version, starts)

    def _regular(self, until):
        return starts_of(*self.master, until) if self.master else []

    def shows(self, after, before):
        found = [o for o in self._regular(before) if o not in self.exceptions]
        found += [starts for _version, starts in self.exceptions.values() if starts]
        return sorted(moment for moment in found if after < moment < before)

    def originals(self, after, before):
        """Which occurrences of a series can be answered one by one."""
        if not self.master or not self.master[1].value("RRULE"):
            return []
        return [
            original
            for original in self._regular(before)
            if after < original
            and (original not in self.exceptions or self.exceptions[original][1])
        ]

    def attendees(self):
        """The addresses that stand in the event."""
        return {value.removeprefix("mailto:") for _, _, value in self.master[1].all("ATTENDEE")}

    def sequence(self, original=None):
        """The SEQUENCE of what is answered."""
        known = self.exceptions.get(original)
        return known[0][0] if known else self.version[0]

    def answers(self, partstat, at, *, original=None, proposed=None):
        """A REPLY, or a COUNTER where another time is proposed, about all or one occurrence."""
        about = [f"RECURRENCE-ID:{original:{COMPACT}}Z"] if original else []
        when = [f"DTSTART:{proposed.astimezone(UTC):{COMPACT}}Z"] if proposed else []
        return "\r\n".join(
            [
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                f"METHOD:{'COUNTER' if proposed else 'REPLY'}",
                "BEGIN:VEVENT",
                f"UID:{self.master[1].value('UID')}",
                f"ATTENDEE;PARTSTAT={partstat}:mailto:{self.address}",
                f"DTSTAMP:{at:{COMPACT}}Z",
                f"SEQUENCE:{self.sequence(original)}",
                *about,
                *when,
                "END:VEVENT",
                "END:VCALENDAR",
                "",
            ]
        )
