"""Settling the agreement: its page, its versions, and everything that is pressed there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from service import alliance as core
from service.agreement import SignOff, Version, WorkingClause, changed_lines
from service.alliance import Alliance, Clash, Occasion, Phase
from service.errors import Conflict, InvalidInput, NotFound
from service.languages import say
from service.merge import MergedQuestion
from service.participants import Role
from service.rendering import AgreementView, agreement_markdown, agreement_pdf
from service.web.desk import Desk, DeskHere, Posted, Typed, by_field, first, see_other
from service.web.shared import reader
from service.workflow import Visit, Work, meeting
from service.workflow.concluding import outcome_of
from service.workflow.documents import agreement_view, changes_between
from service.workflow.standing import signing
from service.workflow.summaries import section_heads, summary

HISTORY = frozenset({"reworded", "proposed", "signed"})
"""What of the journal belongs beside the agreement."""

MOST_OFFERED = 12
"""How many missing lines are offered for one clause."""

Step = tuple[str, str]

router = APIRouter(prefix="/{role}/{token}")


@dataclass(frozen=True, kw_only=True)
class ClauseRow:
    """A clause on the agreement page, with all that stands beside it.

    `signed` are the words on the clause as the latest version has it.
    """

    working: WorkingClause
    sources: tuple[MergedQuestion, ...]
    proposed: bool
    signed: tuple[tuple[str, SignOff], ...]
    mine: SignOff | None
    suggested: tuple[tuple[str, str], ...] = ()
    """(name, wording) of what the last review would put in its place."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Lines that people wrote and that the wording does not hold, shared ones first."""
        words = self.working.clause.text.casefold()
        said = (line.text for merged in self.sources for line in merged.lines)
        return tuple(dict.fromkeys(s for s in said if s.casefold() not in words))[:MOST_OFFERED]


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why something could not be done, and what was typed, by `<clause>.text` or as signed."""

    error: Conflict | InvalidInput
    typed: Typed

    @property
    def status(self) -> int:
        """422 where something is missing, 409 where others were quicker (RFC 9110 §15.5)."""
        return 422 if isinstance(self.error, InvalidInput) else 409

    def told(self, alliance: Alliance) -> dict[str, Any]:
        """What the page shows of it. `left`: (heading, words) that have no field any more."""
        latest = alliance.versions[-1].clauses if alliance.versions else ()
        fields = {f"{working.clause.key}.text" for working in alliance.clauses}
        fields |= {f"{c.key}{part}" for c in latest for part in ("", ".reason", ".wording")}
        headings = {c.key: c.heading for version in alliance.versions for c in version.clauses}
        return {
            "refused": self._advice(),
            "problems": by_field(self.error) if isinstance(self.error, InvalidInput) else {},
            "typed": {n: v for n, v in self.typed.items() if n in fields and not self._stale(v)},
            "left": [
                (headings.get(name.partition(".")[0], ""), words)
                for name, values in self.typed.items()
                for words in values
                if "." in name and name not in fields and words.strip()
            ],
        }

    def _advice(self) -> str:
        """Still to be said in the reader's language; a clash and problems speak for themselves."""
        if isinstance(self.error, Clash | InvalidInput):
            return ""
        return self.error.args[0] if self.error.args else self.error.advice

    def _stale(self, values: list[str]) -> bool:
        """To have agreed to what was there before is no word on what is there now."""
        return isinstance(self.error, Conflict) and values == ["agree"]


@router.get("/agreement")
def agreement(request: Request, desk: DeskHere, role: str, token: str) -> Response:
    with desk.office.read() as work:
        who = reader(work, role, token)
        return _agreement_page(request, desk, who, work)


@router.post("/clause/{key}")
def reword(
    request: Request, desk: DeskHere, role: str, token: str, key: str, typed: Posted
) -> Response:
    def act(work: Work, who: Visit) -> None:
        _require_clause(who, key)
        meeting.reword(work, who, key, base=_whole(typed, "base"), text=_whole(typed, "text"))

    mine = {f"{key}.text": typed.get("text", [])}
    return _settled(request, desk, (role, token), typed, act, kept=mine, to=f"#{key}")


@router.post("/propose")
def propose(request: Request, desk: DeskHere, role: str, token: str, typed: Posted) -> Response:
    return _settled(request, desk, (role, token), typed, meeting.propose, to="?done=proposed")


