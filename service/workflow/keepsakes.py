"""What each may keep of an alliance: on paper, as Markdown, and as JSON for programs."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from service import alliance as core
from service.agreement import Version
from service.alliance import Alliance, Occasion
from service.answers import Reply, shared_only
from service.colours import Accent
from service.emails import LastWord
from service.participants import Person
from service.rendering import (
    AgreementView,
    KeptVersion,
    agreement_markdown,
    agreement_pdf,
)
from service.storage import Transaction
from service.workflow.documents import agreement_view, changes_between
from service.workflow.summaries import trust_over_time

_REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)


def keepsake_pdf(tx: Transaction, alliance: Alliance, person: Person, accent: Accent) -> bytes:
    """The agreement with every version that led to it, the trust over time, the last words."""
    view = keepsake_view(tx, alliance, language=person.language, reader=person)
    return agreement_pdf(view, accent)


def keepsake_markdown(tx: Transaction, alliance: Alliance, person: Person) -> bytes:
    """The same as text."""
    view = keepsake_view(tx, alliance, language=person.language, reader=person)
    return agreement_markdown(view).encode()


def keepsake_json(tx: Transaction, alliance: Alliance, person: Person) -> bytes:
    """The same for programs, with all that the person wrote themselves."""
    names = {p.id: p.name for p in alliance.people}
    told: dict[str, Any] = {
        "title": alliance.title,
        "time_zone": alliance.time_zone,
        "started_at": _text(alliance.started_at),
        "closed_at": _text(alliance.closure_at),
        "people": [p.name for p in alliance.people if p.takes_part],
        "versions": [_version(alliance, v, names) for v in alliance.versions],
        "trust": [
            {"at": _text(asked.released_at), "low": scale.low, "high": scale.high}
            for asked, scale in trust_over_time(tx, alliance, for_coach=False)
            if core.may_read(person, asked)
        ],
        "last_words": [
            {"author": w.author, "about": w.about, "lines": list(w.lines)}
            for w in last_words(tx, alliance)
        ],
        "own_answers": own_answers(tx, alliance, person),
    }
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def keepsake_view(
    tx: Transaction, alliance: Alliance, *, language: str, reader: Person | None = None
) -> AgreementView:
    """The paper: the wording in force, else the latest there is, and all that led to it."""
    version = core.in_force(alliance) or (alliance.versions[-1] if alliance.versions else None)
    view = agreement_view(tx, alliance, version, language=language, reader=reader)
    return replace(
        view,
        changes=(),
        history=tuple(
            KeptVersion(
                number=later.number,
                hash=later.hash,
                proposed_at=later.proposed_at,
                changes=changes_between(earlier, later) if earlier else (),
            )
            for earlier, later in zip((None, *alliance.versions), alliance.versions, strict=False)
        ),
        last_words=tuple((w.author, w.about, w.lines) for w in last_words(tx, alliance)),
    )


def last_words(tx: Transaction, alliance: Alliance) -> tuple[LastWord, ...]:
    """What was learned and thanked for before the close, as far as it was shared with all."""
    asked = alliance.rounds[-1]
    if asked.occasion != Occasion.LAST or asked.released_at is None:
        return ()
    names = {p.id: p.name for p in alliance.people}
    return tuple(
        LastWord(
            author=names[reply.person],
            about=names.get(answer.about or "", ""),
            lines=answer.lines,
        )
        for reply in shared_only(tx.replies(alliance.id, asked.number))
        for answer in reply.answers
        if answer.points
    )


def own_answers(tx: Transaction, alliance: Alliance, person: Person) -> list[dict[str, Any]]:
    """What the person sent in each round."""
    replies = ((asked, tx.reply(alliance.id, asked.number, person.id)) for asked in alliance.rounds)
    return [
        {"round": asked.number, "occasion": asked.occasion.value}
        | _REPLY.dump_python(reply, mode="json")
        for asked, reply in replies
        if reply
    ]


def _version(alliance: Alliance, version: Version, names: dict[str, str]) -> dict[str, Any]:
    return {
        "number": version.number,
        "hash": version.hash,
        "proposed_at": _text(version.proposed_at),
        "clauses": [{"key": c.key, "heading": c.heading, "text": c.text} for c in version.clauses],
        "signed_by": [
            names[signer]
            for signer in core.asked_to_sign(alliance, version)
            if all(
                (said := core.word_of(alliance, signer, c)) and said.agrees for c in version.clauses
            )
        ],
    }


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
