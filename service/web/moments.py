"""Something happened: the page where a participant says so, and what the organiser can move."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from service import alliance as core
from service.alliance import Happening
from service.errors import InvalidInput, NotFound
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
from service.web.organiser import organiser_page, posted_by_organiser
from service.workflow import Visit, Work, moments, visit

router = APIRouter(prefix="/p/{token}/moment")
organiser_router = APIRouter(prefix="/o/{token}")


@router.get("")
def moment(request: Request, desk: DeskHere, token: str) -> Response:
    """What can be said, or what is open of what was said."""
    with desk.office.read() as work:
        return _page(request, desk, work, visit(work, Role.PARTICIPANT, token))


@router.post("")
def say_moment(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = _poster(request, desk, work, token, typed)
        to = first(typed, "to")
        try:
            moments.say_moment(
                work, who, happening=first(typed, "happening"), words=_words(typed), to=to
            )
        except InvalidInput as error:
            return _page(request, desk, work, who, typed, error)
    return see_other(f"{who.path}/moment", "confided" if to == moments.COACH else "moment")


@router.post("/{moment_id}/share")
def share(request: Request, desk: DeskHere, token: str, moment_id: str, typed: Posted) -> Response:
    """What the coach alone had heard is told to all."""
    with desk.office.write() as work:
        who = _poster(request, desk, work, token, typed)
        try:
            moments.share_moment(work, who, moment_id, words=_words(typed))
        except InvalidInput as error:
            return _page(request, desk, work, who, typed, error)
    return see_other(f"{who.path}/moment", "moment")


@router.post("/{moment_id}/settle")
def settle(request: Request, desk: DeskHere, token: str, moment_id: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = _poster(request, desk, work, token, typed)
        moments.settle_moment(work, who, moment_id)
    return see_other(f"{who.path}/moment", "settled")


@organiser_router.post("/extra")
def extra_review(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    """The extra review at another time, or called off."""
    with desk.office.write() as work:
        who = posted_by_organiser(request, desk, work, token, typed)
        uid = first(typed, "event")
        if first(typed, "action") == "call-off":
            moments.call_off_extra_review(work, who, uid)
            return see_other(who.path, "called-off")
        try:
            starts = read_wall(typed, "extra_date", "extra_time")
            minutes = read_minutes(typed, "extra_minutes")
            moments.move_extra_review(work, who, uid, starts=starts, minutes=minutes)
        except InvalidInput as error:
            return organiser_page(request, desk, who, work, typed, error)
    return see_other(who.path, "dates")


def _page(
    request: Request,
    desk: Desk,
    work: Work,
    who: Visit,
    typed: Typed | None = None,
    error: InvalidInput | None = None,
) -> HTMLResponse:
    alliance = who.alliance
    mine = core.open_moment(alliance, who.me.id, work.now)
    found = core.moments_of(alliance, who.me.id)
    rounds = {r.number: r for r in alliance.rounds}
    return desk.visit_page(
        request,
        "moment.html",
        who,
        status=422 if error else 200,
        mine=mine,
        event=alliance.event(mine.event) if mine and mine.event else None,
        asked=rounds.get(mine.round) if mine and mine.event else None,
        others_moments=[m for m in found if m != mine and m.told_at],
        rounds=rounds,
        promises={h.value: core.promise(alliance, h) for h in Happening},
        names={p.id: p.name for p in alliance.people},
        can_confide=alliance.coach is not None and alliance.coach.mailable,
        typed=typed or {},
        problems=by_field(error) if error else {},
    )


def _poster(request: Request, desk: Desk, work: Work, token: str, typed: Typed) -> Visit:
    who = visit(work, Role.PARTICIPANT, token, lock=True)
    desk.require_own_form(request, who.scope, typed)
    if not who.me.present:
        raise NotFound
    return who


def _words(typed: Typed) -> str:
    return typed["words"][0] if typed.get("words") else ""
