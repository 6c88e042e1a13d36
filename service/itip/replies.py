"""What an answer that came by mail changes, whatever order answers arrive in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from service.clock import instant, require_aware, wall_time
from service.itip.event import RSVP, Event
from service.itip.reading import ReplyPart
from service.itip.standing import timed_since
from service.participants import same_address
from service.rhythm import LONGEST_GAP, occurrence_walls, takes_place

_FARTHEST = timedelta(days=20 * 366)


class Verdict(StrEnum):
    """What became of one part of a reply, for the log."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    OUTDATED = "outdated"
    """A newer answer of the same person is known."""
    STALE = "stale"
    """It answers a time that has been changed since."""
    PROPOSAL = "proposal"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    """It is about another event, or an occurrence that there is not."""
    UNREADABLE = "unreadable"
    """It has no PARTSTAT that an attendee can have."""


class Author(StrEnum):
    """Whose answer a part of a reply is."""

    OWN = "own"
    ECHO = "echo"
    """Another attendee, repeated by the answering calendar: not the sender's to change."""
    HELD = "held"
    """Nothing proves that the attendee sent it."""
    GUEST = "guest"
    """Somebody who was not invited by this address."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """`rsvp`, if given, takes the place of the person's earlier one for the same occurrence."""

    rsvp: RSVP | None = None
    code: Verdict


def apply_reply(
    rsvps: Sequence[RSVP], part: ReplyPart, *, person: str, event: Event, now: datetime
) -> Decision:
    """What `person`'s answer changes: one RSVP of theirs at most, and nothing in the event.

    Ordered per person and occurrence by SEQUENCE, then DTSTAMP (RFC 5546 §2.1.5).
    A counter-proposal changes nothing by itself (§3.2.7).
    """
    about = _about(part, event, now)
    if isinstance(about, Verdict):
        return Decision(code=about)
    occurrence = about.occurrence
    if part.method == "COUNTER":
        return Decision(code=Verdict.PROPOSAL)
    if part.partstat is None:
        return Decision(code=Verdict.UNREADABLE)
    if part.sequence < timed_since(event, occurrence):
        return Decision(code=Verdict.STALE)
    said = RSVP(
        event=event.uid,
        person=person,
        occurrence=occurrence,
        partstat=part.partstat,
        # A SEQUENCE above ours, or a stamp from the future, must not shut out later answers.
        sequence=min(part.sequence, event.sequence),
        stamp=min(part.stamp or now, require_aware(now)),
        comment=part.comment,
        by_mail=True,
    )
    return _decide(said, _known(rsvps, said))


def original_start(event: Event, named: datetime | date | None) -> datetime | None:
    """The original start, in UTC, of the occurrence that a RECURRENCE-ID names, if there is one.

    Compared as instants (RFC 5546 §2.1.5); without a zone, by the event's wall times.
    """
    if named is None:
        return None
    if not isinstance(named, datetime):
        around = datetime.combine(named, event.starts.time())
    else:
        around = wall_time(named, event.time_zone) if named.tzinfo else named
    if abs(around - event.starts) > _FARTHEST:
        return None
    for wall in _near(event, around):
        start = instant(wall, event.time_zone)
        # A time that the clocks skip may come back as the one that a calendar showed instead.
        walls = (wall, wall_time(start, event.time_zone))
        meant = named in ((start, *walls) if isinstance(named, datetime) else (wall.date(),))
        if meant and takes_place(event, wall):
            return start
    return None


def whose(
    part: ReplyPart, *, address: str, sender: str, proven: bool, alone: bool = True
) -> Author:
    """Whose answer a part is, in a mail from `sender` about the person invited by `address`.

    proven: it came to the person's secret address, or their domain vouches for
    the sender. alone: no other attendee stands in the reply. Addresses are
    compared whole, case aside (rule 37).
    """
    if same_address(part.attendee, address):
        return Author.OWN if proven or same_address(sender, address) else Author.HELD
    return Author.GUEST if alone else Author.ECHO


@dataclass(frozen=True, kw_only=True)
class _About:
    """What a part is about: one occurrence, by its original start, or the whole event."""

    occurrence: datetime | None = None


def _about(part: ReplyPart, event: Event, now: datetime) -> _About | Verdict:
    if part.uid != event.uid:
        return Verdict.UNKNOWN
    if event.cancelled or (event.until and event.until < now and not _stands_ahead(event, now)):
        return Verdict.CLOSED
    if not part.about_one:
        return _About()
    occurrence = original_start(event, part.recurrence)
    if occurrence is None:
        return Verdict.UNKNOWN
    return _About(occurrence=occurrence if event.rhythm else None)


def _decide(said: RSVP, known: RSVP | None) -> Decision:
    if known is None:
        return Decision(rsvp=said, code=Verdict.APPLIED)
    if known.by_mail:
        order, standing = _order(said), _order(known)
        if order == standing:
            return Decision(code=Verdict.DUPLICATE)
        newer = order > standing
    else:
        # Buttons on a page know the event's SEQUENCE, which a calendar may not have seen yet.
        newer = said.stamp > known.stamp
    return Decision(rsvp=said, code=Verdict.APPLIED) if newer else Decision(code=Verdict.OUTDATED)


def _order(rsvp: RSVP) -> tuple[int, datetime, str, str]:
    """Total, so that answers of the same second end alike whatever order they come in."""
    return rsvp.sequence, rsvp.stamp, rsvp.partstat.value, rsvp.comment


def _known(rsvps: Iterable[RSVP], said: RSVP) -> RSVP | None:
    same = (said.event, said.person, said.occurrence)
    return next((r for r in rsvps if (r.event, r.person, r.occurrence) == same), None)


def _near(event: Event, around: datetime) -> Iterator[datetime]:
    for wall in occurrence_walls(event.starts, event.rhythm, since=around - LONGEST_GAP):
        if wall > around + LONGEST_GAP:
            return
        yield wall


def _stands_ahead(event: Event, now: datetime) -> bool:
    """Whether a moved occurrence of an ended series is still to come."""
    return any(instant(m.starts, event.time_zone) > now for m in event.moved)
