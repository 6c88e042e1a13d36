"""The one place where a message becomes the bytes of a mail."""

import base64
import hashlib
import quopri
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from service.clock import require_aware
from service.emails.headers import ascii_address, mailbox, unstructured
from service.emails.messages import (
    AgreementSigned,
    AllianceClosed,
    CalendarMessage,
    Farewell,
    Message,
    ProposalDeclined,
)

LOOP_HEADER = "X-Alliance-Loop"
"""By it we know our own mail when it comes back, and never answer it."""


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """The words of a message: its subject, and text and HTML that say the same."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, kw_only=True)
class Entity:
    """A MIME entity (RFC 2045 §2.4): fields that are ready to be written, and a body with CRLF."""

    fields: tuple[tuple[str, str], ...]
    body: bytes

    def __bytes__(self) -> bytes:
        lines = "".join(f"{name}: {value}\r\n" for name, value in self.fields)
        # UTF-8 in a field: only an internationalised local part needs it (RFC 6532 §3.2).
        return lines.encode() + b"\r\n" + self.body


def compose(
    rendered: Rendered,
    message: Message,
    *,
    message_id: str,
    date: datetime,
    service_name: str = "Designed Alliance",
) -> bytes:
    """The mail as it goes over the wire: the same arguments always give the same bytes.

    `message_id` comes with or without its angle brackets. Raises ValueError
    when an address cannot stand in a header.
    """
    content = _content(rendered, message, seed=message_id)
    fields = _fields(rendered, message, message_id, date, service_name)
    mail = Entity(fields=(*fields, ("MIME-Version", "1.0"), *content.fields), body=content.body)
    return bytes(mail)


def _fields(
    rendered: Rendered, message: Message, message_id: str, date: datetime, service_name: str
) -> Iterator[tuple[str, str]]:
    """The header fields in the order in which people read them."""
    # CALENDAR.md's thirteenth rule: From is the event's ORGANIZER, so `sender` is taken as it is.
    yield "From", mailbox(_sender_name(message, service_name), message.sender)
    yield "To", mailbox(message.to_name, message.to_email)
    if message.reply_to and message.reply_to != message.sender:
        yield "Reply-To", f"<{ascii_address(message.reply_to)}>"
    yield "Subject", unstructured(rendered.subject, after=len("Subject: "))
    yield "Date", format_datetime(require_aware(date))
    yield "Message-ID", f"<{message_id.strip('<>')}>"
    yield "Content-Language", message.language
    yield "Auto-Submitted", "auto-generated"  # RFC 3834 §5
    yield LOOP_HEADER, ascii_address(message.sender).rsplit("@", 1)[-1]
    if message.silence_url:
        yield "List-Unsubscribe", f"<{message.silence_url}>"  # RFC 2369 §3.2
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"  # RFC 8058 §3.1


def _sender_name(message: Message, service_name: str) -> str:
    """Who it comes from, as a mailbox list shows it; nobody gets mail "via" from themselves."""
    if not message.organiser or message.organiser == message.to_name:
        return service_name
    return f"{message.organiser} via {service_name}"


def _content(rendered: Rendered, message: Message, *, seed: str) -> Entity:
    """The words in both forms, with what belongs to them."""
    words = (_text_part("plain", rendered.text), _text_part("html", rendered.html))
    match message:
        case CalendarMessage() | ProposalDeclined() if message.ics:
            ics = message.ics.encode()
            # RFC 6047 §2.4: the calendar object last in the alternative, the method said twice.
            calendar = _base64_part(
                f"text/calendar; method={message.method.upper()}; charset=UTF-8", ics
            )
            inner = _multipart("alternative", (*words, calendar), seed=seed)
            copy = _attachment("application/ics", "invite.ics", ics)
            return _multipart("mixed", (inner, copy), seed=seed)
        case AgreementSigned(pdf=pdf) | AllianceClosed(pdf=pdf) | Farewell(pdf=pdf) if pdf:
            inner = _multipart("alternative", words, seed=seed)
            name = "keepsake.pdf" if isinstance(message, AllianceClosed) else "agreement.pdf"
            paper = _attachment("application/pdf", name, pdf)
            return _multipart("mixed", (inner, paper), seed=seed)
        case _:
            return _multipart("alternative", words, seed=seed)


def _multipart(subtype: str, parts: tuple[Entity, ...], *, seed: str) -> Entity:
    """Parts under a boundary that neither base64 nor quoted-printable can contain."""
    boundary = "=_" + hashlib.sha256(f"{subtype} {seed}".encode()).hexdigest()[:24]
    line = f"--{boundary}".encode()
    return Entity(
        fields=(("Content-Type", f'multipart/{subtype}; boundary="{boundary}"'),),
        body=b"".join(line + b"\r\n" + bytes(part) + b"\r\n" for part in parts) + line + b"--\r\n",
    )


def _text_part(subtype: str, text: str) -> Entity:
    """Text in quoted-printable, or in base64 where that is shorter, as for most scripts."""
    content = "\n".join(text.splitlines()).encode("utf-8", "replace") + b"\n"
    # RFC 2046 §4.1.1: a text's line ends are CRLF, also within base64.
    printable = quopri.encodestring(content).replace(b"\n", b"\r\n")
    armoured = _base64(content.replace(b"\n", b"\r\n"))
    shorter = len(printable) <= len(armoured)
    return Entity(
        fields=(
            ("Content-Type", f"text/{subtype}; charset=utf-8"),
            ("Content-Transfer-Encoding", "quoted-printable" if shorter else "base64"),
        ),
        body=printable if shorter else armoured,
    )


def _attachment(content_type: str, filename: str, content: bytes) -> Entity:
    part = _base64_part(f'{content_type}; name="{filename}"', content)
    disposition = f'attachment; filename="{filename}"'
    return Entity(fields=(*part.fields, ("Content-Disposition", disposition)), body=part.body)


def _base64_part(content_type: str, content: bytes) -> Entity:
    return Entity(
        fields=(("Content-Type", content_type), ("Content-Transfer-Encoding", "base64")),
        body=_base64(content),
    )


def _base64(content: bytes) -> bytes:
    return base64.encodebytes(content).replace(b"\n", b"\r\n")
