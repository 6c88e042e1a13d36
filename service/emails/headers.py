"""Header fields that come back from every reader as they were meant (RFC 5322, RFC 2047).

The standard library's own folding loses characters of long mixed subjects and
rewrites URLs and message ids as encoded words, so the lines are made here.
"""

import base64
import re

from email_validator import EmailNotValidError, validate_email

LINE_LENGTH = 76
_ENCODED_BYTES = 42
"""Bytes in one encoded word: 56 characters in base64, within the 75 of RFC 2047 §2."""
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")
_ATOMS = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?: [\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_LONGEST_PLAIN_WORD = 60


def unstructured(text: str, *, after: int) -> str:
    """`text` as the body of an unstructured field whose name and colon take `after` columns."""
    text = one_line(text)
    if _PLAIN.fullmatch(text) and "=?" not in text and _longest(text) <= _LONGEST_PLAIN_WORD:
        return _folded(text.split(" "), after)
    return "\r\n ".join(_encoded_words(text))


def mailbox(name: str, address: str) -> str:
    """A display name and an address (RFC 5322 §3.4), readable as exactly one mailbox."""
    name, spec = one_line(name), f"<{ascii_address(address)}>"
    if not name:
        return spec
    if name.isascii() and _PLAIN.fullmatch(name) and "=?" not in name and len(name) <= LINE_LENGTH:
        phrase = name if _ATOMS.fullmatch(name) else _quoted(name)
    else:
        phrase = "\r\n ".join(_encoded_words(name))
    return f"{phrase}\r\n {spec}" if len(phrase) + len(spec) > LINE_LENGTH else f"{phrase} {spec}"


def ascii_address(address: str) -> str:
    """The address with its domain in ASCII (RFC 5890), as far as it can be.

    Raises ValueError when it would break out of its field.
    """
    if re.search(r"[\s<>,;\x00-\x1f\x7f]", address):
        raise ValueError(f"not an address: {address!r}")
    if address.isascii():
        return address
    try:
        checked = validate_email(address, check_deliverability=False)
    except EmailNotValidError as error:
        raise ValueError(f"not an address: {address!r}") from error
    return checked.ascii_email or f"{checked.local_part}@{checked.ascii_domain}"


def one_line(text: str) -> str:
    """`text` without what could end a header field or make it no UTF-8."""
    sound = text.encode("utf-8", "replace").decode()
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", sound).strip()


def _longest(text: str) -> int:
    return max(map(len, text.split(" ")))


def _folded(words: list[str], column: int) -> str:
    """Words with single spaces, new lines beginning where the next would pass the margin."""
    lines = [words[0]]
    for word in words[1:]:
        if column + len(lines[-1]) + 1 + len(word) > LINE_LENGTH:
            lines.append(word)
            column = 1
        else:
            lines[-1] += f" {word}"
    return "\r\n ".join(lines)


def _encoded_words(text: str) -> list[str]:
    """Encoded words of whole characters each (RFC 2047 §5), which readers join without a space."""
    chunks = [""]
    size = 0
    for character in text:
        length = len(character.encode())
        if size + length > _ENCODED_BYTES:
            chunks.append("")
            size = 0
        chunks[-1] += character
        size += length
    return [f"=?utf-8?b?{base64.b64encode(chunk.encode()).decode()}?=" for chunk in chunks]


def _quoted(name: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
