"""One raw message, sorted: an answer from a calendar, a bounce, a machine's reply, or words.

Nothing in a stranger's message raises, whatever its bytes, but `NotAMessage` for
bytes that are no message at all.
"""

import email
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from enum import StrEnum
from html.parser import HTMLParser

from service.errors import AllianceError

LARGEST = 1024 * 1024
MOST_PARTS = 100
DEEPEST = 20
WORDS_LIMIT = 200_000
_HEADER_LIMIT = 20_000
_MOST_RECIPIENTS = 100

_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
_MARKS = frozenset(
    {"from", "to", "date", "subject", "message-id", "received", "return-path", "mime-version"}
)
_CALENDAR_TYPES = frozenset(
    {"text/calendar", "application/ics", "text/x-vcalendar", "application/calendar+ics"}
)
_ANSWERS = re.compile(rb"^METHOD[^:\r\n]*:[ \t]*(?:REPLY|COUNTER)[ \t]*\r*$", re.IGNORECASE | re.MULTILINE)
_METHOD = re.compile(rb"^METHOD[^:\r\n]*:", re.IGNORECASE | re.MULTILINE)
_BEGIN = re.compile(rb"BEGIN:VCALENDAR[ \t]*\r*\n?", re.IGNORECASE)
_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RETURNED_TYPES = frozenset(
    {"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"}
)
_ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
_ROBOT_FIELDS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-alliance-loop", "list-id")
_ROBOT_PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})


class NotAMessage(AllianceError):
    """These bytes are no mail message: not one header stands in them."""


class SortedAs(StrEnum):
    """What a message is, as far as this service cares."""

    CALENDAR = "calendar"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto-reply"
    WORDS = "words"
    UNREADABLE = "unreadable"
    """Too large, too deep, or nothing in it but what no one can open (winmail.dat)."""


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """What a server reports of one recipient (RFC 3464), or that it reports at all.

    action: failed, delayed, delivered, relayed or expanded, or empty. `status` is
    the enhanced code (RFC 3463). `original_id` is the Message-ID of what came back.
    """

    recipient: str = ""
    action: str = ""
    status: str = ""
    diagnostic: str = ""
    original_id: str = ""

    @property
    def permanent(self) -> bool:
        """Whether the recipient cannot be reached at all."""
        return self.action == "failed" and not self.status.startswith(("4", "2"))


@dataclass(frozen=True, kw_only=True)
class Sorted:
    """A message as it was understood. Addresses are in small letters.

    `digest` names the bytes. `recipients` are all whom the headers name, nearest
    to delivery first. `ics` holds each different answer of calendars once;
    `bounces` one report for each recipient. `words` are the text as written,
    earlier mails that it quotes included. `problems` are codes for the log.
    """

    kind: SortedAs
    digest: str
    message_id: str = ""
    from_address: str = ""
    recipients: tuple[str, ...] = ()
    subject: str = ""
    in_reply_to: tuple[str, ...] = ()
    ics: bytes = b""
    bounces: tuple[Bounce, ...] = ()
    words: str = ""
    problems: tuple[str, ...] = ()

    @property
    def bounce(self) -> Bounce | None:
        """The report that matters most: a permanent failure before others."""
        return next((b for b in self.bounces if b.permanent), next(iter(self.bounces), None))


def sort(raw: bytes, *, envelope: Sequence[str] = ()) -> Sorted:
    """The message is understood as far as it can be; raises NotAMessage if it is none.

    `envelope` are the recipients that the server was given, where it is known.
    """
    head = _head(raw)
    known = Sorted(
        kind=SortedAs.UNREADABLE,
        digest=hashlib.sha256(raw).hexdigest(),
        message_id=_first_id(head, "message-id"),
        from_address=next(iter(_addresses(head, "from")), ""),
        recipients=_recipients(head, envelope),
        subject=_text_of(head, "subject"),
        in_reply_to=_ids(head, "in-reply-to", "references"),
    )
    if len(raw) > LARGEST:
        return replace(known, problems=("too large",))
    try:
        parts = list(_parts(email.message_from_bytes(raw)))
    except (RecursionError, ValueError, LookupError, TypeError, AssertionError):
        return replace(known, problems=("malformed",))
    if parts and parts[-1] is None:
        return replace(known, problems=("too many parts",))
    return _sorted(known, head, [part for part in parts if part is not None])


def _sorted(known: Sorted, head: Message, parts: list[Message]) -> Sorted:
    bounces = _bounces(head, parts)
    if bounces:
        return replace(known, kind=SortedAs.BOUNCE, bounces=bounces)
    if _is_auto_reply(head, parts):
        return replace(known, kind=SortedAs.AUTO_REPLY)
    ics = _answers(parts)
    if ics:
        return replace(known, kind=SortedAs.CALENDAR, ics=ics, words=_words(parts))
    if _is_robot(head):
        return replace(known, kind=SortedAs.AUTO_REPLY)
    words = _words(parts)
    if not words and any(_is_winmail(part) for part in parts):
        return replace(known, problems=("winmail.dat",))
    return replace(known, kind=SortedAs.WORDS, words=words)


