"""Whatever is done to reports and words on their way, their readers read on."""

from random import Random

from tests.long.fuzz_words import damaged, read


def test_some_hundred_damaged_reports_and_words():
    kinds = {read(damaged(Random(seed)))[0] for seed in range(400)}
    assert {"bounce", "words", "words, answers"} <= kinds
