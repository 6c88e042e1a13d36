"""Words without the endings that do not change what they are about."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from service.merge.wordlists import bare

_SHORT = 3
_VOWELS = "aeiouy"


@lru_cache(maxsize=20_000)
def english_stem(word: str) -> str:
    """An English word without its endings.

    Never strips what turns a word round (-less, un-): those stay words of their own.
    """
    if len(word) <= _SHORT or not word.isalpha():
        return word
    word = word.replace("our", "or").replace("iz", "is") if len(word) > 5 else word  # noqa: PLR2004 - "four" and "size" are no spellings of anything else
    for ending, instead in _ENGLISH:
        if word.endswith(ending):
            stem = word[: -len(ending)] + instead
            if len(stem) >= (4 if ending == "ly" else 3) and any(
                letter in _VOWELS for letter in stem
            ):
                return english_trim(_undouble(stem) if ending in {"ing", "ed"} else stem)
    return english_trim(word)


def english_trim(stem: str) -> str:
    """Without the silent e, so that "decide" meets "deciding"; y and i are one at the end."""
    if len(stem) > _SHORT and stem.endswith("e") and not stem.endswith("ee"):
        return stem[:-1]
    return stem[:-1] + "i" if len(stem) > _SHORT and stem.endswith("y") else stem


Stem = Callable[[str], str]
Stems = tuple[Stem, Stem]
"""What finds the stem of a word, and what trims a word that is one already."""


def stems_of(name: str, endings: Mapping[str, Any]) -> Stems:
    """The stemmers that a word list names: "english", or "endings" with those of the list."""
    if name == "english":
        return english_stem, english_trim
    by_endings = stem_by(endings)
    return by_endings, by_endings


def stem_by(endings: Mapping[str, Any]) -> Stem:
    """A stemmer for languages whose words are inflected at their ends.

    `once` are endings of which the first that fits is taken off, if `left`
    letters remain; then those of `again`, with how many letters must remain,
    until none fits. What turns a word round (German "-los") belongs in neither.
    `accents` says where they tell nothing: nowhere, everywhere, or all "but the last"
    letter ("hablo", "habló"). With `undouble` a stem ends in one letter, not two.
    """
    once, left, again = endings["once"].split(), endings["left"], tuple(endings["again"].items())
    accents, undouble = endings.get("accents", ""), endings.get("undouble", False)

    @lru_cache(maxsize=20_000)
    def stem(word: str) -> str:
        if len(word) <= _SHORT or not word.isalpha():
            return word
        if accents and not word.isascii():
            kept = "" if accents == "everywhere" else word[-1]
            word = bare(word.removesuffix(kept)) + kept
        taken = (e for e in once if word.endswith(e) and len(word) - len(e) >= left)
        word = word.removesuffix(next(taken, ""))
        while True:
            fits = (e for e, n in again if word.endswith(e) and len(word) - len(e) >= n)
            ending = next(fits, "")
            if not ending:
                return word[:-1] if undouble and word[-2] == word[-1] else word
            word = word.removesuffix(ending)

    return stem


# Ending → what stands in its place; the first that fits is taken.
_ENGLISH = (
    ("abilities", "able"),
    ("ability", "able"),
    ("ibility", "ible"),
    ("iveness", "ive"),
    ("iness", "y"),
    ("ness", ""),
    ("ities", ""),
    ("ity", ""),
    ("ences", "ent"),
    ("ence", "ent"),
    ("ances", "ant"),
    ("ance", "ant"),
    ("ily", "y"),
    ("ically", "ic"),
    ("ical", "ic"),
    ("ally", "al"),
    ("ably", "able"),
    ("ibly", "ible"),
    ("ly", ""),
    ("ings", ""),
    ("ies", "y"),
    ("ied", "y"),
    ("eed", "eed"),
    ("sses", "ss"),
    ("shes", "sh"),
    ("ches", "ch"),
    ("xes", "x"),
    ("ing", ""),
    ("ed", ""),
    ("ss", "ss"),
    ("us", "us"),
    ("is", "is"),
    ("s", ""),
)


def _undouble(stem: str) -> str:
    doubled = len(stem) > _SHORT and stem[-1] == stem[-2] and stem[-1] not in "lsz"
    return stem[:-1] if doubled else stem
