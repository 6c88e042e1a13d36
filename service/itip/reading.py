"""What people's calendars answer: REPLY and COUNTER, in every dialect seen.

RFC 5546 §3.2.3, §3.2.7. Nothing here raises on what strangers write, and no rule
of theirs is expanded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import unquote

from service.itip.event import PartStat
from service.itip.foreign import read_time
from service.itip.lines import Block, Line, read_blocks

COMMENT_LIMIT = 2000
MOST_PARTS = 100
_HIGHEST_SEQUENCE = 2**31 - 1
_NUMBER = re.compile(r"\s*(\d{1,10})\s*")
_METHODS = frozenset({"REPLY", "COUNTER"})


@dataclass(frozen=True, kw_only=True)
class ReplyPart:
    """What one VEVENT of a reply says of one attendee.

    `recurrence` is the original start of the one occurrence that it is about: an
    instant in UTC; a naive wall time where the zone is missing or unknown; a date
    where there is no time. `partstat` is None where there is none that RFC 5545
    §3.2.12 knows. `problems` are codes for the log.
    """

    method: str
    uid: str
    recurrence: datetime | date | None = None
    attendee: str = ""
    partstat: PartStat | None = None
    sequence: int = 0
    stamp: datetime | None = None
    comment: str = ""
    delegated_to: tuple[str, ...] = ()
    proposed_start: datetime | None = None
    proposed_end: datetime | None = None
    problems: tuple[str, ...] = ()

    @property
    def about_one(self) -> bool:
        """Whether it is about one occurrence, readable or not, and never the whole (rule 39)."""
        return self.recurrence is not None or "recurrence" in self.problems


def read_reply(ics: bytes | str) -> tuple[ReplyPart, ...]:
    """Every answer and counter-proposal in the text, each once; other methods say nothing.

    One part for each VEVENT and attendee (rule 40): Google sends a series and
    its exceptions together, other calendars echo all attendees.
    """
    parts: dict[ReplyPart, None] = {}
    for calendar in read_blocks(ics):
        for part in _parts(calendar):
            parts[part] = None
            if len(parts) == MOST_PARTS:
                return tuple(parts)
    return tuple(parts)


def _parts(calendar: Block) -> Iterator[ReplyPart]:
    line = calendar.first("METHOD")
    method = line.value.strip().upper() if line else ""
    if calendar.name != "VCALENDAR" or method not in _METHODS:
        return
    for event in calendar.named("VEVENT"):
        uid = event.first("UID")
        if uid is None or not uid.text.strip():
            continue
        for attendee in list(event.all("ATTENDEE")) or [None]:
            yield _part(method, uid.text.strip(), attendee, event, calendar)


def _part(method: str, uid: str, attendee: Line | None, event: Block, calendar: Block) -> ReplyPart:
    problems: list[str] = []
    named = event.first("RECURRENCE-ID")
    recurrence = read_time(named, calendar) if named else None
    if named and recurrence is None:
        problems.append("recurrence")
    elif named and not _is_instant(recurrence):
        problems.append("zone")
    counter = method == "COUNTER"
    return ReplyPart(
        method=method,
        uid=uid,
        recurrence=recurrence,
        attendee=_address(attendee, problems),
        partstat=_partstat(attendee, problems),
        sequence=_sequence(event.first("SEQUENCE"), problems),
        stamp=_instant(event, ("DTSTAMP", "LAST-MODIFIED"), calendar, problems),
        comment=_comment(event),
        delegated_to=_delegates(attendee),
        proposed_start=_instant(event, ("DTSTART",), calendar, problems) if counter else None,
        proposed_end=_instant(event, ("DTEND",), calendar, []) if counter else None,
        problems=tuple(problems),
    )


def _is_instant(moment: datetime | date | None) -> bool:
    return isinstance(moment, datetime) and moment.tzinfo is not None


def _instant(
    event: Block, names: tuple[str, ...], calendar: Block, problems: list[str]
) -> datetime | None:
    for name in names:
        line = event.first(name)
        moment = read_time(line, calendar) if line else None
        if isinstance(moment, datetime) and moment.tzinfo is not None:
            return moment
    problems.append(names[0].lower())
    return None


def _sequence(line: Line | None, problems: list[str]) -> int:
    """A missing SEQUENCE is 0 (RFC 5545 §3.8.7.4), and so is a junk one."""
    if line is None:
        return 0
    found = _NUMBER.fullmatch(line.value)
    if not found or not found[1].isascii():
        problems.append("sequence")
        return 0
    return min(int(found[1]), _HIGHEST_SEQUENCE)


def _partstat(attendee: Line | None, problems: list[str]) -> PartStat | None:
    if attendee is None:
        return None
    value = attendee.params.get("PARTSTAT", "").upper()
    if value not in set(PartStat):
        problems.append("partstat")
        return None
    return PartStat(value)


def _address(attendee: Line | None, problems: list[str]) -> str:
    """The whole address, in small letters to compare by."""
    if attendee is None:
        problems.append("attendee")
        return ""
    address = _plain_address(attendee.value)
    if "@" not in address:
        # Apple names a person by "urn:uuid:…" and keeps the address in EMAIL (RFC 7986 §6.2).
        address = _plain_address(attendee.params.get("EMAIL", ""))
    if "@" not in address:
        problems.append("attendee")
    return address


def _plain_address(uri: str) -> str:
    bare = uri.strip().casefold().removeprefix("mailto:").partition("?")[0]
    return unquote(bare).strip().strip("<>")


def _delegates(attendee: Line | None) -> tuple[str, ...]:
    given = attendee.params.get("DELEGATED-TO", "") if attendee else ""
    addresses = (_plain_address(uri) for uri in given.split(","))
    return tuple(address for address in addresses if "@" in address)


def _comment(event: Block) -> str:
    return "\n".join(line.text.strip() for line in event.all("COMMENT"))[:COMMENT_LIMIT].strip()
