"""People who come and go: participants, the coach, the organiser."""

from dataclasses import replace
from datetime import datetime

from service.alliance.consent import newly_in_force
from service.alliance.ending import all_wish_to_close
from service.alliance.reach import all_they_need, require_living, with_person
from service.alliance.record import Alliance, Handover, Occasion, Progress
from service.alliance.rounds import may_release, release
from service.alliance.wishes import Outcome, Wish
from service.errors import Conflict, InvalidInput, NotFound, Problem
from service.languages import say
from service.participants import Person, same_address

FEWEST = 2
"""How many people an alliance is between, at least."""


def person_added(alliance: Alliance, person: Person) -> Outcome:
    """One more takes part: they are asked what is open, and the calendars have them.

    Who comes when the first answers have been shared answers the first questions
    for the others to read, and is asked to sign what is in force.
    """
    require_living(alliance)
    _require_new_address(alliance, person.email, "new_email")
    if alliance.ending:
        raise Conflict(say("The last round has begun: nobody can be added any more."))
    asked = tuple(
        replace(r, progress=(*r.progress, Progress(person=person.id)))
        if r.released_at is None or r.occasion == Occasion.FIRST
        else r
        for r in alliance.rounds
    )
    after = replace(alliance, people=(*alliance.people, person), rounds=asked)
    told = _others_told(after, "joined", person.id, person.joined_at)
    return Outcome(alliance=after, wishes=(*all_they_need(after, person, person.joined_at), *told))


def person_removed(alliance: Alliance, person_id: str, now: datetime) -> Outcome:
    """The person takes part no longer; what they wrote stays, and the calendars follow."""
    person = _taking_part(alliance, person_id)
    if len(alliance.participants) <= FEWEST:
        advice = say("an alliance needs two people: close it instead")
        raise InvalidInput(Problem(field="person", advice=advice))
    if person.organises:
        advice = say("the organiser cannot be removed from their own page")
        raise InvalidInput(Problem(field="person", advice=advice))
    return _gone(alliance, person, "removed", now)


def person_left(alliance: Alliance, person_id: str, now: datetime) -> Outcome:
    """The person has left by themselves; where one alone remains, the organiser may close."""
    person = _taking_part(alliance, person_id)
    if person.organises:
        advice = say("you are the organiser: hand that over first, or close the alliance")
        raise InvalidInput(Problem(field="confirm", advice=advice))
    outcome = _gone(alliance, person, "left", now)
    if len(outcome.alliance.participants) >= FEWEST:
        return outcome
    about = f"{person_id}/{now.isoformat()}"
    wishes = (Wish(kind="too_few", to=alliance.organiser.id, about=about, by=person_id),)
    return outcome.then(Outcome(alliance=outcome.alliance, wishes=wishes))


def coach_changed(alliance: Alliance, coach: Person | None, now: datetime) -> Outcome:
    """`coach`, or nobody, reads the summaries from now on; who did before reads nothing more."""
    require_living(alliance)
    before = alliance.coach
    if before is None and coach is None:
        raise Conflict(say("There is no coach."))
    if coach:
        _require_new_address(alliance, coach.email, "coach_email")
    after, wishes = alliance, ()
    if before:
        # Who also organises does so still.
        kept = before.organises
        ended = replace(before, coaches=not kept, left_at=None if kept else now)
        after = with_person(alliance, ended)
        if not kept:
            after = replace(after, handover=_still_offered(alliance, before))
            wishes += (_farewell(before, "coach", now),)
    if coach:
        after = replace(after, people=(*after.people, coach))
        wishes += (Wish(kind="coach_welcome", to=coach.id, about=now.isoformat()),)
    change = "coach" if coach else "no_coach"
    who = coach or before
    told = _others_told(after, change, who.id if who else "", now)
    return Outcome(alliance=after, wishes=(*wishes, *told))


