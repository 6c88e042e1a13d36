"""Mails such as calendars send, damaged in every way that mail and malice know."""

import base64
import re

from tests.incoming import dialects

SOUND = tuple(v for v in vars(dialects).values() if isinstance(v, bytes))
CALENDARS = tuple(text for name, text in vars(dialects).items() if name.endswith("_ICS") and text)
WORDS = (
    b"\r\n", b"\r\n ", b"\n\n", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b'"', b";", b":",
    b"BEGIN:VCALENDAR\r\n", b"END:VEVENT\r\n", b"BEGIN:VEVENT\r\n", b"END:VCALENDAR\r\n",
    b"BEGIN:VTIMEZONE\r\nTZID:X\r\n", b"METHOD:REPLY\r\n", b"METHOD:COUNTER\r\n",
    b"METHOD:CANCEL\r\n", b"RECURRENCE-ID:20261110T130000Z\r\n",
    b"RECURRENCE-ID;VALUE=DATE:20261110\r\n", b"RECURRENCE-ID;TZID=Nowhere:20261110T140000\r\n",
    b"RECURRENCE-ID;RANGE=THISANDFUTURE:20261110T130000Z\r\n", b"SEQUENCE:-1\r\n",
    b"RRULE:FREQ=SECONDLY;COUNT=999999999\r\n", b"EXDATE:20261110T130000Z\r\n",
    b"DTSTART:00000000T000000Z\r\n", b"DTSTAMP:99991231T235960Z\r\n", b"DTSTAMP:20260901T090000\r\n",
    b"ATTENDEE;PARTSTAT=DECLINED:mailto:ben@example.org\r\n", b"ATTENDEE:mailto:\r\n",
    b'ATTENDEE;DELEGATED-TO="mailto:dana@example.org";PARTSTAT=DELEGATED:mailto:ada@example.org\r\n',
    b"Content-Type: message/rfc822\r\n\r\n", b"Content-Transfer-Encoding: x-none\r\n",
    b'Content-Type: multipart/mixed; boundary=""\r\n', b"Auto-Submitted: auto-replied\r\n",
    b"=?utf-8?b?////?=", b"=?x?q?=?=", b"=\r\n", b"--", b"%00", b"mailto:",
)  # fmt: skip
NUMBERS = (b"-1", b"0", b"00000000", b"4294967296", b"9" * 400, b"20260230", b"1e9", b"\xd9\xa3")
CHARSETS = (
    b"utf-7", b"utf-16", b"utf-32", b"cp037", b"iso-2022-jp", b"idna", b"punycode", b"rot13",
    b"hex", b"zlib", b"unicode_escape", b"undefined", b"unknown-8bit", b"\0", b"x" * 300,
    b"utf-8''%ff", b'"', b"=?utf-8?q?utf-8?=",
)  # fmt: skip
ENCODINGS = (b"base64", b"quoted-printable", b"x-uuencode", b"8bit", b"binary", b"?", b"BASE64 ")

_BASE64_LINE = re.compile(rb"(?<=\n)[A-Za-z0-9+/=]{40,76}(?=\r\n)")
_BOUNDARY = re.compile(rb"(?<=\n)--([\w=]+)\r\n")


def damaged(random):
    """One message, damaged by one to four blows."""
    raw = wrapped(random) if random.random() < 0.3 else random.choice(SOUND)
    for _ in range(random.randint(1, 4)):
        raw = random.choice(BLOWS)(raw, random)
    return raw


def wrapped(random):
    """A calendar's text, damaged before it was encoded: no flipped bit of base64 does the like."""
    ics = random.choice(CALENDARS).encode()
    for _ in range(random.randint(0, 3)):
        ics = random.choice(BLOWS_TO_TEXT)(ics, random)
    head = dialects.HEAD + "Subject: Accepted\nContent-Type: text/calendar; charset=utf-8\n"
    if random.random() < 0.5:
        return dialects.crlf(head) + b"\r\n" + ics
    encoded = base64.encodebytes(ics).replace(b"\n", b"\r\n")
    return dialects.crlf(head + "Content-Transfer-Encoding: base64\n") + b"\r\n" + encoded


