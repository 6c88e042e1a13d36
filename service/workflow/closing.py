"""The end, silence, and links asked for again."""

import hmac
from operator import itemgetter

from service import alliance as core
from service import emails
from service.alliance import Alliance
from service.errors import NotFound
from service.participants import Person, Role
from service.workflow.paths import silence_token
from service.workflow.posting import queued
from service.workflow.work import Visit, Work, conclude

PAGES = (Role.PARTICIPANT, Role.ORGANISER, Role.COACH)


def close(work: Work, alliance: Alliance, *, by: str | None, why: str) -> Alliance:
    """Closed: calendars end, the last mail leaves, whatever else still waited is dropped."""
    outcome = core.close(alliance, by=by, why=why.strip(), now=work.now)
    work.tx.cancel_mails(alliance.id, None)
    work.tx.note(alliance.id, work.now, by, "closed")
    return conclude(work, alliance, outcome)


def renew_link(work: Work, visit: Visit) -> None:
    """All links of this person are dead; a new one is on its way to the address on file."""
    work.tx.revoke_links(visit.alliance.id, visit.me.id, None, work.now)
    _mail_links(work, [(visit.alliance, visit.me)])


def send_links_again(work: Work, alliance_id: str, email: str) -> None:
    """Whoever holds this address in the alliance is mailed their links; nobody learns if so."""
    found = [
        (work.tx.alliance(known), person)
        for known, person in work.tx.people_with_address(email)
        if known == alliance_id and person.reachable
    ]
    if found:
        _mail_links(work, found)


def to_silence(work: Work, alliance_id: str, person_id: str, token: str) -> tuple[Alliance, Person]:
    """Whose mail this link stops; NotFound for a wrong one."""
    expected = silence_token(work.key, alliance_id, person_id)
    if not hmac.compare_digest(expected.encode(), token.encode()):
        raise NotFound
    alliance = work.tx.alliance(alliance_id)
    return alliance, alliance.person(person_id)


def silence(work: Work, alliance_id: str, person_id: str, token: str) -> None:
    """No mail goes to this address from any alliance, now or later; organisers are told."""
    _, person = to_silence(work, alliance_id, person_id, token)
    work.tx.silence_address(person.email, work.now)
    # In one order always, so that two who lock several do not wait for each other.
    for known, same in sorted(work.tx.people_with_address(person.email), key=itemgetter(0)):
        _silence_in(work, known, same.id)


def _silence_in(work: Work, alliance_id: str, person_id: str) -> None:
    alliance = work.tx.alliance(alliance_id, lock=True)
    if alliance.person(person_id).silenced_at or alliance.closure:
        return
    work.tx.cancel_mails(alliance.id, person_id)
    work.tx.note(alliance.id, work.now, person_id, "silenced")
    conclude(work, alliance, core.silenced(alliance, person_id, work.now))


def _mail_links(work: Work, found: list[tuple[Alliance, Person]]) -> None:
    post = work.post
    for alliance, person in found:
        links = tuple(
            (role.value, post.link(alliance, person, role)) for role in PAGES if person.has(role)
        )
        message = emails.LinkAgain(**post.common(alliance, person), links=links)
        key = f"{alliance.id}:link_again:{work.now.isoformat()}:{person.id}"
        work.tx.queue(
            [queued(message, key=key, alliance=alliance.id, person=person.id, now=work.now)]
        )
