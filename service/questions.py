"""Questions and the sets they come in. An alliance keeps the version with which it began."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a question is answered. Each may also be asked once per other person."""

    POINTS = "points"
    """One point a line."""
    GOALS = "goals"
    """Title, milestone, by when, who; any number of them."""
    SCALE = "scale"
    """A whole number from 0 to 10, and a reason."""
    CHOICE = "choice"
    """One of the question's options, and a remark."""
    TEXT = "text"
    """Free text of any number of lines."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question.

    `key` is stable, unique in its round, and the form's field name
    (`[a-z][a-z0-9_]*`). `added_by` is the person who added it for everybody.
    `current` is text shown above the field (a clause in force, in a review).
    """

    key: str
    section: str
    text: str
    kind: Kind
    help: str = ""
    example: str = ""
    per_person: bool = False
    options: tuple[tuple[str, str], ...] = ()
    """For a choice: (value, label) pairs."""
    added_by: str | None = None
    current: str = ""


@dataclass(frozen=True, kw_only=True)
class QuestionSet:
    """A named, versioned list of questions. `sections` are (key, title, introduction)."""

    key: str
    version: int
    title: str
    description: str
    sections: tuple[tuple[str, str, str], ...]
    questions: tuple[Question, ...]
