"""The page where participants and organisers say who they are and how they are written to."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from service import alliance as core
from service.clock import zones_to_choose
from service.errors import InvalidInput
from service.languages import LANGUAGES
from service.participants import Role
from service.web.desk import Desk, DeskHere, Posted, by_field, first, see_other
from service.workflow import Visit, Work, moving, preferring, visit

router = APIRouter(prefix="/p/{token}")
organiser_router = APIRouter(prefix="/o/{token}")
address_router = APIRouter(prefix="/address/{alliance_id}/{person_id}/{proof}")


@router.get("/language")
def preferences(request: Request, desk: DeskHere, token: str) -> Response:
    return _shown(request, desk, Role.PARTICIPANT, token)


@router.post("/language")
def prefer(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    return _posted(request, desk, Role.PARTICIPANT, token, typed)


@organiser_router.get("/language")
def of_organiser(request: Request, desk: DeskHere, token: str) -> Response:
    return _shown(request, desk, Role.ORGANISER, token)


@organiser_router.post("/language")
def prefer_as_organiser(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    return _posted(request, desk, Role.ORGANISER, token, typed)


@router.post("/self")
def change_self(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    return _changed(request, desk, Role.PARTICIPANT, token, typed)


@organiser_router.post("/self")
def change_organisers_self(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    return _changed(request, desk, Role.ORGANISER, token, typed)


@address_router.get("")
def new_address(
    request: Request, desk: DeskHere, alliance_id: str, person_id: str, proof: str
) -> Response:
    """What a new address brings about, and the button that says yes."""
    with desk.office.read() as work:
        alliance, wish = moving.to_confirm(work, alliance_id, person_id, proof)
    me = alliance.person(person_id)
    return desk.page(
        request,
        "address.html",
        language=me.language,
        zone=me.time_zone,
        alliance=alliance,
        me=me,
        wish=wish,
    )


@address_router.post("")
def confirm_address(
    request: Request, desk: DeskHere, alliance_id: str, person_id: str, proof: str, typed: Posted
) -> Response:
    desk.require_own_form(request, request.url.path, typed)
    with desk.office.write() as work:
        url = moving.confirm(work, alliance_id, person_id, proof)
    return see_other(url, "reached")


def _shown(request: Request, desk: Desk, role: Role, token: str) -> Response:
    with desk.office.read() as work:
        return _page(request, desk, work, visit(work, role, token))


def _posted(request: Request, desk: Desk, role: Role, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = visit(work, role, token, lock=True)
        desk.require_own_form(request, who.scope, typed)
        try:
            preferring.prefer(
                work, who, language=first(typed, "language"), zone=first(typed, "zone")
            )
        except InvalidInput as error:
            return _page(request, desk, work, who, typed, error)
    return see_other(who.path, "written-to")


def _changed(request: Request, desk: Desk, role: Role, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = visit(work, role, token, lock=True)
        desk.require_own_form(request, who.scope, typed)
        name, email = first(typed, "name"), first(typed, "email")
        try:
            asked = moving.change_self(work, who, name=name, email=email)
        except InvalidInput as error:
            return _page(request, desk, work, who, typed, error)
    return see_other(f"{who.path}/language", "" if asked else "self")


def _page(
    request: Request,
    desk: Desk,
    work: Work,
    who: Visit,
    typed: Posted | None = None,
    error: InvalidInput | None = None,
) -> HTMLResponse:
    me = who.me
    wish = core.address_wish(who.alliance, me.id, work.now)
    kept = {
        "name": [me.name],
        "email": [wish.email if wish else me.email],
        "language": [me.language],
        "zone": [me.time_zone],
    }
    return desk.visit_page(
        request,
        "preferences.html",
        who,
        status=422 if error else 200,
        typed=kept | (typed or {}),
        problems=by_field(error) if error else {},
        languages=LANGUAGES,
        zones=zones_to_choose(),
        wish=wish,
    )
