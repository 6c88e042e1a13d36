"""What a review asks, and what its answers come to."""

from service.reviews.asking import (
    CLAUSE_PREFIX,
    GOAL_PREFIX,
    KEEP,
    SERVED,
    TRUST,
    goal_lines,
    keepable,
    last_questions,
    moment_questions,
    review_questions,
)
from service.reviews.milestones import Due, due_before
from service.reviews.outcomes import (
    ClauseOutcome,
    GoalOutcome,
    ReviewOutcome,
    Said,
    review_outcome,
)

__all__ = [
    "CLAUSE_PREFIX",
    "GOAL_PREFIX",
    "KEEP",
    "SERVED",
    "TRUST",
    "ClauseOutcome",
    "Due",
    "GoalOutcome",
    "ReviewOutcome",
    "Said",
    "due_before",
    "goal_lines",
    "keepable",
    "last_questions",
    "moment_questions",
    "review_outcome",
    "review_questions",
]
