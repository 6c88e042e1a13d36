"""Erased: an alliance whose time is over, a person everywhere. Given: all that is somebody's."""

import json
import logging
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from service import alliance as core
from service.alliance import Alliance
from service.answers import Answer
from service.incoming import sort
from service.links import address_tag, hash_token
from service.participants import Person, same_address
from service.storage import Erased
from service.workflow.calendars import keep_feed
from service.workflow.keepsakes import own_answers
from service.workflow.rewriting import reword_waiting
from service.workflow.work import Work, conclude

NOBODY = "erased.invalid"
"""The domain of addresses that are none (RFC 2606 §2)."""
NAMELESS = "Somebody who was erased"

_PERSON: TypeAdapter[Person] = TypeAdapter(Person)
_ANSWERS: TypeAdapter[tuple[Answer, ...]] = TypeAdapter(tuple[Answer, ...])

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Remains:
    """What was done in one alliance, and what remains there of the person."""

    title: str
    whole: bool
    """Whether nothing at all is left of the alliance."""
    text: str


def erase_alliance(work: Work, alliance: Alliance) -> Erased:
    """Nothing is left of the alliance; the log proves it and names no one."""
    if alliance.coach:
        keep_feed(work, alliance, alliance.coach)
    gone = work.tx.erase_alliance(alliance.id)
    rows = ", ".join(f"{count} {table}" for table, count in gone.rows if count)
    log.info("alliance %s is erased: %s; %d rows are left", alliance.id, rows, gone.left)
    return gone


def erase_alliance_now(work: Work, alliance_id: str) -> Erased:
    """As `erase_alliance`, whatever its phase: nobody is written to. Raises NotFound."""
    return erase_alliance(work, work.tx.alliance(alliance_id, lock=True))


def erase_person(work: Work, email: str) -> tuple[Remains, ...]:
    """The person is gone from every alliance; says for each what remains, and why."""
    told = [
        _erase_in(work, alliance_id, person_ids)
        for alliance_id, person_ids in _places(work, email).items()
    ]
    starts = work.tx.erase_address(email)
    if starts:
        told.append(Remains(title="Starts", whole=True, text=f"{starts} that nobody had confirmed"))
    log.info("a person is erased from %d alliances", len(told))
    return tuple(told)


