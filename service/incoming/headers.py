"""The fields of a message's head, decoded where they are prose."""

import email
import re
from collections.abc import Sequence
from contextlib import suppress
from email.errors import MessageDefect, MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import Compat32
from email.utils import getaddresses

_LIMIT = 20_000
_MOST_RECIPIENTS = 100
_LONGEST_PARAMETERS = 2_000
_LONGEST_ADDRESSES = 8_000
_MESSAGE_ID = re.compile(r"<[^<>\s\x00-\x1f\x7f]{1,900}>")


class _ShortParameters(Compat32):
    """The standard library takes their square in time, and asks for them again and again.

    It would also keep a record of each defect, of which nobody here reads any.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        structured = name.casefold().startswith("content-")
        return name, value[:_LONGEST_PARAMETERS] if structured else value

    def handle_defect(self, obj: Message, defect: MessageDefect) -> None:
        """Nothing is kept of it."""


_POLICY = _ShortParameters()


def parsed(raw: bytes) -> Message:
    """The message with all its parts, in time that grows with its length alone."""
    return email.message_from_bytes(raw, policy=_POLICY)


def recipients(head: Message, envelope: Sequence[str]) -> tuple[str, ...]:
    """All whom the message is for, nearest to delivery first."""
    named = addresses(head, "delivered-to", "x-original-to", "envelope-to", "to", "cc")
    return tuple(dict.fromkeys([*(plain(a) for a in envelope), *named]))


def addresses(head: Message, *names: str) -> list[str]:
    """Every address in the fields of these names, in small letters."""
    found: list[str] = []
    for name in names:
        for text in (value[:_LONGEST_ADDRESSES] for value in _values(head, name)):
            # Comments within comments by the thousand are nobody's address.
            with suppress(RecursionError):
                found += [plain(address) for _, address in getaddresses([text]) if "@" in address]
    return found[:_MOST_RECIPIENTS]


def plain(address: str) -> str:
    """The address to compare by."""
    return address.strip().strip("<>").strip().casefold()


def ids(head: Message, *names: str) -> tuple[str, ...]:
    """Every message id in the fields of these names, each once."""
    found = (i for name in names for v in _values(head, name) for i in _MESSAGE_ID.findall(v))
    return tuple(dict.fromkeys(found))


def first_id(head: Message, name: str) -> str:
    """The first message id in a field; empty where there is none."""
    return next(iter(ids(head, name)), "")


def text_of(head: Message, name: str) -> str:
    """The decoded value of a field, on one line; empty where there is none."""
    value = next(iter(_values(head, name)), "")
    with suppress(MessageError, LookupError, ValueError):
        value = str(make_header(decode_header(value)))
    return " ".join(value.split())


def fields(message: Message) -> list[tuple[str, str]]:
    """(name in small letters, value) of every field; bytes beyond ASCII are UTF-8 (RFC 6532)."""
    return [(name.casefold(), _as_utf8(str(value))[:_LIMIT]) for name, value in message.raw_items()]


def _values(head: Message, wanted: str) -> list[str]:
    return [value for name, value in fields(head) if name == wanted]


def _as_utf8(text: str) -> str:
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
