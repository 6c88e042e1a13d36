"""The shared agreement: its clauses, its versions, and who has signed which words."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One clause. `key` is that of the question it came from; empty `text` is not part of a version."""

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
    """One person's word on one exact clause; a later one by the same person replaces it."""

    person: str
    clause_key: str
    clause_hash: str
    agrees: bool
    at: datetime
    reason: str = ""
    wording: str = ""
