"""What the merge knows of a language, from its word list; nothing, where there is none."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, kw_only=True, eq=False)
class Words:
    """One language's lists, ready for looking up. See the data file for what each is for.

    Compared by identity, so that what was looked up can be remembered by it.

    `synonyms` lead from a stem to the stem that stands for its group; `poles`
    from a word to its (scale, place); `phrases` from a phrase's first word to
    its (words, replacement) pairs, longest first.
    """

    fillers: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    contractions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = field(
        default_factory=dict
    )
    negations: Mapping[str, str] = field(default_factory=dict)
    modals: Mapping[str, str] = field(default_factory=dict)
    order: Mapping[str, str] = field(default_factory=dict)
    from_words: Mapping[str, str] = field(default_factory=dict)
    roles: frozenset[str] = frozenset()
    unowned: frozenset[str] = frozenset()
    persons: Mapping[str, str] = field(default_factory=dict)
    prepositions: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    ordinals: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    frequency_units: Mapping[str, str] = field(default_factory=dict)
    frequencies: Mapping[str, str] = field(default_factory=dict)
    degrees: Mapping[str, str] = field(default_factory=dict)
    weekdays: Mapping[str, int] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    doubtful_months: frozenset[str] = frozenset()
    beside_months: frozenset[str] = frozenset()
    poles: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)
    synonyms: Mapping[str, str] = field(default_factory=dict)
    stems: bool = False

    def canonical(self, word: str) -> str:
        """The stem that stands for `word` and all its synonyms."""
        base = self.forms.get(word, word)
        if base in self.synonyms:
            return self.synonyms[base]
        if self.stems:
            base = _trim(base) if word in self.forms else stem_of(base)
        return self.synonyms.get(base, base)


@cache
def words_for(language: str) -> Words:
    """The lists of `language` ("en", "en-GB"); without any, only equal words are the same."""
    name = language.split("-", maxsplit=1)[0].split("_", maxsplit=1)[0].lower()
    data = files("service") / "words" / f"{name}.toml"
    if not name.isalpha() or not data.is_file():
        return Words()
    return _prepare(tomllib.loads(data.read_text(encoding="utf-8")))


@lru_cache(maxsize=20_000)
def stem_of(word: str) -> str:
    """An English word without the endings that do not change what it is about.

    Never strips what turns a word round (-less, un-): those stay words of their own.
    """
    if len(word) <= 3 or not word.isalpha():  # noqa: PLR2004 - shorter words have no endings
        return word
    word = word.replace("our", "or").replace("iz", "is") if len(word) > 5 else word  # noqa: PLR2004
    for ending, instead in _ENDINGS:
        if word.endswith(ending):
            stem = word[: -len(ending)] + instead
            if len(stem) >= (4 if ending == "ly" else 3) and any(
                letter in "aeiouy" for letter in stem
            ):
                return _trim(_undouble(stem) if ending in {"ing", "ed"} else stem)
    return _trim(word)


_ENDINGS = (
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
    doubled = len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "lsz"  # noqa: PLR2004
    return stem[:-1] if doubled else stem


def _trim(stem: str) -> str:
    """Without the silent e, so that "decide" meets "deciding"; y and i are one at the end."""
    if len(stem) > 3 and stem.endswith("e") and not stem.endswith("ee"):  # noqa: PLR2004
        return stem[:-1]
    return stem[:-1] + "i" if len(stem) > 3 and stem.endswith("y") else stem  # noqa: PLR2004


def _prepare(table: dict[str, Any]) -> Words:
    marks = table["marks"]
    forms = table["forms"]
    synonyms = _synonyms([group.split() for group in table["synonyms"]["groups"]], forms)
    basic = Words(forms=forms, synonyms=synonyms, stems=True)
    return Words(
        fillers=frozenset(table["fillers"].split()),
        weak=frozenset(basic.canonical(word) for word in table["weak"].split()),
        contractions={k: tuple(v.split()) for k, v in table["contractions"].items()},
        phrases=_phrases(table["phrases"]),
        negations=dict.fromkeys(marks["negations"].split(), "not"),
        modals=dict.fromkeys(marks["modals"].split(), "may"),
        order={
            **{word: word for word in marks["order"].split()},
            marks["order_before"]: "before",
            marks["order_after"]: "after",
        },
        from_words=dict.fromkeys(marks["from"].split(), "from"),
        roles=frozenset(basic.canonical(word) for word in marks["roles"].split()),
        unowned=frozenset(marks["unowned"].split()),
        persons=_inverted(table["persons"]),
        prepositions=_inverted(table["prepositions"]),
        numbers=table["numbers"],
        ordinals=table["ordinals"],
        units={word: (unit, factor) for word, (unit, factor) in table["units"].items()},
        frequency_units=table["frequency_units"],
        frequencies=table["frequencies"],
        degrees=table["degrees"],
        weekdays=table["weekdays"],
        months=table["months"],
        doubtful_months=frozenset(table["month_doubts"]["words"].split()),
        beside_months=frozenset(table["month_doubts"]["beside"].split()),
        poles=_poles(table["poles"]),
        forms=forms,
        synonyms=synonyms,
        stems=True,
    )


def _synonyms(groups: list[list[str]], forms: Mapping[str, str]) -> dict[str, str]:
    """Word and stem → the stem of its group's first word."""
    found: dict[str, str] = {}
    for group in groups:
        chief = stem_of(group[0])
        for word in group:
            found[word] = chief
            found.setdefault(stem_of(forms.get(word, word)), chief)
    return found


def _phrases(
    table: Mapping[str, str],
) -> dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]:
    found: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for phrase, instead in table.items():
        words = tuple(phrase.split())
        found.setdefault(words[0], []).append((words, tuple(instead.split())))
    return {
        first: tuple(sorted(rows, key=lambda row: (-len(row[0]), row)))
        for first, rows in found.items()
    }


def _poles(scales: Mapping[str, list[str]]) -> dict[str, tuple[str, str]]:
    """Word and stem → its scale and its place there; a word goes before another's stem."""
    rows = [
        (word, (scale, str(place)))
        for scale, places in scales.items()
        for place, row in enumerate(places)
        for word in row.split()
    ]
    # "Evening" is no more "even" than "morning" is to mourn.
    stems = {stem_of(word): pole for word, pole in rows if not word.endswith("ing")}
    return {**stems, **dict(rows)}


def _inverted(table: Mapping[str, str]) -> dict[str, str]:
    return {word: name for name, words in table.items() for word in words.split()}
