"""What stands around an answer: greetings, closings, lines that programs add; and single words.

The words are data, `words.toml`, for every language at once: nobody's page
language says in what they write.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line without its quotation marks; `own` where the author wrote it."""

    text: str
    own: bool


_TOKEN = re.compile(r"[\w'’-]+")
_FEW = 4
"""Words in a name that stands beneath a closing, or in a greeting."""
_AT_THE_END = 6
"""Lines that may follow a closing."""


class Word(StrEnum):
    """What a mail of one word or two says."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"
    UNCHANGED = "unchanged"
    STOP = "stop"


def one_word(text: str) -> Word | None:
    """The meaning of a mail that says nothing else; None for any other."""
    said = plain(text)
    return next((word for word in Word if said in phrases(word.value)), None)


def without_courtesies(lines: Sequence[Line], author: str = "") -> list[Line]:
    """The lines without a greeting at the start, a closing at the end, or a program's own line.

    Prefers to keep: only lines go that are nothing but courtesy, a name beneath them,
    or the `author`'s own name by itself.
    """
    kept = list(lines)
    first = next((n for n, line in enumerate(kept) if line.text.strip()), None)
    if first is not None and kept[first].own and _greets(kept[first].text):
        del kept[first]
    written = [n for n, line in enumerate(kept) if line.own and line.text.strip()]
    start = last = written[-1] + 1 if written else 0
    while start and kept[start - 1].own:
        start -= 1
    return [*kept[:start], *_without_end(kept[start:last], author), *kept[last:]]


def plain(text: str) -> str:
    """The words alone, in small letters, with one space between."""
    return " ".join(_TOKEN.findall(text.casefold()))


@cache
def phrases(name: str) -> frozenset[str]:
    """The phrases of that name in all languages, as `plain` gives them."""
    return frozenset(plain(p) for words in _tables() for p in words.get(name, ()))


@cache
def _tables() -> tuple[dict[str, list[str]], ...]:
    text = (files("service.replying") / "words.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text).values())


def _without_end(lines: list[Line], author: str) -> list[Line]:
    """The author's last lines without closing and signature (RFC 3676 §4.3)."""
    end = next((n for n, line in enumerate(lines) if line.text in {"-- ", "--"}), len(lines))
    kept = lines[:end]
    while kept and (not kept[-1].text.strip() or _is_programs(kept[-1].text)):
        kept.pop()
    for n in range(max(0, len(kept) - _AT_THE_END), len(kept)):
        if plain(kept[n].text) in phrases("closing") and (n == 0 or not kept[n - 1].text.strip()):
            after = [line.text for line in kept[n + 1 :] if line.text.strip()]
            if not after or (len(after) == 1 and len(plain(after[0]).split()) <= _FEW):
                return kept[:n]
    signed = plain(kept[-1].text).split() if kept else []
    alone = len(kept) > 1 and not kept[-2].text.strip()
    return kept[:-1] if alone and signed and {*signed} <= {*plain(author).split()} else kept


def _is_programs(line: str) -> bool:
    said = plain(line)
    return any(said.startswith(known) for known in phrases("signature"))


def _greets(line: str) -> bool:
    said = plain(line)
    begins = any(said == g or said.startswith(f"{g} ") for g in phrases("greeting"))
    return begins and len(said.split()) <= _FEW and not line.rstrip().endswith((":", "?"))
