"""Two people's edits of one text, and where they clash."""

from hypothesis import given
from hypothesis import strategies as st

from service.agreement import changed_words, merge_wordings

WORDS = ["we", "call", "each", "Monday", "at ten", "never", ".", "", "\n", "日本", "  "]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
MANY = [f"Point {n} of what we want of each other." for n in range(500)]


def test_edits_of_different_words_in_one_line_both_count():
    base = "We call each Monday at ten"
    mine, theirs = "We call each Monday at nine", "We write each Monday at ten"
    assert merge_wordings(base, mine, theirs) == "We write each Monday at nine"


def test_edits_of_the_same_words_clash():
    assert merge_wordings("We call on Monday", "We call on Friday", "We call on Sunday") is None


def test_five_hundred_points_are_merged_like_five():
    mine, theirs = MANY.copy(), MANY.copy()
    mine[3] = "Another point of mine"
    theirs[400] = "Another point of theirs"
    both = mine.copy()
    both[400] = theirs[400]
    assert merge_wordings(*map("\n".join, (MANY, mine, theirs))) == "\n".join(both)


@given(TEXTS, TEXTS)
def test_the_changed_words_are_the_way_from_one_text_to_the_other(before, after):
    steps = changed_words(before, after)
    assert "".join(words for what, words in steps if what != "new") == before
    assert "".join(words for what, words in steps if what != "gone") == after


@given(TEXTS, TEXTS, TEXTS)
def test_both_are_kept_whoever_comes_first(base, mine, theirs):
    assert merge_wordings(base, mine, base) == mine
    assert merge_wordings(base, mine, mine) == mine
    assert merge_wordings(base, mine, theirs) == merge_wordings(base, theirs, mine)
