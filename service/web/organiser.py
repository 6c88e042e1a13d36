"""The organiser's page: how far everybody is, and what can be done about it."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from service import alliance as core
from service.alliance import Phase
from service.clock import wall_time
from service.errors import InvalidInput
from service.participants import Role
from service.web.desk import (
    Desk,
    DeskHere,
    Posted,
    Typed,
    by_field,
    first,
    read_minutes,
    read_wall,
    see_other,
)
from service.web.ending import end_as_typed
from service.workflow import Visit, Work, closing, organising, visit
from service.workflow.standing import meetings, people_rows, signing

router = APIRouter(prefix="/o/{token}")


@router.get("")
def home(request: Request, desk: DeskHere, token: str) -> Response:
    with desk.office.read() as work:
        who = visit(work, Role.ORGANISER, token)
        return organiser_page(request, desk, who, work)


@router.post("/resend")
def resend(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = posted_by_organiser(request, desk, work, token, typed)
        try:
            organising.resend(work, who, first(typed, "person"))
        except InvalidInput as error:
            return organiser_page(request, desk, who, work, typed, error)
    return see_other(who.path, "again")


@router.post("/address")
def address(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = posted_by_organiser(request, desk, work, token, typed)
        try:
            organising.correct_address(work, who, first(typed, "person"), first(typed, "email"))
        except InvalidInput as error:
            return organiser_page(request, desk, who, work, typed, error)
    return see_other(who.path, "address")


@router.post("/dates")
def dates(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    """The conversation, its length and place, and the day by which to reply."""
    with desk.office.write() as work:
        who = posted_by_organiser(request, desk, work, token, typed)
        try:
            organising.move_dates(
                work,
                who,
                starts=read_wall(typed, "date", "time"),
                minutes=read_minutes(typed),
                place=first(typed, "place"),
                replies_due=read_wall(typed, "due_date", "due_time"),
            )
        except InvalidInput as error:
            return organiser_page(request, desk, who, work, typed, error)
    return see_other(who.path, "dates")


@router.post("/release")
def release(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = posted_by_organiser(request, desk, work, token, typed)
        try:
            organising.release_now(work, who)
        except InvalidInput as error:
            return organiser_page(request, desk, who, work, typed, error)
    return see_other(who.path, "released")


@router.post("/close")
def close(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = posted_by_organiser(request, desk, work, token, typed)
        try:
            done = end_as_typed(work, who, typed)
        except InvalidInput as error:
            return organiser_page(request, desk, who, work, typed, error)
    return see_other(who.path, done)


@router.post("/reopen")
def reopen(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    """It goes on, as long as nothing has been erased."""
    with desk.office.write() as work:
        who = posted_by_organiser(request, desk, work, token, typed)
        closing.reopen(work, who)
    return see_other(who.path, "reopened")


def organiser_page(
    request: Request,
    desk: Desk,
    who: Visit,
    work: Work,
    typed: Typed | None = None,
    error: InvalidInput | None = None,
) -> HTMLResponse:
    alliance = who.alliance
    asked = alliance.current_round
    return desk.visit_page(
        request,
        "organiser.html",
        who,
        status=422 if error else 200,
        opened=request.query_params.get("open", ""),
        people=people_rows(work, alliance),
        round=asked,
        conversation=alliance.conversation,
        conversation_at=alliance.conversation_at,
        conversation_wall=alliance.conversation.starts,
        due_wall=wall_time(alliance.first_round.replies_due, alliance.time_zone),
        next_review_at=core.next_review(alliance, work.now),
        version=alliance.versions[-1] if alliance.versions else None,
        in_force=core.in_force(alliance),
        lead_days=core.lead(alliance, work.rules).days,
        can_move=alliance.phase in {Phase.GATHERING, Phase.MEETING},
        can_release=asked.released_at is None
        and bool(core.repliers(asked))
        and alliance.ending is None,
        typed=typed or {},
        problems=by_field(error) if error else {},
        notes=work.tx.notes(alliance.id),
        **meetings(alliance, work.now),
        **signing(alliance),
        names={p.id: p.name for p in alliance.people},
    )


def posted_by_organiser(
    request: Request, desk: Desk, work: Work, token: str, typed: Typed
) -> Visit:
    who = visit(work, Role.ORGANISER, token, lock=True)
    desk.require_own_form(request, who.scope, typed)
    return who
