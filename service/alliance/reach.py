"""Who can be reached: addresses corrected, silenced, suspended; mail sent once more."""

from dataclasses import replace
from datetime import datetime, timedelta

from service.alliance.consent import unsigned
from service.alliance.record import AddressWish, Alliance, Occasion, Phase
from service.alliance.rounds import joined_later, may_read
from service.alliance.wishes import Outcome, Wish
from service.errors import Closed, Conflict
from service.languages import say
from service.outbox import PROOF_AFTER
from service.participants import Person, same_address

CONFIRMED_WITHIN = timedelta(days=7)
"""How long the link to a new address waits for its button."""

FORGOTTEN_AFTER = timedelta(days=60)
"""A mail that came back so long ago says nothing about one that does today."""


def address_corrected(alliance: Alliance, person_id: str, email: str, now: datetime) -> Outcome:
    """The person is reached at `email` from now on, and gets there what they had missed.

    Who wanted no mail at another address may have been a stranger whose address it is.
    """
    require_living(alliance)
    before = alliance.person(person_id)
    same = same_address(before.email, email)
    silenced_at = before.silenced_at if same else None
    person = replace(
        before,
        email=email,
        silenced_at=silenced_at,
        suspended_at=None,
        suspended_why="",
        returned_at=None,
    )
    still = alliance if same else address_kept(alliance, person_id)
    return resent(with_person(still, person), person_id, now)


def address_wished(alliance: Alliance, person_id: str, email: str, now: datetime) -> Outcome:
    """The person would like to be reached at `email`. Until they confirm it, all stays as it is."""
    require_living(alliance)
    wish = AddressWish(person=person_id, email=email, at=now)
    waiting = address_kept(alliance, person_id).address_wishes
    return Outcome(alliance=replace(alliance, address_wishes=(*waiting, wish)))


def address_kept(alliance: Alliance, person_id: str) -> Alliance:
    """Nothing waits any more that would change where the person is reached."""
    waiting = tuple(w for w in alliance.address_wishes if w.person != person_id)
    return replace(alliance, address_wishes=waiting)


def address_wish(alliance: Alliance, person_id: str, now: datetime) -> AddressWish | None:
    """What the person wished and has not confirmed so far, for as long as they may."""
    return next(
        (
            w
            for w in alliance.address_wishes
            if w.person == person_id and now - w.at < CONFIRMED_WITHIN
        ),
        None,
    )


def renamed(alliance: Alliance, person_id: str, name: str) -> Outcome:
    """The person goes by this name from now on, also beside what they wrote before."""
    require_living(alliance)
    person = replace(alliance.person(person_id), name=name)
    return Outcome(alliance=with_person(alliance, person))


def resent(alliance: Alliance, person_id: str, now: datetime) -> Outcome:
    """The person gets their link and calendar entries once more, and what waits for their word."""
    require_living(alliance)
    after = replace(alliance, sent=tuple(s for s in alliance.sent if s.person != person_id))
    person = alliance.person(person_id)
    wishes = (*all_they_need(after, person, now), *_still_open(after, person, now))
    return Outcome(alliance=after, wishes=wishes)


def has_written(alliance: Alliance, person_id: str) -> bool:
    """Whether there is anything that the person wrote, drafted or signed."""
    progress = (p for asked in alliance.rounds for p in asked.progress if p.person == person_id)
    signed = any(said.person == person_id for said in alliance.sign_offs)
    return signed or any(p.drafted_at or p.replied_at for p in progress)


def silenced(alliance: Alliance, person_id: str, now: datetime) -> Outcome:
    """The person is written to no more; the organiser knows that they must be told otherwise."""
    person = replace(alliance.person(person_id), silenced_at=now)
    return Outcome(
        alliance=with_person(alliance, person),
        wishes=organiser_told(alliance, "silenced", f"{person_id}/{now.isoformat()}", by=person_id),
    )