def export_person(work: Work, email: str) -> bytes:
    """All that is kept of the person, and all that is theirs, as JSON."""
    told = {
        "email": email,
        "exported_at": work.now.isoformat(),
        "wants_no_mail": work.tx.silenced(email),
        "alliances": [
            _belongings(work, work.tx.alliance(alliance_id), person_id)
            for alliance_id, person_ids in _places(work, email).items()
            for person_id in person_ids
        ],
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def _places(work: Work, email: str) -> dict[str, list[str]]:
    """The person's ids in each alliance, in one order always."""
    places: dict[str, list[str]] = {}
    for alliance_id, person in sorted(
        work.tx.people_with_address(email), key=lambda found: (found[0], found[1].id)
    ):
        places.setdefault(alliance_id, []).append(person.id)
    return places


def _erase_in(work: Work, alliance_id: str, person_ids: list[str]) -> Remains:
    alliance = work.tx.alliance(alliance_id, lock=True)
    title = alliance.title
    others = [p for p in alliance.people if p.present and p.id not in person_ids]
    if not others:
        erase_alliance(work, alliance)
        return Remains(title=title, whole=True, text="nobody else belonged to it: all is erased")
    for person_id in person_ids:
        before = alliance.person(person_id)
        if alliance.closure is None and before.present:
            alliance = conclude(work, alliance, _departed(work, alliance, person_id))
        alliance = work.tx.save(alliance, _without(alliance, before, work.now))
        _erase_inbound(work, alliance, person_id)
        work.tx.erase_person(alliance_id, person_id)
        reword_waiting(work, alliance, before)
    return Remains(
        title=title,
        whole=False,
        text=(
            "the wording of the agreement and its signatures, without a name, because others "
            "have signed the same words; what others wrote, because it is theirs; mails that "
            "have left are out of reach"
        ),
    )


def _departed(work: Work, alliance: Alliance, person_id: str) -> core.Outcome:
    """The person has gone, whatever their roles, and the others go on or close."""
    # Nothing is written to an address that is being erased, and nobody reads the name again.
    person = _nameless(alliance.person(person_id), work.now)
    outcome = core.Outcome(alliance=core.with_person(alliance, person))
    if person.organises:
        coach = (alliance.coach,) if alliance.coach else ()
        heirs = [p for p in (*alliance.participants, *coach) if p.id != person_id]
        heir = min(heirs, key=lambda p: not p.mailable)
        outcome = core.organiser_passed(outcome.alliance, heir, work.now)
    if person.coaches:
        outcome = outcome.then(core.coach_changed(outcome.alliance, None, work.now))
    if person.takes_part:
        outcome = outcome.then(core.person_left(outcome.alliance, person_id, work.now))
    return outcome


def _nameless(person: Person, now: datetime) -> Person:
    """That somebody had been there, whom no mail reaches."""
    return replace(
        person,
        name=NAMELESS,
        email=f"{person.id}@{NOBODY}",
        description="",
        silenced_at=now,
        suspended_why="",
        erased_at=now,
    )


def _without(alliance: Alliance, before: Person, now: datetime) -> Alliance:
    """The record without the person's name, address and words, wherever they stand in it."""
    person_id = before.id
    present = alliance.person(person_id)
    nameless = replace(_nameless(present, now), left_at=present.left_at or now)
    offer = alliance.handover
    closure, ending = alliance.closure, alliance.ending
    return replace(
        core.with_person(alliance, nameless),
        sent=tuple(s for s in alliance.sent if s.person != person_id),
        rsvps=tuple(r for r in alliance.rsvps if r.person != person_id),
        proposals=tuple(p for p in alliance.proposals if p.person != person_id),
        guests=tuple(
            g
            for g in alliance.guests
            if g.rsvp.person != person_id and not same_address(g.email, before.email)
        ),
        moments=tuple(replace(m, words="") if m.by == person_id else m for m in alliance.moments),
        sign_offs=tuple(
            replace(s, reason="–" if s.reason else "", wording="") if s.person == person_id else s
            for s in alliance.sign_offs
        ),
        address_wishes=core.address_kept(alliance, person_id).address_wishes,
        handover=None if offer and same_address(offer.to.email, before.email) else offer,
        closure=replace(closure, why="") if closure and closure.by == person_id else closure,
        ending=replace(ending, why="") if ending and ending.by == person_id else ending,
    )


def _erase_inbound(work: Work, alliance: Alliance, person_id: str) -> None:
    """No mail that came to the person's own secret addresses is kept."""
    for inbound in work.tx.inbound_of(alliance.id):
        recipients = {*inbound.recipients, *sort(inbound.raw).recipients}
        tags = [tag for r in recipients if (tag := address_tag(r))]
        owners = [known for t in tags if (known := work.tx.address(hash_token(t)))]
        if any(owner[1] == person_id for owner in owners) or not owners:
            work.tx.forget_inbound(inbound.id)


def _belongings(work: Work, alliance: Alliance, person_id: str) -> dict[str, Any]:
    person = alliance.person(person_id)
    drafts = ((r.number, work.tx.draft(alliance.id, r.number, person_id)) for r in alliance.rounds)
    return {
        "title": alliance.title,
        "person": _PERSON.dump_python(person, mode="json"),
        "answers": own_answers(work.tx, alliance, person),
        "drafts": [
            {"round": number, "answers": _ANSWERS.dump_python(draft, mode="json")}
            for number, draft in drafts
            if draft
        ],
        "words_about_me": _said_about(work, alliance, person),
        "sign_offs": [
            {
                "clause": s.clause_key,
                "agrees": s.agrees,
                "at": s.at.isoformat(),
                "reason": s.reason,
                "wording": s.wording,
            }
            for s in alliance.sign_offs
            if s.person == person_id
        ],
        "calendar_answers": [
            {"event": r.event, "answer": r.partstat.value, "at": r.stamp.isoformat()}
            for r in alliance.rsvps
            if r.person == person_id
        ],
        "proposed_times": [
            {"starts": p.starts.isoformat(), "comment": p.comment}
            for p in alliance.proposals
            if p.person == person_id
        ],
        "moments": [
            {"happening": m.happening.value, "words": m.words, "at": m.at.isoformat()}
            for m in alliance.moments
            if m.by == person_id
        ],
        "questions_added": [
            q.text for r in alliance.rounds for q in r.questions if q.added_by == person_id
        ],
        "mails": [
            {"kind": m.kind, "state": m.state.value, "at": m.created_at.isoformat()}
            for m in work.tx.mails(alliance.id)
            if m.person == person_id
        ],
        "journal": [
            {"at": n.at.isoformat(), "what": n.what}
            for n in work.tx.notes(alliance.id)
            if n.person == person_id
        ],
    }


def _said_about(work: Work, alliance: Alliance, person: Person) -> list[dict[str, Any]]:
    """What others wrote about the person, as far as it was shared with them."""
    return [
        {"round": asked.number, "question": answer.question, "lines": list(answer.lines)}
        for asked in alliance.rounds
        if core.may_read(person, asked)
        for reply in work.tx.replies(alliance.id, asked.number)
        for answer in reply.answers
        if answer.about == person.id and not answer.for_coach
    ]
