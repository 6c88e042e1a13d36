"""What becomes of a mail that somebody wrote: it is claimed, or passed on, by a press."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.errors import NotFound
from service.participants import Role
from service.web.desk import DeskHere, Posted, first, see_other
from service.workflow import Visit, Work, answering, visit

ROLES = {"p": Role.PARTICIPANT, "c": Role.COACH, "o": Role.ORGANISER}

router = APIRouter(prefix="/{role}/{token}/words/{letter}")


@router.get("")
def words(request: Request, desk: DeskHere, role: str, token: str, letter: str) -> Response:
    """The words, and the button."""
    with desk.office.read() as work:
        who = _visitor(work, role, token)
        outcome, sender, text = answering.to_show(work, who, letter)
    return desk.visit_page(
        request,
        "words.html",
        who,
        letter=letter,
        sender=sender,
        words=text,
        held=outcome == answering.HELD,
        left=outcome == answering.LEFT and not who.me.organises,
        passed_on=outcome == answering.PASSED_ON,
    )


@router.post("")
def decide(
    request: Request, desk: DeskHere, role: str, token: str, letter: str, typed: Posted
) -> Response:
    with desk.office.write() as work:
        who = _visitor(work, role, token, lock=True)
        desk.require_own_form(request, who.scope, typed)
        if first(typed, "action") == "mine":
            answering.claim(work, who, letter)
            return see_other(who.path, "claimed")
        answering.pass_on(work, who, letter)
    return see_other(f"{who.path}/words/{letter}")


def _visitor(work: Work, role: str, token: str, *, lock: bool = False) -> Visit:
    if role not in ROLES:
        raise NotFound
    return visit(work, ROLES[role], token, lock=lock)
