import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from service.merge import merge
from service.merge.words import LISTED, words_for
from tests.merge.invented import ADA, BEN, EVE, merged_points, points, question, reply

PAIRS = tomllib.loads(Path(__file__).with_name("pairs_de.toml").read_text(encoding="utf-8"))
BERND = replace(BEN, language="de")


def one_line(one, other):
    return len(merged_points((ADA, one), (BEN, other), people=[ADA, BERND]).lines) == 1


@pytest.mark.parametrize("one,other", PAIRS["opposite_in_two"])
def test_opposites_are_never_one_line(one, other):
    assert not one_line(one, other)


def test_three_quarters_of_translations_are_one_line():
    missed = [pair for pair in PAIRS["same_in_two"] if not one_line(*pair)]
    assert len(missed) <= len(PAIRS["same_in_two"]) / 4, missed


def test_what_one_reads_in_english_may_be_written_in_german():
    lines = merged_points((ADA, "Wir hören einander zu"), (BEN, "Einander zuhören")).lines
    assert [line.count for line in lines] == [2]


def test_the_same_words_are_one_line_whoever_wrote_them():
    lines = merged_points(
        (ADA, "Termine", "We listen"), (BEN, "termine"), people=[ADA, BERND]
    ).lines
    assert sorted(line.count for line in lines) == [1, 2]


def test_a_word_that_tells_no_language_is_read_as_its_author_writes():
    # "Abgaben" alone tells nothing; beside a German sentence it is the plural of "Abgabe".
    merged = merged_points(
        (ADA, "Wir hören einander zu und lachen viel", "Abgaben"),
        (BEN, "Die Abgabe", "Wir sind ehrlich"),
        (EVE, "tea"),
        people=[ADA, BEN, EVE],
    )
    assert [line.count for line in merged.lines] == [2, 1, 1, 1]


def test_the_order_of_arrival_does_not_change_what_is_read():
    replies = [
        reply(ADA, points("being", "Termine", "Wir feiern", "Wir lachen")),
        reply(BEN, points("being", "Termine", "We laugh")),
        reply(EVE, points("being", "Die Termine")),
    ]
    people = [ADA, BEN, EVE]
    first = merge([question("being")], people, replies)
    assert merge([question("being")], people, replies[::-1]) == first


@pytest.mark.parametrize("language", LISTED)
def test_every_list_is_complete(language):
    words = words_for(language)
    empty = {"from_words", "separable", "particles", "doubtful_months", "beside_months"}
    needed = {
        "fillers",
        "negations",
        "order",
        "persons",
        "numbers",
        "units",
        "frequencies",
        "every",
    }
    assert all(getattr(words, name) for name in needed - empty)
    assert set(words.weekdays.values()) == set(range(1, 8))
    assert set(words.months.values()) == set(range(1, 13))
    assert words.stem is not None


@pytest.mark.parametrize("table", ["order", "frequencies", "degrees", "persons"])
def test_all_lists_speak_of_marks_by_the_same_codes(table):
    english = set(getattr(words_for("en"), table).values())
    for language in LISTED:
        assert set(getattr(words_for(language), table).values()) <= english, language


def test_all_lists_name_the_same_scales():
    english = dict(words_for("en").poles.values())
    for language in LISTED:
        assert {scale for scale, _ in words_for(language).poles.values()} <= set(english)
