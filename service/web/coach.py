"""The coach's page: the merged summaries of one alliance."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from service import alliance as core
from service.errors import InvalidInput, Problem
from service.languages import say
from service.participants import Role
from service.web.desk import Desk, DeskHere, Posted, by_field, first, see_other
from service.workflow import Visit, Work, closing, visit
from service.workflow.standing import meetings
from service.workflow.summaries import trust_over_time

router = APIRouter(prefix="/c/{token}")


@router.get("")
def home(request: Request, desk: DeskHere, token: str) -> Response:
    with desk.office.read() as work:
        return _page(request, desk, visit(work, Role.COACH, token), work)


@router.post("/close")
def close(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = visit(work, Role.COACH, token, lock=True)
        desk.require_own_form(request, who.scope, typed)
        if first(typed, "confirm") != "on":
            advice = say("tick the box to say that you mean it: a close cannot be taken back")
            return _page(
                request, desk, who, work, InvalidInput(Problem(field="confirm", advice=advice))
            )
        closing.close(work, who.alliance, by=who.me.id, why=first(typed, "reason"))
    return see_other(who.path, "closed")


def _page(
    request: Request, desk: Desk, who: Visit, work: Work, error: InvalidInput | None = None
) -> HTMLResponse:
    alliance = who.alliance
    asked = alliance.current_round
    return desk.visit_page(
        request,
        "coach.html",
        who,
        status=422 if error else 200,
        rounds=[r for r in alliance.rounds if r.released_at],
        round=asked,
        answered=[alliance.person(p).name for p in core.repliers(asked)],
        waiting_for=[alliance.person(p).name for p in core.missing(alliance, asked)],
        conversation_at=alliance.conversation_at,
        next_review_at=core.next_review(alliance, work.now),
        version=alliance.versions[-1] if alliance.versions else None,
        in_force=core.in_force(alliance),
        trust=trust_over_time(work.tx, alliance, for_coach=True),
        **meetings(alliance, work.now),
        problems=by_field(error) if error else {},
    )