def heard_again(alliance: Alliance, person_id: str, now: datetime) -> Outcome:
    """The person wants mail after all, and gets what they had missed."""
    person = replace(alliance.person(person_id), silenced_at=None)
    after = with_person(alliance, person)
    if alliance.closure or not person.present:
        return Outcome(alliance=after)
    return resent(after, person_id, now)


def returned(alliance: Alliance, person_id: str, why: str, now: datetime) -> Outcome:
    """A mail came back for good. The second time, a day or more later, the address is suspended.

    Servers have bad days; and a report is a mail, which somebody may have made up.
    """
    before = alliance.person(person_id)
    first = before.returned_at
    if first is None or now - first > FORGOTTEN_AFTER:
        return Outcome(alliance=with_person(alliance, replace(before, returned_at=now)))
    if now - first < PROOF_AFTER:
        return Outcome(alliance=alliance)
    return suspended(alliance, person_id, why, now)


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


def believed(alliance: Alliance, person_id: str) -> Outcome:
    """Their address is taken for good again; what had come back is not sent anew by this."""
    person = replace(
        alliance.person(person_id), suspended_at=None, suspended_why="", returned_at=None
    )
    return Outcome(alliance=with_person(alliance, person))


def with_person(alliance: Alliance, changed: Person) -> Alliance:
    """The alliance with this person as they are now."""
    people = tuple(changed if p.id == changed.id else p for p in alliance.people)
    return replace(alliance, people=people)


def require_living(alliance: Alliance) -> None:
    """Raises Closed once the alliance is."""
    if alliance.phase == Phase.CLOSED:
        raise Closed


def require_going_on(alliance: Alliance) -> None:
    """Raises Conflict once the last round has begun: no meeting lies ahead any more."""
    if alliance.ending:
        raise Conflict(say("The last round has begun: no meeting lies ahead any more."))


def organiser_told(
    alliance: Alliance, kind: str, about: str, by: str | None = None
) -> tuple[Wish, ...]:
    """The organiser reads of it, unless they are the one who did it."""
    organiser = alliance.organiser
    if organiser.id == by:
        return ()
    return (Wish(kind=kind, to=organiser.id, about=about, by=by),)


def all_they_need(alliance: Alliance, person: Person, now: datetime) -> tuple[Wish, ...]:
    """What the person needs in order to go on from here."""
    about = f"again/{now.isoformat()}"
    asked = alliance.current_round
    kinds = []
    if person.organises:
        kinds.append("alliance_started")
    if person.takes_part:
        kinds += _asked_of(alliance, person)
    if person.coaches:
        known = asked.released_at and may_read(person, asked)
        kinds.append("coach_summary" if known else "coach_welcome")
    return tuple(Wish(kind=k, to=person.id, about=about, round=asked.number) for k in kinds)


def _asked_of(alliance: Alliance, person: Person) -> tuple[str, ...]:
    asked = alliance.current_round
    welcome = ("welcome",) if joined_later(alliance, person.id) else ()
    if asked.occasion == Occasion.FIRST:
        return welcome or ("form_invitation",)
    if any(p.person == person.id for p in asked.progress):
        return (*welcome, "last_round" if asked.occasion == Occasion.LAST else "review_form")
    return ("welcome",)


def _still_open(alliance: Alliance, person: Person, now: datetime) -> tuple[Wish, ...]:
    """What a participant may have missed, and has still to read or to sign."""
    if unsigned(alliance, person.id):
        latest = alliance.versions[-1]
        about = f"{latest.number}/again/{now.isoformat()}"
        by = latest.proposed_by
        return (Wish(kind="agreement_proposed", to=person.id, about=about, by=by),)
    first = alliance.first_round
    if (
        person.takes_part
        and first.released_at
        and not alliance.versions
        and may_read(person, first)
    ):
        kind = "draft_ready" if alliance.phase == Phase.MEETING else "settle_wording"
        return (Wish(kind=kind, to=person.id, about=f"again/{now.isoformat()}"),)
    return ()
