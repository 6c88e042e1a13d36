"""What comes in by mail: stored first, then sorted, each message once."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from service import alliance as core
from service.alliance import Alliance, Guest, Proposal
from service.clock import MEETING_YEARS
from service.incoming import Sorted, SortedAs, sort
from service.itip import (
    RSVP,
    Author,
    Event,
    PartStat,
    ReplyPart,
    Verdict,
    apply_reply,
    original_start,
    read_reply,
    whose,
)
from service.links import address_tag, hash_token
from service.participants import Person, same_address
from service.workflow.answering import read_words
from service.workflow.work import Work, conclude

log = logging.getLogger(__name__)

MOST_AN_HOUR = 120
"""Messages of one sender to one secret address that have an effect; more are held back."""
MOST_DELEGATES = 3
"""Of those whom one reply sends in somebody's place, more are not passed on to the organiser."""
MOST_GUESTS = 20
"""Answers from unknown addresses that wait for the organiser at once."""
HELD_BACK = "held back: too many from this sender"
AT_ONCE = 20
"""Messages held back that are looked at together; each may be as long as any."""
LONGEST = 24 * 60
"""Minutes that a proposed meeting may last; beyond, the event's own length counts."""


def receive(work: Work, raw: bytes, envelope: Sequence[str] = ()) -> str:
    """The message is stored and has had its effect, in one go; one that came before has none."""
    inbound_id = store(work, raw, envelope)
    return "known already" if inbound_id is None else take(work, inbound_id)


def store(work: Work, raw: bytes, envelope: Sequence[str] = ()) -> str | None:
    """The message is kept before anything is made of it; None when it was here before.

    `envelope` are the recipients that the mail server named. Raises NotAMessage
    for bytes that are none.
    """
    message = sort(raw)
    return work.tx.store_inbound(message.digest, message.message_id, raw, work.now, tuple(envelope))


def take(work: Work, inbound_id: str) -> str:
    """The stored message has had its effect, once, whoever else takes it; says in a word what."""
    inbound = work.tx.claim_inbound(inbound_id)
    if inbound is None:
        return "taken already"
    alliance_id, outcome = _effect(work, sort(inbound.raw), inbound.recipients, inbound.id)
    work.tx.settle_inbound(inbound.id, outcome, alliance_id)
    return outcome


def waiting(work: Work) -> tuple[str, ...]:
    """The ids of stored messages without an effect yet.

    Of those whose sender wrote too much, a few whose turn has come.
    """
    since = work.now - timedelta(hours=1)
    held_back = work.tx.held_inbound(since=since, most=MOST_AN_HOUR, limit=AT_ONCE)
    return (*work.tx.unsettled_inbound(), *held_back)


def _effect(
    work: Work, message: Sorted, envelope: Sequence[str], inbound_id: str
) -> tuple[str | None, str]:
    owner = _owner(work, [*envelope, *message.recipients])
    if owner is None:
        return None, "nobody's address"
    alliance_id, person_id = owner
    alliance = work.tx.alliance(alliance_id, lock=True)
    person = alliance.person(person_id)
    # Per address, too: one mail server may report of everybody's mail within the hour.
    who = f"{message.from_address} {alliance_id} {person_id}"
    since = work.now - timedelta(hours=1)
    if not work.tx.count_inbound(inbound_id, who, work.now, since=since, most=MOST_AN_HOUR):
        log.warning(
            "message %s is kept and taken later: its sender wrote more than %d within an hour",
            inbound_id,
            MOST_AN_HOUR,
        )
        return alliance_id, HELD_BACK
    if message.kind == SortedAs.BOUNCE:
        return alliance_id, _bounced(work, alliance, person, message)
    if message.kind == SortedAs.WORDS:
        return alliance_id, read_words(work, alliance, person, message, inbound_id)
    if message.kind != SortedAs.CALENDAR:
        return alliance_id, message.kind.value
    return alliance_id, _answered(work, alliance, person, message)


def _owner(work: Work, recipients: Sequence[str]) -> tuple[str, str] | None:
    """Whose secret address the message was sent to."""
    for recipient in recipients:
        tag = address_tag(recipient)
        known = work.tx.address(hash_token(tag)) if tag else None
        if known:
            return known[0], known[1]
    return None


