"""Which lines of a reply its author wrote, and which repeat an earlier mail.

Line by line, in time that grows with the length alone; and in doubt a line is the author's.
"""

import re
from collections.abc import Sequence

from service.replying.courtesy import Line, phrases, plain

_QUOTE = re.compile(r"\s{0,3}(?:[>|\u2502]\s?)+")
_ADDRESS = re.compile(r"[<(\[]?(?:mailto:)?[^\s<>()\[\]@]{1,64}@[^\s<>()\[\]@]{1,255}[>)\]]?")
_URL = re.compile(r"<?\bhttps?://[^\s>]{1,2000}>?")
_WORD = re.compile(r"\w+")
_RULE = re.compile(r"\s*[-_*]{2,}\s*(?:(\S.*?)\s*[-_*]{2,}\s*)?")
_LONGEST_LINE = 500
"""Characters of a line above a quoted mail; a longer one is prose."""
_FOLDED = 3
"""Lines over which mail programs break that line."""
_HEAD = 6
"""Lines within which the fields of an unmarked mail's head stand."""
_ENOUGH = 3
"""Of these fields, so many are no accident."""
_SURE = 4
"""Words by which a line of our mail is known anywhere in it."""
_WIDTH = 70
"""Characters beyond which mail programs break the line above a quoted mail."""


def read_lines(text: str, original: str = "") -> tuple[Line, ...]:
    """Every line, in order. `original` is the mail that is answered, where it is known.

    It tells which lines were repeated by programs that mark nothing (Outlook's).
    """
    raw = text.split("\n")
    marks = [_QUOTE.match(line) for line in raw]
    bare = [line[mark.end() :] if mark else line for line, mark in zip(raw, marks, strict=True)]
    quoted = [mark is not None for mark in marks]
    for start, end in _introductions(bare, quoted):
        quoted[start:end] = [True] * (end - start)
    flat = _unmarked(bare, quoted)
    if flat is not None:
        known = _Original(original)
        written = any(line.strip() and not q for line, q in zip(bare[:flat], quoted, strict=False))
        quoted[flat] = True
        for n in range(flat + 1, len(bare)):
            repeats = known.repeats(bare[n]) if original else written
            of_head = n <= flat + _HEAD and _is_field(bare[n])
            quoted[n] = quoted[n] or repeats or of_head
    return tuple(
        Line(text=line.rstrip("\r"), own=not q) for line, q in zip(bare, quoted, strict=True)
    )


def own_text(lines: Sequence[Line]) -> str:
    """What the author wrote, without empty lines around it."""
    return "\n".join(line.text for line in lines if line.own).strip()


class _Original:
    """The mail that is answered, read along with the reply, however its lines were broken."""

    def __init__(self, text: str) -> None:
        lines = (_WORD.findall(_URL.sub(" ", line).casefold()) for line in text.split("\n"))
        self._words, self._ends = " ", set[int]()
        for line in lines:
            self._words += "".join(f"{word} " for word in line)
            self._ends.add(len(self._words) - 1)
        self._at = 0

    def repeats(self, line: str) -> bool:
        """Whether the line stands in the mail: a short one, next and up to a line's end there."""
        words = _WORD.findall(_URL.sub(" ", line).casefold())
        if not words:
            return bool(_URL.search(line) or _RULE.fullmatch(line))
        said = f" {' '.join(words)} "
        if len(words) < _SURE:
            ends = self._at + len(said) - 1
            found = self._at if ends in self._ends else -1
            found = found if self._words.startswith(said, self._at) else -1
        else:
            found = self._words.find(said, self._at)
            found = found if found >= 0 else self._words.find(said)
        if found >= 0:
            self._at = found + len(said) - 1
        return found >= 0


def _introductions(lines: Sequence[str], quoted: Sequence[bool]) -> list[tuple[int, int]]:
    """Where "On …, Ada wrote:" stands above a quoted line, over up to three lines."""
    found = []
    for end, line in enumerate(lines):
        if quoted[end] or not line.rstrip().endswith(":") or not _quote_follows(end, lines, quoted):
            continue
        start = end
        while start > max(0, end - _FOLDED + 1) and _was_broken(lines[start - 1], lines[start]):
            start -= 1
        if not any(quoted[start:end]) and _introduces(" ".join(lines[start : end + 1])):
            found.append((start, end + 1))
    return found


def _was_broken(line: str, following: str) -> bool:
    """Whether the next line's first word had no room in this one."""
    word = (following.split() or [""])[0]
    return bool(line.strip()) and len(line.rstrip()) + 1 + len(word) > _WIDTH


def _quote_follows(line: int, lines: Sequence[str], quoted: Sequence[bool]) -> bool:
    for text, marked in zip(lines[line + 1 : line + 4], quoted[line + 1 : line + 4], strict=True):
        if text.strip() or marked:
            return marked
    return False


def _introduces(text: str) -> bool:
    if len(text) > _LONGEST_LINE:
        return False
    said = f" {plain(text)} "
    dated = any(letter.isdigit() for letter in text)
    return bool(_ADDRESS.search(text)) or (
        dated and any(f" {verb} " in said or verb in text for verb in phrases("wrote"))
    )


def _unmarked(lines: Sequence[str], quoted: Sequence[bool]) -> int | None:
    """The line from which on an earlier mail follows without any mark."""
    for n, line in enumerate(lines):
        ruled = None if quoted[n] else _RULE.fullmatch(line[:_LONGEST_LINE])
        if ruled and plain(ruled[1] or "") in phrases("original"):
            return n
        after = n + 1 if ruled and not ruled[1] else n
        if not quoted[n] and _is_head(lines[after : after + _HEAD]):
            return n
    return None


def _is_head(lines: Sequence[str]) -> bool:
    """Whether the fields of a mail's head begin here."""
    return (
        bool(lines)
        and _is_field(lines[0])
        and (len({_field(line) for line in lines if _is_field(line)}) >= _ENOUGH)
    )


def _is_field(line: str) -> bool:
    return _field(line) in phrases("head")


def _field(line: str) -> str:
    """The name before the colon, as Outlook sets it; `*From:*` where it was bold."""
    name, colon, _ = line[:60].partition(":")
    return plain(name.replace("*", " ").replace("\u00a0", " ")) if colon else ""
