import os
import random
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from service.answers import Answer, Goal, Reply, shared_only
from service.merge import Merge, agenda, merge, suggest_clauses
from service.questions import Kind
from tests.merge.golden_cases import load_case, written
from tests.merge.invented import ADA, BEN, EVE, WORK, person, question, reply

HANNA = replace(person("Hanna Lenz"), language="de")
PEOPLE = [ADA, BEN, EVE, HANNA]
SECRET = "quokka"
CHOICE = question("extra_1", Kind.CHOICE, options=(("a", "This"), ("b", "That")))
ASKED = [*WORK, CHOICE, question("extra_2", Kind.TEXT)]

words = st.sampled_from(
    [
        "we",
        "never",
        "always",
        "weekly",
        "monthly",
        "listen",
        "talk",
        "3",
        "2",
        "hours",
        "before",
        "after",
        "Ada",
        "Ben",
        "I",
        "you",
        "not",
        "more",
        "less",
        "honest",
        "feedback",
        "meet",
        "Monday",
        "may",
        "{{x}}",
        "<b>",
        "👍",
        "שלום,",
        ".",
        "every",
        "week",
        "a",
        "and",
        "wir",
        "nicht",
        "keine",
        "wöchentlich",
        "hören",
        "zu",
        "vor",
        "Uhr",
        "bis",
        "Ende",
        "Mai",
        "und",
        "ich",
    ]
)
lines = st.one_of(st.lists(words, min_size=1, max_size=7).map(" ".join), st.text(min_size=1))


@st.composite
def answers(draw, me):
    found = []
    for asked in draw(st.lists(st.sampled_from(ASKED), unique_by=lambda q: q.key, max_size=6)):
        about = draw(st.sampled_from([p.id for p in PEOPLE if p != me]))
        found.append(
            Answer(
                question=asked.key,
                about=about if asked.per_person else None,
                for_coach=draw(st.booleans()),
                **contents(draw, asked.kind),
            )
        )
    return tuple(found)


def contents(draw, kind):
    if kind is Kind.POINTS:
        return {"points": tuple(draw(st.lists(lines, max_size=4)))}
    if kind is Kind.GOALS:
        goal = st.builds(Goal, title=lines, milestone=lines, by=lines, who=lines)
        return {"goals": tuple(draw(st.lists(goal, max_size=3)))}
    if kind is Kind.SCALE:
        return {"number": draw(st.none() | st.integers(0, 10)), "text": draw(st.just("") | lines)}
    if kind is Kind.CHOICE:
        return {"choice": draw(st.sampled_from("ab")), "text": draw(st.just("") | lines)}
    return {"text": draw(lines)}


@st.composite
def all_replies(draw):
    return [
        reply(who, *draw(answers(who)), late=draw(st.booleans()), hours=draw(st.integers(0, 9)))
        for who in draw(st.lists(st.sampled_from(PEOPLE), unique=True))
    ]


@given(replies=all_replies(), seed=st.integers(0, 5))
@settings(deadline=None, max_examples=50)
def test_the_result_does_not_depend_on_the_order_of_arrival(replies, seed):
    shuffled = random.Random(seed).sample(replies, len(replies))
    assert merge(ASKED, PEOPLE, replies) == merge(ASKED, PEOPLE, shuffled)


@given(replies=all_replies())
@settings(deadline=None, max_examples=50)
def test_everything_written_stands_in_the_result_verbatim(replies):
    result = merge(ASKED, PEOPLE, replies)
    for one in replies:
        for answer in one.answers:
            merged = next(
                q for q in result.questions if (q.key, q.about) == (answer.question, answer.about)
            )
            for point in answer.points:
                assert sum((s.author, s.text) == (one.person, point) for s in sources(merged)) == (
                    answer.points.count(point)
                )
            for goal in answer.goals:
                rows = [row for found in merged.goals for row in found.rows]
                assert (one.person, goal) in {(row.author, row.goal) for row in rows}
            if answer.number is not None:
                assert merged.scale is not None
                assert answer.number in {value.number for value in merged.scale.values}
            if answer.choice is not None:
                chosen = next(c for c in merged.choices if c.value == answer.choice)
                assert one.person in chosen.authors
            assert not answer.text or answer.text in {text.text for text in merged.texts}


@given(replies=all_replies())
@settings(deadline=None, max_examples=50)
def test_every_line_traces_to_somebody_who_wrote_it(replies):
    written = {(r.person, a.question, p) for r in replies for a in r.answers for p in a.points}
    for merged in merge(ASKED, PEOPLE, replies).questions:
        for line in merged.lines:
            assert line.text in {source.text for source in line.sources}
            for source in line.sources:
                assert (source.author, merged.key, source.text) in written


@given(replies=all_replies())
@settings(deadline=None, max_examples=50)
def test_the_result_survives_being_stored(replies):
    result = merge(ASKED, PEOPLE, replies)
    adapter = TypeAdapter(Merge)
    assert adapter.validate_json(adapter.dump_json(result)) == result


@given(replies=all_replies())
@settings(deadline=None, max_examples=50)
def test_distances_lie_between_nought_and_one(replies):
    for merged in merge(ASKED, PEOPLE, replies).questions:
        assert 0 <= merged.distance <= 1
        assert bool(merged.reasons) or merged.distance == 0


