"""Questions and the sets they come in."""

from service.questions.asking import QUESTION_LIMIT, Kind, Question, QuestionSet, extra_question
from service.questions.sets import (
    load_last_set,
    load_moment_set,
    load_review_set,
    load_set,
    load_sets,
)

__all__ = [
    "QUESTION_LIMIT",
    "Kind",
    "Question",
    "QuestionSet",
    "extra_question",
    "load_last_set",
    "load_moment_set",
    "load_review_set",
    "load_set",
    "load_sets",
]
