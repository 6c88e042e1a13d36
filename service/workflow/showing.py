"""An alliance told to programs and to the admin; and written out in every form."""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from service import alliance as core
from service import itip
from service.agreement import Version
from service.alliance import Alliance, Round
from service.answers import Reply
from service.errors import NotFound
from service.itip import Event
from service.rendering import (
    agreement_html,
    agreement_markdown,
    agreement_pdf,
    render_event_text,
)
from service.rhythm import rrule
from service.workflow.documents import agreement_view
from service.workflow.keepsakes import keepsake_view
from service.workflow.paths import public_path
from service.workflow.standing import Standing, people_rows
from service.workflow.work import Work

_REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)


class Format(StrEnum):
    """What `export` writes."""

    JSON = "json"
    MD = "md"
    HTML = "html"
    PDF = "pdf"
    ICS = "ics"


def headline(alliance: Alliance, now: datetime) -> dict[str, Any]:
    """One alliance as a line of a list."""
    asked = alliance.current_round
    return {
        "id": alliance.id,
        "title": alliance.title,
        "state": alliance.phase.value,
        "participants": len(alliance.participants),
        "replied": len(core.repliers(asked)),
        "round": asked.number,
        "next": _text(_next(alliance, now)),
    }


def whole(work: Work, alliance: Alliance, *, with_answers: bool = False) -> dict[str, Any]:
    """Everything that is known of an alliance, but for what people wrote unless asked for."""
    in_force = core.in_force(alliance)
    told = {
        **headline(alliance, work.now),
        "revision": alliance.revision,
        "time_zone": alliance.time_zone,
        "language": alliance.language,
        "question_set": {"key": alliance.question_set, "version": alliance.question_set_version},
        "started_at": _text(alliance.started_at),
        "due": _text(alliance.due),
        "people": [_person(row) for row in people_rows(work, alliance)],
        "events": [_event(alliance, event) for event in alliance.events],
        "agreement": {
            "in_force": in_force.number if in_force else None,
            "versions": [
                _version(alliance, version, with_words=with_answers)
                for version in alliance.versions
            ],
        },
        "rounds": [_round(asked) for asked in alliance.rounds],
        "reviews": [_round(asked) for asked in alliance.rounds if asked.occurrence],
        "closure": (
            {
                "at": _text(alliance.closure.at),
                "by": alliance.closure.by,
                "why": alliance.closure.why,
            }
            if alliance.closure
            else None
        ),
    }
    if with_answers:
        for asked in told["rounds"]:
            asked["replies"] = [
                _REPLY.dump_python(reply, mode="json")
                for reply in work.tx.replies(alliance.id, asked["number"])
            ]
        told["clauses"] = [
            {"key": w.clause.key, "heading": w.clause.heading, "text": w.clause.text}
            for w in alliance.clauses
        ]
    return told


def as_text(told: Mapping[str, Any]) -> str:
    """What `whole` tells, for a terminal."""
    lines = [
        f"{told['title']}  ({told['state']})",
        f"  id       {told['id']}",
        f"  zone     {told['time_zone']}",
        f"  next     {told['next'] or '–'}",
        "",
        "People",
        *(
            f"  {p['name']} <{p['email']}>  {', '.join(p['roles'])}  {p['state']}"
            + (f"  {p['rsvp'].lower()}" if p["rsvp"] else "")
            for p in told["people"]
        ),
        "",
        "Events",
        *(
            f"  {e['purpose']}  {e['start']}  {e['minutes']} min  {e['rrule'] or ''}"
            f"{'  cancelled' if e['cancelled'] else ''}"
            for e in told["events"]
        ),
        "",
        "Agreement",
        *(
            f"  version {v['number']}  {v['hash'][:12]}  signed by {len(v['signed_by'])} of "
            f"{len(v['signers'])}"
            for v in told["agreement"]["versions"]
        ),
        *(["  nothing proposed yet"] if not told["agreement"]["versions"] else []),
    ]
    return "\n".join(line.rstrip() for line in lines)


