import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answers import (
    FIELD_LIMIT,
    Answer,
    Goal,
    field_name,
    filled,
    read_form,
    write_form,
)
from service.errors import InvalidInput
from service.questions import Kind, Question, load_set
from tests.merge.invented import ADA, BEN

WORK = load_set("work").questions
CHOICE = Question(
    key="extra_1", section="roles", text="?", kind=Kind.CHOICE, options=(("a", "A"), ("b", "B"))
)
ASKED = [*WORK, CHOICE, Question(key="extra_2", section="roles", text="?", kind=Kind.TEXT)]


def read(**fields):
    named = {name.replace("__", "."): value for name, value in fields.items()}
    return read_form(ASKED, [BEN], {k: v if isinstance(v, list) else [v] for k, v in named.items()})


def problems(**fields):
    with pytest.raises(InvalidInput) as caught:
        read(**fields)
    return [problem.field for problem in caught.value.problems]


def test_each_line_is_a_point_without_its_bullet():
    (answer,) = read(being="- We listen\r\n\r\n • Tea \n* *\n-5 degrees\r– {{ x }}  <b>\n-\n")
    assert answer.points == ("We listen", "Tea", "-5 degrees", "{{ x }}  <b>")


def test_goals_are_rows_and_empty_rows_are_none():
    (answer,) = read(
        goals__title=["Shop", "", ""], goals__milestone=["", "", "lease"], goals__by=["May"]
    )
    assert answer.goals == (Goal(title="Shop", by="May"), Goal(title="", milestone="lease"))


def test_a_number_comes_with_its_reason_or_either_alone():
    assert read(trust=" 7 ", trust__text="new")[0] == Answer(question="trust", number=7, text="new")
    assert read(trust="0")[0].number == 0
    assert read(trust="", trust__text="unsure")[0].number is None


def test_a_choice_comes_with_its_remark():
    assert read(extra_1="b", extra_1__text="x")[0] == Answer(
        question="extra_1", choice="b", text="x"
    )


def test_answers_about_a_person_carry_the_id():
    (answer,) = read(your_part__ben="the menu", your_part__dana="nothing")
    assert (answer.about, answer.points) == ("ben", ("the menu",))
    part = next(q for q in WORK if q.key == "your_part")
    assert field_name(part, BEN) == "your_part.ben"
    assert field_name(part) == "your_part"


def test_an_answer_can_be_for_the_coach_alone():
    assert read(being="Tea", being__for_coach="on")[0].for_coach
    assert not read(being="Tea")[0].for_coach


def test_a_mark_without_words_is_no_answer():
    assert read(being=" \n ", being__for_coach="on", extra_2="\x00", goals__title=[""]) == ()


@pytest.mark.parametrize("number", ["11", "-1", "7.5", "seven", "7/10"])
def test_a_number_off_the_scale_is_named(number):
    assert problems(trust=number) == ["trust"]


def test_every_problem_is_named_at_once():
    assert problems(trust="x", extra_1="z", extra_2="x" * (FIELD_LIMIT + 1)) == [
        "trust",
        "extra_1",
        "extra_2",
    ]


def test_a_hundred_thousand_characters_are_kept_whole():
    text = "🌱" * FIELD_LIMIT
    assert read(extra_2=text)[0].text == text
    assert read(being=text)[0].points == (text,)
    assert read(goals__title=text)[0].goals[0].title == text
    assert problems(goals__title=text + "x") == ["goals.title"]


def test_nul_is_left_out():
    assert read(being="a\x00b", extra_2="c\x00d")[0].points == ("ab",)


def test_unknown_fields_change_nothing():
    assert read(form_token="x", action="send", nowhere="y") == ()


@st.composite
def forms(draw):
    fields = {}
    for question in ASKED:
        base = field_name(question, BEN if question.per_person else None)
        typed = st.lists(st.text(max_size=60), max_size=2)
        if question.kind is Kind.GOALS:
            for part in ("title", "milestone", "by", "who"):
                fields[f"{base}.{part}"] = draw(st.lists(st.text(max_size=20), max_size=3))
        elif question.kind is Kind.SCALE:
            fields[base] = draw(st.sampled_from([[], [""], ["0"], ["10"]]))
        elif question.kind is Kind.CHOICE:
            fields[base] = draw(st.sampled_from([[], ["a"], ["b"]]))
        else:
            fields[base] = draw(typed)
        fields[f"{base}.text"] = draw(typed)
        fields[f"{base}.for_coach"] = draw(st.sampled_from([[], ["on"]]))
    return fields


@given(fields=forms())
def test_a_form_filled_again_reads_the_same(fields):
    answers = read_form(ASKED, [BEN], fields)
    assert read_form(ASKED, [BEN], write_form(ASKED, [BEN], answers)) == answers


@given(typed=st.text(st.characters(codec="utf-8", exclude_characters="\x00")))
def test_no_word_that_was_typed_is_dropped(typed):
    answers = read_form(ASKED, [BEN], {"being": [typed]})
    kept = "".join("".join(point.split()) for answer in answers for point in answer.points)
    bullets = "-*·–—•‣▪◦"
    assert kept.translate({ord(b): None for b in bullets}) == "".join(typed.split()).translate(
        {ord(b): None for b in bullets}
    )


def test_asking_about_nobody_asks_nothing_per_person():
    assert read_form(ASKED, [], {"your_part": ["x"], f"your_part.{ADA.id}": ["y"]}) == ()


@pytest.mark.parametrize(
    "key, fields, expected",
    [
        ("being", {"being": ["We listen"]}, True),
        ("being", {"being": [""], "being.for_coach": ["on"]}, False),
        ("goals", {"goals.title": ["", "Shop"]}, True),
        ("goals", {"goals.title": [""], "goals.by": ["May"]}, False),
        ("trust", {"trust.text": ["unsure"]}, True),
        ("trust", {"trust": ["0"]}, True),
        ("extra_1", {"extra_1": [], "extra_1.text": [""]}, False),
    ],
)
def test_progress_counts_what_is_answered(key, fields, expected):
    question = next(q for q in ASKED if q.key == key)
    assert filled(question, field_name(question), fields) is expected
