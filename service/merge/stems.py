"""Words without the endings that do not change what they are about."""

from functools import lru_cache

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


@lru_cache(maxsize=20_000)
def german_stem(word: str) -> str:
    """A German word (umlauts written out) without the endings of its cases, persons and nouns.

    Never strips what turns a word round (-los, un-, miss-): those stay words of their own.
    """
    if len(word) <= _SHORT or not word.isalpha():
        return word
    for ending in _GERMAN_NOUNS:
        if word.endswith(ending) and len(word) - len(ending) > _SHORT:
            word = word[: -len(ending)]
            break
    stripped = True
    while stripped:
        stripped = False
        for ending, shortest in _GERMAN:
            if word.endswith(ending) and len(word) - len(ending) >= shortest:
                word, stripped = word[: -len(ending)], True
                break
    return word


STEMS = {"english": english_stem, "german": german_stem}
TRIMS = {"english": english_trim, "german": german_stem}

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
_GERMAN_NOUNS = ("igkeiten", "igkeit", "keiten", "heiten", "keit", "heit", "ungen", "ung")
# Ending, and how many letters must be left; taken off until none fits.
_GERMAN = (("en", 3), ("er", 3), ("em", 3), ("es", 3), ("e", 3), ("n", 4), ("s", 4), ("t", 4))


def _undouble(stem: str) -> str:
    doubled = len(stem) > _SHORT and stem[-1] == stem[-2] and stem[-1] not in "lsz"
    return stem[:-1] if doubled else stem
