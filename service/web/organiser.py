"""The organiser's page: how far everybody is, and what can be done about it."""

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from service import alliance as core
from service.alliance import Phase
from service.clock import wall_time
from service.errors import InvalidInput, Problem
from service.participants import Role
from service.web.desk import Desk, DeskHere, Posted, Typed, by_field, first, see_other
from service.workflow import Visit, Work, closing, organising, visit
from service.workflow.standing import people_rows

router = APIRouter(prefix="/o/{token}")


@router.get("")
def home(request: Request, desk: DeskHere, token: str) -> Response:
    with desk.office.read() as work:
        who = visit(work, Role.ORGANISER, token)
        return _page(request, desk, who, work)


@router.post("/resend")
def resend(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = _poster(request, desk, work, token, typed)
        try:
            organising.resend(work, who, first(typed, "person"))
        except InvalidInput as error:
            return _page(request, desk, who, work, typed, error)
    return see_other(who.path, "again")


@router.post("/address")
def address(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = _poster(request, desk, work, token, typed)
        try:
            organising.correct_address(work, who, first(typed, "person"), first(typed, "email"))
        except InvalidInput as error:
            return _page(request, desk, who, work, typed, error)
    return see_other(who.path, "address")


@router.post("/dates")
def dates(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    """The conversation, its length and place, and the day by which to reply."""
    with desk.office.write() as work:
        who = _poster(request, desk, work, token, typed)
        try:
            organising.move_dates(
                work,
                who,
                starts=_wall(typed, "date", "time"),
                minutes=_minutes(typed),
                place=first(typed, "place"),
                replies_due=_wall(typed, "due_date", "due_time"),
            )
        except InvalidInput as error:
            return _page(request, desk, who, work, typed, error)
    return see_other(who.path, "dates")


@router.post("/release")
def release(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = _poster(request, desk, work, token, typed)
        try:
            organising.release_now(work, who)
        except InvalidInput as error:
            return _page(request, desk, who, work, typed, error)
    return see_other(who.path, "released")


@router.post("/close")
def close(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = _poster(request, desk, work, token, typed)
        if first(typed, "confirm") != "on":
            advice = "tick the box to say that you mean it: a close cannot be taken back"
            error = InvalidInput(Problem(field="confirm", advice=advice))
            return _page(request, desk, who, work, typed, error)
        closing.close(work, who.alliance, by=who.me.id, why=first(typed, "reason"))
    return see_other(who.path, "closed")


def _page(
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
        people=people_rows(work, alliance),
        round=asked,
        conversation=alliance.conversation,
        conversation_at=alliance.conversation_at,
        conversation_wall=alliance.conversation.starts,
        due_wall=wall_time(alliance.first_round.replies_due, alliance.time_zone),
        next_review_at=core.next_review(alliance, work.now),
        version=alliance.versions[-1] if alliance.versions else None,
        in_force=core.in_force(alliance),
        can_move=alliance.phase in {Phase.GATHERING, Phase.MEETING},
        can_release=asked.released_at is None and bool(core.repliers(asked)),
        typed=typed or {},
        problems=by_field(error) if error else {},
        notes=work.tx.notes(alliance.id),
        names={p.id: p.name for p in alliance.people},
    )


def _poster(request: Request, desk: Desk, work: Work, token: str, typed: Typed) -> Visit:
    who = visit(work, Role.ORGANISER, token, lock=True)
    desk.require_own_form(request, who.scope, typed)
    return who


def _wall(typed: Typed, date_field: str, time_field: str) -> datetime:
    text = f"{first(typed, date_field)}T{first(typed, time_field)}"
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        advice = "give a date and a time such as 2027-03-01 and 14:00"
        raise InvalidInput(Problem(field=date_field, advice=advice)) from error


def _minutes(typed: Typed) -> int:
    text = first(typed, "minutes")
    if not text.isdecimal() or not 1 <= int(text) <= 24 * 60:
        raise InvalidInput(Problem(field="minutes", advice="give whole minutes from 1 to 1440"))
    return int(text)
