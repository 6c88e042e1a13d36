import pytest

from service.merge import merge
from service.merge.lines import MOST_DIFFERENCES
from tests.merge.invented import (
    ADA,
    BEN,
    EVE,
    merged_points,
    person,
    points,
    question,
    reply,
)


@pytest.mark.parametrize(
    "one,other,reason",
    [
        ("weekly check-ins", "no weekly check-ins", "negation"),
        ("weekly check-ins", "monthly check-ins", "frequency"),
        ("Answer within 24 hours", "Answer within 48 hours", "number"),
        ("A budget of 100 euros", "a budget of 100 dollars", "unit"),
        ("Done by 3 May", "Done by 3 June", "date"),
        ("Calls on Mondays", "Calls on Fridays", "weekday"),
        ("more meetings", "fewer meetings", "direction"),
        ("Praise in public", "praise in private", "direction"),
        ("Ask before deciding", "Ask after deciding", "order"),
        ("At least three people decide", "at most three people decide", "degree"),
        ("Ada decides", "Ben decides", "person"),
    ],
)
def test_a_pair_that_differs_is_shown_with_its_reason(one, other, reason):
    merged = merged_points((ADA, one), (BEN, other))
    assert [{d.one.text, d.other.text} for d in merged.differences] == [{one, other}]
    assert merged.differences[0].reasons[0] == reason
    assert merged.reasons[0].code == reason


@pytest.mark.parametrize(
    "one,other",
    [("weekly check-ins", "tea"), ("weekly check-ins", "check-ins"), ("Never be late", "Be kind")],
)
def test_points_that_can_both_be_kept_are_no_difference(one, other):
    assert merged_points((ADA, one), (BEN, other)).differences == ()


@pytest.mark.parametrize(
    "one,other",
    [
        ("We decide together", "Nobody decides alone"),
        ("We chat instead of working", "We chat and do not work"),
        ("Answers within a day", "I answer within a day, never in the evening"),
        ("Meetings of at most 45 minutes", "No meetings on Fridays"),
        ("Tell me early", "Problems are told in private"),
        ("Raise problems early", "Raise problems early, in writing"),
        ("No calls before 8am", "No calls after 6pm"),
        ("No advice unless I ask for it", "I do not give advice unless she asks"),
        ("I know what I want", "Ada knows what she wants"),
        ("I decide, you cook", "You decide, I cook"),
        ("When we keep our promises", "If we keep our promises"),
        ("We laugh with the team", "We laugh with the whole team"),
    ],
)
def test_what_only_looks_different_is_no_difference(one, other):
    assert merged_points((ADA, one), (BEN, other)).differences == ()


def test_what_each_says_of_themselves_need_not_agree():
    asked = question("my_part", about_self=True)
    said = [(ADA, "I cook on weekdays"), (BEN, "I cook on weekends")]
    replies = [reply(who, points("my_part", text)) for who, text in said]
    assert merge([asked], [ADA, BEN], replies).questions[0].differences == ()


def test_nobody_differs_with_themselves():
    merged = merged_points((ADA, "weekly calls", "monthly calls"), (BEN, "tea"))
    assert merged.differences == ()


def test_a_pair_is_no_difference_where_one_says_both():
    merged = merged_points((ADA, "weekly calls", "monthly calls"), (BEN, "weekly calls"))
    assert merged.differences == ()


def test_the_pair_with_most_people_behind_it_comes_first():
    merged = merged_points(
        (ADA, "weekly calls", "long breaks"),
        (BEN, "monthly calls", "short breaks"),
        (EVE, "monthly calls"),
        people=[ADA, BEN, EVE],
    )
    assert {merged.differences[0].one.text, merged.differences[0].other.text} == {
        "weekly calls",
        "monthly calls",
    }


def test_so_many_pairs_are_cut_and_counted():
    people = [person(f"Name{n}") for n in range(20)]
    said = [(who, f"Answer within {n + 1} hours") for n, who in enumerate(people)]
    merged = merged_points(*said, people=people)
    assert len(merged.differences) == MOST_DIFFERENCES
    assert merged.more_differences == 20 * 19 / 2 - MOST_DIFFERENCES
