"""One raw message, sorted: an answer from a calendar, a bounce, a machine's reply, or words.

Nothing in a stranger's message raises, whatever its bytes, but `NotAMessage` for
bytes that are no message at all.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from email.message import Message
from enum import StrEnum

from service.errors import AllianceError
from service.incoming.bounces import STATUS_TYPES, Bounce, read_bounces
from service.incoming.headers import addresses, first_id, ids, parsed, recipients, text_of
from service.incoming.parts import decoded, file_name, words

LARGEST = 1024 * 1024
MOST_LINES = 50_000
MOST_PARTS = 100
DEEPEST = 20
_HEAD_LIMIT = 80_000

_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
_MARKS = frozenset(
    {"from", "to", "date", "subject", "message-id", "received", "return-path", "mime-version"}
)
_CALENDAR_TYPES = frozenset(
    {"text/calendar", "application/ics", "text/x-vcalendar", "application/calendar+ics"}
)
_ANSWERS = re.compile(
    rb"^METHOD[^:\r\n]*:[ \t]*(?:REPLY|COUNTER)[ \t]*\r*$", re.IGNORECASE | re.MULTILINE
)
_METHOD = re.compile(rb"^METHOD[^:\r\n]*:", re.IGNORECASE | re.MULTILINE)
_BEGIN = re.compile(rb"BEGIN:VCALENDAR[ \t]*\r*\n?", re.IGNORECASE)
_ROBOT_FIELDS = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-alliance-loop", "list-id")
_ROBOT_SUBJECTS = (
    *("automatic reply:", "auto reply:", "autoreply:", "out of office", "auto:"),
    *("automatische antwort:", "abwesenheitsnotiz", "abwesend:"),
    *("réponse automatique", "absence du bureau", "absent du bureau"),
    *("respuesta automática:", "fuera de la oficina"),
    *("automatyczna odpowiedź:", "odpowiedź automatyczna:", "nieobecność w biurze"),
    *("自動応答:", "自動返信", "不在"),
)
"""How programs begin the subject when their owner is away; some say so in no other field."""
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
        message_id=first_id(head, "message-id"),
        from_address=next(iter(addresses(head, "from")), ""),
        recipients=recipients(head, envelope),
        subject=text_of(head, "subject"),
        in_reply_to=ids(head, "in-reply-to", "references"),
    )
    if len(raw) > LARGEST:
        return replace(known, problems=("too large",))
    if raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n") > MOST_LINES:
        # Empty lines by the hundred thousand become as many parts of a delivery status.
        return replace(known, problems=("too many lines",))
    try:
        parts = list(_parts(parsed(raw)))
    except (RecursionError, ValueError, LookupError, TypeError, AssertionError):
        return replace(known, problems=("malformed",))
    if parts and parts[-1] is None:
        return replace(known, problems=("too many parts",))
    return _sorted(known, head, [part for part in parts if part is not None])


def _sorted(known: Sorted, head: Message, parts: list[Message]) -> Sorted:
    bounces = read_bounces(head, parts)
    if bounces:
        return replace(known, kind=SortedAs.BOUNCE, bounces=bounces)
    if _is_auto_reply(head, parts):
        return replace(known, kind=SortedAs.AUTO_REPLY)
    ics = _answers(parts)
    if ics:
        return replace(known, kind=SortedAs.CALENDAR, ics=ics, words=words(parts))
    if _is_robot(head):
        return replace(known, kind=SortedAs.AUTO_REPLY)
    said = words(parts)
    if not said and any(_is_winmail(part) for part in parts):
        return replace(known, problems=("winmail.dat",))
    return replace(known, kind=SortedAs.WORDS, words=said)


def _head(raw: bytes) -> Message:
    """The headers alone; raises NotAMessage where there are none."""
    start = raw[:_HEAD_LIMIT].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if start.startswith(b"From "):  # the separator of an mbox file
        start = start.partition(b"\n")[2]
    if not _FIELD.match(start):
        raise NotAMessage("This is no mail message: it has no headers.")
    text = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
    head = parsed(text + b"\r\n\r\n")
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
        if part.get_content_type() in STATUS_TYPES or not isinstance(payload, list):
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
        ics = decoded(part)
        method = str(part.get_param("method") or "").strip().upper()
        if not _METHOD.search(ics) and method in {"REPLY", "COUNTER"}:
            ics = _BEGIN.sub(b"BEGIN:VCALENDAR\r\nMETHOD:" + method.encode() + b"\r\n", ics)
        if _ANSWERS.search(ics):
            found.setdefault(b"".join(ics.split()), ics)
    return b"\r\n".join(found.values())


def _is_calendar(part: Message) -> bool:
    kind = part.get_content_type()
    name = file_name(part)
    return kind in _CALENDAR_TYPES or (
        kind == "application/octet-stream" and name.endswith((".ics", ".ical"))
    )


def _is_auto_reply(head: Message, parts: list[Message]) -> bool:
    """Whether a machine answers our mail (RFC 3834 §5), or says it was displayed (RFC 8098)."""
    submitted = text_of(head, "auto-submitted").partition(";")[0].strip().casefold()
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
    submitted = text_of(head, "auto-submitted").partition(";")[0].strip().casefold()
    return (
        submitted not in {"", "no"}
        or text_of(head, "precedence").strip().casefold() in _ROBOT_PRECEDENCE
        or text_of(head, "return-path").strip() == "<>"
        or text_of(head, "subject").casefold().startswith(_ROBOT_SUBJECTS)
        or any(name in head for name in _ROBOT_FIELDS)
    )


def _is_winmail(part: Message) -> bool:
    return part.get_content_type() in {"application/ms-tnef", "application/vnd.ms-tnef"} or (
        file_name(part) == "winmail.dat"
    )