def _answered(work: Work, alliance: Alliance, person: Person, message: Sorted) -> str:
    """What the calendar says is the person's word, as far as it is theirs and the newest.

    The secret address alone is not enough: mails are forwarded, address and all.
    An answer from elsewhere waits for the organiser.
    """
    if alliance.closure:
        return "closed: nothing changed"
    outcome, codes = core.Outcome(alliance=alliance), []
    parts = read_reply(message.ics)
    for part in parts:
        event = next((e for e in alliance.events if e.uid == part.uid), None)
        if event is None:
            codes.append("unknown event")
            continue
        author = whose(
            part,
            address=person.email,
            sender=message.from_address,
            proven=False,
            alone=len(parts) == 1,
        )
        following, code = _taken(work, outcome.alliance, person, event, part, author, message)
        outcome = outcome.then(following)
        codes.append(code)
    conclude(work, alliance, outcome)
    return "calendar: " + ", ".join(codes or ["nothing in it"])


def _taken(  # noqa: PLR0913, PLR0917 - one part of a reply, and all that it must fit
    work: Work,
    alliance: Alliance,
    person: Person,
    event: Event,
    part: ReplyPart,
    author: Author,
    message: Sorted,
) -> tuple[core.Outcome, str]:
    unchanged = core.Outcome(alliance=alliance)
    if author == Author.ECHO:
        return unchanged, author
    decision = apply_reply(alliance.rsvps, part, person=person.id, event=event, now=work.now)
    if author == Author.OWN and decision.code == Verdict.PROPOSAL:
        return _proposed(work, alliance, person, event, part)
    if decision.rsvp is None:
        return unchanged, decision.code
    if author == Author.OWN:
        after = core.Outcome(alliance=core.with_rsvp(alliance, decision.rsvp))
        # RFC 5546 §3.2.2.3: the delegate waits for the organiser's word.
        for delegate in part.delegated_to[:MOST_DELEGATES]:
            waiting = replace(decision.rsvp, partstat=PartStat.NEEDS_ACTION)
            after = after.then(_waits(work, after.alliance, delegate, waiting))
        return after, decision.code
    return _waits(work, alliance, message.from_address, decision.rsvp), "held for the organiser"


def _proposed(
    work: Work, alliance: Alliance, person: Person, event: Event, part: ReplyPart
) -> tuple[core.Outcome, str]:
    """A counter-proposal is kept; the event is unchanged (RFC 5546 §3.2.7)."""
    starts = part.proposed_start
    if starts is None or starts <= work.now or starts.year not in MEETING_YEARS:
        return core.Outcome(alliance=alliance), "proposal without a time ahead"
    ends = part.proposed_end
    length = int((ends - starts).total_seconds() // 60) if ends else event.minutes
    proposal = Proposal(
        id=uuid4().hex,
        event=event.uid,
        person=person.id,
        occurrence=original_start(event, part.recurrence),
        starts=starts,
        minutes=length if 1 <= length <= LONGEST else event.minutes,
        comment=part.comment,
        sequence=part.sequence,
        at=work.now,
        by_mail=True,
    )
    return core.time_proposed(alliance, proposal), Verdict.PROPOSAL


def _waits(work: Work, alliance: Alliance, email: str, said: RSVP) -> core.Outcome:
    """The organiser is asked who this is; beyond some that they have not settled, no more."""
    if len(alliance.guests) >= MOST_GUESTS:
        return core.Outcome(alliance=alliance)
    guest = Guest(id=uuid4().hex, email=email, rsvp=said, at=work.now)
    return core.guest_answered(alliance, guest)


def _bounced(work: Work, alliance: Alliance, person: Person, message: Sorted) -> str:
    """A permanent failure reported for this person's own address, twice and a day apart, counts."""
    bounce = message.bounce
    if bounce is None or not bounce.permanent:
        return "bounce: not permanent"
    if bounce.recipient and not same_address(bounce.recipient, person.email):
        return "bounce: another address"
    after = conclude(
        work, alliance, core.returned(alliance, person.id, bounce.diagnostic, work.now)
    )
    if not after.person(person.id).suspended_at:
        return "bounce: noted"
    work.tx.give_up(alliance.id, person.id, bounce.diagnostic, work.now)
    return "bounce: suspended"
