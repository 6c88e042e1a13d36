"""The shared agreement: its clauses, its versions, and who has signed which words."""

import hashlib
import json
import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import accumulate, pairwise
from typing import TypeVar

_Token = TypeVar("_Token", bound=Hashable)

_RESEMBLANCE = 0.5
"""How much of two lines must be the same for one to be a rewording of the other."""
_LONG = 250_000
"""From how many pairs of words on two texts are long."""
_NEAR = 8
"""How many lines further a line that was reworded is looked for."""


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One clause. `key` is its question's; one with an empty `text` is in no version."""

    key: str
    section: str
    heading: str
    text: str

    @property
    def hash(self) -> str:
        r"""SHA-256, in hex, of the exact words that are signed.

        The bytes are the UTF-8 of a JSON array (RFC 8259 §5) of the three strings
        key, heading and text: `["key", "heading", "text"]`, one space after each
        comma, nothing else between. Inside the strings `"` and `\` are escaped by
        a backslash, control characters below U+0020 as `\b`, `\f`, `\n`, `\r`, `\t`
        or else `\u00xx`; every other character stands for itself.
        """
        words = json.dumps([self.key, self.heading, self.text], ensure_ascii=False)
        return hashlib.sha256(words.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class WorkingClause:
    """A clause while it is being worded. `revision` goes up with every edit."""

    clause: Clause
    revision: int = 0
    edited_by: str | None = None
    edited_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Version:
    """A proposed wording: immutable, numbered from 1, named by the hash of its text."""

    number: int
    clauses: tuple[Clause, ...]
    proposed_by: str | None
    proposed_at: datetime
    signers: tuple[str, ...]
    """The ids of those whose signatures bring it into force."""

    @property
    def hash(self) -> str:
        """SHA-256, in hex, over the clauses' hashes in their order.

        The bytes are those 64 letters each in ASCII, with one line feed between
        two and none at the end.
        """
        return hashlib.sha256("\n".join(c.hash for c in self.clauses).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class SignOff:
    """One person's word on one exact clause; a later one on the same words replaces it."""

    person: str
    clause_key: str
    clause_hash: str
    agrees: bool
    at: datetime
    reason: str = ""
    wording: str = ""


def changed_words(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """The way from one text to the other: ("same" | "gone" | "new", words), in reading order."""
    old, new = _words(before), _words(after)
    steps: list[tuple[str, str]] = []
    i = k = 0
    for at, there, size in (*_shared(old, new), (len(old), len(new), 0)):
        steps += [("gone", "".join(old[i:at])), ("new", "".join(new[k:there]))]
        i, k = at + size, there + size
        steps.append(("same", "".join(old[at:i])))
    return tuple(step for step in steps if step[1])


def changed_lines(before: str, after: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The way from one text to the other, line by line, each as `changed_words` has it.

    A line that came or went is one step; two that resemble each other are one
    line with its changed words. Without the new ones they are `before` again.
    """
    old, new = before.split("\n"), after.split("\n")
    lines: list[tuple[tuple[str, str], ...]] = []
    for what, i, j, k, m in _compared(old, new).get_opcodes():
        if what == "equal":
            lines += ((("same", line),) for line in old[i:j])
        else:
            lines += _rewritten(old[i:j], new[k:m])
    return tuple(lines)


def merge_wordings(base: str, mine: str, theirs: str) -> str | None:
    """Both changes to `base` in one text, word by word; None where they clash.

    A three-way merge (Khanna, Kunal and Pierce, "A formal investigation of
    diff3", 2007): stretches that one side alone changed are taken from it.
    """
    if mine in (theirs, base):
        return theirs
    if theirs == base:
        return mine
    words = _words(base)
    merged = []
    for start, end, left, right in _stretches(words, _words(mine), _words(theirs)):
        original = words[start:end]
        if right in (left, original):
            merged += left
        elif left == original:
            merged += right
        else:
            return None
    return "".join(merged)


def _rewritten(old: list[str], new: list[str]) -> Iterator[tuple[tuple[str, str], ...]]:
    """Lines for lines: each new one beside the next old one that it resembles."""
    at = 0
    for line in new:
        near = range(at, min(at + _NEAR, len(old)))
        alike = next((n for n in near if _alike(old[n], line)), None)
        if alike is None:
            yield (("new", line),)
            continue
        yield from ((("gone", gone),) for gone in old[at:alike])
        yield _whole_phrases(changed_words(old[alike], line))
        at = alike + 1
    yield from ((("gone", gone),) for gone in old[at:])


def _alike(one: str, other: str) -> bool:
    return _compared(_words(one), _words(other)).ratio() >= _RESEMBLANCE


def _whole_phrases(steps: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Changes with no more than a space or a mark between them are one: so people read them."""
    told: list[tuple[str, str]] = []
    gone = new = ""
    for n, (what, words) in enumerate(steps):
        bridge = what == "same" and 0 < n < len(steps) - 1 and not re.search(r"\w", words)
        gone += words if what == "gone" or bridge else ""
        new += words if what == "new" or bridge else ""
        if what == "same" and not bridge:
            told += [("gone", gone), ("new", new), ("same", words)]
            gone = new = ""
    told += [("gone", gone), ("new", new)]
    return tuple(step for step in told if step[1])


def _words(text: str) -> list[str]:
    """Words, spaces and marks, so that joining them gives the text again."""
    return re.findall(r"\w+|\n|[^\S\n]+|[^\w\s]", text)


def _shared(old: list[str], new: list[str]) -> Iterator[tuple[int, int, int]]:
    """(start in old, start in new, length) of what both hold: whole lines first, then words."""
    rows, others = _rows(old), _rows(new)
    at = [0, *accumulate(map(len, rows))]
    there = [0, *accumulate(map(len, others))]
    for what, i, j, k, m in _compared(rows, others).get_opcodes():
        if what == "equal":
            yield at[i], there[k], at[j] - at[i]
        elif what == "replace":
            matcher = _compared(old[at[i] : at[j]], new[there[k] : there[m]])
            for block in matcher.get_matching_blocks()[:-1]:
                yield at[i] + block.a, there[k] + block.b, block.size


def _rows(words: list[str]) -> list[tuple[str, ...]]:
    """The words line by line, each line with its end."""
    ends = [n + 1 for n, word in enumerate(words) if word == "\n"]
    return [tuple(words[i:j]) for i, j in pairwise([0, *ends, len(words)])]


def _compared(one: Sequence[_Token], other: Sequence[_Token]) -> SequenceMatcher[_Token]:
    """A comparison that takes frequent words for matches only beside rarer ones in long texts.

    Without that its time grows with the square of how often a word occurs.
    """
    return SequenceMatcher(None, one, other, autojunk=len(one) * len(other) > _LONG)


def _stretches(
    base: list[str], mine: list[str], theirs: list[str]
) -> Iterator[tuple[int, int, list[str], list[str]]]:
    """(start, end, mine, theirs) for each stretch of `base` between words that all three share."""
    left = _kept(base, mine)
    right = _kept(base, theirs)
    at, at_left, at_right = 0, 0, 0
    for word in [*sorted(left.keys() & right.keys()), len(base)]:
        to_left = left.get(word, len(mine))
        to_right = right.get(word, len(theirs))
        yield at, word, mine[at_left:to_left], theirs[at_right:to_right]
        if word < len(base):
            yield word, word + 1, [base[word]], [base[word]]
        at, at_left, at_right = word + 1, to_left + 1, to_right + 1


def _kept(base: list[str], other: list[str]) -> dict[int, int]:
    """Where each word of `base` that is unchanged stands in `other`."""
    return {at + n: there + n for at, there, size in _shared(base, other) for n in range(size)}
