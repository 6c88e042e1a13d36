"""What changed between two wordings, line by line."""

from hypothesis import given
from hypothesis import strategies as st

from service.agreement import changed_lines

WORDS = st.sampled_from(["we", "call", "each", "Monday", "at", "ten", "never", ".", ",", "", "日"])
TEXTS = st.lists(st.lists(WORDS, max_size=6).map(" ".join), max_size=5).map("\n".join)


def side(lines, left_out):
    """One of the two texts, from the lines that are its own."""
    kept = [[words for what, words in line if what != left_out] for line in lines]
    own = [what for line in lines for what in [{w for w, _ in line} != {left_out}] if line]
    return "\n".join("".join(words) for words, keep in zip(kept, own, strict=True) if keep)


def test_a_word_in_a_line_is_marked_and_nothing_else():
    assert changed_lines("A call each Monday\nNo mail", "A call each Tuesday\nNo mail") == (
        (("same", "A call each "), ("gone", "Monday"), ("new", "Tuesday")),
        (("same", "No mail"),),
    )


def test_a_line_that_came_and_one_that_went_are_whole():
    assert changed_lines("Good soil\nEarly peas", "Early peas\nHonest numbers") == (
        (("gone", "Good soil"),),
        (("same", "Early peas"),),
        (("new", "Honest numbers"),),
    )


def test_changes_side_by_side_are_read_as_one_phrase():
    [line] = changed_lines(
        "We say it directly, within a week and kindly", "We say it directly, by next day and kindly"
    )
    assert line == (
        ("same", "We say it directly, "),
        ("gone", "within a week"),
        ("new", "by next day"),
        ("same", " and kindly"),
    )


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_it(before, after):
    lines = changed_lines(before, after)
    assert side(lines, "new") == before
    assert side(lines, "gone") == after
