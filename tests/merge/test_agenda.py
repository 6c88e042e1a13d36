import pytest

from service.merge import agenda, merge
from tests.merge.invented import ADA, BEN, WORK, goals, points, reply, scale

KEYS = (
    "purpose",
    "when_change",
    "when_difficulty",
    "when_success",
    "being",
    "outcomes",
    "risks",
    "needs",
)
REPLIES = [
    reply(
        ADA,
        points("being", "weekly calls", "We listen"),
        points("contact", "Answer within 24 hours"),
        points("needs", "Tea"),
        goals({"title": "Open the shop", "by": "May", "who": "Ada"}),
        scale(9),
    ),
    reply(
        BEN,
        points("being", "no weekly calls", "listening"),
        points("contact", "answer within 2 hours"),
        points("needs", "Tea"),
        goals({"title": "Open the shop", "by": "June", "who": "Ben"}),
        scale(9),
    ),
]


@pytest.mark.parametrize("minutes", [1, 5, 10, 15, 20, 30, 45, 60, 90, 240])
def test_the_minutes_fit_the_conversation(minutes):
    items = agenda(merge(WORK, [ADA, BEN], REPLIES), minutes)
    assert sum(item.minutes for item in items) <= minutes
    assert all(item.minutes >= 1 for item in items)


def test_the_furthest_apart_comes_first_and_says_why():
    items = agenda(merge(WORK, [ADA, BEN], REPLIES), 60)
    assert [item.question for item in items] == ["goals", "being", "contact"]
    assert [item.reasons[0].code for item in items] == ["date_of_goal", "negation", "number"]
    assert items[0].minutes >= items[-1].minutes


def test_topics_are_few_enough_to_be_talked_about_and_short_enough_to_end():
    replies = [
        reply(who, *(points(q.key, f"Answer within {hours} hours") for q in WORK if q.key in KEYS))
        for who, hours in ((ADA, 2), (BEN, 24))
    ]
    items = agenda(merge(WORK, [ADA, BEN], replies), 60)
    assert len(items) == 6
    assert sum(item.minutes for item in items) == 50
    alone = agenda(
        merge(
            WORK, [ADA, BEN], [*REPLIES[:1], reply(BEN, points("contact", "answer within 2 hours"))]
        ),
        60,
    )
    assert [item.minutes for item in alone] == [20]


def test_many_small_things_do_not_outweigh_a_contradiction():
    seen = [
        points("your_qualities", *(f"quality{n}" for n in range(9)), about=who)
        for who in (ADA, BEN)
    ]
    own = points("my_qualities", *(f"own{n}" for n in range(9)))
    replies = [
        reply(ADA, own, seen[1], points("contact", "Answer within 24 hours")),
        reply(BEN, own, seen[0], points("contact", "answer within 2 hours")),
    ]
    items = agenda(merge(WORK, [ADA, BEN], replies), 60)
    assert items[0].question == "contact"


def test_what_all_agree_on_takes_no_time():
    items = agenda(merge(WORK, [ADA, BEN], REPLIES), 60)
    assert not {"needs", "trust"} & {item.question for item in items}


def test_without_differences_there_is_none():
    replies = [reply(who, points("being", "We listen")) for who in (ADA, BEN)]
    assert agenda(merge(WORK, [ADA, BEN], replies), 60) == ()
