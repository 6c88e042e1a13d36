"""Settling the wording together, proposing, signing; answering the invitation."""

from collections.abc import Mapping
from datetime import datetime

from service import alliance as core
from service.agreement import SignOff
from service.alliance import Alliance
from service.errors import Conflict, NotFound
from service.itip import PartStat
from service.languages import say
from service.workflow.work import Visit, Work, conclude


def answer_invitation(
    work: Work, visit: Visit, *, uid: str, partstat: str, occurrence: datetime | None = None
) -> Alliance:
    """Whether the person comes is known to all, as if their calendar had said so.

    `occurrence` is the original start, in UTC, of the one review that it is about.
    """
    event = next((e for e in visit.alliance.events if e.uid == uid), None)
    said = {s.value for s in (PartStat.ACCEPTED, PartStat.TENTATIVE, PartStat.DECLINED)}
    if event is None or partstat not in said:
        raise NotFound
    core.require_living(visit.alliance)
    after = core.answered(
        visit.alliance,
        uid=uid,
        person=visit.me.id,
        partstat=PartStat(partstat),
        occurrence=occurrence,
        now=work.now,
    )
    return conclude(work, visit.alliance, core.Outcome(alliance=after))


def reword(work: Work, visit: Visit, key: str, *, base: str, text: str) -> Alliance:
    """The clause reads so. Raises `Clash` where somebody changed the same words meanwhile."""
    outcome = core.reworded(visit.alliance, key, base=base, text=text, by=visit.me.id, now=work.now)
    if outcome.alliance != visit.alliance:
        work.tx.note(visit.alliance.id, work.now, visit.me.id, "reworded", key)
    return conclude(work, visit.alliance, outcome)


def take_line(work: Work, visit: Visit, key: str, line: str) -> Alliance:
    """The line stands at the end of the clause's wording; once, however often it is pressed."""
    working = next((w for w in visit.alliance.clauses if w.clause.key == key), None)
    if working is None or not line.strip():
        raise NotFound
    text = working.clause.text
    if line.strip() in text.split("\n"):
        return visit.alliance
    longer = f"{text}\n{line.strip()}" if text else line.strip()
    return reword(work, visit, key, base=text, text=longer)


def propose(work: Work, visit: Visit) -> Alliance:
    """The present wording is a version to sign."""
    outcome = core.proposed(visit.alliance, by=visit.me.id, now=work.now)
    work.tx.note(
        visit.alliance.id,
        work.now,
        visit.me.id,
        "proposed",
        str(outcome.alliance.versions[-1].number),
    )
    return conclude(work, visit.alliance, outcome)


def sign(work: Work, visit: Visit, *, version: str, fields: Mapping[str, str]) -> Alliance:
    """The person's word on each clause of this very version is kept.

    `fields`: for each clause's key "agree" or "object", with `<key>.reason` and
    `<key>.wording`; a clause without a word stays unsigned. `all` = "agree"
    agrees to every clause.
    """
    latest = next((v for v in visit.alliance.versions if v.hash == version), None)
    if latest is None:
        raise Conflict(say("A newer wording has been proposed since. Read it before you sign."))
    everything = fields.get("all") == "agree"
    verdicts = tuple(
        SignOff(
            person=visit.me.id,
            clause_key=clause.key,
            clause_hash=clause.hash,
            agrees=everything or fields[clause.key] == "agree",
            at=work.now,
            reason="" if everything else fields.get(f"{clause.key}.reason", "").strip(),
            wording="" if everything else fields.get(f"{clause.key}.wording", "").strip(),
        )
        for clause in latest.clauses
        if everything or fields.get(clause.key) in {"agree", "object"}
    )
    if not verdicts:
        raise Conflict(say("Nothing was chosen: agree or object to at least one clause."))
    outcome = core.signed(
        visit.alliance, person=visit.me.id, version=version, verdicts=verdicts, now=work.now
    )
    work.tx.note(visit.alliance.id, work.now, visit.me.id, "signed", str(latest.number))
    return conclude(work, visit.alliance, outcome)
