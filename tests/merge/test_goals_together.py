import pytest

from service.merge import merge
from tests.merge.invented import ADA, BEN, WORK, goals, of, reply


def merged(mine, theirs):
    return of(merge(WORK, [ADA, BEN], [reply(ADA, *mine), reply(BEN, *theirs)]), "goals")


def test_one_title_is_one_goal_with_both_dates_and_owners():
    mine = [goals({"title": "Open the shop", "by": "end of May", "who": "me"})]
    theirs = [goals({"title": "opening of the shop", "by": "1 June", "who": "me"})]
    question = merged(mine, theirs)
    (goal,) = question.goals
    assert [line.text for line in goal.dates] == ["end of May", "1 June"]
    assert goal.reasons == ("date", "owner")
    assert {r.code for r in question.reasons} >= {"date_of_goal", "owner_of_goal"}
    assert [row.owners for row in goal.rows] == [("ada",), ("ben",)]


def test_a_name_and_me_are_one_owner():
    mine = [goals({"title": "Open the shop", "who": "me"})]
    theirs = [goals({"title": "Open the shop", "who": "Ada"})]
    assert merged(mine, theirs).goals[0].reasons == ()


def test_both_of_us_and_our_two_names_are_one_owner():
    mine = [goals({"title": "Open the shop", "who": "both of us"})]
    theirs = [goals({"title": "Open the shop", "who": "Ada and Ben"})]
    assert merged(mine, theirs).goals[0].reasons == ()


def test_a_vaguer_date_is_no_difference():
    mine = [goals({"title": "Open the shop", "by": "May"})]
    theirs = [goals({"title": "Open the shop", "by": "3 May 2027"})]
    assert merged(mine, theirs).goals[0].reasons == ()


@pytest.mark.parametrize(
    "one,other",
    [
        ("end of May", "31 May"),
        ("end of May 2027", "31.05.2027"),
        ("end of February 2028", "29 February 2028"),
        ("end of 2027", "31 December 2027"),
        ("Q3", "end of September"),
        ("Q3 2027", "August"),
        ("end of Q2", "30 June"),
        ("autumn", "September"),
        ("mid May", "15 May"),
        ("Ende Juni", "June"),
        ("3. Quartal 2027", "Q3 2027"),
    ],
)
def test_dates_that_can_be_the_same_are_no_difference(one, other):
    mine, theirs = ([goals({"title": "Open", "by": by})] for by in (one, other))
    assert merged(mine, theirs).goals[0].reasons == ()


@pytest.mark.parametrize(
    "one,other",
    [
        ("end of May", "30 May"),
        ("end of May 2027", "31 May 2028"),
        ("Q3", "Q4"),
        ("Q3", "October"),
        ("Q3 2027", "September 2028"),
        ("early May", "late May"),
        ("mid May", "end of May"),
        ("spring", "autumn"),
        ("in 2 weeks", "in 3 weeks"),
        ("Ende Juni", "Anfang Juni"),
        ("31.12.2027", "31 December 2028"),
    ],
)
def test_dates_that_cannot_be_the_same_differ(one, other):
    mine, theirs = ([goals({"title": "Open", "by": by})] for by in (one, other))
    assert merged(mine, theirs).goals[0].reasons == ("date",)


def test_a_goal_that_nobody_owns_is_said_to_be_so():
    mine = [goals({"title": "Open the shop", "who": "?"}, {"title": "Hire", "who": "Ben"})]
    question = merged(mine, [goals({"title": "Open the shop", "who": "nobody yet"})])
    assert [(g.title, g.unowned) for g in question.goals] == [
        ("Open the shop", True),
        ("Hire", False),
    ]
    assert "unowned_goal" in {reason.code for reason in question.reasons}


def test_two_titles_that_differ_in_a_number_are_two_goals_that_differ():
    question = merged([goals({"title": "Hire 2 cooks"})], [goals({"title": "Hire 3 cooks"})])
    assert len(question.goals) == 2
    assert question.differences[0].reasons == ("number",)
