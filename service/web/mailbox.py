"""The local mailbox: every mail as its reader would see it, where no mail server is set."""

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage, Message

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from service.errors import NotFound
from service.web.desk import DeskHere, Posted, first, see_other
from service.workflow import rehearsing

router = APIRouter(prefix="/mailbox")

# Mails are shown as a mail program would: styles but no scripts, links in a new tab.
AS_IN_A_MAIL_PROGRAM = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A mail, taken apart for reading."""

    subject: str
    by: str
    """As a mail program shows the sender: by name, where there is one."""
    sender: str
    to: str
    text: str
    html: str
    ics: str
    pdf: bytes


@router.get("")
def people(request: Request, desk: DeskHere) -> Response:
    """Everybody who has mail."""
    with desk.office.read() as work:
        addresses = rehearsing.addresses(work)
    turns = request.app.state.later is not None
    return desk.page(request, "mailbox.html", scope="/mailbox", addresses=addresses, turns=turns)


@router.post("/later")
async def later(request: Request, desk: DeskHere, typed: Posted) -> Response:
    """A week passes, where this is a demo."""
    desk.require_own_form(request, "/mailbox", typed)
    if request.app.state.later is None:
        raise NotFound
    await request.app.state.later()
    return see_other("/mailbox", "later")


@router.get("/of/{address}")
def mails(request: Request, desk: DeskHere, address: str) -> Response:
    with desk.office.read() as work:
        listed = [
            {"id": m.id, "subject": open_mail(m.raw).subject, "at": m.at, "kind": m.kind}
            for m in work.tx.local_mails(address)
        ]
    if not listed:
        raise NotFound
    return desk.page(request, "mailbox_person.html", address=address, mails=listed)


@router.get("/{mail_id}")
def mail(request: Request, desk: DeskHere, mail_id: str) -> Response:
    with desk.office.read() as work:
        found = rehearsing.local_mail(work, mail_id)
        opened = open_mail(found.raw)
        invitation = (
            rehearsing.invitation_in(work, opened.ics, to=opened.sender) if opened.ics else None
        )
        return desk.page(
            request,
            "mailbox_mail.html",
            mail={
                "id": mail_id,
                "subject": opened.subject,
                "sender": opened.by,
                "to": opened.to,
                "text": opened.text,
                "at": found.at,
                "kind": found.kind,
                "address": found.address,
                "pdf": bool(opened.pdf),
            },
            invitation=invitation,
        )


@router.get("/{mail_id}/html")
def mail_html(desk: DeskHere, mail_id: str) -> Response:
    with desk.office.read() as work:
        html = open_mail(rehearsing.local_mail(work, mail_id).raw).html
    page = html.replace("<head>", '<head><base target="_blank">', 1)
    return HTMLResponse(page, headers={"Content-Security-Policy": AS_IN_A_MAIL_PROGRAM})


@router.get("/{mail_id}/raw")
def mail_raw(desk: DeskHere, mail_id: str) -> Response:
    with desk.office.read() as work:
        raw = rehearsing.local_mail(work, mail_id).raw
    return Response(raw, media_type="text/plain; charset=utf-8")


@router.get("/{mail_id}/invite.ics")
def mail_invitation(desk: DeskHere, mail_id: str) -> Response:
    with desk.office.read() as work:
        ics = open_mail(rehearsing.local_mail(work, mail_id).raw).ics
    return Response(ics, media_type="text/calendar; charset=utf-8")


@router.get("/{mail_id}/agreement.pdf")
def mail_pdf(desk: DeskHere, mail_id: str) -> Response:
    with desk.office.read() as work:
        pdf = open_mail(rehearsing.local_mail(work, mail_id).raw).pdf
    return Response(pdf, media_type="application/pdf")


@router.post("/{mail_id}/reply")
def reply(request: Request, desk: DeskHere, mail_id: str, typed: Posted) -> Response:
    """What a calendar sends when a button is pressed (METHOD:REPLY), taken like any mail."""
    desk.require_own_form(request, f"/mailbox/{mail_id}", typed)
    with desk.office.write() as work:
        found = rehearsing.local_mail(work, mail_id)
        opened = open_mail(found.raw)
        rehearsing.press(
            work, opened.ics, to=opened.sender, by=found.address, partstat=first(typed, "partstat")
        )
    return see_other(f"/mailbox/{mail_id}", "reply")


@router.post("/{mail_id}/answer")
def answer(request: Request, desk: DeskHere, mail_id: str, typed: Posted) -> Response:
    """A person's own words in answer to the mail, taken like any mail."""
    desk.require_own_form(request, f"/mailbox/{mail_id}", typed)
    with desk.office.write() as work:
        rehearsing.write_back(work, mail_id, first(typed, "words"))
    return see_other(f"/mailbox/{mail_id}", "answer")


def open_mail(raw: bytes) -> Opened:
    """The parts of one of our own mails."""
    message = email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default)
    parts = {part.get_content_type(): part for part in message.walk() if not part.is_multipart()}

    def text(kind: str) -> str:
        part = parts.get(kind)
        return _content(part).decode() if part is not None else ""

    pdf = parts.get("application/pdf")
    return Opened(
        subject=str(message["Subject"]),
        by=str(message["From"]),
        sender=str(message["From"].addresses[0].addr_spec),
        to=str(message["To"]),
        text=text("text/plain"),
        html=text("text/html"),
        ics=text("text/calendar"),
        pdf=_content(pdf) if pdf is not None else b"",
    )


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
