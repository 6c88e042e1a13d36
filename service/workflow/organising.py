"""What the organiser can do: resend, correct, move, release; and who holds which role."""

import hmac
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from service import alliance as core
from service import emails
from service.alliance import Alliance
from service.clock import instant, is_skipped
from service.errors import InvalidInput, NotFound, Problem, advice_in
from service.languages import say
from service.links import address_token, tagged_address
from service.participants import Person, Role, clean_email, clean_line
from service.workflow.calendars import keep_feed
from service.workflow.coaching import preferred
from service.workflow.moving import reached_at, usable_address
from service.workflow.paths import handover_path, handover_token
from service.workflow.posting import queued
from service.workflow.work import Visit, Work, conclude


def resend(work: Work, visit: Visit, person_id: str) -> Alliance:
    """The person is sent their link and calendar entries again.

    An address from which mail came back is tried once more; raises InvalidInput
    for a person who wants no mail.
    """
    person = _person(visit.alliance, person_id)
    if person.silenced_at:
        advice = say(
            "%(name)s wants no mail from here: reach them in another way", name=person.name
        )
        raise InvalidInput(Problem(field="email", advice=advice))
    work.tx.note(visit.alliance.id, work.now, visit.me.id, say("sent again"), person.id)
    tried = core.address_corrected(visit.alliance, person.id, person.email, work.now)
    return conclude(work, visit.alliance, tried)


def correct_address(work: Work, visit: Visit, person_id: str, email: str) -> Alliance:
    """The person is reached there from now on; the links sent to the old address are dead.

    Raises InvalidInput for somebody who has used theirs, unless mail comes back from it:
    whoever gets their links reads what they wrote.
    """
    person = _person(visit.alliance, person_id)
    if not person.organises and not person.suspended_at:
        _require_unused(visit.alliance, person)
    address = usable_address(work, visit.alliance, person.id, email)
    work.tx.note(visit.alliance.id, work.now, visit.me.id, say("corrected an address"), person.id)
    return reached_at(work, visit.alliance, person.id, address)


def leave(work: Work, visit: Visit) -> Alliance:
    """The participant has left by themselves: their links are dead, what they wrote stays."""
    outcome = core.person_left(visit.alliance, visit.me.id, work.now)
    work.tx.revoke_links(visit.alliance.id, visit.me.id, None, work.now)
    # What their calendar has not been told yet stands before the goodbye to it.
    work.tx.cancel_mails(visit.alliance.id, visit.me.id, but={"calendar_message"})
    work.tx.note(visit.alliance.id, work.now, visit.me.id, say("left"))
    return conclude(work, visit.alliance, outcome)


def change_coach(
    work: Work, visit: Visit, *, name: str = "", email: str = "", nobody: bool = False
) -> Alliance:
    """This person, or nobody, is the coach; the earlier one's links end."""
    alliance, before = visit.alliance, visit.alliance.coach
    coach = None
    if not nobody:
        coach = _somebody(work, alliance, name=name, email=email, field="coach")
        coach = preferred(work, replace(coach, coaches=True))
    outcome = core.coach_changed(alliance, coach, work.now)
    if before:
        keep_feed(work, alliance, before)
        for gone in (Role.COACH, Role.FEED) if before.organises else (None,):
            work.tx.revoke_links(alliance.id, before.id, gone, work.now)
        if not before.organises:
            work.tx.cancel_mails(alliance.id, before.id)
    work.tx.note(
        alliance.id, work.now, visit.me.id, say("changed the coach"), coach.id if coach else ""
    )
    return conclude(work, alliance, outcome)


def offer_organising(
    work: Work, visit: Visit, *, person_id: str, name: str, email: str
) -> Alliance:
    """The person is mailed a link by which they can take it over. Until then nothing changes."""
    alliance = visit.alliance
    if person_id:
        to = _person(alliance, person_id)
    else:
        to = _somebody(work, alliance, name=name, email=email, field="organiser")
    outcome = core.organiser_offered(alliance, to, work.now)
    work.tx.note(alliance.id, work.now, visit.me.id, say("offered to hand it over"), to.id)
    after = conclude(work, alliance, outcome)
    sender = tagged_address(
        work.settings.mail_from, address_token(work.key, "handover", alliance.id, to.id)
    )
    message = emails.OrganiserAsked(
        to_name=to.name,
        to_email=to.email,
        language=to.language,
        time_zone=to.time_zone,
        sender=sender,
        reply_to=sender,
        alliance=alliance.title,
        organiser=alliance.organiser.name,
        why="organiser",
        confirm_url=work.settings.public_url + handover_path(work.key, after),
    )
    key = f"{alliance.id}:organiser_asked:{work.now.isoformat()}:{to.id}"
    known = to.id if person_id else None
    work.tx.queue([queued(message, key=key, alliance=alliance.id, person=known, now=work.now)])
    return after