def _head(raw: bytes) -> Message:
    """The headers alone; raises NotAMessage where there are none."""
    start = raw[: _HEADER_LIMIT * 4].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if start.startswith(b"From "):  # the separator of an mbox file
        start = start.partition(b"\n")[2]
    if not _FIELD.match(start):
        raise NotAMessage("This is no mail message: it has no headers.")
    text = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
    head = email.message_from_bytes(text + b"\r\n\r\n")
    if not _MARKS & {name.casefold() for name in head.keys()}:  # noqa: SIM118 - iterating a Message is by line
        raise NotAMessage("This is no mail message: it has no headers that one has.")
    return head


def _parts(message: Message) -> Iterator[Message | None]:
    """Every part, the outer ones first; None at the end where there are too many or too deep."""
    waiting = [(message, 0)]
    count = 0
    while waiting:
        part, depth = waiting.pop(0)
        count += 1
        if count > MOST_PARTS or depth > DEEPEST:
            yield None
            return
        yield part
        payload = part.get_payload()
        if part.get_content_type() in _STATUS_TYPES or not isinstance(payload, list):
            continue
        waiting += [(inner, depth + 1) for inner in payload if isinstance(inner, Message)]


def _answers(parts: list[Message]) -> bytes:
    """The calendars' answers among the parts, each different one once.

    Found by content type, in any nesting, attached or not (RFC 6047 §2.6); the
    method may stand in the body alone, or in the content type alone.
    """
    found: dict[bytes, bytes] = {}
    for part in parts:
        if not _is_calendar(part):
            continue
        ics = _decoded(part)
        method = str(part.get_param("method") or "").strip().upper()
        if not _METHOD.search(ics) and method in {"REPLY", "COUNTER"}:
            ics = _BEGIN.sub(b"BEGIN:VCALENDAR\r\nMETHOD:" + method.encode() + b"\r\n", ics)
        if _ANSWERS.search(ics):
            found.setdefault(b"".join(ics.split()), ics)
    return b"\r\n".join(found.values())


def _is_calendar(part: Message) -> bool:
    kind = part.get_content_type()
    name = _file_name(part)
    return kind in _CALENDAR_TYPES or (
        kind == "application/octet-stream" and name.endswith((".ics", ".ical"))
    )


def _bounces(head: Message, parts: list[Message]) -> tuple[Bounce, ...]:
    """The reports of a delivery status notification, empty where the message is none."""
    status = next((p for p in parts if p.get_content_type() in _STATUS_TYPES), None)
    if status is None:
        return (Bounce(original_id=_returned_id(parts)),) if _is_from_daemon(head) else ()
    original = _returned_id(parts)
    blocks = [_fields(block) for block in _status_blocks(status)]
    per_recipient = [b for b in blocks if "final-recipient" in b or "original-recipient" in b]
    return tuple(_bounce(block, original) for block in per_recipient[:MOST_PARTS]) or (
        Bounce(original_id=original),
    )


def _bounce(block: dict[str, str], original: str) -> Bounce:
    diagnostic = block.get("diagnostic-code", "")
    status = block.get("status", "")
    found = _ENHANCED.search(status) or _ENHANCED.search(diagnostic)
    # Original-Recipient is whom we wrote to; Final-Recipient where it was forwarded.
    recipient = block.get("original-recipient") or block.get("final-recipient", "")
    return Bounce(
        recipient=_plain(recipient.partition(";")[2] or recipient),
        action=block.get("action", "").partition(" ")[0].strip().casefold(),
        status=found[1] if found else "",
        diagnostic=" ".join(diagnostic.partition(";")[2].split() or diagnostic.split())[:500],
        original_id=original,
    )


def _status_blocks(status: Message) -> list[str]:
    """RFC 3464 §2.1: groups of fields with a blank line between; parsed or encoded, as it came."""
    payload = status.get_payload()
    if not isinstance(payload, list):
        text = _decoded(status).decode("utf-8", "replace")
        return re.split(r"\n[ \t]*\r?\n", text.replace("\r\n", "\n"))
    blocks = []
    for inner in payload:
        if isinstance(inner, Message):
            blocks.append("\n".join(f"{name}: {value}" for name, value in inner.items()))
            rest = inner.get_payload()
            if isinstance(rest, str) and rest.strip():
                blocks += re.split(r"\n[ \t]*\n", rest.replace("\r\n", "\n"))
    return blocks


def _fields(block: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in re.sub(r"\n[ \t]+", " ", block).split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().casefold(), value.strip())
    return fields


