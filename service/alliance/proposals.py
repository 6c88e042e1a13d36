"""What waits for the organiser's word: another time, or an answer from an unknown address."""

from dataclasses import replace
from datetime import datetime

from service import itip
from service.alliance.calendars import conversation_moved, with_rsvp
from service.alliance.reach import organiser_told, require_living
from service.alliance.record import Alliance, Guest, Proposal
from service.alliance.rounds import with_round
from service.alliance.scheduling import extra_review_moved, require_ahead, review_moved
from service.alliance.wishes import Outcome, Wish
from service.clock import instant, wall_time
from service.errors import Conflict, NotFound
from service.itip import Event, Purpose
from service.languages import say
from service.rhythm import schedule


def time_proposed(alliance: Alliance, proposal: Proposal) -> Outcome:
    """The organiser reads the proposal; the event is unchanged until it is accepted.

    RFC 5546 §3.2.7. A newer one by the same person takes the place of their last.
    """
    require_living(alliance)
    others = tuple(
        p
        for p in alliance.proposals
        if p.answer or (p.event, p.person, p.occurrence) != _about(proposal)
    )
    return Outcome(
        alliance=replace(alliance, proposals=(*others, proposal)),
        wishes=organiser_told(alliance, "time_proposed", proposal.id, by=proposal.person),
    )


def proposal_accepted(alliance: Alliance, proposal_id: str, now: datetime) -> Outcome:
    """The event is at the proposed time for all; other proposals for it are settled by that."""
    require_living(alliance)
    proposal = _open_proposal(alliance, proposal_id)
    event = alliance.event(proposal.event)
    starts = wall_time(proposal.starts, event.time_zone)
    if event.purpose == Purpose.CONVERSATION:
        require_ahead("proposal", starts, event.time_zone, now)
        after = conversation_moved(
            alliance, starts=starts, minutes=proposal.minutes, place=event.place, now=now
        )
        asked = after.first_round
        if not asked.released_at and asked.replies_due > proposal.starts:
            after = with_round(after, replace(asked, replies_due=proposal.starts))
    elif event.rhythm is None:
        after = extra_review_moved(
            alliance, event.uid, starts=starts, minutes=proposal.minutes, now=now
        ).alliance
    else:
        # A proposal for the series as a whole is about the review that comes next.
        ahead = schedule(event, after=now, limit=1)
        original = proposal.occurrence or (ahead[0].original if ahead else None)
        if original is None:
            raise Conflict(say("There is no review ahead that could be moved."))
        after = review_moved(
            alliance, original=original, starts=starts, minutes=proposal.minutes, now=now
        ).alliance
    settled = tuple(
        replace(p, answer="accepted" if p.id == proposal.id else "declined")
        if not p.answer and (p.event, p.occurrence) == (proposal.event, proposal.occurrence)
        else p
        for p in after.proposals
    )
    return Outcome(alliance=replace(after, proposals=settled))


def open_proposals(alliance: Alliance, now: datetime) -> tuple[Proposal, ...]:
    """Those that can still be taken up: neither their time nor that of the meeting is past."""
    return tuple(
        p
        for p in alliance.proposals
        if not p.answer and p.starts > now and _lies_ahead(alliance.event(p.event), p, now)
    )


def proposal_declined(alliance: Alliance, proposal_id: str, now: datetime) -> Outcome:
    """The event stays where it is, and who proposed is told (RFC 5546 §3.2.8)."""
    require_living(alliance)
    proposal = _open_proposal(alliance, proposal_id)
    kept = tuple(
        replace(p, answer="declined") if p.id == proposal.id else p for p in alliance.proposals
    )
    wish = Wish(
        kind="proposal_declined", to=proposal.person, about=f"{proposal.id}/{now.isoformat()}"
    )
    return Outcome(alliance=replace(alliance, proposals=kept), wishes=(wish,))


def guest_answered(alliance: Alliance, guest: Guest) -> Outcome:
    """An answer from an unknown address waits for the organiser's word."""
    same = (guest.email, guest.rsvp.event, guest.rsvp.occurrence)
    others = tuple(g for g in alliance.guests if (g.email, g.rsvp.event, g.rsvp.occurrence) != same)
    return Outcome(
        alliance=replace(alliance, guests=(*others, guest)),
        wishes=organiser_told(alliance, "guest_answered", guest.id, by=guest.rsvp.person),
    )


def guest_settled(alliance: Alliance, guest_id: str, *, known: bool) -> Outcome:
    """The answer is the invited person's if the organiser knows them; else it is dropped."""
    guest = next((g for g in alliance.guests if g.id == guest_id), None)
    if guest is None:
        raise NotFound
    after = replace(alliance, guests=tuple(g for g in alliance.guests if g.id != guest_id))
    return Outcome(alliance=with_rsvp(after, guest.rsvp) if known else after)


def _open_proposal(alliance: Alliance, proposal_id: str) -> Proposal:
    found = next((p for p in alliance.proposals if p.id == proposal_id), None)
    if found is None:
        raise NotFound
    if found.answer:
        raise Conflict(say("This proposal has been answered already."))
    return found


def _lies_ahead(event: Event, proposal: Proposal, now: datetime) -> bool:
    if itip.is_over(event, now):
        return False
    if proposal.occurrence is None:
        return True
    left_out = any(instant(o, event.time_zone) == proposal.occurrence for o in event.skipped)
    return not left_out and itip.stands_at(event, proposal.occurrence) > now


def _about(proposal: Proposal) -> tuple[str, str, datetime | None]:
    return proposal.event, proposal.person, proposal.occurrence
