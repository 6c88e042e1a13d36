"""Who can be reached: addresses corrected, silenced, suspended."""

from dataclasses import replace
from datetime import datetime

from service.alliance.record import Alliance, Occasion, Phase, Progress
from service.alliance.rounds import may_release, release
from service.alliance.wishes import Outcome, Wish
from service.errors import Closed, InvalidInput, NotFound, Problem
from service.languages import say
from service.participants import Person, same_address

FEWEST = 2
"""How many people an alliance is between, at least."""


def address_corrected(alliance: Alliance, person_id: str, email: str, now: datetime) -> Outcome:
    """The person is reached at `email` from now on, and gets there what they had missed.

    Who wanted no mail at another address may have been a stranger whose address it is.
    """
    require_living(alliance)
    before = alliance.person(person_id)
    silenced_at = before.silenced_at if same_address(before.email, email) else None
    person = replace(
        before, email=email, silenced_at=silenced_at, suspended_at=None, suspended_why=""
    )
    return resent(with_person(alliance, person), person_id, now)


def resent(alliance: Alliance, person_id: str, now: datetime) -> Outcome:
    """The person gets their link and their calendar entries once more."""
    require_living(alliance)
    after = replace(alliance, sent=tuple(s for s in alliance.sent if s.person != person_id))
    return Outcome(alliance=after, wishes=_all_they_need(after, alliance.person(person_id), now))


def silenced(alliance: Alliance, person_id: str, now: datetime) -> Outcome:
    """The person is written to no more; the organiser knows that they must be told otherwise."""
    person = replace(alliance.person(person_id), silenced_at=now)
    return Outcome(
        alliance=with_person(alliance, person),
        wishes=organiser_told(alliance, "silenced", f"{person_id}/{now.isoformat()}", by=person_id),
    )


def suspended(alliance: Alliance, person_id: str, why: str, now: datetime) -> Outcome:
    """Mail to this address comes back; nothing more is sent there until it is corrected."""
    before = alliance.person(person_id)
    if before.suspended_at or alliance.phase == Phase.CLOSED:
        return Outcome(alliance=alliance)
    person = replace(before, suspended_at=now, suspended_why=why)
    return Outcome(
        alliance=with_person(alliance, person),
        wishes=organiser_told(
            alliance, "undelivered", f"{person_id}/{now.isoformat()}", by=person_id
        ),
    )


def person_added(alliance: Alliance, person: Person) -> Outcome:
    """One more takes part: they are asked what is open, and the calendars have them."""
    require_living(alliance)
    taken = (p.email for p in alliance.people if p.present)
    if any(same_address(person.email, email) for email in taken):
        advice = say("somebody in this alliance has this address already: give another")
        raise InvalidInput(Problem(field="new_email", advice=advice))
    asked = tuple(
        replace(r, progress=(*r.progress, Progress(person=person.id)))
        if r.released_at is None or (r.number == 0 and alliance.phase != Phase.RUNNING)
        else r
        for r in alliance.rounds
    )
    after = replace(alliance, people=(*alliance.people, person), rounds=asked)
    return Outcome(alliance=after, wishes=_all_they_need(after, person, person.joined_at))


def person_removed(alliance: Alliance, person_id: str, now: datetime) -> Outcome:
    """The person takes part no longer; what they wrote stays, and the calendars follow."""
    require_living(alliance)
    person = alliance.person(person_id)
    if not person.takes_part or not person.present:
        raise NotFound
    if len(alliance.participants) <= FEWEST:
        advice = say("an alliance needs two people: close it instead")
        raise InvalidInput(Problem(field="person", advice=advice))
    if person.organises:
        advice = say("the organiser cannot be removed from their own page")
        raise InvalidInput(Problem(field="person", advice=advice))
    outcome = Outcome(alliance=with_person(alliance, replace(person, left_at=now)))
    for asked in outcome.alliance.open_rounds:
        if may_release(outcome.alliance, asked, now):
            # Theirs was the only reply that was still missing.
            outcome = outcome.then(release(outcome.alliance, asked.number, now))
    return outcome


def with_person(alliance: Alliance, changed: Person) -> Alliance:
    """The alliance with this person as they are now."""
    people = tuple(changed if p.id == changed.id else p for p in alliance.people)
    return replace(alliance, people=people)


def require_living(alliance: Alliance) -> None:
    """Raises Closed once the alliance is."""
    if alliance.phase == Phase.CLOSED:
        raise Closed


def organiser_told(
    alliance: Alliance, kind: str, about: str, by: str | None = None
) -> tuple[Wish, ...]:
    """The organiser reads of it, unless they are the one who did it."""
    organiser = alliance.organiser
    if organiser.id == by:
        return ()
    return (Wish(kind=kind, to=organiser.id, about=about, by=by),)


def _all_they_need(alliance: Alliance, person: Person, now: datetime) -> tuple[Wish, ...]:
    """What the person needs in order to go on from here."""
    about = f"again/{now.isoformat()}"
    asked = alliance.current_round
    kinds = []
    if person.organises:
        kinds.append("alliance_started")
    if person.takes_part and any(p.person == person.id for p in asked.progress):
        kinds.append("form_invitation" if asked.occasion == Occasion.FIRST else "review_form")
    elif person.takes_part:
        kinds.append("welcome")
    if person.coaches and asked.released_at:
        kinds.append("coach_summary")
    return tuple(Wish(kind=k, to=person.id, about=about, round=asked.number) for k in kinds)
