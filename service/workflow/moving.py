"""A person at another address or by another name: asked for, confirmed by mail, told."""

import hmac

from service import alliance as core
from service import emails
from service.alliance import AddressWish, Alliance
from service.emails import Message
from service.errors import InvalidInput, NotFound, Problem, advice_in
from service.languages import say
from service.links import address_token, tagged_address
from service.participants import Person, Role, clean_email, clean_line, same_address
from service.workflow.paths import address_path, address_proof
from service.workflow.posting import queued
from service.workflow.work import Visit, Work, conclude


def change_self(work: Work, visit: Visit, *, name: str, email: str) -> bool:
    """The person goes by this name; a new address is asked for a confirmation.

    Whether it is. Raises InvalidInput beside the fields `name` and `email`.
    """
    known_as = _usable_name(name)
    address = usable_address(work, visit.alliance, visit.me.id, email)
    alliance, new_name = visit.alliance, known_as != visit.me.name
    if new_name:
        work.tx.note(alliance.id, work.now, visit.me.id, say("changed their name"))
        alliance = conclude(work, alliance, core.renamed(alliance, visit.me.id, known_as))
    if address == visit.me.email:
        _keep_address(work, alliance, visit.me)
        return False
    waiting = core.address_wish(alliance, visit.me.id, work.now)
    if new_name and waiting and waiting.email == address:
        return False
    work.tx.note(alliance.id, work.now, visit.me.id, say("gave a new address, to be confirmed"))
    asked = conclude(work, alliance, core.address_wished(alliance, visit.me.id, address, work.now))
    _ask(work, asked, asked.person(visit.me.id))
    return True


def to_confirm(
    work: Work, alliance_id: str, person_id: str, proof: str, *, lock: bool = False
) -> tuple[Alliance, AddressWish]:
    """The wish that this link confirms; NotFound for a wrong link, or one that is out of date."""
    alliance = work.tx.alliance(alliance_id, lock=lock)
    wish = core.address_wish(alliance, person_id, work.now)
    if wish is None or not hmac.compare_digest(
        address_proof(work.key, alliance.id, wish).encode(), proof.encode()
    ):
        raise NotFound
    return alliance, wish


def confirm(work: Work, alliance_id: str, person_id: str, proof: str) -> str:
    """The person is reached there from now on, and the old address knows it; their new link."""
    alliance, wish = to_confirm(work, alliance_id, person_id, proof, lock=True)
    before = alliance.person(person_id)
    address = usable_address(work, alliance, person_id, wish.email)
    work.tx.note(alliance.id, work.now, person_id, say("confirmed a new address"))
    after = reached_at(work, alliance, person_id, address)
    if before.mailable:
        told = emails.AddressChanged(**_common(work, after, before), mine=before.organises)
        _queue(work, after, told, f"old/{person_id}")
    role = next(r for r in (Role.PARTICIPANT, Role.ORGANISER) if before.has(r))
    return work.post.link(after, after.person(person_id), role)


def reached_at(work: Work, alliance: Alliance, person_id: str, address: str) -> Alliance:
    """The person is reached there from now on; the links sent to the old address are dead."""
    work.tx.revoke_links(alliance.id, person_id, None, work.now)
    work.tx.cancel_mails(alliance.id, person_id)
    outcome = core.address_corrected(alliance, person_id, address, work.now)
    return conclude(work, alliance, outcome)


def usable_address(work: Work, alliance: Alliance, person_id: str, email: str) -> str:
    """The address, where this person may have it; raises InvalidInput beside `email`."""
    try:
        address = clean_email(email)
    except ValueError as error:
        raise InvalidInput(Problem(field="email", advice=advice_in(error))) from error
    others = (p.email for p in alliance.people if p.present and p.id != person_id)
    if any(same_address(known, address) for known in others):
        advice = say("somebody in this alliance has this address already: give another")
        raise InvalidInput(Problem(field="email", advice=advice))
    if work.tx.silenced(address):
        advice = say("this address wants no mail from here: give another")
        raise InvalidInput(Problem(field="email", advice=advice))
    return address


def _usable_name(name: str) -> str:
    try:
        known_as = clean_line(name)
    except ValueError as error:
        raise InvalidInput(Problem(field="name", advice=advice_in(error))) from error
    if not known_as:
        raise InvalidInput(Problem(field="name", advice=say("give a name")))
    return known_as


def _keep_address(work: Work, alliance: Alliance, person: Person) -> None:
    """What was mailed to another address confirms nothing any more."""
    if any(w.person == person.id for w in alliance.address_wishes):
        kept = core.Outcome(alliance=core.address_kept(alliance, person.id))
        conclude(work, alliance, kept)


def _ask(work: Work, alliance: Alliance, person: Person) -> None:
    wish = core.address_wish(alliance, person.id, work.now)
    if wish is None:
        raise NotFound
    path = address_path(work.key, alliance.id, wish)
    message = emails.AddressToConfirm(
        **_common(work, alliance, person) | {"to_email": wish.email},
        confirm_url=work.settings.public_url + path,
    )
    _queue(work, alliance, message, f"new/{person.id}")


def _common(work: Work, alliance: Alliance, person: Person) -> dict[str, str]:
    # An address of its own: what comes back from there is not about the person's present one.
    tag = address_token(work.key, "address", alliance.id, person.id)
    sender = tagged_address(work.settings.mail_from, tag)
    return {
        "to_name": person.name,
        "to_email": person.email,
        "language": person.language,
        "time_zone": person.time_zone,
        "sender": sender,
        "reply_to": sender,
        "alliance": alliance.title,
        "organiser": alliance.organiser.name,
        "why": Role.PARTICIPANT if person.takes_part else Role.ORGANISER,
    }


def _queue(work: Work, alliance: Alliance, message: Message, which: str) -> None:
    key = f"{alliance.id}:address/{which}:{work.now.isoformat()}:{message.sender}"
    work.tx.queue([queued(message, key=key, alliance=alliance.id, person=None, now=work.now)])