@router.post("/sign")
def sign(request: Request, desk: DeskHere, role: str, token: str, typed: Posted) -> Response:
    def act(work: Work, who: Visit) -> None:
        fields = {name: values[-1] for name, values in typed.items()}
        meeting.sign(work, who, version=first(typed, "version"), fields=fields)

    return _settled(request, desk, (role, token), typed, act, kept=typed, to="?done=signed")


@router.get("/agreement.pdf")
def as_pdf(desk: DeskHere, role: str, token: str) -> Response:
    return Response(
        agreement_pdf(_newest(desk, role, token), desk.office.settings.accents),
        media_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="agreement.pdf"'},
    )


@router.get("/agreement.md")
def as_markdown(desk: DeskHere, role: str, token: str) -> Response:
    return Response(
        agreement_markdown(_newest(desk, role, token)),
        media_type="text/markdown; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="agreement.md"'},
    )


@router.get("/versions/{number}")
def version(
    request: Request,
    desk: DeskHere,
    role: str,
    token: str,
    number: int,
    beside: int | None = None,
) -> Response:
    """A version side by side with another, by default the one before it."""
    with desk.office.read() as work:
        who = reader(work, role, token)
    versions = {v.number: v for v in who.alliance.versions}
    shown, earlier = versions.get(number), versions.get(beside or number - 1)
    if shown is None or (beside is not None and earlier is None):
        raise NotFound
    return desk.visit_page(
        request,
        "version.html",
        who,
        version=shown,
        earlier=earlier,
        changes=[
            (change.heading, changed_text(change.before, change.after))
            for change in (changes_between(earlier, shown) if earlier else ())
        ],
        in_force=core.in_force(who.alliance),
        names={p.id: p.name for p in who.alliance.people},
    )


@router.get("/agreement/now")
def agreement_now(desk: DeskHere, role: str, token: str) -> Response:
    """The present wording, for pages that are open: asked for every two seconds."""
    with desk.office.read() as work:
        alliance = reader(work, role, token).alliance
    names = {p.id: p.name for p in alliance.people}
    latest = alliance.versions[-1] if alliance.versions else None
    return JSONResponse(
        {
            "clauses": {
                w.clause.key: {
                    "text": w.clause.text,
                    "by": names.get(w.edited_by or "", ""),
                    "revision": w.revision,
                }
                for w in alliance.clauses
            },
            "version": latest.number if latest else 0,
            "signatures": len(alliance.sign_offs),
        }
    )


@router.post("/take/{key}")
def take_line(
    request: Request, desk: DeskHere, role: str, token: str, key: str, typed: Posted
) -> Response:
    """One press: a line that somebody wrote is added to the wording."""

    def act(work: Work, who: Visit) -> None:
        _require_clause(who, key)
        meeting.take_line(work, who, key, first(typed, "line"))

    mine = {f"{key}.text": typed.get("line", [])}
    return _settled(request, desk, (role, token), typed, act, kept=mine, to=f"#{key}")


def changed_text(before: str, after: str) -> tuple[Step, ...]:
    """The way from one text to the other, for two texts side by side: lines first, then words."""
    steps: list[Step] = []
    for line in changed_lines(before, after):
        kinds = {what for what, _ in line}
        steps += [*line, (kinds.pop() if len(kinds) == 1 else "same", "\n")]
    return tuple(step for step in steps if step[1])


def _settled(
    request: Request,
    desk: Desk,
    by: tuple[str, str],
    typed: Posted,
    act: Callable[[Work, Visit], object],
    *,
    kept: Typed | None = None,
    to: str,
) -> Response:
    """What was pressed is done; or the page says why not, with all that was typed still on it."""
    try:
        with desk.office.write() as work:
            who = reader(work, *by, lock=True)
            desk.require_own_form(request, who.scope, typed)
            if who.role != Role.PARTICIPANT:
                raise NotFound
            act(work, who)
    except (Conflict, InvalidInput) as error:
        refusal = Refusal(error=error, typed=kept or {})
    else:
        return see_other(f"{who.path}/agreement{to}")
    with desk.office.read() as work:
        who = reader(work, *by)
        if not who.alliance.clauses:
            raise refusal.error
        return _agreement_page(request, desk, who, work, refusal=refusal)