@given(replies=all_replies())
@settings(deadline=None, max_examples=50)
def test_every_line_and_goal_stands_in_the_first_wording(replies):
    result = merge(ASKED, PEOPLE, replies)
    names = {p.id: p.name for p in PEOPLE}
    clauses = {c.key: c.text for c in suggest_clauses(ASKED, result, names)}
    for merged in result.questions:
        for line in merged.lines:
            assert any(source.text in clauses[merged.key] for source in line.sources)
        for goal in merged.goals:
            assert goal.title in clauses[merged.key]


@given(replies=all_replies())
@settings(deadline=None, max_examples=50)
def test_the_result_is_worked_out_from_the_record_alone(replies):
    record = TypeAdapter(list[Reply])
    again = record.validate_json(record.dump_json(replies))
    assert merge(ASKED, PEOPLE, again) == merge(ASKED, PEOPLE, replies)


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_comes_to_the_same_result(seed):
    code = (
        "from tests.merge.golden_cases import load_case, written\n"
        "print(written(load_case('project_team')), end='')"
    )
    found = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert found.stdout == written(load_case("project_team"))


@given(replies=all_replies())
@settings(deadline=None, max_examples=50)
def test_every_point_about_somebody_stands_in_their_comparison(replies):
    result = merge(ASKED, PEOPLE, replies)
    for one in replies:
        for answer in one.answers:
            for found in result.comparisons:
                about = one.person if answer.question == found.mine else answer.about
                if answer.question in {found.mine, found.theirs} and about == found.person:
                    shown = [
                        source.text
                        for line in (*found.both, *found.only_own, *found.only_others)
                        for source in line.sources
                        if source.author == one.person
                    ]
                    assert set(answer.points) <= set(shown)


@given(replies=all_replies(), answer=answers(HANNA.id))
@settings(deadline=None, max_examples=50)
def test_a_late_reply_adds_and_takes_nothing_away(replies, answer):
    before = [one for one in replies if one.person != HANNA.id]
    late = reply(HANNA, *answer, late=True)
    early, whole = merge(ASKED, PEOPLE, before), merge(ASKED, PEOPLE, [*before, late])
    assert whole.late == (*early.late, HANNA.id)
    assert _written(early) <= _written(whole)
    mine = {source for source in _written(whole) - _written(early) if source.author == HANNA.id}
    assert all(source.late for source in mine)


def _written(result):
    return {
        source
        for merged in result.questions
        for source in (
            *(s for line in merged.lines for s in line.sources),
            *(s for goal in merged.goals for s in goal.sources),
        )
    }


@given(replies=all_replies())
@settings(deadline=None, max_examples=50)
def test_no_word_for_the_coach_alone_is_in_what_is_shared(replies):
    marked = [replace(one, answers=tuple(map(_with_secret, one.answers))) for one in replies]
    result = merge(ASKED, PEOPLE, shared_only(marked))
    names = {p.id: p.name for p in PEOPLE}
    seen = repr((result, agenda(result, 60), suggest_clauses(ASKED, result, names)))
    assert SECRET not in seen
    hidden = any(a.for_coach and a.points for one in replies for a in one.answers)
    assert (SECRET in repr(merge(ASKED, PEOPLE, marked))) or not hidden


def _with_secret(answer):
    """The answer with a word that nobody else uses, where it is for the coach alone."""
    if not answer.for_coach:
        return answer
    return replace(
        answer,
        points=tuple(f"{SECRET} {point}" for point in answer.points),
        goals=tuple(replace(goal, title=f"{SECRET} {goal.title}") for goal in answer.goals),
        text=answer.text and f"{SECRET} {answer.text}",
    )


def test_what_is_for_the_coach_only_is_in_no_shared_merge():
    secret = Answer(question="being", points=("I am worried about Ben",), for_coach=True)
    open_ = Answer(question="risks", points=("Too little time",))
    replies = [reply(ADA, secret, open_)]
    for_all = merge(ASKED, PEOPLE, shared_only(replies))
    assert "worried" not in repr(for_all)
    assert "Too little time" in repr(for_all)
    assert "worried" in repr(merge(ASKED, PEOPLE, replies))


def test_who_has_left_keeps_their_words():
    left = reply(EVE, Answer(question="being", points=("We write things down",)))
    result = merge(ASKED, [ADA, BEN], [left])
    assert "We write things down" in repr(result)


def test_the_last_of_several_replies_counts():
    first = reply(ADA, Answer(question="being", points=("Tea",)))
    last = reply(ADA, Answer(question="being", points=("Coffee",)), hours=1)
    for order in ([first, last], [last, first]):
        text = repr(merge(ASKED, PEOPLE, order))
        assert "Coffee" in text
        assert "Tea" not in text


def test_late_words_are_marked():
    replies = [
        reply(ADA, Answer(question="being", points=("We listen",))),
        reply(BEN, Answer(question="being", points=("listening", "Tea")), late=True),
    ]
    merged = next(q for q in merge(ASKED, PEOPLE, replies).questions if q.key == "being")
    assert [(line.text, line.late) for line in merged.lines] == [
        ("We listen", False),
        ("Tea", True),
    ]
    assert [s.late for s in merged.lines[0].sources] == [False, True]


def test_an_answer_to_a_question_that_was_not_asked_changes_nothing():
    stray = reply(ADA, Answer(question="nowhere", points=("?",)))
    assert merge(ASKED, PEOPLE, [stray]).questions == merge(ASKED, PEOPLE, [reply(ADA)]).questions


def sources(merged):
    return [source for line in merged.lines for source in line.sources]