def keep_organising(work: Work, visit: Visit) -> Alliance:
    """The offer is taken back; the link to take it over is dead."""
    work.tx.note(visit.alliance.id, work.now, visit.me.id, say("kept organising"))
    return conclude(work, visit.alliance, core.organiser_kept(visit.alliance))


def to_hand_over(work: Work, alliance_id: str, token: str, *, lock: bool = False) -> Alliance:
    """The alliance that this link offers; NotFound for a wrong one, or one taken back."""
    alliance = work.tx.alliance(alliance_id, lock=lock)
    if alliance.handover is None or not hmac.compare_digest(
        handover_token(work.key, alliance).encode(), token.encode()
    ):
        raise NotFound
    core.require_living(alliance)
    return alliance


def take_over(work: Work, alliance_id: str, token: str) -> str:
    """Who was asked organises from now on; a link to their organiser's page."""
    alliance = to_hand_over(work, alliance_id, token, lock=True)
    before = alliance.organiser
    after = conclude(work, alliance, core.organiser_confirmed(alliance, work.now))
    stays = after.person(before.id).present
    work.tx.revoke_links(alliance.id, before.id, Role.ORGANISER if stays else None, work.now)
    work.tx.note(alliance.id, work.now, after.organiser.id, say("took over organising"))
    return work.post.link(after, after.organiser, Role.ORGANISER)


def move_dates(  # noqa: PLR0913 - the fields of one form
    work: Work,
    visit: Visit,
    *,
    starts: datetime,
    minutes: int,
    place: str,
    replies_due: datetime,
) -> Alliance:
    """Conversation and due date are these; both given as naive wall times of the alliance."""
    zone = visit.alliance.time_zone
    for field, wall in (("date", starts), ("due_date", replies_due)):
        if is_skipped(wall, zone):
            advice = say("the clocks in %(zone)s skip this time: choose another", zone=zone)
            raise InvalidInput(Problem(field=field, advice=advice))
    outcome = core.dates_moved(
        visit.alliance,
        starts=starts,
        minutes=minutes,
        place=place,
        replies_due=instant(replies_due, zone),
        now=work.now,
    )
    work.tx.note(visit.alliance.id, work.now, visit.me.id, say("moved the dates"))
    return conclude(work, visit.alliance, outcome)


def release_now(work: Work, visit: Visit) -> Alliance:
    """The round that is open is shown to all, whoever is missing."""
    core.require_living(visit.alliance)
    core.require_going_on(visit.alliance)
    asked = visit.alliance.current_round
    if not core.repliers(asked):
        advice = say("nobody has replied yet: there is nothing to release")
        raise InvalidInput(Problem(field="", advice=advice))
    work.tx.note(visit.alliance.id, work.now, visit.me.id, say("released"), str(asked.number))
    return conclude(work, visit.alliance, core.release(visit.alliance, asked.number, work.now))


def _somebody(work: Work, alliance: Alliance, *, name: str, email: str, field: str) -> Person:
    """A person whom nobody here knows yet; raises InvalidInput beside the form's fields."""
    try:
        address, known_as = clean_email(email), clean_line(name)
    except ValueError as error:
        raise InvalidInput(Problem(field=f"{field}_email", advice=advice_in(error))) from error
    if not known_as:
        raise InvalidInput(Problem(field=f"{field}_name", advice=say("give a name")))
    if work.tx.silenced(address):
        advice = say("this address wants no mail from here: give another")
        raise InvalidInput(Problem(field=f"{field}_email", advice=advice))
    return Person(
        id=uuid4().hex[:12],
        name=known_as,
        email=address,
        time_zone=alliance.time_zone,
        language=alliance.language,
        joined_at=work.now,
    )


def _require_unused(alliance: Alliance, person: Person) -> None:
    if person.coaches:
        advice = say("name another coach instead: what was meant for this one stays unread then")
    elif core.has_written(alliance, person.id):
        advice = say(
            "%(name)s has written already: only they can change it, on their own page",
            name=person.name,
        )
    else:
        return
    raise InvalidInput(Problem(field="email", advice=advice))


def _person(alliance: Alliance, person_id: str) -> Person:
    found = next((p for p in alliance.people if p.id == person_id), None)
    if found is None:
        raise NotFound
    return found
