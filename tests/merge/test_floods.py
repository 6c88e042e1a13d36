"""Thousands of points in one answer: all of them stand in the result, few are compared."""

import pytest

from service.merge import lines
from service.merge.lines import MOST_BESIDE, MOST_READ
from tests.merge.invented import ADA, BEN, WORK, merge, merged_points, points, question, reply


@pytest.fixture(name="compared")
def _compared(monkeypatch):
    seen = []
    known = lines.conflict
    monkeypatch.setattr(lines, "conflict", lambda *pair: seen.append(pair) or known(*pair))
    return seen


@pytest.fixture(name="readings")
def _readings(monkeypatch):
    seen = []
    known = lines.read
    monkeypatch.setattr(lines, "read", lambda text, *rest: seen.append(text) or known(text, *rest))
    return seen


def texts(merged):
    return [source.text for line in merged.lines for source in line.sources]


def test_five_hundred_points_in_one_answer_are_all_read_and_matched():
    many = [f"Point {number} of many" for number in range(500)]
    merged = merged_points((ADA, *many), (BEN, *(f"{text}." for text in many)))
    assert [line.count for line in merged.lines] == [2] * 500


def test_fifty_thousand_lines_are_all_there_and_few_are_read(readings):
    many = [chr(0x4E00 + number % 20_000) for number in range(50_000)]
    merged = merged_points((ADA, *many), (BEN, "Tea"))
    assert sorted(texts(merged)) == sorted([*many, "Tea"])
    assert len(readings) <= MOST_READ + 1


def test_the_first_of_very_many_points_still_meet_their_like():
    many = ["We listen", *(f"x {number}" for number in range(5_000))]
    merged = merged_points((ADA, *many), (BEN, "listening"))
    assert merged.lines[0].count == 2


def test_two_floods_about_one_thing_are_compared_some_hundred_thousand_times_at_most(compared):
    one = [f"call {number} times" for number in range(2_000)]
    other = [f"call {number} times" for number in range(5_000, 7_000)]
    merged = merged_points((ADA, *one), (BEN, *other))
    assert len(texts(merged)) == 4_000
    assert 0 < len(compared) <= 2 * MOST_READ * MOST_BESIDE


def test_a_flood_does_not_hide_what_others_say(readings):
    flood = [*(f"x {number}" for number in range(MOST_READ)), "We meet weekly"]
    merged = merged_points((ADA, *flood), (BEN, "We meet weekly"))
    assert "We meet weekly" in readings
    assert [line.text for line in merged.shared] == ["We meet weekly"]


def test_a_flood_of_expectations_is_read_as_little(readings):
    many = [f"the car and bicycle number {number}" for number in range(5_000)]
    replies = [
        reply(ADA, points("my_part", "the car")),
        reply(BEN, points("your_part", *many, about=ADA)),
    ]
    result = merge(WORK, [ADA, BEN], replies)
    assert len(result.compared("my_part")[0].only_others) == 5_000
    assert len(readings) <= 8 * MOST_READ


def test_a_line_of_a_thousand_things_is_one_thing():
    long = " and ".join(f"thing{number}" for number in range(100))
    merged = merge(
        [question("my_part", about_self=True), question("your_part", per_person=True)],
        [ADA, BEN],
        [reply(ADA, points("my_part", long)), reply(BEN, points("your_part", "thing7", about=ADA))],
    )
    assert [line.text for line in merged.comparisons[0].only_own] == [long]


def test_more_words_than_bits_make_no_difference(monkeypatch):
    said = (ADA, "Weekly calls", "Answer within 2 hours"), (BEN, "Monthly calls", "Answer in a day")
    few = merged_points(*said)
    assert few.differences
    monkeypatch.setattr(lines, "MOST_BITS", 0)
    assert merged_points(*said) == few
