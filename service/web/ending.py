"""The end: wished for by those who take part, and what each may keep; and leaving by oneself."""

from enum import StrEnum

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from service import alliance as core
from service.errors import InvalidInput, NotFound, Problem
from service.languages import say
from service.participants import Role
from service.web.desk import Desk, DeskHere, Posted, Typed, by_field, first, see_other
from service.web.shared import reader
from service.workflow import Visit, Work, calendars, closing, organising, visit
from service.workflow.keepsakes import keepsake_json, keepsake_markdown, keepsake_pdf, last_words

router = APIRouter(prefix="/p/{token}")
keepsake_router = APIRouter(prefix="/{role}/{token}")


class Form(StrEnum):
    """In which forms a keepsake can be had."""

    PDF = "pdf"
    MD = "md"
    JSON = "json"
    ICS = "ics"


_MEDIA_TYPES = {
    Form.PDF: "application/pdf",
    Form.MD: "text/markdown; charset=utf-8",
    Form.JSON: "application/json",
    Form.ICS: "text/calendar; charset=utf-8; method=PUBLISH",
}


@router.get("/end")
def end(request: Request, desk: DeskHere, token: str) -> Response:
    """Who would close it, and the two ways out."""
    with desk.office.read() as work:
        who = visit(work, Role.PARTICIPANT, token)
    return see_other(who.path) if who.alliance.closure else _end_page(request, desk, who)


@router.post("/close")
def wish_close(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    """The participant would close it, or takes that back."""
    with desk.office.write() as work:
        who = _poster(request, desk, work, token, typed)
        if first(typed, "action") == "back":
            closing.wish_close(work, who, wished=False)
            return see_other(f"{who.path}/end", "unwished")
        if first(typed, "confirm") != "on":
            return _end_page(request, desk, who, _not_confirmed())
        closing.wish_close(work, who, wished=True)
    return see_other(f"{who.path}/end", "wished")


@router.post("/leave")
def leave(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = _poster(request, desk, work, token, typed)
        core.require_living(who.alliance)
        try:
            if first(typed, "confirm") != "on":
                raise _not_confirmed("leave")
            organising.leave(work, who)
        except InvalidInput as error:
            return _end_page(request, desk, who, error)
    return desk.page(
        request,
        "message.html",
        language=who.me.language,
        title=say("You have left"),
        text=say(
            "The others know it, and the meetings leave your calendar. Your links no longer work. "
            "A last mail is on its way to you, with the agreement where there is one."
        ),
        typed={},
    )


@router.post("/skip")
def skip(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    """No last words."""
    with desk.office.write() as work:
        who = _poster(request, desk, work, token, typed)
        closing.skip_last_round(work, who)
    return see_other(who.path, "skipped")


@keepsake_router.get("/keepsake.{form}")
def keepsake(desk: DeskHere, role: str, token: str, form: Form) -> Response:
    """What all may keep: the agreement, all that led to it, the last words; and when they met."""
    with desk.office.read() as work:
        who = reader(work, role, token)
        content = _kept(work, who, form)
    name = f'attachment; filename="keepsake.{form}"'
    return Response(content, media_type=_MEDIA_TYPES[form], headers={"Content-Disposition": name})


def _kept(work: Work, who: Visit, form: Form) -> bytes:
    kept = (work.tx, who.alliance, who.me)
    if form == Form.ICS:
        return calendars.kept(work, who)
    if not (who.alliance.versions or who.alliance.clauses):
        raise NotFound
    if form == Form.PDF:
        return keepsake_pdf(*kept, work.settings.accents)
    return keepsake_markdown(*kept) if form == Form.MD else keepsake_json(*kept)


def closed_page(request: Request, desk: Desk, work: Work, who: Visit) -> HTMLResponse:
    """What is left to read, and until when."""
    return desk.visit_page(
        request,
        "closed.html",
        who,
        erased_at=who.alliance.due,
        last_words=last_words(work.tx, who.alliance),
        kept=bool(who.alliance.versions or who.alliance.clauses),
        rounds=[r for r in who.alliance.rounds if core.may_read(who.me, r)],
    )


def end_as_typed(work: Work, who: Visit, typed: Typed) -> str:
    """Organiser or coach closes it, at once or after a last round; the notice that says so.

    Raises InvalidInput where the box is not ticked.
    """
    if first(typed, "confirm") != "on":
        advice = say("tick the box to say that you mean it: everybody gets a mail")
        raise InvalidInput(Problem(field="confirm", advice=advice))
    why = first(typed, "reason")
    if first(typed, "how") == "last_round":
        closing.begin_ending(work, who.alliance, by=who.me.id, why=why)
        return "ending"
    closing.close(work, who.alliance, by=who.me.id, why=why)
    return "closed"


def _end_page(
    request: Request, desk: Desk, who: Visit, error: InvalidInput | None = None
) -> HTMLResponse:
    alliance = who.alliance
    wished = {w.person for w in alliance.close_wishes}
    return desk.visit_page(
        request,
        "end.html",
        who,
        status=422 if error else 200,
        wished=[(p, p.id in wished) for p in alliance.participants],
        mine=who.me.id in wished,
        alone=len(alliance.participants) <= core.FEWEST,
        problems=by_field(error) if error else {},
    )


def _not_confirmed(field: str = "confirm") -> InvalidInput:
    return InvalidInput(Problem(field=field, advice=say("tick the box to say that you mean it")))


def _poster(request: Request, desk: Desk, work: Work, token: str, typed: Typed) -> Visit:
    who = visit(work, Role.PARTICIPANT, token, lock=True)
    desk.require_own_form(request, who.scope, typed)
    return who
