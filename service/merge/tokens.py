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
_SLASHED = re.compile(r"(?<![\w.])(\d{1,2}) / (\d{1,2})(?: / (\d{4}|\d{2}))?(?![\w.])")
_MONTHS = range(1, 13)
_HOURS = range(24)
_MINUTES = range(60)
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
    timed = words.clock or words.slash_dates
    for token in _with_times(split(text), words) if timed else split(text):
        if token in words.contractions:
            found += words.contractions[token]
        elif "'" in token[1:] and words.stem:
            found += _parted(token, words)
        elif "-" in token and words.clitics:
            found += _unhyphened(token, words)
        else:
            found.append(token)
    if words.opening and words.opening in found:
        return _denied(found, words)
    return _joined(found, words) if words.separable else found


def _parted(token: str, words: Words) -> Iterator[str]:
    """What stands before and after an apostrophe, each written out where the list knows it."""
    before, _, after = token.partition("'")
    if f"{before}'" in words.contractions:
        yield from words.contractions[f"{before}'"]
        yield from words.contractions.get(after) or _unhyphened(after, words)
    elif before.endswith("n") and f"n'{after}" in words.contractions:
        yield from (before[:-1], *words.contractions[f"n'{after}"])
    else:
        # 's, 'll, 're and 've: what stands before them bears the meaning.
        yield before


def _unhyphened(token: str, words: Words) -> Sequence[str]:
    """The parts of "dis-le-moi", "mi-mai": what hangs on by a hyphen is a word of its own."""
    first, *rest = parts = token.split("-")
    hangs = bool(rest) and (first in words.clitics or rest[-1] in words.clitics)
    return parts if hangs and token not in words.synonyms else (token,)


def with_phrases(tokens: list[str], words: Words) -> list[str]:
    """The tokens with every known phrase replaced; once more, since some lead to others."""
    for _ in range(2):
        if words.phrases.keys().isdisjoint(tokens):
            break
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


def _with_times(tokens: Sequence[str], words: Words) -> Sequence[str]:
    """The tokens with dates and times of day as this language writes them."""
    if words.slash_dates and "/" in tokens:
        tokens = _unslashed(tokens)
    if words.clock_after:
        return _clocked(tokens, words)
    return _numbered(tokens, words)


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


def _clocked(tokens: Sequence[str], words: Words) -> list[str]:
    """The tokens with "à 18 h", "18h30" and "a las 18" as times; "24 horas" stays a length."""
    found: list[str] = []
    at = 0
    while at < len(tokens):
        typed, *rest = tokens[at : at + 3]
        rest = [*rest, ",", ","]
        hour = typed.isdecimal() and int(typed) in _HOURS
        told = hour and bool(found) and found[-1] in words.clock_after
        if hour and rest[0] in words.clock and rest[1].isdecimal() and int(rest[1]) in _MINUTES:
            found.append(f"{typed}:{rest[1]}")
            at += 3
        elif told and (rest[0] in words.clock or rest[0] in SEPARATORS):
            found.append(f"{typed}:00")
            at += 2 if rest[0] in words.clock else 1
        else:
            found.append(typed)
            at += 1
    return found


def _unslashed(tokens: Sequence[str]) -> list[str]:
    """The tokens with "3/5" and "03/05/2027" as "3.5." and "03.05.2027": days before months."""
    text = " ".join(tokens)
    return _SLASHED.sub(lambda found: f"{found[1]}.{found[2]}.{found[3] or ''}", text).split(" ")


def _denied(tokens: list[str], words: Words) -> list[str]:
    """The tokens with "ne … pas" and "no … nunca" in one place, before the word that is denied."""
    found = list(tokens)
    at = 0
    while words.opening in found[at:]:
        at = found.index(words.opening, at)
        rest = found[at + 1 :]
        ends = (
            n
            for n, word in enumerate(rest)
            if word in SEPARATORS or word in words.clause_words or word == ":"
        )
        end = next(ends, len(rest))
        closing = next((n for n, word in enumerate(rest[:end]) if word in words.closings), None)
        if closing is not None:
            found[at : at + closing + 2] = [*words.closings[rest[closing]], *rest[:closing]]
        elif at and found[at - 1] in words.closings:
            found[at - 1 : at + 1] = words.closings[found[at - 1]]
        elif words.opening not in words.negations:
            del found[at]
            continue
        at += 1
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
