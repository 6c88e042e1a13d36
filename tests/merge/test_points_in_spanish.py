import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from tests.merge.invented import ADA, BEN, merged_points

PAIRS = tomllib.loads(Path(__file__).with_name("pairs_es.toml").read_text(encoding="utf-8"))
ANA, BRUNO = replace(ADA, language="es"), replace(BEN, language="es")


def one_line(one, other, people=(ANA, BRUNO)):
    return len(merged_points((ADA, one), (BEN, other), people=list(people)).lines) == 1


def test_the_labelled_set_is_large_enough():
    assert len(PAIRS["same"]) >= 120
    assert len(PAIRS["opposite"]) >= 120


@pytest.mark.parametrize("one,other", PAIRS["opposite"])
def test_opposites_are_never_one_line(one, other):
    assert not one_line(one, other)
    assert not one_line(other, one)


@pytest.mark.parametrize("one,other", PAIRS["opposite"])
def test_nor_are_they_where_people_are_written_to_in_another_language(one, other):
    assert not one_line(one, other, people=(ADA, BEN))
    assert not one_line(one, other, people=(ADA, BRUNO))


@pytest.mark.parametrize("one,other", PAIRS["different"])
def test_what_is_about_something_else_is_not_one_line(one, other):
    assert not one_line(one, other)


def test_nine_of_ten_plain_rewordings_are_found():
    missed = [pair for pair in PAIRS["same"] if not one_line(*pair)]
    assert len(missed) <= len(PAIRS["same"]) / 10, missed


def test_a_negation_before_any_rewording_keeps_it_apart():
    for one, other in PAIRS["same"]:
        assert not one_line(one, f"No es verdad: {other}"), (one, other)


@pytest.mark.parametrize("one,other", PAIRS["opposite_in_two"])
def test_opposites_in_english_and_spanish_are_never_one_line(one, other):
    assert not one_line(one, other, people=(ADA, BRUNO))


def test_three_quarters_of_translations_are_one_line():
    missed = [p for p in PAIRS["same_in_two"] if not one_line(*p, people=(ADA, BRUNO))]
    assert len(missed) <= len(PAIRS["same_in_two"]) / 4, missed


@pytest.mark.parametrize(
    "typed,without",
    [
        ("Reunión a las 18 h", "reunion a las 18:00"),
        ("¿Quién decide la reunión?", "quien decide la reunion?"),
    ],
)
def test_accents_and_signs_may_be_left_out(typed, without):
    assert one_line(typed, without)
