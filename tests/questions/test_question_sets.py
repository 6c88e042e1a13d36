import re

import pytest

from service.errors import InvalidInput
from service.questions import QUESTION_LIMIT, Kind, extra_question, load_set, load_sets

KEYS = [
    "purpose",
    "goals",
    "my_part",
    "your_part",
    "when_change",
    "when_difficulty",
    "when_success",
    "being",
    "outcomes",
    "my_qualities",
    "your_qualities",
    "best_in_me",
    "best_in_you",
    "risks",
    "needs",
    "trust",
    "more_trust",
    "contact",
]
SETS = list(load_sets().values())


def test_the_full_set_asks_everything_in_its_order():
    assert [question.key for question in load_set("work").questions] == KEYS
    assert next(iter(load_sets())) == "work"


def test_the_other_sets_ask_some_of_it():
    assert {s.key for s in SETS} == {"work", "meeting", "project", "family"}
    for found in SETS:
        order = [KEYS.index(question.key) for question in found.questions]
        assert len(order) == len(set(order))


@pytest.mark.parametrize("found", SETS, ids=lambda s: s.key)
def test_every_question_can_be_understood(found):
    sections = {key for key, _, _ in found.sections}
    assert found.version >= 1
    for question in found.questions:
        assert re.fullmatch(r"[a-z][a-z0-9_]*", question.key)
        assert question.section in sections
        assert question.text.endswith("?")
        assert question.heading
        assert question.help
        assert question.example


@pytest.mark.parametrize("found", SETS, ids=lambda s: s.key)
def test_kinds_are_the_same_in_every_set(found):
    full = {question.key: question for question in load_set("work").questions}
    for question in found.questions:
        known = full[question.key]
        assert (question.kind, question.per_person) == (known.kind, known.per_person)
        assert question.about_self == known.about_self


def test_what_is_asked_about_the_others_is_asked_per_person():
    asked = {q.key for q in load_set("work").questions if q.per_person}
    assert asked == {"your_part", "your_qualities", "best_in_you"}


def test_an_unknown_set_names_the_known_ones():
    with pytest.raises(InvalidInput) as caught:
        load_set("chess")
    (problem,) = caught.value.problems
    assert problem.field == "question_set"
    assert all(key in problem.advice for key in load_sets())


def test_an_extra_question_is_one_line_with_a_key_of_its_own():
    question = extra_question("roles", "  What about\nlunch? ", "points", 2, "ada")
    assert (question.key, question.text, question.kind) == (
        "extra_2",
        "What about lunch?",
        Kind.POINTS,
    )
    assert question.added_by == "ada"
    assert question.heading == "What about lunch?"


def test_all_that_is_wrong_with_an_extra_question_is_said_at_once():
    with pytest.raises(InvalidInput) as caught:
        extra_question("No such", " \x00", "choice", 1, None)
    assert [p.field for p in caught.value.problems] == ["section", "text", "kind"]


def test_an_extra_question_has_a_length():
    assert extra_question("roles", "x" * QUESTION_LIMIT, Kind.TEXT, 1, None)
    with pytest.raises(InvalidInput):
        extra_question("roles", "x" * (QUESTION_LIMIT + 1), Kind.TEXT, 1, None)
