"""The end and what leads to it, silence, and links asked for again."""

import hmac
from dataclasses import replace
from operator import itemgetter

from service import alliance as core
from service import emails
from service.alliance import Alliance
from service.answers import Reply
from service.errors import NotFound
from service.languages import say
from service.participants import Person, Role
from service.workflow.paths import silence_token
from service.workflow.posting import queued
from service.workflow.work import Visit, Work, conclude

PAGES = (Role.PARTICIPANT, Role.ORGANISER, Role.COACH)


def close(work: Work, alliance: Alliance, *, by: str | None, why: str) -> Alliance:
    """Closed: calendars end, the last mail leaves, whatever else still waited is dropped."""
    return conclude(work, alliance, core.close(alliance, by=by, why=why.strip(), now=work.now))


def begin_ending(work: Work, alliance: Alliance, *, by: str | None, why: str) -> Alliance:
    """All are asked for their last words; the close follows by itself."""
    outcome = core.ending_begun(alliance, by=by, why=why.strip(), now=work.now)
    work.tx.note(alliance.id, work.now, by, say("began the last round"))
    return conclude(work, alliance, outcome)


def wish_close(work: Work, visit: Visit, *, wished: bool) -> Alliance:
    """The participant would close it, or would rather go on; where all would, it closes."""
    outcome = (
        core.close_wished(visit.alliance, visit.me.id, work.now)
        if wished
        else core.close_unwished(visit.alliance, visit.me.id)
    )
    what = say("would close it") if wished else say("would go on")
    if outcome.alliance != visit.alliance:
        work.tx.note(visit.alliance.id, work.now, visit.me.id, what)
    return conclude(work, visit.alliance, outcome)


def skip_last_round(work: Work, visit: Visit) -> Alliance:
    """The person leaves the last words out; what they had begun to write is gone."""
    asked = visit.alliance.last_round
    outcome = core.last_round_skipped(visit.alliance, visit.me.id, work.now)
    if asked and core.progress_of(asked, visit.me.id).replied_at is None:
        nothing = Reply(person=visit.me.id, answers=(), sent_at=work.now)
        work.tx.save_reply(visit.alliance.id, asked.number, nothing)
    return conclude(work, visit.alliance, outcome)


def reopen(work: Work, visit: Visit) -> Alliance:
    """It goes on where it was; calendars get new entries. Raises Conflict where it cannot."""
    outcome = core.reopened(
        visit.alliance, by=visit.me.id, now=work.now, erase_after=work.rules.erase_after
    )
    work.tx.note(visit.alliance.id, work.now, visit.me.id, say("opened it again"))
    return conclude(work, visit.alliance, outcome)


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


def silence(
    work: Work, alliance_id: str, person_id: str, token: str, *, everywhere: bool
) -> tuple[Alliance, Person]:
    """No mail goes to the person from this alliance any more; its organiser is told.

    `everywhere`: to their address from no alliance, now or later.
    """
    alliance, person = to_silence(work, alliance_id, person_id, token)
    if not everywhere:
        _silence_in(work, alliance_id, person_id)
        return alliance, person
    work.tx.silence_address(person.email, work.now)
    # In one order always, so that two who lock several do not wait for each other.
    for known, same in sorted(work.tx.people_with_address(person.email), key=itemgetter(0)):
        _silence_in(work, known, same.id)
    return alliance, person


def hear_again(
    work: Work, alliance_id: str, person_id: str, token: str, *, everywhere: bool
) -> None:
    """Mail goes to the person again; `everywhere`: to their address from every alliance."""
    _, person = to_silence(work, alliance_id, person_id, token)
    found = ((alliance_id, person),)
    if everywhere:
        work.tx.hear_address(person.email)
        found = work.tx.people_with_address(person.email)
    for known, same in sorted(found, key=itemgetter(0)):
        alliance = work.tx.alliance(known, lock=True)
        if alliance.person(same.id).silenced_at:
            work.tx.note(known, work.now, same.id, say("wants mail again"))
            conclude(work, alliance, core.heard_again(alliance, same.id, work.now))


def _silence_in(work: Work, alliance_id: str, person_id: str) -> None:
    alliance = work.tx.alliance(alliance_id, lock=True)
    if alliance.person(person_id).silenced_at:
        return
    work.tx.cancel_mails(alliance.id, person_id)
    work.tx.note(alliance.id, work.now, person_id, say("silenced"))
    outcome = core.silenced(alliance, person_id, work.now)
    # Nothing leaves a closed one; it may be opened again, and then the word holds.
    conclude(work, alliance, replace(outcome, wishes=()) if alliance.closure else outcome)


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
