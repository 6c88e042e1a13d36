"""A point as tokens: what was typed, in one form, with known phrases replaced."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from service.merge.words import UMLAUTS, Words

_T = TypeVar("_T")
Names = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
"""People's names by their first word: (all words, person id) pairs, longest first."""

LONGEST = 2000
"""Characters from which a text is no point any more: only the same words say the same."""
_SENTENCE = 200
"""Characters up to which a text's tokens are remembered, since it is looked at several times."""
# Times, dates, amounts, words with inner apostrophes or hyphens, separators, any other sign.
_TOKEN = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[:.]\d{2}(?![\d.])(?:\s?[ap]m\b)?|\d{1,2}\s?[ap]m\b"
    r"|(?<!\w)[-+]\d+(?:[.,]\d+)*|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['-][^\W\d_]+)*|\n|\S"
)
_LONGER = re.compile(r"(?<![\w'-])[^\W\d_]{6,}(?![\w'-])")
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})$")
_MONTHS = range(1, 13)
_ONE_FORM = {
    **UMLAUTS,
    **dict.fromkeys(map(ord, "\u2018\u2019\u02bc"), "'"),
    **dict.fromkeys(map(ord, "\u2010\u2011"), "-"),
}
SEPARATORS = frozenset(',;.!–—()[]/&\n"“”…')


def split(text: str) -> tuple[str, ...]:
    """The tokens of `text` as they stand, in one form."""
    return _remembered(text) if len(text) <= _SENTENCE else tuple(_TOKEN.findall(_plain(text)))


def vocabulary(text: str) -> list[str]:
    """The longer words of `text` as they stand, for finding mistyped ones."""
    return _LONGER.findall(_plain(text))


def name_words(name: str) -> tuple[str, ...]:
    """A person's name as the tokens under which it is found in a text."""
    return tuple(t for t in split(name) if t not in SEPARATORS)


def tokens_of(text: str, words: Words) -> list[str]:
    """The tokens of `text`, contractions written out."""
    found: list[str] = []
    for token in _numbered(split(text), words) if words.clock else split(text):
        if token in words.contractions:
            found += words.contractions[token]
        elif "'" in token[1:] and words.stem:
            found += _parted(token, words)
        else:
            found.append(token)
    return _joined(found, words) if words.separable else found


def _parted(token: str, words: Words) -> Iterator[str]:
    """What stands before and after an apostrophe, each written out where the list knows it."""
    before, _, after = token.partition("'")
    if f"{before}'" in words.contractions:
        yield from (*words.contractions[f"{before}'"], after)
    elif before.endswith("n") and f"n'{after}" in words.contractions:
        yield from (before[:-1], *words.contractions[f"n'{after}"])
    else:
        # 's, 'll, 're and 've: what stands before them bears the meaning.
        yield before


def with_phrases(tokens: list[str], words: Words) -> list[str]:
    """The tokens with every known phrase replaced; once more, since some lead to others."""
    for _ in range(2):
        found: list[str] = []
        at = 0
        while at < len(tokens):
            match = starting(tokens, at, words.phrases)
            found += (tokens[at],) if match is None else match[1]
            at += 1 if match is None else len(match[0])
        if found == tokens:
            break
        tokens = found
    return tokens


def starting(
    tokens: Sequence[str], at: int, table: Mapping[str, tuple[tuple[tuple[str, ...], _T], ...]]
) -> tuple[tuple[str, ...], _T] | None:
    """The longest entry of `table` whose words stand in `tokens` from `at` on."""
    for row in table.get(tokens[at], ()):
        if tuple(tokens[at : at + len(row[0])]) == row[0]:
            return row
    return None


@lru_cache(maxsize=20_000)
def _remembered(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(_plain(text)))


def _numbered(tokens: Sequence[str], words: Words) -> list[str]:
    """The tokens with "3. Mai", "31.5." and "18 Uhr" read as what they are in German."""
    found: list[str] = []
    for at, typed in enumerate(tokens):
        following = tokens[at + 1] if at + 1 < len(tokens) else ""
        before = found[-1] if found else ""
        if typed == "." and before[:1].isdigit() and following[:1].isalpha():
            continue
        if typed == "." and (match := _DAY.match(before)) and int(match[2]) in _MONTHS:
            found[-1] = f"{before}."
        elif typed in words.clock and before[:1].isdigit():
            found[-1] = f"{before}:00" if before.isdigit() else before
        else:
            found.append(typed)
    return found


def _joined(tokens: list[str], words: Words) -> list[str]:
    """The tokens with "hören … zu" as "zuhören": the particle goes back to its verb."""
    found = list(tokens)
    for at in range(len(tokens) - 1, 0, -1):
        following = found[at + 1] if at + 1 < len(found) else ","
        ends = (
            following in SEPARATORS or following in words.order or following in words.clause_words
        )
        if found[at] not in words.particles or not ends or words.stem is None:
            continue
        particle = found[at]
        for verb in range(at - 1, -1, -1):
            if found[verb] in SEPARATORS:
                break
            base = words.stem(words.forms.get(found[verb], found[verb]))
            if joined := words.separable.get((particle, base)):
                found[verb] = joined
                del found[at]
                break
        if found[at : at + 1] == [particle] and not starting(found, at - 1, words.phrases):
            # "Fenster auf", "Fenster zu": without a verb that is known, it bears the meaning.
            found[at] = f"{particle}-"
    return found


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate(_ONE_FORM)
