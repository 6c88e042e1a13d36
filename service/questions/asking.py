"""A question: what is asked, in which section, and how it is answered."""

import re
from dataclasses import dataclass
from enum import StrEnum

from service.errors import InvalidInput, Problem
from service.languages import say

QUESTION_LIMIT = 500
"""Characters in the text of a question that somebody adds."""


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
    (`[a-z][a-z0-9_]*`). `heading` is the short name of the clause that grows
    from it. `about_self` says that people answer it about themselves.
    `added_by` is the person who added it for everybody. `current` is text
    shown above the field (a clause in force, in a review).
    """

    key: str
    section: str
    text: str
    kind: Kind
    heading: str = ""
    help: str = ""
    example: str = ""
    per_person: bool = False
    about_self: bool = False
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


def extra_question(
    section: str, text: str, kind: Kind | str, number: int, added_by: str | None
) -> Question:
    """A question that somebody adds for everybody, with the key `extra_<number>`.

    Raises InvalidInput with every problem, its fields named section, text and kind.
    """
    line = " ".join(text.replace("\x00", "").split())
    allowed = {k.value: k for k in Kind if k is not Kind.CHOICE}
    problems = []
    if not re.fullmatch(r"[a-z][a-z0-9_]*", section):
        problems.append(Problem(field="section", advice=say("choose one of the sections")))
    if not line:
        problems.append(Problem(field="text", advice=say("write the question")))
    elif len(line) > QUESTION_LIMIT:
        advice = say(
            "shorten the question to at most %(limit)s characters",
            limit=QUESTION_LIMIT,
        )
        problems.append(Problem(field="text", advice=advice))
    if kind not in allowed:
        problems.append(
            Problem(field="kind", advice=say("choose one of: %(known)s", known=", ".join(allowed)))
        )
    if problems:
        raise InvalidInput(*problems)
    return Question(
        key=f"extra_{number}",
        section=section,
        text=line,
        kind=allowed[kind],
        heading=line,
        added_by=added_by,
    )
