"""Wording, proposing and signing."""

from dataclasses import replace
from datetime import datetime

from service.agreement import Clause, SignOff, Version, WorkingClause, merge_wordings
from service.alliance.record import Alliance, Phase
from service.alliance.wishes import Outcome, Wish
from service.errors import Closed, Conflict, InvalidInput, NotFound, Problem
from service.languages import say

CLAUSE_LIMIT = 100_000


class Clash(Conflict):
    """Two people changed the same words. Both are kept for you to choose from."""

    def __init__(self, key: str, mine: str, theirs: str) -> None:
        super().__init__()
        self.key = key
        self.mine = mine
        self.theirs = theirs


def reworded(  # noqa: PLR0913 - an edit, by whom and when
    alliance: Alliance, key: str, *, base: str, text: str, by: str, now: datetime
) -> Outcome:
    """The clause reads as `text`, together with what others changed since `base`.

    Raises Clash where both changed the same words; NotFound, Closed, InvalidInput.
    """
    _require_editable(alliance)
    working = next((w for w in alliance.clauses if w.clause.key == key), None)
    if working is None:
        raise NotFound
    if len(text) > CLAUSE_LIMIT:
        raise InvalidInput(
            Problem(
                field=key,
                advice=say("shorten it to at most %(limit)s characters", limit=CLAUSE_LIMIT),
            )
        )
    theirs = working.clause.text
    merged = merge_wordings(_tidy(base), _tidy(text), theirs)
    if merged is None:
        raise Clash(key, _tidy(text), theirs)
    if merged == theirs:
        return Outcome(alliance=alliance)
    changed = WorkingClause(
        clause=replace(working.clause, text=merged),
        revision=working.revision + 1,
        edited_by=by,
        edited_at=now,
    )
    clauses = tuple(changed if w is working else w for w in alliance.clauses)
    return Outcome(alliance=replace(alliance, clauses=clauses))


def proposed(alliance: Alliance, *, by: str, now: datetime) -> Outcome:
    """The present wording is a numbered version that all are asked to sign.

    Raises Conflict when it reads as the last version does; InvalidInput when empty.
    """
    _require_editable(alliance)
    clauses = tuple(w.clause for w in alliance.clauses if w.clause.text)
    if not clauses:
        raise InvalidInput(
            Problem(field="", advice=say("write at least one clause before you propose"))
        )
    version = Version(
        number=len(alliance.versions) + 1,
        clauses=clauses,
        proposed_by=by,
        proposed_at=now,
        signers=tuple(p.id for p in alliance.participants),
    )
    if alliance.versions and alliance.versions[-1].hash == version.hash:
        raise Conflict(say("This wording has been proposed already: sign it below."))
    after = replace(alliance, versions=(*alliance.versions, version))
    wishes = tuple(
        Wish(kind="agreement_proposed", to=p.id, about=str(version.number), by=by)
        for p in alliance.participants
    )
    return Outcome(alliance=after, wishes=wishes)


def signed(
    alliance: Alliance, *, person: str, version: str, verdicts: tuple[SignOff, ...], now: datetime
) -> Outcome:
    """The person's word on each clause is kept, for exactly the words that they saw.

    `version` is the hash of the version that the page showed; raises Conflict
    when another is the latest now. All are told when everybody has agreed to
    everything, and of each objection.
    """
    _require_editable(alliance)
    latest = alliance.versions[-1] if alliance.versions else None
    if latest is None or latest.hash != version:
        raise Conflict(say("A newer wording has been proposed since. Read it before you sign."))
    if person not in asked_to_sign(alliance, latest):
        raise NotFound
    hashes = {c.hash for c in latest.clauses}
    if any(v.clause_hash not in hashes or v.person != person for v in verdicts):
        raise Conflict(say("A clause has changed since. Read it before you sign."))
    for verdict in verdicts:
        if not verdict.agrees and not verdict.reason.strip():
            raise InvalidInput(
                Problem(
                    field=f"{verdict.clause_key}.reason", advice=say("say why you cannot agree")
                )
            )
    fresh = {(v.person, v.clause_hash) for v in verdicts}
    kept = tuple(s for s in alliance.sign_offs if (s.person, s.clause_hash) not in fresh)
    after = replace(alliance, sign_offs=(*kept, *verdicts))
    wishes = tuple(
        Wish(
            kind="clause_objected",
            to=p.id,
            about=f"{v.clause_hash}/{person}/{now.isoformat()}",
            by=person,
            clause=v.clause_hash,
        )
        for v in verdicts
        if not v.agrees and v not in alliance.sign_offs
        for p in alliance.participants
        if p.id != person
    )
    return Outcome(alliance=after, wishes=(*wishes, *newly_in_force(alliance, after)))


def newly_in_force(before: Alliance, after: Alliance) -> tuple[Wish, ...]:
    """All are told where everybody has agreed to the latest version, and had not before."""
    version = in_force(after)
    if version is None or version != after.versions[-1] or version == in_force(before):
        return ()
    return tuple(
        Wish(kind="agreement_signed", to=p.id, about=str(version.number))
        for p in after.people
        if p.present and (p.takes_part or p.coaches)
    )


def in_force(alliance: Alliance) -> Version | None:
    """The latest version of which every signer agrees to every clause."""
    agreed = {(s.person, s.clause_hash) for s in alliance.sign_offs if s.agrees}
    gone = {p.id for p in alliance.people if not p.present}
    for version in reversed(alliance.versions):
        signers = [s for s in version.signers if s not in gone]
        if signers and all((s, c.hash) in agreed for s in signers for c in version.clauses):
            return version
    return None


def asked_to_sign(alliance: Alliance, version: Version) -> tuple[str, ...]:
    """Its signers, and who came later: their word is asked for, and it is in force without it."""
    later = (
        p.id
        for p in alliance.participants
        if p.id not in version.signers and p.joined_at > version.proposed_at
    )
    return (*version.signers, *later)


def word_of(alliance: Alliance, person: str, clause: Clause) -> SignOff | None:
    """What the person last said about exactly these words."""
    return next(
        (s for s in alliance.sign_offs if s.person == person and s.clause_hash == clause.hash),
        None,
    )


def unsigned(alliance: Alliance, person: str) -> tuple[Clause, ...]:
    """The clauses of the latest version on which the person has not said a word."""
    if not alliance.versions or person not in asked_to_sign(alliance, alliance.versions[-1]):
        return ()
    return tuple(c for c in alliance.versions[-1].clauses if word_of(alliance, person, c) is None)


def waited_for(alliance: Alliance) -> tuple[str, ...]:
    """The ids of those who have not said a word on some clause of the latest version."""
    if alliance.phase == Phase.CLOSED:
        return ()
    return tuple(p.id for p in alliance.participants if unsigned(alliance, p.id))


def objecting(alliance: Alliance) -> tuple[str, ...]:
    """The ids of those who cannot agree to the latest version as it reads."""
    if alliance.phase == Phase.CLOSED or not alliance.versions:
        return ()
    said = {
        word.person
        for clause in alliance.versions[-1].clauses
        for word in alliance.sign_offs
        if word.clause_hash == clause.hash and not word.agrees
    }
    return tuple(p.id for p in alliance.participants if p.id in said)


def _require_editable(alliance: Alliance) -> None:
    if alliance.phase == Phase.CLOSED:
        raise Closed
    if not alliance.clauses:
        raise Conflict(say("There is nothing to word yet: the answers have not been released."))


def _tidy(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")