def organiser_offered(alliance: Alliance, to: Person, now: datetime) -> Outcome:
    """`to` is asked to be the organiser. Until they say yes, all stays as it is."""
    require_living(alliance)
    known = next((p for p in alliance.people if p.id == to.id), None)
    if known is None:
        _require_new_address(alliance, to.email, "organiser_email")
    elif known.organises or not known.reachable:
        advice = say("choose somebody else: this person cannot take it over")
        raise InvalidInput(Problem(field="organiser", advice=advice))
    return Outcome(alliance=replace(alliance, handover=Handover(to=to, at=now)))


def organiser_kept(alliance: Alliance) -> Outcome:
    """Nobody is asked to be the organiser any more."""
    require_living(alliance)
    return Outcome(alliance=replace(alliance, handover=None))


def organiser_confirmed(alliance: Alliance, now: datetime) -> Outcome:
    """Who had been asked is the organiser, and all know it."""
    require_living(alliance)
    handover = alliance.handover
    if handover is None:
        raise NotFound
    known = next((p for p in alliance.people if p.id == handover.to.id), None)
    if known is None:
        _require_new_address(alliance, handover.to.email, "organiser_email")
    elif not known.present:
        raise NotFound
    return organiser_passed(replace(alliance, handover=None), known or handover.to, now)


def organiser_passed(alliance: Alliance, to: Person, now: datetime) -> Outcome:
    """`to` organises from now on; who did before stays only in another role."""
    before = alliance.organiser
    stays = before.takes_part or before.coaches
    after = with_person(
        alliance, replace(before, organises=False, left_at=before.left_at if stays else now)
    )
    organiser = replace(to, organises=True)
    if to.id in {p.id for p in after.people}:
        after = with_person(after, organiser)
    else:
        after = replace(after, people=(*after.people, organiser))
    about = f"organiser/{now.isoformat()}"
    wishes = tuple(
        Wish(kind="people_changed", to=p.id, about=about, by=organiser.id)
        for p in after.people
        if p.present
    )
    return Outcome(alliance=after, wishes=wishes)


def _gone(alliance: Alliance, person: Person, change: str, now: datetime) -> Outcome:
    left = replace(person, takes_part=True, left_at=now)
    after = replace(
        with_person(alliance, left),
        close_wishes=tuple(w for w in alliance.close_wishes if w.person != person.id),
        handover=_still_offered(alliance, person),
        address_wishes=tuple(w for w in alliance.address_wishes if w.person != person.id),
    )
    told = _others_told(after, change, person.id, now)
    # Theirs may have been the only signature that was missing.
    agreed = newly_in_force(alliance, after)
    outcome = Outcome(alliance=after, wishes=(_farewell(person, change, now), *told, *agreed))
    for asked in after.open_rounds:
        if may_release(outcome.alliance, asked, now):
            # Theirs was the only reply that was still missing.
            outcome = outcome.then(release(outcome.alliance, asked.number, now))
    closing = all_wish_to_close(outcome.alliance, now)
    return outcome.then(closing) if closing else outcome


def _still_offered(alliance: Alliance, gone: Person) -> Handover | None:
    handover = alliance.handover
    return None if handover and handover.to.id == gone.id else handover


def _taking_part(alliance: Alliance, person_id: str) -> Person:
    require_living(alliance)
    person = alliance.person(person_id)
    if not person.takes_part or not person.present:
        raise NotFound
    return person


def _others_told(alliance: Alliance, change: str, about: str, now: datetime) -> tuple[Wish, ...]:
    """Participants and coach read of it, and the organiser where it was not their doing."""
    organiser = alliance.organiser
    own_doing = change in {"joined", "removed", "coach", "no_coach"}
    return tuple(
        Wish(kind="people_changed", to=p.id, about=f"{change}/{now.isoformat()}", by=about)
        for p in alliance.people
        if p.present and p.id != about and not (own_doing and p.id == organiser.id)
    )


def _farewell(person: Person, change: str, now: datetime) -> Wish:
    return Wish(kind="farewell", to=person.id, about=f"{change}/{now.isoformat()}", by=person.id)


def _require_new_address(alliance: Alliance, email: str, field: str) -> None:
    taken = (p.email for p in alliance.people if p.present)
    if any(same_address(email, known) for known in taken):
        advice = say("somebody in this alliance has this address already: give another")
        raise InvalidInput(Problem(field=field, advice=advice))
