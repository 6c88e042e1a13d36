"""What a review asks: each clause kept, changed or retired, trust, and what is new."""

from dataclasses import replace

from service.agreement import Clause
from service.questions import Kind, Question, load_moment_set, load_review_set

TRUST = "trust"
CLAUSE_PREFIX = "clause_"
SERVED = "served"


def review_questions(clauses: tuple[Clause, ...]) -> tuple[Question, ...]:
    """The form of a review: one question for each clause, then the set that all reviews share."""
    shared = load_review_set()
    pattern = next(q for q in shared.questions if q.key == "clause")
    return (
        *(
            Question(
                key=CLAUSE_PREFIX + clause.key,
                section=pattern.section,
                heading=clause.heading,
                text=clause.heading,
                kind=Kind.CHOICE,
                help=pattern.help,
                options=pattern.options,
                current=clause.text,
            )
            for clause in clauses
        ),
        *(q for q in shared.questions if q is not pattern),
    )


def moment_questions(clause: Clause | None) -> tuple[Question, ...]:
    """The form of an extra review, with the clause that was agreed for the case if there is one."""
    asked = load_moment_set().questions
    if clause is None:
        return tuple(q for q in asked if q.key != SERVED)
    return tuple(replace(q, current=clause.text) if q.key == SERVED else q for q in asked)
