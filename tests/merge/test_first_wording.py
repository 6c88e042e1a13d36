from service.answers import Answer
from service.merge import merge, suggest_clauses
from service.questions import Kind
from tests.merge.invented import ADA, BEN, WORK, goals, points, question, reply, scale

NAMES = {"ada": "Ada", "ben": "Ben"}


def wording(key, *replies, asked=WORK):
    result = merge(asked, [ADA, BEN], replies)
    return next(c.text for c in suggest_clauses(asked, result, NAMES) if c.key == key)


def test_shared_points_come_first_and_both_sides_of_a_difference_stand():
    text = wording(
        "being",
        reply(ADA, points("being", "weekly calls", "We listen")),
        reply(BEN, points("being", "no weekly calls", "We listen")),
    )
    assert text == "We listen\nweekly calls\nno weekly calls"


def test_what_people_say_of_themselves_stands_under_their_names():
    text = wording(
        "my_part",
        reply(ADA, points("my_part", "I cook")),
        reply(BEN, points("my_part", "the books", "I cook")),
    )
    assert text == "Ada: I cook\nBen: I cook\nBen: the books"


def test_what_is_said_of_each_other_begins_with_the_name_of_whom_it_is_about():
    text = wording("your_part", reply(ADA, points("your_part", "the menu", about=BEN)))
    assert text == "Ben: the menu"


def test_a_line_that_says_i_begins_with_who_that_is():
    text = wording("needs", reply(ADA, points("needs", "I need quiet mornings", "Tea")))
    assert text == "Ada: I need quiet mornings\nTea"


def test_goals_are_lines_with_milestone_date_and_owner():
    text = wording(
        "goals",
        reply(ADA, goals({"title": "Shop", "milestone": "lease", "by": "May", "who": "me"})),
        reply(BEN, goals({"title": "Shop", "by": "June", "who": "Ada"}, {"title": "Cook"})),
    )
    assert text == "Shop — lease, by May, Ada\nShop — by June, Ada\nCook"


def test_a_row_that_says_less_of_the_same_is_not_repeated():
    text = wording(
        "goals",
        reply(ADA, goals({"title": "Shop", "by": "May", "who": "me"})),
        reply(BEN, goals({"title": "Shop", "by": "May"})),
    )
    assert text == "Shop — by May, Ada"


def test_a_line_that_begins_with_the_name_is_not_led_by_it():
    text = wording("your_part", reply(ADA, points("your_part", "Ben cooks", "the menu", about=BEN)))
    assert text == "Ben cooks\nBen: the menu"


def test_one_date_in_two_forms_is_said_once():
    text = wording(
        "goals",
        reply(ADA, goals({"title": "Shop", "by": "end of May", "who": "me"})),
        reply(BEN, goals({"title": "Shop", "by": "31 May", "who": "Ada"})),
    )
    assert text == "Shop — by 31 May, Ada"


def test_dates_are_led_by_a_word_of_their_language_where_it_fits():
    rows = [("some day", ""), ("early May", ""), ("31.12.2028", "Wir hören zu"), ("in a week", "")]
    for by, rest in rows:
        said = goals({"title": "Shop", "by": by, "milestone": rest})
        text = wording(
            "goals",
            reply(ADA, said, points("being", "Wir hören einander zu"))
            if rest
            else reply(ADA, said),
        )
        due = {"some day": by, "in a week": by, "31.12.2028": f"bis {by}"}.get(by, f"by {by}")
        assert text == " — ".join(["Shop", ", ".join(filter(None, [rest, due]))])


def test_somebody_is_nobody_yet():
    text = wording("goals", reply(ADA, goals({"title": "Shop", "by": "May", "who": "somebody"})))
    assert text == "Shop — by May"


def test_numbers_make_no_clause_and_open_questions_an_empty_one():
    result = merge(WORK, [ADA, BEN], [reply(ADA, scale(7))])
    clauses = suggest_clauses(WORK, result, NAMES)
    assert "trust" not in {clause.key for clause in clauses}
    assert len(clauses) == len(WORK) - 1
    assert {clause.text for clause in clauses} == {""}
    assert clauses[0].heading == "Why we work together"


def test_choices_and_texts_are_worded():
    asked = [
        question("extra_1", Kind.CHOICE, options=(("k", "Keep"), ("c", "Change"))),
        question("extra_2", Kind.TEXT),
    ]
    one = reply(
        ADA,
        Answer(question="extra_1", choice="c", text="soon"),
        Answer(question="extra_2", text="Two\nlines"),
    )
    assert wording("extra_1", one, asked=asked) == "Change\nsoon"
    assert wording("extra_2", one, asked=asked) == "Two\nlines"
