from service.merge import merge
from tests.merge.invented import ADA, BEN, EVE, WORK, points, reply


def compared(key, person, *replies, people=(ADA, BEN)):
    result = merge(WORK, people, replies)
    return next(c for c in result.compared(key) if c.person == person.id)


def texts(lines):
    return [line.text for line in lines]


def test_qualities_are_seen_by_both_by_one_alone_or_by_others_alone():
    found = compared(
        "my_qualities",
        ADA,
        reply(ADA, points("my_qualities", "Patience", "Humour")),
        reply(BEN, points("your_qualities", "You are patient", "brave", about=ADA)),
    )
    assert texts(found.both) == ["Patience"]
    assert texts(found.only_own) == ["Humour"]
    assert texts(found.only_others) == ["brave"]


def test_parts_match_across_i_you_and_the_name():
    found = compared(
        "my_part",
        ADA,
        reply(ADA, points("my_part", "I keep the books", "I write the offers", "I cook")),
        reply(BEN, points("your_part", "You keep the books", "Ada writes the offers", about=ADA)),
    )
    assert len(found.both) == 2
    assert texts(found.only_own) == ["I cook"]
    assert found.only_others == ()


def test_what_is_expected_and_not_taken_on_is_a_gap():
    replies = [
        reply(ADA, points("my_part", "I cook")),
        reply(BEN, points("your_part", "the books", about=ADA)),
    ]
    result = merge(WORK, [ADA, BEN], replies)
    asked = next(q for q in result.questions if q.key == "my_part")
    assert ("gap", 1, "ada") in {(r.code, r.count, r.about) for r in asked.reasons}


def test_what_is_named_in_one_breath_is_met_one_by_one():
    found = compared(
        "my_part",
        ADA,
        reply(ADA, points("my_part", "The car and the bicycles", "I cook")),
        reply(BEN, points("your_part", "The car", "cooking and cleaning", about=ADA)),
    )
    assert [{s.text for s in line.sources} for line in found.both] == [
        {"The car and the bicycles", "The car"}
    ]
    assert texts(found.only_own) == ["I cook"]
    assert texts(found.only_others) == ["cooking and cleaning"]


def test_what_i_do_for_you_is_what_you_need():
    found = compared(
        "best_in_me",
        BEN,
        reply(BEN, points("best_in_me", "Time to think")),
        reply(ADA, points("best_in_you", "I give him time to think", about=BEN)),
    )
    assert len(found.both) == 1


def test_a_denial_is_no_match():
    found = compared(
        "my_part",
        ADA,
        reply(ADA, points("my_part", "I do not keep the books")),
        reply(BEN, points("your_part", "You keep the books", about=ADA)),
    )
    assert found.both == ()


def test_what_i_do_is_not_what_you_say_that_you_do():
    found = compared(
        "my_part",
        ADA,
        reply(ADA, points("my_part", "I keep the books")),
        reply(BEN, points("your_part", "I keep the books", about=ADA)),
    )
    assert found.both == ()


def test_others_views_of_one_person_stay_with_that_person():
    replies = [
        reply(EVE, points("your_qualities", "brave", about=ADA)),
        reply(ADA, points("my_qualities", "brave")),
        reply(BEN, points("my_qualities", "brave")),
    ]
    people = (ADA, BEN, EVE)
    assert texts(compared("my_qualities", ADA, *replies, people=people).both) == ["brave"]
    assert compared("my_qualities", BEN, *replies, people=people).both == ()
