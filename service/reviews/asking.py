"""What a review asks: each clause kept, changed or retired, trust, and what is new."""

import hashlib
from dataclasses import replace

from service.agreement import Clause
from service.questions import Question, load_last_set, load_moment_set, load_review_set

TRUST = "trust"
CLAUSE_PREFIX = "clause_"
GOAL_PREFIX = "goal_"
SERVED = "served"
KEEP = "keep"
MOST_GOALS = 30
"""About how many goals one review asks."""


def review_questions(
    clauses: tuple[Clause, ...], goals: tuple[str, ...] = ()
) -> tuple[Question, ...]:
    """The form of a review: a question for each clause and each goal, then what all reviews share.

    `goals` are lines of the agreement, each a goal or a milestone of one.
    """
    shared = load_review_set().questions
    patterns = {q.key: q for q in shared if q.key in {"clause", "goal"}}
    return (
        *(_clause_question(patterns["clause"], clause) for clause in clauses),
        *(_goal_question(patterns["goal"], line) for line in goals),
        *(q for q in shared if q.key not in patterns),
    )


def keepable(questions: tuple[Question, ...]) -> tuple[str, ...]:
    """The keys of the clauses that are asked about; none where nothing was worded so far."""
    return tuple(q.key for q in questions if q.current and KEEP in dict(q.options))


def goal_lines(
    clauses: tuple[Clause, ...], keys: frozenset[str], settled: frozenset[str]
) -> tuple[str, ...]:
    """The lines of the clauses with these keys, without those that are done or dropped."""
    lines = (line.strip() for c in clauses if c.key in keys for line in c.text.splitlines())
    return tuple(dict.fromkeys(s for s in lines if s and s not in settled))[:MOST_GOALS]


def moment_questions(clause: Clause | None) -> tuple[Question, ...]:
    """The form of an extra review, with the clause that was agreed for the case if there is one."""
    asked = load_moment_set().questions
    if clause is None:
        return tuple(q for q in asked if q.key != SERVED)
    return tuple(replace(q, current=clause.text) if q.key == SERVED else q for q in asked)


def last_questions() -> tuple[Question, ...]:
    """The form before the close."""
    return load_last_set().questions


def _clause_question(pattern: Question, clause: Clause) -> Question:
    return replace(
        pattern,
        key=CLAUSE_PREFIX + clause.key,
        heading=clause.heading,
        text=clause.heading,
        current=clause.text,
    )


def _goal_question(pattern: Question, line: str) -> Question:
    """Its key follows from its words, so that it is the same goal in every review."""
    title = line.split(" — ", 1)[0].strip()
    return replace(
        pattern,
        key=GOAL_PREFIX + hashlib.sha256(line.encode()).hexdigest()[:12],
        heading=title,
        text=title,
        current=line,
    )
