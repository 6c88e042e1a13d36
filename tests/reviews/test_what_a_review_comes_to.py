"""Keep, change, let go; goals and their states: what all the answers together say."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.agreement import Clause
from service.answers import Answer, Reply
from service.reviews import due_before, goal_lines, review_outcome, review_questions
from service.reviews.milestones import day_in

NOW = datetime(2026, 10, 19, 9, tzinfo=UTC)
TODAY = date(2026, 10, 19)
WRITTEN = dict.fromkeys(
    ("Open the shop — lease signed, by 30 October, Ada", "Hire two people — by end of May"),
    date(2026, 3, 1),
)
CONTACT = Clause(key="contact", section="r", heading="Contact", text="A call on Monday")
BEING = Clause(key="being", section="r", heading="Being", text="Direct and kind")
GOALS = Clause(
    key="goals",
    section="r",
    heading="Goals",
    text="Open the shop — lease signed, by 30 October, Ada\nHire two people — by end of May\n",
)
LINES = goal_lines((CONTACT, GOALS), frozenset({"goals"}), frozenset())
QUESTIONS = review_questions((CONTACT, BEING), LINES)
OPEN_SHOP = next(q.key for q in QUESTIONS if q.text == "Open the shop")


def reply(person, later=0, **choices):
    answers = tuple(
        Answer(
            question=key,
            choice=said if isinstance(said, str) else said[0],
            text="" if isinstance(said, str) else said[1],
        )
        for key, said in choices.items()
    )
    return Reply(person=person, answers=answers, sent_at=NOW + timedelta(minutes=later))


def outcome(*replies):
    return review_outcome(QUESTIONS, replies)


def clause(found, key):
    return next(c for c in found.clauses if c.key == key)


def test_what_all_keep_is_kept():
    found = outcome(reply("ada", clause_contact="keep"), reply("ben", clause_contact="keep"))
    assert [c.key for c in found.kept] == ["contact"]
    assert not found.changed


def test_a_clause_that_nobody_speaks_of_is_neither_kept_nor_changed():
    found = outcome(reply("ada", clause_contact="keep"))
    being = clause(found, "being")
    assert not being.kept
    assert being.proposal is None


def test_one_wording_is_the_next_draft():
    found = outcome(
        reply("ada", clause_contact="keep"),
        reply("ben", clause_contact=("change", "A call on Tuesday")),
    )
    assert found.changed
    assert clause(found, "contact").proposal == "A call on Tuesday"


def test_two_wordings_are_for_the_people_to_settle():
    found = outcome(
        reply("ada", clause_contact=("change", "A call on Friday")),
        reply("ben", clause_contact=("change", "A call on Tuesday")),
    )
    contact = clause(found, "contact")
    assert contact.proposal is None
    assert [(w.author, w.text) for w in contact.wordings] == [
        ("ada", "A call on Friday"),
        ("ben", "A call on Tuesday"),
    ]
    assert found.open == (contact,)


def test_the_same_wording_twice_is_one():
    both = [reply(p, clause_contact=("change", "A call on Tuesday")) for p in ("ada", "ben")]
    assert clause(outcome(*both), "contact").proposal == "A call on Tuesday"


def test_what_all_would_let_go_leaves_the_draft_and_what_one_would_stays():
    both = outcome(reply("ada", clause_contact="retire"), reply("ben", clause_contact="retire"))
    assert clause(both, "contact").proposal == ""
    one = outcome(reply("ada", clause_contact="retire"), reply("ben", clause_contact="keep"))
    assert clause(one, "contact").proposal is None
    assert one.open
    split = outcome(
        reply("ada", clause_contact="retire"), reply("ben", clause_contact=("change", "Fridays"))
    )
    assert clause(split, "contact").proposal is None


def test_a_wording_without_a_choice_is_a_wish_for_it():
    found = outcome(reply("ben", clause_contact=(None, "A call on Tuesday")))
    assert clause(found, "contact").proposal == "A call on Tuesday"


def test_each_goal_and_milestone_is_asked_for_its_state():
    assert [q.current for q in QUESTIONS if q.section == "goals"] == list(LINES)
    found = outcome(reply("ada", **{OPEN_SHOP: "done"}), reply("ben", **{OPEN_SHOP: "done"}))
    assert found.settled == {LINES[0]}
    later = goal_lines((GOALS,), frozenset({"goals"}), found.settled)
    assert later == (LINES[1],), "what is done is asked no more"
    differing = outcome(reply("ada", **{OPEN_SHOP: "done"}), reply("ben", **{OPEN_SHOP: "on_way"}))
    assert differing.settled == frozenset()
    assert not found.changed, "a goal that is done changes no wording"


@given(
    st.permutations(
        [
            reply("ada", clause_contact="keep", clause_being="retire"),
            reply("ada", 5, clause_contact=("change", "Fridays")),
            reply("ben", 1, clause_contact=("change", "Tuesdays"), clause_being="keep"),
            reply("eve", 2, clause_being=("change", "Kind"), **{OPEN_SHOP: "moved"}),
        ]
    )
)
def test_the_order_of_arrival_does_not_matter_and_the_last_reply_counts(replies):
    found = outcome(*replies)
    assert found == outcome(*sorted(replies, key=lambda r: (r.person, r.sent_at)))
    assert [s.text for s in clause(found, "contact").change] == ["Fridays", "Tuesdays"]


@pytest.mark.parametrize(
    "text, day",
    [
        ("Lease — signed by 30 October, Ada", date(2026, 10, 30)),
        ("Lease by 2027-02-01", date(2027, 2, 1)),
        ("Lease by 1.2.2027", date(2027, 2, 1)),
        ("Lease by 1.2.", date(2027, 2, 1)),
        ("by end of May", date(2027, 5, 31)),
        ("by end of May 2027", date(2027, 5, 31)),
        ("by February 2028", date(2028, 2, 29)),
        ("by March 3rd", date(2027, 3, 3)),
        ("until 1st of December 2026", date(2026, 12, 1)),
        ("before Q1 2027", date(2027, 3, 31)),
        ("we may open, we march on", None),
        ("31 February", None),
        ("24 people by Sept", date(2027, 9, 30)),
        ("soon", None),
    ],
)
def test_a_day_is_read_from_words(text, day):
    assert day_in(text, TODAY, "en") == day


def test_days_are_read_in_the_language_of_the_alliance():
    assert day_in("Mietvertrag bis 30. Oktober", TODAY, "de") == date(2026, 10, 30)


@given(st.text(max_size=80))
def test_any_words_may_stand_there(text):
    day_in(text, TODAY, "en")


def test_what_is_due_before_the_next_review():
    def due(*replies, until):
        found = outcome(*replies).goals
        return [
            (d.line, d.day, d.late)
            for d in due_before(found, written=WRITTEN, today=TODAY, until=until, language="en")
        ]

    november = date(2026, 11, 16)
    late = (LINES[1], date(2026, 5, 31), True)
    assert due(until=november) == [late, (LINES[0], date(2026, 10, 30), False)]
    assert due(reply("ada", **{OPEN_SHOP: "done"}), until=november) == [late]
    moved = reply("ada", **{OPEN_SHOP: ("moved", "to 10 November")})
    assert due(moved, until=november)[1][1] == date(2026, 11, 10)
    far = reply("ada", **{OPEN_SHOP: ("moved", "end of January")})
    assert due(far, until=november) == [late]
