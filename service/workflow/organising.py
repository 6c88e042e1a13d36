"""What the organiser can do: resend, correct, move, release, close."""

from datetime import datetime

from service import alliance as core
from service.alliance import Alliance
from service.clock import instant, is_skipped
from service.errors import InvalidInput, NotFound, Problem, advice_in
from service.languages import say
from service.participants import Person, clean_email, same_address
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
    work.tx.note(visit.alliance.id, work.now, visit.me.id, "sent again", person.id)
    tried = core.address_corrected(visit.alliance, person.id, person.email, work.now)
    return conclude(work, visit.alliance, tried)


def correct_address(work: Work, visit: Visit, person_id: str, email: str) -> Alliance:
    """The person is reached there from now on; the links sent to the old address are dead."""
    person = _person(visit.alliance, person_id)
    try:
        address = clean_email(email)
    except ValueError as error:
        raise InvalidInput(Problem(field="email", advice=advice_in(error))) from error
    if any(same_address(p.email, address) for p in visit.alliance.people if p.id != person.id):
        advice = say("somebody in this alliance has this address already: give another")
        raise InvalidInput(Problem(field="email", advice=advice))
    if work.tx.silenced(address):
        advice = say("this address wants no mail from here: give another")
        raise InvalidInput(Problem(field="email", advice=advice))
    work.tx.revoke_links(visit.alliance.id, person.id, None, work.now)
    work.tx.cancel_mails(visit.alliance.id, person.id)
    work.tx.note(visit.alliance.id, work.now, visit.me.id, "corrected an address", person.id)
    outcome = core.address_corrected(visit.alliance, person.id, address, work.now)
    return conclude(work, visit.alliance, outcome)


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
    work.tx.note(visit.alliance.id, work.now, visit.me.id, "moved the dates")
    return conclude(work, visit.alliance, outcome)


def release_now(work: Work, visit: Visit) -> Alliance:
    """The round that is open is shown to all, whoever is missing."""
    core.require_living(visit.alliance)
    asked = visit.alliance.current_round
    if not core.repliers(asked):
        advice = say("nobody has replied yet: there is nothing to release")
        raise InvalidInput(Problem(field="", advice=advice))
    work.tx.note(visit.alliance.id, work.now, visit.me.id, "released", str(asked.number))
    return conclude(work, visit.alliance, core.release(visit.alliance, asked.number, work.now))


def _person(alliance: Alliance, person_id: str) -> Person:
    found = next((p for p in alliance.people if p.id == person_id), None)
    if found is None:
        raise NotFound
    return found
