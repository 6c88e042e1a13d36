"""The parts of a message: what they hold and what a person wrote in them."""

import re
from email.message import Message
from html import unescape

WORDS_LIMIT = 200_000
_TAG = re.compile(r"(<[^<>]*>)")
_TAG_NAME = re.compile(r"<\s*(/?)\s*([A-Za-z0-9]*)")
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "blockquote", "h1", "h2", "h3"})
_UNSEEN = frozenset({"style", "script", "head", "title"})


def words(parts: list[Message]) -> str:
    """The text that a person wrote: the plain one, else what the HTML says."""
    texts = {"text/plain": "", "text/html": ""}
    for part in parts:
        kind = part.get_content_type()
        if kind in texts and not texts[kind] and not file_name(part):
            texts[kind] = _readable(part)
    return (texts["text/plain"].strip() or seen(texts["text/html"]))[:WORDS_LIMIT]


def _readable(part: Message) -> str:
    charset = str(part.get_content_charset() or "utf-8")
    data = decoded(part)
    try:
        text = data.decode(charset, "replace")
    except (LookupError, ValueError):
        text = data.decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\0", "")


def seen(html: str) -> str:
    """What a reader of the HTML would see, a line for each block; quoted ones behind a ">"."""
    seen, hidden, depth = list[str](), 0, 0
    for token in _TAG.split(html[:WORDS_LIMIT]):
        tag = _TAG_NAME.match(token)
        if tag is None or not token.endswith(">"):
            seen += [] if hidden else [unescape(token).replace("\n", " ")]
            continue
        name, ends = tag[2].lower(), bool(tag[1])
        if name in _UNSEEN:
            hidden = max(0, hidden + (-1 if ends else 1))
        elif name in _BREAKS:
            if name == "blockquote":
                depth = max(0, depth + (-1 if ends else 1))
            seen.append("\n> " if depth else "\n")
    said = "\n".join(" ".join(line.split()) for line in "".join(seen).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", said).strip()


def file_name(part: Message) -> str:
    """The name of an attachment in small letters; empty where it has none."""
    try:
        return (part.get_filename() or "").strip().casefold()
    except (LookupError, ValueError, TypeError):
        return ""


def decoded(part: Message) -> bytes:
    """The bytes of a part without their transfer encoding; none where they make no sense."""
    try:
        payload = part.get_payload(decode=True)
    except (LookupError, ValueError, AssertionError):
        payload = None
    return payload if isinstance(payload, bytes) else b""
