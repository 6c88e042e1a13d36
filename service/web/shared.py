"""What participants and coach both read: a round's outcome, the agreement and its versions."""

import re
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from service import alliance as core
from service.agreement import SignOff, Version, WorkingClause, changed_lines
from service.alliance import Alliance, Clash, Phase
from service.errors import NotFound
from service.merge import MergedQuestion
from service.participants import Role
from service.rendering import agreement_markdown, agreement_pdf
from service.rhythm import schedule
from service.web.desk import Desk, DeskHere, Posted, first, see_other
from service.workflow import Visit, Work, calendars, meeting, visit
from service.workflow.documents import agreement_view, changes_between
from service.workflow.summaries import section_heads, summary

HISTORY = frozenset({"reworded", "proposed", "signed"})
"""What of the journal belongs beside the agreement."""

Step = tuple[str, str]

MOST_OFFERED = 12
"""How many missing lines are offered for one clause."""

ROLES = {"p": Role.PARTICIPANT, "c": Role.COACH}

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

    @property
    def missing(self) -> tuple[str, ...]:
        """Lines that people wrote and that the wording does not hold, shared ones first."""
        words = self.working.clause.text.casefold()
        said = (line.text for merged in self.sources for line in merged.lines)
        return tuple(dict.fromkeys(s for s in said if s.casefold() not in words))[:MOST_OFFERED]


@router.get("/round/{number}")
def outcome(request: Request, desk: DeskHere, role: str, token: str, number: int) -> Response:
    """What all wrote, merged, once it has been released."""
    with desk.office.read() as work:
        who = _reader(work, role, token)
        asked = next((r for r in who.alliance.rounds if r.number == number), None)
        if asked is None:
            raise NotFound
        if asked.released_at is None:
            return see_other(who.path)
        found = summary(work.tx, who.alliance, number, for_coach=who.role == Role.COACH)
    return desk.visit_page(
        request,
        "round.html",
        who,
        round=asked,
        for_coach=who.role == Role.COACH,
        merge=found.merge,
        names=found.names,
        headings=found.headings,
        agenda=found.agenda,
        unanswered=found.unanswered,
        trust_then=found.trust_then,
        withheld=found.withheld,
        conversation_at=asked.occurrence or who.alliance.conversation_at,
    )


@router.get("/agreement")
def agreement(request: Request, desk: DeskHere, role: str, token: str) -> Response:
    with desk.office.read() as work:
        who = _reader(work, role, token)
        return _agreement_page(request, desk, who, work)


@router.post("/clause/{key}")
def reword(
    request: Request, desk: DeskHere, role: str, token: str, key: str, typed: Posted
) -> Response:
    with desk.office.write() as work:
        who = _reader(work, role, token, lock=True)
        desk.require_own_form(request, who.scope, typed)
        _require_participant(who)
        try:
            meeting.reword(work, who, key, base=_whole(typed, "base"), text=_whole(typed, "text"))
        except Clash as clash:
            return _agreement_page(request, desk, who, work, clash=clash, status=409)
    return see_other(f"{who.path}/agreement#{key}")


