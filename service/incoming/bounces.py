"""What mail servers report of our own mail (RFC 3464)."""

import logging
import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message

from flufl.bounce import all_failures

from service.incoming.headers import addresses, fields, first_id, parsed, plain, text_of
from service.incoming.parts import decoded, words

# It would log each report that one of its detectors cannot read, with its addresses.
logging.getLogger("flufl.bounce").disabled = True

_MOST = 100
_LONGEST_LINE = 500
_LONGEST_REPORT = 8_000
_TELLING = ("from", "return-path", "subject", "x-failed-recipients")
"""Fields by which the servers that write no standard report are known."""
STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RETURNED_TYPES = frozenset(
    {"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"}
)
_COPIED_ID = re.compile(r"^message-id:[ \t]*(<[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE)
_FARTHEST_COPY = 100_000
_EMBEDDED = re.compile(r"\\x\{([0-9A-F]{2,6})\}", re.IGNORECASE)
_ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")


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


def read_bounces(head: Message, parts: list[Message]) -> tuple[Bounce, ...]:
    """The reports of a delivery status notification, empty where the message is none."""
    status = next((p for p in parts if p.get_content_type() in STATUS_TYPES), None)
    original = _returned_id(parts)
    if status is None:
        return _in_own_words(head, parts, original) if _is_from_daemon(head) else ()
    blocks = [_fields(block) for block in _status_blocks(status)]
    per_recipient = [b for b in blocks if "final-recipient" in b or "original-recipient" in b]
    return tuple(_bounce(block, original) for block in per_recipient[:_MOST]) or (
        Bounce(original_id=original),
    )


def _bounce(block: dict[str, str], original: str) -> Bounce:
    diagnostic = block.get("diagnostic-code", "")
    status = block.get("status", "")
    found = _ENHANCED.search(status) or _ENHANCED.search(diagnostic)
    # Original-Recipient is whom we wrote to; Final-Recipient where it was forwarded.
    recipient = block.get("original-recipient") or block.get("final-recipient", "")
    return Bounce(
        recipient=_address(recipient),
        action=block.get("action", "").partition(" ")[0].strip().casefold(),
        status=found[1] if found else "",
        diagnostic=" ".join(diagnostic.partition(";")[2].split() or diagnostic.split())[:500],
        original_id=original,
    )


def _address(field: str) -> str:
    """The address in the field, whether its characters are spelled out or not (RFC 6533 §3)."""
    kind, semicolon, address = field.partition(";")
    if semicolon and kind.strip().casefold() == "utf-8":
        address = _EMBEDDED.sub(_character, address)
    return plain(address or field)


def _character(embedded: re.Match[str]) -> str:
    point = int(embedded[1], 16)
    character = chr(point) if point <= sys.maxunicode else ""
    return character if character.isprintable() and character else embedded[0]


def _in_own_words(head: Message, parts: list[Message], original: str) -> tuple[Bounce, ...]:
    """What a mail server says in a form of its own (Exim's, qmail's, Yahoo's and others')."""
    report = Message()
    for name in _TELLING:
        report[name] = text_of(head, name)[:_LONGEST_LINE]
    # The detector's time grows with the square of empty lines.
    text = words(parts)
    copied = _COPIED_ID.search(text, 0, _FARTHEST_COPY)
    original = original or (str(copied[1]) if copied else "")
    said = text[:_LONGEST_REPORT].split("\n")[:_MOST]
    report.set_payload("".join(f"{line[:_LONGEST_LINE]}\n" for line in said))
    later, failed = frozenset[bytes](), frozenset[bytes]()
    with suppress(Exception):  # its detectors do not expect to be lied to
        later, failed = all_failures(report)
    actions = {plain(a.decode("utf-8", "replace")): "delayed" for a in later}
    actions |= {plain(a.decode("utf-8", "replace")): "failed" for a in failed}
    found = _ENHANCED.search("\n".join(said))
    return tuple(
        Bounce(
            recipient=address,
            action=action,
            status=found[1] if found else "",
            diagnostic=" ".join(" ".join(said).split())[:500],
            original_id=original,
        )
        for address, action in sorted(actions.items())
    ) or (Bounce(original_id=original),)


def _status_blocks(status: Message) -> list[str]:
    """RFC 3464 §2.1: groups of fields with a blank line between; parsed or encoded, as it came."""
    payload = status.get_payload()
    if not isinstance(payload, list):
        text = decoded(status).decode("utf-8", "replace")
        return _paragraphs(text)
    blocks: list[str] = []
    for inner in payload:
        if isinstance(inner, Message):
            blocks.append("\n".join(f"{name}: {value}" for name, value in fields(inner)))
            # An international status is one such group, and the others stand in its text.
            blocks += _paragraphs(decoded(inner).decode("utf-8", "replace"))
    return blocks


def _paragraphs(text: str) -> list[str]:
    lines = (line.rstrip() for line in text.splitlines())
    return "\n".join(lines).split("\n\n")


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
            returned = parsed(decoded(part).lstrip())
        found = first_id(returned, "message-id")
        if found:
            return found
    return ""


def _is_from_daemon(head: Message) -> bool:
    """Whether a mail server speaks, in a form of its own."""
    sender = next(iter(addresses(head, "from")), "").partition("@")[0]
    return sender in {"mailer-daemon", "postmaster"} and (
        text_of(head, "return-path").strip() in {"", "<>"}
    )
