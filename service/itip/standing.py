"""What a person's answers amount to for an event as it now is."""

from collections.abc import Iterable
from datetime import datetime

from service.itip.event import RSVP, Event, PartStat, moved_occurrence


def timed_since(event: Event, occurrence: datetime | None = None) -> int:
    """The SEQUENCE since which the event, or that occurrence of it, has its present time."""
    moved = moved_occurrence(event, occurrence) if occurrence else None
    return max(event.timed, moved.sequence if moved else 0)


def by_person(rsvps: Iterable[RSVP]) -> dict[tuple[str, str], list[RSVP]]:
    """(event, person) → what they have answered: many people's answers are looked at once."""
    found: dict[tuple[str, str], list[RSVP]] = {}
    for rsvp in rsvps:
        found.setdefault((rsvp.event, rsvp.person), []).append(rsvp)
    return found


def partstat(
    event: Event,
    rsvps: Iterable[RSVP],
    person: str,
    occurrence: datetime | None = None,
) -> PartStat:
    """What `person` has answered to the event, or to the occurrence with that original start.

    Answers to an earlier time count no longer (rule 22). Without one of its own
    an occurrence has the answer to the series.
    """
    mine = [
        r
        for r in rsvps
        if (r.event, r.person) == (event.uid, person)
        and r.sequence >= timed_since(event, occurrence)
    ]
    own = (r for r in mine if occurrence and r.occurrence == occurrence)
    whole = (r for r in mine if r.occurrence is None)
    said = next(own, None) or next(whole, None)
    return said.partstat if said else PartStat.NEEDS_ACTION
