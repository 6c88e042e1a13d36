"""iCalendar text as it comes: read for what can be read, in linear time, never raising."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_LINES = 20_000
DEEPEST = 8

# Looked for from the first of many CRs alone: from each of a million it would take hours.
_FOLD = re.compile(rb"(?:(?<!\r)\r*\n|\r)[ \t]")
_BREAK = re.compile(rb"(?<!\r)\r*\n|\r")
_NAME = re.compile(r"\s*([A-Za-z0-9-]+)\s*(?=[;:])")
_PARAM = re.compile(r'\s*;\s*([A-Za-z0-9-]+)\s*=\s*((?:"[^"]*"|[^";:]*)*)')
_ESCAPED = re.compile(r"\\([\\;,nN])")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One content line (RFC 5545 §3.1): name and parameter names in capitals, quotes taken off."""

    name: str
    params: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value as TEXT, without its escapes."""
        return _ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], self.value)


@dataclass(frozen=True, kw_only=True)
class Block:
    """A component: what stands between BEGIN and END."""

    name: str
    lines: list[Line] = field(default_factory=list)
    blocks: list["Block"] = field(default_factory=list)

    def first(self, name: str) -> Line | None:
        """The first line of that name."""
        return next(self.all(name), None)

    def all(self, name: str) -> Iterator[Line]:
        """Every line of that name, in order."""
        return (line for line in self.lines if line.name == name)

    def named(self, name: str) -> Iterator["Block"]:
        """Every component of that name directly inside."""
        return (block for block in self.blocks if block.name == name)


def read_blocks(data: bytes | str) -> Iterator[Block]:
    """The outermost components. A missing END closes at the end, a stray one is passed over."""
    root = Block(name="")
    stack = [root]
    for line in _content_lines(data):
        kind = line.value.strip().upper()
        if line.name == "BEGIN":
            block = Block(name=kind)
            if len(stack) <= DEEPEST:
                stack[-1].blocks.append(block)
                stack.append(block)
        elif line.name == "END":
            depth = next((d for d in range(len(stack) - 1, 0, -1) if stack[d].name == kind), 0)
            if depth:
                del stack[depth:]
        else:
            stack[-1].lines.append(line)
    return iter(root.blocks)


def _content_lines(data: bytes | str) -> Iterator[Line]:
    # Unfolded before it is decoded: some writers fold inside a character.
    unfolded = _FOLD.sub(b"", _as_utf8(data))
    for raw in _BREAK.split(unfolded, maxsplit=MOST_LINES)[:MOST_LINES]:
        line = _read_line(raw.decode("utf-8", "replace"))
        if line:
            yield line


def _as_utf8(data: bytes | str) -> bytes:
    if isinstance(data, str):
        data = data.encode("utf-8", "replace")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode()
    data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"")
    try:
        data.decode()
    except UnicodeDecodeError:
        # Old clients declare UTF-8 and write their own code page.
        folded = _FOLD.sub(b"", data)
        return folded if _is_utf8(folded) else folded.decode("cp1252", "replace").encode()
    return data


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _read_line(text: str) -> Line | None:
    found = _NAME.match(text)
    if not found:
        return None
    params, at = {}, found.end()
    while param := _PARAM.match(text, at):
        params.setdefault(param[1].upper(), param[2].replace('"', "").strip())
        at = param.end()
    rest = text[at:].lstrip()
    if not rest.startswith(":"):
        return None
    return Line(name=found[1].upper(), params=params, value=rest[1:])
