"""Answers by mail, as people and their programs write them, arrive beneath their questions."""

import pytest

from service.questions import Kind
from service.replying import Doubt, numbered, read_lines, understand
from tests.replying.letters import (
    ABOVE,
    ADA,
    BELOW,
    BEN,
    EVE,
    ITEMS,
    MAIL,
    NEEDS,
    OUTLOOK,
    QUESTIONS,
    TRUST,
    inline,
    person,
    question,
    quote,
)


def read(text, items=ITEMS):
    found = understand(read_lines(text, MAIL), items, "Ben Okafor")
    return {p.item.number: p.answer for p in found.placed}, found.left


@pytest.mark.parametrize("below", BELOW)
@pytest.mark.parametrize("above", ABOVE)
def test_numbers_above_the_quoted_mail(above, below):
    answers, left = read(above + BELOW[below])
    assert {number: a.lines for number, a in answers.items()} == {
        "1": ("Good soil", "Early peas"),
        "2": ("Rest",),
        "3": ("7", "because you listen"),
    }
    assert not left


@pytest.mark.parametrize("mark", ["> ", ">", "| ", ""])
def test_answers_typed_into_the_quoted_mail(mark):
    typed = {
        "1": "Good soil\n1. Early peas\n2. Late peas",
        "3": "7",
        "7": "Nothing else.\n\nOr so.",
    }
    head = OUTLOOK if not mark else "On 7 Sept 2026, Designed Alliance <a@example.org> wrote:\n"
    answers, left = read(head + inline(typed, mark))
    assert {number: a.lines for number, a in answers.items()} == {
        "1": ("Good soil", "1. Early peas", "2. Late peas"),
        "3": ("7",),
        "7": ("Nothing else.\nOr so.",),
    }
    assert not left


def test_an_answer_typed_behind_the_quoted_question():
    answers, _ = read(f"> [1] {ITEMS[0].text} Good soil\n> [2] {NEEDS}\nRest\n")
    assert {n: a.points for n, a in answers.items()} == {"1": ("Good soil",), "2": ("Rest",)}


def test_a_question_that_its_author_copied_is_no_answer():
    answers, _ = read(f"2. {NEEDS}\nRest\n3. {TRUST} 6 of late")
    assert answers["2"].points == ("Rest",)
    assert (answers["3"].number, answers["3"].text) == (6, "of late")


def test_answers_below_the_quoted_mail():
    answers, left = read(f"On 7 Sept 2026 Ada wrote:\n{quote(MAIL)}\n\n1. Good soil\n2. Rest\n")
    assert {n: a.points for n, a in answers.items()} == {"1": ("Good soil",), "2": ("Rest",)}
    assert not left


def test_words_under_no_number_are_left_over_whole():
    words = "I will be late on Monday.\n\nCould we begin at eleven?"
    answers, left = read(f"Hello Ada\n\n{words}\n\n2. Rest\n\n{quote(MAIL)}\n\nAnd one more thing.")
    assert list(answers) == ["2"]
    assert left == f"{words}\n\n\nAnd one more thing."


def test_words_between_the_lines_of_a_mail_without_marks_are_kept():
    text = OUTLOOK + MAIL.replace("See the questions:", "This I like.\nSee the questions:")
    answers, left = read(text)
    assert not answers
    assert left == "This I like."


def test_goals_are_read_in_their_four_parts():
    answers, _ = read("4. Open the shop; first customer; end of May; Ada\nStay friends")
    [first, second] = answers["4"].goals
    assert (first.title, first.milestone, first.by, first.who) == (
        "Open the shop",
        "first customer",
        "end of May",
        "Ada",
    )
    assert second.title == "Stay friends"


@pytest.mark.parametrize(
    "said, value, remark",
    [
        ("keep", "keep", ""),
        ("Behalten", "keep", ""),
        ("Change: shorter, please", "change", "shorter, please"),
        ("Let it go", "retire", ""),
    ],
)
def test_a_choice_is_known_by_its_name(said, value, remark):
    answers, _ = read(f"6. {said}")
    assert (answers["6"].choice, answers["6"].text) == (value, remark)


@pytest.mark.parametrize(
    "said",
    [
        "6 von 10, weil du zuhörst",
        "6/10 weil du zuhörst",
        "6 sur 10: weil du zuhörst",
        "6 OUT OF 10 - weil du zuhörst",
    ],
)
def test_a_number_out_of_ten_is_that_number(said):
    answers, _ = read(f"3. {said}")
    assert (answers["3"].number, answers["3"].text) == (6, "weil du zuhörst")


@pytest.mark.parametrize("number, doubt", [("3", Doubt.NUMBER), ("6", Doubt.CHOICE)])
def test_what_is_no_number_and_no_option_is_kept_as_words(number, doubt):
    found = understand(read_lines(f"{number}. quite a lot, 12 or so"), ITEMS)
    [placed] = found.placed
    assert placed.doubt == doubt
    assert placed.answer.text == "quite a lot, 12 or so"


def test_one_word_keeps_an_answer_for_the_coach():
    answers, _ = read(
        "1. coach: I am tired\nand afraid\n2. Coach work\n7. Nur für den Coach: still"
    )
    assert answers["1"].for_coach
    assert answers["1"].points == ("I am tired", "and afraid")
    assert not answers["2"].for_coach
    assert answers["7"].for_coach
    assert answers["7"].text == "still"


def test_a_line_for_the_coach_further_down_keeps_the_whole_answer_back():
    answers, _ = read("1. I like the mornings\nCoach: I think of leaving\n2. Warmth")
    assert answers["1"].for_coach
    assert answers["1"].points == ("I like the mornings", "I think of leaving")
    assert not answers["2"].for_coach


def test_numbers_stay_when_somebody_comes_and_a_question_is_added():
    extra = question(
        "extra_1", Kind.TEXT, "And Sundays? See https://evil.example/x", added_by="ada"
    )
    later = numbered((QUESTIONS[0], extra, *QUESTIONS[1:]), (ADA, BEN, EVE), "ben", "en")
    assert [i.number for i in later] == ["1", "2", "3", "4", "5a", "5b", "6", "7", "8"]
    assert later[-1].text == "And Sundays? See …"
    answers, _ = read("5. Patience\n5b. Wit", later)
    assert answers["5a"].about == "ada"
    assert answers["5b"].about == "eve"
    alone, _ = read("5a. Patience")
    assert alone["5"].about == "ada"


def test_a_form_too_long_for_a_mail_has_no_numbers():
    crowd = [person(f"P{n}") for n in range(40)]
    assert numbered(QUESTIONS, crowd, "p0", "en") == ()


def test_numbers_that_are_none_of_ours_are_words():
    answers, left = read("99. what\n[42] else\n3 apples\n10:30 is fine")
    assert not answers
    assert left == "99. what\n[42] else\n3 apples\n10:30 is fine"


def test_what_is_longer_than_a_field_is_left_over():
    answers, left = read("1. " + "x" * 100_001)
    assert not answers
    assert len(left) == 100_001
