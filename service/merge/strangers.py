"""Names of people who take no part, told by how they are typed."""

import re
from collections.abc import Iterable
from functools import cache

from service.merge.tokens import LONGEST, split
from service.merge.tongues import Tongues
from service.merge.words import LISTED, Words, words_for

_INSIDE = re.compile(r"([\w,]+) ([^\W\d_a-z][^\W\d_A-Z]+)(?!\w)")
"""A capitalised word inside a sentence, and what stands before it."""
SHORTEST = 3
"""Letters; "Al" and "Bo" are taken for words."""


def strangers(said: Iterable[tuple[str | None, str]], tongues: Tongues) -> frozenset[str]:
    """The words that are names, as tokens: two of them must not change places.

    `said` are (author, text) pairs. A word is a name if it stands capitalised
    inside a sentence and in no word list; where all nouns do ("Bernd", "Termine"),
    if no article, adjective or preposition of the list stands before it. At the
    beginning of a sentence any word is capitalised, so there it is a name only
    if it is one elsewhere.
    """
    found: set[str] = set()
    for author, text in said:
        if text[1:].islower() or text.isupper() or len(text) > LONGEST:
            continue
        words = tongues.of(text, author)
        for before, word in _INSIDE.findall(text):
            if len(word) >= SHORTEST and word[0].isupper() and words.stem is not None:
                name = "".join(split(word))
                if not _known(name) and not _noun(name, before, words):
                    found.add(name)
    return frozenset(found)


def _noun(name: str, before: str, words: Words) -> bool:
    """Whether a word with a capital is an ordinary noun, by its ending or by what leads to it.

    Of listed words only verbs do not ("fragt Bernd"); they are those with a base form.
    """
    if not words.noun_capitals:
        return False
    token = "".join(split(before))
    leads = token in words.surface and token not in words.forms
    return leads or not before.islower() or name.endswith(words.noun_endings)


@cache
def _known(word: str) -> bool:
    return any(words_for(language).knows(word) for language in LISTED)
