"""The page where participants and organisers say how they are written to."""

from zoneinfo import available_timezones

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from service.errors import InvalidInput
from service.languages import LANGUAGES
from service.participants import Role
from service.web.desk import Desk, DeskHere, Posted, by_field, first, see_other
from service.workflow import Visit, preferring, visit

router = APIRouter(prefix="/p/{token}/language")
organiser_router = APIRouter(prefix="/o/{token}/language")


@router.get("")
def preferences(request: Request, desk: DeskHere, token: str) -> Response:
    return _shown(request, desk, Role.PARTICIPANT, token)


@router.post("")
def prefer(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    return _posted(request, desk, Role.PARTICIPANT, token, typed)


@organiser_router.get("")
def of_organiser(request: Request, desk: DeskHere, token: str) -> Response:
    return _shown(request, desk, Role.ORGANISER, token)


@organiser_router.post("")
def prefer_as_organiser(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    return _posted(request, desk, Role.ORGANISER, token, typed)


def _shown(request: Request, desk: Desk, role: Role, token: str) -> Response:
    with desk.office.read() as work:
        return _page(request, desk, visit(work, role, token))


def _posted(request: Request, desk: Desk, role: Role, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = visit(work, role, token, lock=True)
        desk.require_own_form(request, who.scope, typed)
        try:
            preferring.prefer(
                work, who, language=first(typed, "language"), zone=first(typed, "zone")
            )
        except InvalidInput as error:
            return _page(request, desk, who, typed, error)
    return see_other(who.path, "written-to")


def _page(
    request: Request,
    desk: Desk,
    who: Visit,
    typed: Posted | None = None,
    error: InvalidInput | None = None,
) -> HTMLResponse:
    return desk.visit_page(
        request,
        "preferences.html",
        who,
        status=422 if error else 200,
        typed=typed or {"language": [who.me.language], "zone": [who.me.time_zone]},
        problems=by_field(error) if error else {},
        languages=LANGUAGES,
        zones=sorted(available_timezones()),
    )
