"""The coach's pages: the merged summaries of one alliance, and the week over all of them."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from service import alliance as core
from service.alliance import Round
from service.clock import zones_to_choose
from service.errors import InvalidInput, NotFound
from service.languages import LANGUAGES
from service.merge import Scale
from service.participants import Person, Role
from service.web.desk import Desk, DeskHere, Posted, Typed, by_field, first, see_other
from service.web.ending import end_as_typed
from service.web.shared import round_page
from service.workflow import Visit, Work, coaching, visit
from service.workflow.standing import meetings, signing
from service.workflow.summaries import summary, trust_over_time

router = APIRouter(prefix="/c/{token}")
seen_router = APIRouter(prefix="/p/{token}/coach")


@router.get("")
def home(request: Request, desk: DeskHere, token: str) -> Response:
    with desk.office.read() as work:
        return _page(request, desk, visit(work, Role.COACH, token), work)


@router.post("/close")
def close(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = _poster(request, desk, work, token, typed)
        try:
            done = end_as_typed(work, who, typed)
        except InvalidInput as error:
            return _page(request, desk, who, work, error, typed)
    return see_other(who.path, done)


@router.get("/all")
def everything(request: Request, desk: DeskHere, token: str) -> Response:
    """All alliances that are coached at this address, and how the mails come."""
    with desk.office.read() as work:
        return _all_page(request, desk, visit(work, Role.COACH, token), work)


@router.post("/open")
def open_other(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    """To the page of another alliance, by a new link."""
    with desk.office.write() as work:
        who = _poster(request, desk, work, token, typed)
        return see_other(coaching.open_other(work, who, first(typed, "alliance")))


@router.post("/preferences")
def preferences(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = _poster(request, desk, work, token, typed)
        try:
            coaching.prefer(
                work,
                who,
                day=first(typed, "day"),
                language=first(typed, "language", who.me.language),
                zone=first(typed, "zone"),
                summaries=first(typed, "summaries") == "on",
            )
        except InvalidInput as error:
            return _all_page(request, desk, who, work, error)
    return see_other(f"{who.path}/all", "preferred")


@seen_router.get("")
def seen(request: Request, desk: DeskHere, token: str) -> Response:
    """For a participant: exactly what their coach sees, but for what others kept for the coach."""
    with desk.office.read() as work:
        who = visit(work, Role.PARTICIPANT, token)
        coach = who.alliance.coach
        if coach is None:
            raise NotFound
        return desk.visit_page(
            request,
            "seen.html",
            who,
            rounds=_readable(who, coach),
            trust=_trust(work, who, coach, for_coach=False),
            heard=[
                m for m in core.moments_heard(who.alliance, coach) if m.told_at or m.by == who.me.id
            ],
            version=who.alliance.versions[-1] if who.alliance.versions else None,
        )


@seen_router.get("/{number}")
def seen_round(request: Request, desk: DeskHere, token: str, number: int) -> Response:
    with desk.office.read() as work:
        who = visit(work, Role.PARTICIPANT, token)
        coach = who.alliance.coach
        asked = next((r for r in who.alliance.rounds if r.number == number), None)
        if coach is None or asked not in _readable(who, coach):
            raise NotFound
        found = summary(
            work.tx, who.alliance, number, for_coach=False, own=who.me.id, since=who.me.joined_at
        )
    return round_page(request, desk, who, asked, found, seen_by=coach)


def _page(
    request: Request,
    desk: Desk,
    who: Visit,
    work: Work,
    error: InvalidInput | None = None,
    typed: Typed | None = None,
) -> HTMLResponse:
    alliance = who.alliance
    asked = alliance.current_round
    return desk.visit_page(
        request,
        "coach.html",
        who,
        status=422 if error else 200,
        typed=typed or {},
        rounds=_readable(who, who.me),
        round=asked,
        answered=[alliance.person(p).name for p in core.repliers(asked)],
        waiting_for=[alliance.person(p).name for p in core.missing(alliance, asked)],
        conversation_at=alliance.conversation_at,
        next_review_at=core.next_review(alliance, work.now),
        version=alliance.versions[-1] if alliance.versions else None,
        in_force=core.in_force(alliance),
        trust=_trust(work, who, who.me, for_coach=True),
        heard=core.moments_heard(alliance, who.me),
        **meetings(alliance, work.now),
        **signing(alliance),
        problems=by_field(error) if error else {},
    )


def _all_page(
    request: Request, desk: Desk, who: Visit, work: Work, error: InvalidInput | None = None
) -> HTMLResponse:
    return desk.visit_page(
        request,
        "coached.html",
        who,
        status=422 if error else 200,
        rows=coaching.coached(work, who.me),
        languages=LANGUAGES,
        zones=zones_to_choose(),
        problems=by_field(error) if error else {},
    )


def _readable(who: Visit, coach: Person) -> list[Round]:
    """The rounds that both the visitor and the coach may read."""
    return [r for r in who.alliance.rounds if core.may_read(who.me, r) and core.may_read(coach, r)]


def _trust(work: Work, who: Visit, coach: Person, *, for_coach: bool) -> list[tuple[Round, Scale]]:
    readable = _readable(who, coach)
    points = trust_over_time(work.tx, who.alliance, for_coach=for_coach)
    return [(asked, scale) for asked, scale in points if asked in readable]


def _poster(request: Request, desk: Desk, work: Work, token: str, typed: Typed) -> Visit:
    who = visit(work, Role.COACH, token, lock=True)
    desk.require_own_form(request, who.scope, typed)
    return who