def _agreement_page(
    request: Request,
    desk: Desk,
    who: Visit,
    work: Work,
    *,
    refusal: Refusal | None = None,
) -> Response:
    alliance = who.alliance
    if not alliance.clauses and not alliance.versions:
        return see_other(who.path)
    found = summary(work.tx, alliance, 0, for_coach=False)
    sources: dict[str, list[MergedQuestion]] = {}
    # Who came later reads what was agreed, not what had been written before.
    known = found.merge.questions if core.may_read(who.me, alliance.first_round) else ()
    for merged in known:
        sources.setdefault(merged.key, []).append(merged)
    latest = alliance.versions[-1] if alliance.versions else None
    heads = section_heads(alliance, alliance.first_round.questions)
    wishes = _wishes(work, who)
    rows: dict[str, list[ClauseRow]] = {}
    for working in alliance.clauses:
        row = _row(alliance, working, latest, who, tuple(sources.get(working.clause.key, ())))
        row = replace(row, suggested=wishes.get(working.clause.key, ()))
        rows.setdefault(working.clause.section, []).append(row)
    taking_part = who.role == Role.PARTICIPANT and alliance.phase != Phase.CLOSED
    words = tuple(w.clause for w in alliance.clauses if w.clause.text)
    clash = refusal.error if refusal and isinstance(refusal.error, Clash) else None
    return desk.visit_page(
        request,
        "agreement.html",
        who,
        status=refusal.status if refusal else 200,
        sections=[(heads[key][0], listed) for key, listed in rows.items()],
        names=found.names,
        version=latest,
        in_force=core.in_force(alliance),
        **signing(alliance),
        can_edit=taking_part,
        can_sign=taking_part
        and latest is not None
        and who.me.id in core.asked_to_sign(alliance, latest),
        unsigned={c.key for c in core.unsigned(alliance, who.me.id)},
        changed_since_version=latest is None or latest.clauses != words,
        clash={clash.key: (clash.mine, clash.theirs)} if clash else {},
        **(refusal.told(alliance) if refusal else {"refused": "", "typed": {}, "left": {}}),
        confirmed=alliance.confirmations[-1] if alliance.confirmations else None,
        history=[n for n in work.tx.notes(alliance.id) if n.what in HISTORY],
    )


def _row(
    alliance: Alliance,
    working: WorkingClause,
    latest: Version | None,
    who: Visit,
    sources: tuple[MergedQuestion, ...],
) -> ClauseRow:
    proposed = (
        next((c for c in latest.clauses if c.key == working.clause.key), None) if latest else None
    )
    said = [
        (alliance.person(s.person).name, s)
        for s in alliance.sign_offs
        if proposed and s.clause_hash == proposed.hash
    ]
    return ClauseRow(
        working=working,
        sources=sources,
        proposed=proposed is not None and proposed == working.clause,
        signed=tuple(said),
        mine=core.word_of(alliance, who.me.id, proposed) if proposed else None,
    )


def _wishes(work: Work, who: Visit) -> dict[str, tuple[tuple[str, str], ...]]:
    """By clause, the wordings of the last review that do not stand in the draft."""
    alliance = who.alliance
    asked = alliance.current_round
    if asked.occasion != Occasion.REVIEW or not core.may_read(who.me, asked):
        return {}
    drafted = {w.clause.key: w.clause.text for w in alliance.clauses}
    return {
        clause.key: tuple(
            (alliance.person(said.author).name, said.text)
            for said in clause.wordings
            if said.text != drafted.get(clause.key)
        )
        for clause in outcome_of(work.tx, alliance, asked.number).clauses
    }


def _newest(desk: Desk, role: str, token: str) -> AgreementView:
    """The agreement in force, else as it was last worded, for its reader to keep."""
    with desk.office.read() as work:
        who = reader(work, role, token)
        latest = _latest(who.alliance)
        return agreement_view(
            work.tx, who.alliance, latest, language=who.me.language, reader=who.me
        )


def _latest(alliance: Alliance) -> Version | None:
    if not alliance.clauses and not alliance.versions:
        raise NotFound
    return core.in_force(alliance) or (alliance.versions[-1] if alliance.versions else None)


def _require_clause(who: Visit, key: str) -> None:
    if key not in {working.clause.key for working in who.alliance.clauses}:
        raise Conflict(say("This part is no longer in the agreement."))


def _whole(typed: dict[str, list[str]], name: str) -> str:
    return typed[name][0] if typed.get(name) else ""
