"""The shared agreement: its clauses, its versions, and who has signed which words."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One clause. `key` is its question's; one with an empty `text` is in no version."""

    key: str
    section: str
    heading: str
    text: str

    @property
    def hash(self) -> str:
        """SHA-256, in hex, of the exact words that are signed."""
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
        """SHA-256, in hex, over the clauses' hashes in their order."""
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
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            steps.append(("same", "".join(old[i:j])))
            continue
        if i < j:
            steps.append(("gone", "".join(old[i:j])))
        if k < m:
            steps.append(("new", "".join(new[k:m])))
    return tuple(steps)


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


def _words(text: str) -> list[str]:
    """Words, spaces and marks, so that joining them gives the text again."""
    return re.findall(r"\w+|\s+|[^\w\s]", text)


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
    matcher = SequenceMatcher(None, base, other, autojunk=False)
    return {
        block.a + n: block.b + n
        for block in matcher.get_matching_blocks()
        for n in range(block.size)
    }