def _returned_id(parts: list[Message]) -> str:
    """The Message-ID of the mail that came back, where some of it was returned."""
    for part in parts:
        if part.get_content_type() not in _RETURNED_TYPES:
            continue
        payload = part.get_payload()
        if isinstance(payload, list) and payload and isinstance(payload[0], Message):
            returned = payload[0]
        else:
            returned = email.message_from_bytes(_decoded(part).lstrip())
        found = _first_id(returned, "message-id")
        if found:
            return found
    return ""


def _is_from_daemon(head: Message) -> bool:
    """Whether a mail server speaks, in a form of its own."""
    sender = next(iter(_addresses(head, "from")), "").partition("@")[0]
    return sender in {"mailer-daemon", "postmaster"} and (
        _text_of(head, "return-path").strip() in {"", "<>"}
    )


def _is_auto_reply(head: Message, parts: list[Message]) -> bool:
    """Whether a machine answers our mail (RFC 3834 §5), or says that it was displayed (RFC 8098)."""
    submitted = _text_of(head, "auto-submitted").partition(";")[0].strip().casefold()
    receipt = any(p.get_content_type() == "message/disposition-notification" for p in parts)
    return (
        submitted == "auto-replied"
        or receipt
        or bool(
            {"x-autoreply", "x-autorespond", "x-alliance-loop"}
            & {k.casefold() for k in head.keys()}  # noqa: SIM118 - iterating a Message is by line
        )
    )


def _is_robot(head: Message) -> bool:
    """Whether anything but a person wrote it.

    Calendars send answers with "auto-generated", so this is asked after them.
    """
    submitted = _text_of(head, "auto-submitted").partition(";")[0].strip().casefold()
    return (
        submitted not in {"", "no"}
        or _text_of(head, "precedence").strip().casefold() in _ROBOT_PRECEDENCE
        or _text_of(head, "return-path").strip() == "<>"
        or any(name in head for name in _ROBOT_FIELDS)
    )


def _words(parts: list[Message]) -> str:
    """The text that a person wrote: the plain one, else what the HTML says."""
    texts = {"text/plain": "", "text/html": ""}
    for part in parts:
        kind = part.get_content_type()
        if kind in texts and not texts[kind] and not _file_name(part):
            texts[kind] = _readable(part)
    return (texts["text/plain"].strip() or _without_tags(texts["text/html"]))[:WORDS_LIMIT]


def _readable(part: Message) -> str:
    charset = str(part.get_content_charset() or "utf-8")
    data = _decoded(part)
    try:
        text = data.decode(charset, "replace")
    except (LookupError, ValueError):
        text = data.decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\0", "")


class _Text(HTMLParser):
    """Gathers what a reader would see."""

    _BREAKS = frozenset({"br", "p", "div", "tr", "li", "blockquote", "h1", "h2", "h3"})
    _UNSEEN = frozenset({"style", "script", "head", "title"})

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._hidden += tag in self._UNSEEN
        if tag in self._BREAKS:
            self.seen.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in self._UNSEEN))

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.seen.append(data)


def _without_tags(html: str) -> str:
    reader = _Text()
    try:
        reader.feed(html[:WORDS_LIMIT])
        reader.close()
    except (AssertionError, ValueError):
        return ""  # half a declaration: better no words than a wrong half
    lines = (" ".join(line.split()) for line in "".join(reader.seen).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _is_winmail(part: Message) -> bool:
    return part.get_content_type() in {"application/ms-tnef", "application/vnd.ms-tnef"} or (
        _file_name(part) == "winmail.dat"
    )


def _file_name(part: Message) -> str:
    try:
        return (part.get_filename() or "").strip().casefold()
    except (LookupError, ValueError, TypeError):
        return ""


def _decoded(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (LookupError, ValueError, AssertionError):
        payload = None
    return payload if isinstance(payload, bytes) else b""


def _recipients(head: Message, envelope: Sequence[str]) -> tuple[str, ...]:
    named = _addresses(head, "delivered-to", "x-original-to", "envelope-to", "to", "cc")
    return tuple(dict.fromkeys([*(_plain(a) for a in envelope), *named]))


def _addresses(head: Message, *names: str) -> list[str]:
    found = []
    for name in names:
        for value in head.get_all(name, []):
            text = _raw_text(value)
            found += [_plain(address) for _, address in getaddresses([text]) if "@" in address]
    return found[:_MOST_RECIPIENTS]


def _plain(address: str) -> str:
    return address.strip().strip("<>").strip().casefold()


def _ids(head: Message, *names: str) -> tuple[str, ...]:
    found = (
        i for n in names for v in head.get_all(n, []) for i in _MESSAGE_ID.findall(_raw_text(v))
    )
    return tuple(dict.fromkeys(found))


def _first_id(head: Message, name: str) -> str:
    return next(iter(_ids(head, name)), "")


def _text_of(head: Message, name: str) -> str:
    """The decoded value of a field, on one line; empty where there is none."""
    value = _raw_text(head.get(name, ""))
    try:
        value = str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        pass
    return " ".join(value.split())


def _raw_text(value: object) -> str:
    return str(value)[:_HEADER_LIMIT]