def exported(work: Work, alliance: Alliance, wanted: Format) -> bytes:
    """The alliance in one form. Raises NotFound where there is no agreement to write yet."""
    if wanted == Format.JSON:
        told = whole(work, alliance, with_answers=True)
        return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()
    if wanted == Format.ICS:
        return _feed(work, alliance)
    version = core.in_force(alliance) or (alliance.versions[-1] if alliance.versions else None)
    if version is None and not alliance.clauses:
        raise NotFound
    if alliance.closure:
        view = keepsake_view(work.tx, alliance, language=alliance.language)
    else:
        view = agreement_view(work.tx, alliance, version, language=alliance.language)
    if wanted == Format.PDF:
        return agreement_pdf(view, work.settings.accents)
    return (agreement_markdown(view) if wanted == Format.MD else agreement_html(view)).encode()


def _person(row: Standing) -> dict[str, Any]:
    person = row.person
    flags = {
        "participant": person.takes_part,
        "organiser": person.organises,
        "coach": person.coaches,
    }
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "roles": [role for role, held in flags.items() if held],
        "time_zone": person.time_zone,
        "state": row.state,
        "replied_at": _text(row.progress.replied_at) if row.progress else None,
        "rsvp": row.rsvp.partstat.value if row.rsvp else None,
        "mails": [{"kind": m.kind, "state": m.state.value} for m in row.mails],
    }


def _event(alliance: Alliance, event: Event) -> dict[str, Any]:
    return {
        "uid": event.uid,
        "purpose": event.purpose.value,
        "sequence": event.sequence,
        "start": event.starts.isoformat(),
        "time_zone": event.time_zone,
        "minutes": event.minutes,
        "rrule": rrule(event.rhythm, event.until).to_ical().decode() if event.rhythm else None,
        "until": _text(event.until),
        "cancelled": event.cancelled,
        "rsvp": {
            r.person: r.partstat.value
            for r in alliance.rsvps
            if r.event == event.uid and r.occurrence is None
        },
    }


def _version(alliance: Alliance, version: Version, *, with_words: bool) -> dict[str, Any]:
    """A version; with its words, all that `verify` needs stands in it."""
    said = [s for c in version.clauses for s in alliance.sign_offs if s.clause_hash == c.hash]
    agreed = {(s.person, s.clause_hash) for s in said if s.agrees}
    return {
        "number": version.number,
        "hash": version.hash,
        "proposed_at": _text(version.proposed_at),
        "proposed_by": version.proposed_by,
        "signers": list(version.signers),
        "signed_by": [
            signer
            for signer in version.signers
            if all((signer, c.hash) in agreed for c in version.clauses)
        ],
        "clauses": [
            {"key": c.key, "hash": c.hash}
            | ({"section": c.section, "heading": c.heading, "text": c.text} if with_words else {})
            for c in version.clauses
        ],
        "sign_offs": [
            {
                "person": s.person,
                "clause": s.clause_key,
                "hash": s.clause_hash,
                "agrees": s.agrees,
                "at": _text(s.at),
            }
            | ({"reason": s.reason, "wording": s.wording} if with_words else {})
            for s in said
        ],
    }


def _round(asked: Round) -> dict[str, Any]:
    return {
        "number": asked.number,
        "occasion": asked.occasion.value,
        "occurrence": _text(asked.occurrence),
        "opened_at": _text(asked.opened_at),
        "replies_due": _text(asked.replies_due),
        "released_at": _text(asked.released_at),
        "replied": list(core.repliers(asked)),
    }


def _feed(work: Work, alliance: Alliance) -> bytes:
    url = work.settings.public_url + public_path(alliance.id)
    entries = []
    for event in alliance.events:
        summary, description = render_event_text(
            event,
            alliance=alliance.title,
            people=tuple(p.name for p in alliance.participants),
            public_url=url,
            language=alliance.language,
        )
        entries.append(
            itip.Entry(
                event=event,
                organizer_address=work.settings.mail_from,
                organizer_name=work.settings.practice_name,
                summary=summary,
                description=description,
                url=url,
            )
        )
    return itip.publish(entries, name=alliance.title).encode()


def _next(alliance: Alliance, now: datetime) -> datetime | None:
    if alliance.closure:
        return None
    asked = alliance.current_round
    talk = alliance.conversation_at
    if not asked.released_at and asked.replies_due > now:
        return asked.replies_due
    return talk if talk > now else core.next_review(alliance, now)


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
