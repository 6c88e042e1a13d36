from service.answers import Answer
from service.merge import merge
from service.questions import Kind
from tests.merge.invented import ADA, BEN, EVE, WORK, of, question, reply, scale


def test_two_people_see_each_others_number():
    merged = of(merge(WORK, [ADA, BEN], [reply(ADA, scale(8)), reply(BEN, scale(5))]), "trust")
    assert (merged.scale.low, merged.scale.high, merged.scale.mean) == (5, 8, 6.5)
    assert merged.scale.spread == 3
    assert [(v.number, v.author) for v in merged.scale.values] == [(5, "ben"), (8, "ada")]


def test_in_a_group_neither_numbers_nor_reasons_carry_a_name():
    replies = [
        reply(ADA, scale(8, "zeal")),
        reply(BEN, scale(2, "doubt"), late=True),
        reply(EVE, scale(5, "hope")),
    ]
    merged = of(merge(WORK, [ADA, BEN, EVE], replies), "trust")
    assert [(v.number, v.author) for v in merged.scale.values] == [(2, None), (5, None), (8, None)]
    assert [(t.author, t.text, t.late) for t in merged.texts] == [
        (None, "doubt", False),
        (None, "hope", False),
        (None, "zeal", False),
    ]


def test_a_group_stays_unnamed_while_only_two_have_answered():
    replies = [reply(ADA, scale(8)), reply(BEN, scale(2))]
    merged = of(merge(WORK, [ADA, BEN, EVE], replies), "trust")
    assert {value.author for value in merged.scale.values} == {None}


def test_low_trust_is_worth_talking_about_even_where_all_agree():
    merged = of(merge(WORK, [ADA, BEN], [reply(ADA, scale(2)), reply(BEN, scale(2))]), "trust")
    assert [reason.code for reason in merged.reasons] == ["low"]
    assert merged.distance > 0.5


def test_high_trust_is_not():
    merged = of(merge(WORK, [ADA, BEN], [reply(ADA, scale(9)), reply(BEN, scale(9))]), "trust")
    assert merged.distance == 0


def test_choices_are_counted_with_their_remarks():
    asked = question("extra_1", Kind.CHOICE, options=(("k", "Keep"), ("c", "Change")))
    replies = [
        reply(ADA, Answer(question="extra_1", choice="c", text="too long")),
        reply(BEN, Answer(question="extra_1", choice="k")),
    ]
    merged = merge([asked], [ADA, BEN], replies).questions[0]
    assert [(c.label, c.authors) for c in merged.choices] == [
        ("Keep", ("ben",)),
        ("Change", ("ada",)),
    ]
    assert [text.text for text in merged.texts] == ["too long"]
    assert merged.reasons[0].code == "split"