def flipped(raw, random):
    data = bytearray(raw)
    for _ in range(random.randint(1, 20)):
        if data:
            data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return bytes(data)


def cut_short(raw, random):
    return raw[: random.randint(0, len(raw))]


def cut_out(raw, random):
    begin, end = _slice(raw, random)
    return raw[:begin] + raw[end:]


def repeated(raw, random):
    begin, end = _slice(raw, random)
    return raw[:end] + raw[begin:end] * random.choice([1, 2, 50]) + raw[end:]


def lines_shuffled(raw, random):
    lines = raw.split(b"\r\n")
    begin = random.randrange(len(lines))
    some = lines[begin : begin + 8]
    random.shuffle(some)
    return b"\r\n".join([*lines[:begin], *some, *lines[begin + 8 :]])


def parts_swapped(raw, random):
    found = _BOUNDARY.findall(raw)
    if not found:
        return raw
    line = b"--" + random.choice(found)
    head, *parts = raw.split(line)
    random.shuffle(parts)
    return line.join([head, *parts])


def nested(raw, random):
    """The message within others, perhaps deeper than anybody writes."""
    for depth in range(random.choice([1, 2, 5, 30])):
        edge = random.choice([f"n{depth}", "same"])
        kind = random.choice(["message/rfc822", "text/calendar", "application/octet-stream"])
        top = (
            f"Content-Type: multipart/mixed; boundary={edge}\n\n--{edge}\nContent-Type: {kind}\n\n"
        )
        raw = dialects.crlf(dialects.HEAD + top) + raw + f"\r\n--{edge}--\r\n".encode()
    return raw


def inserted(raw, random):
    at = random.randint(0, len(raw))
    return raw[:at] + random.choice(WORDS) + raw[at:]


def line_inserted(raw, random):
    lines = raw.split(b"\r\n")
    lines.insert(random.randint(0, len(lines)), random.choice(WORDS).rstrip())
    return b"\r\n".join(lines)


def swollen(raw, random):
    at = random.randint(0, len(raw))
    filling = random.choice([b"9", b"A", b";", b"\r\n ", b"=", b'"', b"--t0\r\n", b",\xc3"])
    return raw[:at] + filling * random.choice([200, 3000, 20_000]) + raw[at:]


def miscounted(raw, random):
    numbers = list(re.finditer(rb"\d+", raw))
    if not numbers:
        return raw
    one = random.choice(numbers)
    return raw[: one.start()] + random.choice(NUMBERS) + raw[one.end() :]


def oddly_spelled(raw, random):
    """Another charset, or another transfer encoding, than the text is in."""
    raw = re.sub(
        rb'charset="?[\w-]+"?', b"charset=" + random.choice(CHARSETS).replace(b"\\", b""), raw
    )
    if random.random() < 0.5:
        return raw
    name = b"Content-Transfer-Encoding: "
    return re.sub(name + rb"\S+", name + random.choice(ENCODINGS), raw, flags=re.IGNORECASE)


def base64_broken(raw, random):
    def broken(match):
        return random.choice([flipped, cut_out, cut_short, lambda line, _: line + b"="])(
            match[0], random
        )

    return _BASE64_LINE.sub(broken, raw)


def line_ends_changed(raw, random):
    return raw.replace(b"\r\n", random.choice([b"\n", b"\r", b"\r\r\n", b"\n\r", b"\r\n\r\n"]))


def spliced(raw, random):
    other = random.choice(SOUND)
    return raw[: random.randint(0, len(raw))] + other[random.randint(0, len(other)) :]


def _slice(raw, random):
    begin = random.randint(0, len(raw))
    return begin, min(len(raw), begin + random.choice([1, 10, 100, 1000]))


BLOWS_TO_TEXT = (
    flipped, cut_short, cut_out, repeated, lines_shuffled, inserted, line_inserted, swollen,
    miscounted, line_ends_changed,
)  # fmt: skip
BLOWS = (
    *BLOWS_TO_TEXT, parts_swapped, nested, oddly_spelled, base64_broken, spliced,
)  # fmt: skip
