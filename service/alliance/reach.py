"""Who can be reached: addresses corrected, silenced, suspended."""

from dataclasses import replace
from datetime import datetime

from service.alliance.record import Alliance, Occasion, Phase
from service.alliance.wishes import Outcome, Wish
from service.errors import Closed
from service.participants import Person


def address_corrected(alliance: Alliance, person_id: str, email: str, now: datetime) -> Outcome:
    """The person is reached at `email` from now on, and gets there what they had missed."""
    require_living(alliance)
    person = replace(alliance.person(person_id), email=email, suspended_at=None, suspended_why="")
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
        wishes=_organiser_told(alliance, "silenced", person_id, now),
    )


def suspended(alliance: Alliance, person_id: str, why: str, now: datetime) -> Outcome:
    """Mail to this address comes back; nothing more is sent there until it is corrected."""
    before = alliance.person(person_id)
    if before.suspended_at or alliance.phase == Phase.CLOSED:
        return Outcome(alliance=alliance)
    person = replace(before, suspended_at=now, suspended_why=why)
    return Outcome(
        alliance=with_person(alliance, person),
        wishes=_organiser_told(alliance, "undelivered", person_id, now),
    )


def with_person(alliance: Alliance, changed: Person) -> Alliance:
    """The alliance with this person as they are now."""
    people = tuple(changed if p.id == changed.id else p for p in alliance.people)
    return replace(alliance, people=people)


def require_living(alliance: Alliance) -> None:
    """Raises Closed once the alliance is."""
    if alliance.phase == Phase.CLOSED:
        raise Closed


def _organiser_told(alliance: Alliance, kind: str, about: str, now: datetime) -> tuple[Wish, ...]:
    organiser = alliance.organiser
    if organiser.id == about:
        return ()
    return (Wish(kind=kind, to=organiser.id, about=f"{about}/{now.isoformat()}", by=about),)


def _all_they_need(alliance: Alliance, person: Person, now: datetime) -> tuple[Wish, ...]:
    """What the person needs in order to go on from here."""
    about = f"again/{now.isoformat()}"
    asked = alliance.current_round
    kinds = []
    if person.organises:
        kinds.append("alliance_started")
    if person.takes_part:
        kinds.append("form_invitation" if asked.occasion == Occasion.FIRST else "review_form")
    if person.coaches and asked.released_at:
        kinds.append("coach_summary")
    return tuple(Wish(kind=k, to=person.id, about=about, round=asked.number) for k in kinds)
