"""What mail servers report of our own mail (RFC 3464)."""

import re
from dataclasses import dataclass
from email.message import Message

from service.incoming.headers import addresses, fields, first_id, parsed, plain, text_of
from service.incoming.parts import decoded

_MOST = 100
STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RETURNED_TYPES = frozenset(
    {"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"}
)
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
    if status is None:
        return (Bounce(original_id=_returned_id(parts)),) if _is_from_daemon(head) else ()
    original = _returned_id(parts)
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
        recipient=plain(recipient.partition(";")[2] or recipient),
        action=block.get("action", "").partition(" ")[0].strip().casefold(),
        status=found[1] if found else "",
        diagnostic=" ".join(diagnostic.partition(";")[2].split() or diagnostic.split())[:500],
        original_id=original,
    )


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
