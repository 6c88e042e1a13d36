"""Another coach, another organiser: asked for on the organiser's page, confirmed by mail."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.errors import InvalidInput
from service.web.desk import DeskHere, Posted, first, see_other
from service.web.organiser import organiser_page, posted_by_organiser
from service.workflow import organising

router = APIRouter(prefix="/o/{token}")
handover_router = APIRouter(prefix="/handover/{alliance_id}/{offer}")


@router.post("/coach")
def coach(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    """Somebody else, or nobody, reads the summaries from now on."""
    with desk.office.write() as work:
        who = posted_by_organiser(request, desk, work, token, typed)
        nobody = first(typed, "action") == "none"
        try:
            organising.change_coach(
                work,
                who,
                name="" if nobody else first(typed, "coach_name"),
                email="" if nobody else first(typed, "coach_email"),
                nobody=nobody,
            )
        except InvalidInput as error:
            return organiser_page(request, desk, who, work, typed, error)
    return see_other(who.path, "coach")


@router.post("/handover")
def offer_organising(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    """Somebody is asked to organise; or no longer."""
    with desk.office.write() as work:
        who = posted_by_organiser(request, desk, work, token, typed)
        if first(typed, "action") == "back":
            organising.keep_organising(work, who)
            return see_other(who.path, "kept-organising")
        try:
            organising.offer_organising(
                work,
                who,
                person_id=first(typed, "organiser"),
                name=first(typed, "organiser_name"),
                email=first(typed, "organiser_email"),
            )
        except InvalidInput as error:
            return organiser_page(request, desk, who, work, typed, error)
    return see_other(who.path, "offered")


@handover_router.get("")
def offered(request: Request, desk: DeskHere, alliance_id: str, offer: str) -> Response:
    """What it means to organise, and the button that says yes."""
    with desk.office.read() as work:
        alliance = organising.to_hand_over(work, alliance_id, offer)
    to = alliance.handover.to if alliance.handover else alliance.organiser
    return desk.page(
        request, "handover.html", language=to.language, alliance=alliance, to=to, zone=to.time_zone
    )


@handover_router.post("")
def take_over(
    request: Request, desk: DeskHere, alliance_id: str, offer: str, typed: Posted
) -> Response:
    desk.require_own_form(request, request.url.path, typed)
    with desk.office.write() as work:
        url = organising.take_over(work, alliance_id, offer)
    return see_other(url, "took-over")
