"""What people are told of times."""

from datetime import datetime

from service import emails
from service.alliance import (
    Alliance,
    Proposal,
    Wish,
    sensible_times,
)
from service.clock import instant
from service.emails import Message
from service.itip import Event, Method, Purpose, Wanted, stands_at
from service.participants import Person, Role
from service.rhythm import Moved, schedule
from service.workflow.paths import opened_at, public_path
from service.workflow.posting import Post
from service.workflow.wording.builders import Builder

_MOVED_AT = {
    Purpose.CONVERSATION: "dates",
    Purpose.REVIEWS: "move-review",
    Purpose.MOMENT: "move-extra",
}
"""In which part of the organiser's page a meeting is moved."""


def _calendar_message(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    wanted = wish.calendar
    if wanted is None:
        raise ValueError("a calendar message is about an event")
    event, one = wanted.event, wanted.recurrence
    return emails.CalendarMessage(
        **post.common(alliance, person, event.uid),
        method=wanted.method,
        ics=post.ics(alliance, person, wanted),
        purpose=event.purpose,
        change=wanted.change,
        differs=wanted.differs,
        event=event,
        public_url=post.settings.public_url + public_path(alliance.id),
        occurrence=instant(_known_at(wanted, one), event.time_zone) if one else None,
        occurrence_at=(
            instant(one.starts, event.time_zone) if one and wanted.method == "REQUEST" else None
        ),
    )


def _time_proposed(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    proposal = next(p for p in alliance.proposals if p.id == wish.about)
    event = alliance.event(proposal.event)
    return emails.TimeProposed(
        **post.common(alliance, person),
        person=alliance.person(proposal.person).name,
        purpose=event.purpose,
        current_at=_proposed_about(event, proposal, post.now),
        proposed_at=proposal.starts,
        comment=proposal.comment,
        organiser_url=post.link(alliance, person, Role.ORGANISER),
    )


def _proposal_declined(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    proposal = next(p for p in alliance.proposals if wish.about.startswith(p.id))
    event = alliance.event(proposal.event)
    return emails.ProposalDeclined(
        **post.common(alliance, person, event.uid),
        purpose=event.purpose,
        current_at=_proposed_about(event, proposal, post.now),
        proposed_at=proposal.starts,
        page_url=post.link(alliance, person, Role.PARTICIPANT),
        method="DECLINECOUNTER" if proposal.by_mail else "",
        ics=post.declined(alliance, person, proposal) if proposal.by_mail else "",
    )


def _guest_answered(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    guest = next(g for g in alliance.guests if g.id == wish.about)
    return emails.GuestAnswered(
        **post.common(alliance, person),
        person=alliance.person(guest.rsvp.person).name,
        email=guest.email,
        partstat=guest.rsvp.partstat,
        organiser_url=post.link(alliance, person, Role.ORGANISER),
    )


def _all_declined(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    event = alliance.event(wish.about.split("/", 1)[0])
    starts = _next_start(event, post.now)
    return emails.AllDeclined(
        **post.common(alliance, person),
        purpose=event.purpose,
        event_at=starts,
        suggestions=sensible_times(alliance, max(starts, post.now)),
        organiser_url=opened_at(
            post.link(alliance, person, Role.ORGANISER), _MOVED_AT[event.purpose]
        ),
    )


def _known_at(wanted: Wanted, one: Moved) -> datetime:
    """The wall time at which the person last knew this occurrence."""
    return one.starts if wanted.method == Method.CANCEL else wanted.was or one.original


def _proposed_about(event: Event, proposal: Proposal, now: datetime) -> datetime:
    """Where the meeting that somebody wants at another time stands now."""
    if proposal.occurrence:
        return stands_at(event, proposal.occurrence)
    return _next_start(event, now)


def _next_start(event: Event, now: datetime) -> datetime:
    """When the event takes place next, or did first where nothing lies ahead."""
    ahead = schedule(event, after=now, limit=1)
    return ahead[0].starts if ahead else instant(event.starts, event.time_zone)


BUILDERS: dict[str, Builder] = {
    "calendar_message": _calendar_message,
    "time_proposed": _time_proposed,
    "proposal_declined": _proposal_declined,
    "guest_answered": _guest_answered,
    "all_declined": _all_declined,
}
