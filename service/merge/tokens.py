"""A point as tokens: what was typed, in one form, with known phrases replaced."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TypeVar

from service.merge.words import Words

_T = TypeVar("_T")
Names = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
"""People's names by their first word: (all words, person id) pairs, longest first."""

# Times, dates, amounts, words with inner apostrophes or hyphens, separators, any other sign.
_TOKEN = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[:.]\d{2}(?![\d.])(?:\s?[ap]m\b)?|\d{1,2}\s?[ap]m\b"
    r"|(?<!\w)[-+]\d+(?:[.,]\d+)*|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['-][^\W\d_]+)*|\n|\S"
)
_LONGER = re.compile(r"(?<![\w'-])[^\W\d_]{6,}(?![\w'-])")
SEPARATORS = frozenset(',;.!–—()[]/&\n"“”…')


def vocabulary(text: str) -> list[str]:
    """The longer words of `text` as they stand, for finding mistyped ones."""
    return _LONGER.findall(_plain(text))


def name_words(name: str) -> tuple[str, ...]:
    """A person's name as the tokens under which it is found in a text."""
    return tuple(t for t in _split(name) if t not in SEPARATORS)


def tokens_of(text: str, words: Words) -> list[str]:
    """The tokens of `text`, contractions written out."""
    found: list[str] = []
    for token in _split(text):
        if token in words.contractions:
            found += words.contractions[token]
        elif token.endswith("n't"):
            found += [token[:-3], "not"]
        elif "'" in token[1:] and words.stems:
            # 's, 'll, 're and 've: what stands before them bears the meaning.
            found.append(token.split("'", 1)[0])
        else:
            found.append(token)
    return found


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


def _split(text: str) -> list[str]:
    return [match.group() for match in _TOKEN.finditer(_plain(text))]


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    for curly in "\u2018\u2019\u02bc":
        folded = folded.replace(curly, "'")
    return re.sub("[\u2010\u2011]", "-", folded)
