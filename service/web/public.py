"""Pages that need no link of one's own: ask for it again, stop the mail, what this is."""

import hashlib

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from service.errors import NotFound
from service.languages import say
from service.settings import MARKS
from service.web.desk import DeskHere, Posted, first
from service.workflow import calendars, closing

router = APIRouter()


@router.get("/practice/colours.css")
def colours(desk: DeskHere) -> Response:
    """The practice's own accent, after our style sheet."""
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(desk.office.settings.accents.style, media_type="text/css", headers=headers)


@router.get("/practice/mark")
def mark(desk: DeskHere) -> Response:
    """The practice's own mark; NotFound where it has none."""
    path = desk.office.settings.mark
    if path is None or not path.is_file():
        raise NotFound
    headers = {"Cache-Control": "public, max-age=3600"}
    kind = MARKS[path.suffix.lower()]
    return Response(path.read_bytes(), media_type=kind, headers=headers)


@router.get("/alliance/{alliance_id}")
def public(request: Request, desk: DeskHere, alliance_id: str) -> Response:
    """The same page whether there is such an alliance or not: it gives nothing away."""
    return desk.page(request, "public.html", alliance_id=alliance_id)


@router.post("/alliance/{alliance_id}")
def links_again(request: Request, desk: DeskHere, alliance_id: str, typed: Posted) -> Response:
    desk.require_own_form(request, request.url.path, typed)
    email = first(typed, "email")
    with desk.office.write() as work:
        closing.send_links_again(work, alliance_id, email)
    return desk.page(request, "public_sent.html", email=email)


@router.get("/silence/{alliance_id}/{person}/{token}")
def ask_silence(
    request: Request, desk: DeskHere, alliance_id: str, person: str, token: str
) -> Response:
    with desk.office.read() as work:
        alliance, who = closing.to_silence(work, alliance_id, person, token)
        everywhere = work.tx.silenced(who.email)
    return desk.page(request, "unsubscribe.html", alliance=alliance, me=who, everywhere=everywhere)


@router.post("/silence/{alliance_id}/{person}/{token}")
def silence(
    request: Request, desk: DeskHere, alliance_id: str, person: str, token: str, typed: Posted
) -> Response:
    """One click in a mail program, or a button of the page: no form token (RFC 8058 §3.1).

    The one click ends this alliance's mail alone: whoever was forwarded a mail
    can press it, and it should not cut somebody off from everybody else. To take
    it back is a button of our page alone.
    """
    everywhere = first(typed, "everywhere") == "on"
    if first(typed, "again"):
        desk.require_own_form(request, request.url.path, typed)
        with desk.office.write() as work:
            closing.hear_again(work, alliance_id, person, token, everywhere=everywhere)
        title, text = say("We write to you again"), say("What you have missed is on its way.")
        return desk.page(request, "message.html", title=title, text=text)
    with desk.office.write() as work:
        alliance, who = closing.silence(work, alliance_id, person, token, everywhere=everywhere)
    return desk.page(request, "unsubscribed.html", alliance=alliance, me=who, everywhere=everywhere)


@router.get("/feed/{name}")
def feed(request: Request, desk: DeskHere, name: str) -> Response:
    """The events for a calendar program, which asks again and again (RFC 9110 §13.1.2)."""
    with desk.office.read() as work:
        content = calendars.feed(work, name.removesuffix(".ics"))
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


@router.get("/about")
def about(request: Request, desk: DeskHere) -> Response:
    return desk.page(request, "about.html", erase_after_days=desk.office.settings.erase_after_days)


@router.get("/accessibility")
def accessibility(request: Request, desk: DeskHere) -> Response:
    """What was tested, and what falls short."""
    return desk.page(request, "accessibility.html")


@router.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
def readyz(desk: DeskHere) -> Response:
    """The database answers too; 503 otherwise."""
    with desk.office.read() as work:
        work.tx.next_due()
    return PlainTextResponse("ok\n")


@router.get("/robots.txt")
def robots() -> Response:
    return PlainTextResponse("User-agent: *\nDisallow: /\n")
