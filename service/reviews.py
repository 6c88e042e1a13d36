"""What a review asks: each clause kept, changed or retired, trust, and what is new."""

from service.agreement import Clause
from service.questions import Kind, Question, load_review_set

TRUST = "trust"
CLAUSE_PREFIX = "clause_"


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