@router.post("/propose")
def propose(request: Request, desk: DeskHere, role: str, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = _reader(work, role, token, lock=True)
        desk.require_own_form(request, who.scope, typed)
        _require_participant(who)
        meeting.propose(work, who)
    return see_other(f"{who.path}/agreement", "proposed")


@router.post("/sign")
def sign(request: Request, desk: DeskHere, role: str, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = _reader(work, role, token, lock=True)
        desk.require_own_form(request, who.scope, typed)
        _require_participant(who)
        fields = {name: values[-1] for name, values in typed.items()}
        meeting.sign(work, who, version=first(typed, "version"), fields=fields)
    return see_other(f"{who.path}/agreement", "signed")


@router.get("/agreement.pdf")
def as_pdf(desk: DeskHere, role: str, token: str) -> Response:
    with desk.office.read() as work:
        who = _reader(work, role, token)
        latest = _latest(who.alliance)
        view = agreement_view(work.tx, who.alliance, latest, language=who.me.language)
    return Response(
        agreement_pdf(view),
        media_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="agreement.pdf"'},
    )


@router.get("/agreement.md")
def as_markdown(desk: DeskHere, role: str, token: str) -> Response:
    with desk.office.read() as work:
        who = _reader(work, role, token)
        latest = _latest(who.alliance)
        view = agreement_view(work.tx, who.alliance, latest, language=who.me.language)
    return Response(
        agreement_markdown(view),
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
        who = _reader(work, role, token)
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
        alliance = _reader(work, role, token).alliance
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
    with desk.office.write() as work:
        who = _reader(work, role, token, lock=True)
        desk.require_own_form(request, who.scope, typed)
        _require_participant(who)
        meeting.take_line(work, who, key, first(typed, "line"))
    return see_other(f"{who.path}/agreement#{key}")


@router.get("/event/{uid}.ics")
def event_file(desk: DeskHere, role: str, token: str, uid: str) -> Response:
    """The invitation as a file, for those whose mail program shows none."""
    with desk.office.read() as work:
        ics = calendars.event_file(work, _reader(work, role, token), uid)
    return Response(
        ics,
        media_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="invite.ics"'},
    )


@router.get("/calendar")
def calendar(request: Request, desk: DeskHere, role: str, token: str) -> Response:
    """All the ways into a calendar: invitations as files, links, a feed."""
    with desk.office.read() as work:
        who = _reader(work, role, token)
        return _calendar_page(request, desk, who, work)


@router.post("/feed")
def feed(request: Request, desk: DeskHere, role: str, token: str, typed: Posted) -> Response:
    """A new feed, shown this once; or none any more."""
    with desk.office.write() as work:
        who = _reader(work, role, token, lock=True)
        desk.require_own_form(request, who.scope, typed)
        if first(typed, "action") == "end":
            calendars.end_feed(work, who)
            return see_other(f"{who.path}/calendar", "feed")
        url = calendars.make_feed(work, who)
        return _calendar_page(request, desk, who, work, feed=url)


def _calendar_page(
    request: Request, desk: Desk, who: Visit, work: Work, feed: str = ""
) -> Response:
    events = [
        (event, *calendars.adding_links(work, who, event.uid))
        for event in who.alliance.events
        if who.me.takes_part and schedule(event, after=work.now, limit=1)
    ]
    return desk.visit_page(
        request,
        "calendar.html",
        who,
        events=events,
        feed=feed,
        feed_webcal=re.sub("^https?", "webcal", feed),
    )


def changed_text(before: str, after: str) -> tuple[Step, ...]:
    """The way from one text to the other, for two texts side by side: lines first, then words."""
    steps: list[Step] = []
    for line in changed_lines(before, after):
        kinds = {what for what, _ in line}
        steps += [*line, (kinds.pop() if len(kinds) == 1 else "same", "\n")]
    return tuple(step for step in steps if step[1])


def _agreement_page(
    request: Request,
    desk: Desk,
    who: Visit,
    work: Work,
    *,
    clash: Clash | None = None,
    status: int = 200,
) -> Response:
    alliance = who.alliance
    if not alliance.clauses and not alliance.versions:
        return see_other(who.path)
    found = summary(work.tx, alliance, 0, for_coach=False)
    sources: dict[str, list[MergedQuestion]] = {}
    for merged in found.merge.questions:
        sources.setdefault(merged.key, []).append(merged)
    latest = alliance.versions[-1] if alliance.versions else None
    heads = section_heads(alliance, alliance.first_round.questions)
    rows: dict[str, list[ClauseRow]] = {}
    for working in alliance.clauses:
        row = _row(alliance, working, latest, who, tuple(sources.get(working.clause.key, ())))
        rows.setdefault(working.clause.section, []).append(row)
    taking_part = who.role == Role.PARTICIPANT and alliance.phase != Phase.CLOSED
    words = tuple(w.clause for w in alliance.clauses if w.clause.text)
    return desk.visit_page(
        request,
        "agreement.html",
        who,
        status=status,
        sections=[(heads[key][0], listed) for key, listed in rows.items()],
        names=found.names,
        version=latest,
        in_force=core.in_force(alliance),
        can_edit=taking_part,
        can_sign=taking_part and latest is not None and who.me.id in latest.signers,
        unsigned={c.key for c in core.unsigned(alliance, who.me.id)},
        changed_since_version=latest is None or latest.clauses != words,
        clash={clash.key: (clash.mine, clash.theirs)} if clash else {},
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


def _latest(alliance: Alliance) -> Version | None:
    if not alliance.clauses and not alliance.versions:
        raise NotFound
    return core.in_force(alliance) or (alliance.versions[-1] if alliance.versions else None)


def _reader(work: Work, role: str, token: str, *, lock: bool = False) -> Visit:
    if role not in ROLES:
        raise NotFound
    return visit(work, ROLES[role], token, lock=lock)


def _require_participant(who: Visit) -> None:
    if who.role != Role.PARTICIPANT:
        raise NotFound


def _whole(typed: dict[str, list[str]], name: str) -> str:
    return typed[name][0] if typed.get(name) else ""
