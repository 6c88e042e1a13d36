import time
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from service.merge import merge
from tests.merge.invented import ADA, BEN, merged_points, points, question, reply

PAIRS = tomllib.loads(Path(__file__).with_name("pairs.toml").read_text(encoding="utf-8"))


def one_line(one, other):
    return len(merged_points((ADA, one), (BEN, other)).lines) == 1


def test_the_labelled_set_is_large_enough():
    assert sum(map(len, PAIRS.values())) >= 200
    assert len(PAIRS["same"]) >= 100
    assert len(PAIRS["opposite"]) >= 80


@pytest.mark.parametrize("one,other", PAIRS["opposite"])
def test_opposites_are_never_one_line(one, other):
    assert not one_line(one, other)
    assert not one_line(other, one)


@pytest.mark.parametrize("one,other", PAIRS["different"])
def test_what_is_about_something_else_is_not_one_line(one, other):
    assert not one_line(one, other)


def test_nine_of_ten_plain_rewordings_are_found():
    missed = [pair for pair in PAIRS["same"] if not one_line(*pair)]
    assert len(missed) <= len(PAIRS["same"]) / 10, missed


def test_a_negation_before_any_rewording_keeps_it_apart():
    # Whatever is found to be the same must stop being so when one side is denied.
    for one, other in PAIRS["same"]:
        if one_line(one, other):
            assert not one_line(one, f"It is not true that {other}"), (one, other)


@pytest.mark.parametrize("change", [("3", "4"), ("weekly", "monthly"), ("Friday", "Monday")])
def test_long_points_that_differ_in_one_mark_stay_apart(change):
    text = "On {} we go through the open questions of all clients together, calmly and in full"
    one, other = (text.format(word) for word in change)
    assert one_line(one, one.upper())
    assert not one_line(one, other)


def test_without_a_word_list_only_equal_words_are_one_line():
    replies = [
        reply(ADA, points("being", "Rydyn ni'n gwrando", "Peidio â ffonio gyda'r nos")),
        reply(BEN, points("being", "rydyn ni'n gwrando.", "Ffonio gyda'r nos")),
    ]
    people = [replace(who, language="cy") for who in (ADA, BEN)]
    lines = merge([question("being")], people, replies).questions[0].lines
    assert [line.count for line in lines] == [2, 1, 1]


def test_sources_keep_their_exact_words_and_authors():
    line = merged_points((ADA, "  We LISTEN,  really"), (BEN, "listening")).lines[0]
    assert [(s.author, s.text) for s in line.sources] == [
        ("ada", "  We LISTEN,  really"),
        ("ben", "listening"),
    ]
    assert line.text in {source.text for source in line.sources}


def test_one_person_saying_it_twice_counts_once():
    line = merged_points((ADA, "We listen", "listening"), (BEN, "Tea")).lines[0]
    assert line.text == "We listen"
    assert line.count == 1
    assert len(line.sources) == 2


@pytest.mark.parametrize(
    "piece", ["not a ", "Ada and ", "3 hours ", "if when ", "x", "aaabaaa ", "-"]
)
def test_a_huge_point_is_kept_whole_and_costs_little(piece):
    huge = (piece * 100_000)[:100_000]
    started = time.process_time()
    lines = merged_points((ADA, huge, *(huge[:1999] for _ in range(200))), (BEN, huge)).lines
    assert time.process_time() - started < 5
    assert sum(len(line.sources) for line in lines) == 202
    assert huge in {line.text for line in lines}


def test_five_hundred_points_of_one_person_are_all_there():
    many = [f"Point number {number} of many, {number % 7} times a week" for number in range(500)]
    merged = merged_points((ADA, *many), (BEN, "Tea"))
    assert sum(len(line.sources) for line in merged.lines) == 501
