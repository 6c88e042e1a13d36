"""A message that has been written and not sent, without a person who has been erased since."""

import re

from icalendar.parser import Contentline, Contentlines

from service.participants import same_address

_ADDRESS = re.compile(r":mailto:(.+)$", re.IGNORECASE)


def without_person(ics: str, *, email: str, name: str, instead: str) -> str:
    """The message with one attendee less, and `instead` where a text names them."""
    lines = Contentlines.from_ical(ics)
    kept = (line for line in lines if line and not _is_attendee(line, email))
    named = re.compile(rf"(?<!\w)(?:{re.escape(name)}|{re.escape(_escaped(name))})(?!\w)")
    return (
        Contentlines(
            [*(Contentline(named.sub(lambda _: instead, line)) for line in kept), Contentline("")]
        )
        .to_ical()
        .decode()
    )


def _is_attendee(line: str, email: str) -> bool:
    found = _ADDRESS.search(line)
    return line.upper().startswith("ATTENDEE") and bool(found and same_address(found[1], email))


def _escaped(text: str) -> str:
    """As TEXT values are written (RFC 5545 §3.3.11)."""
    return re.sub(r"([\\;,])", r"\\\1", text)
