"""What the merge knows of a language, from its word list; nothing, where there is none."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from service.merge.stems import Stem, stems_of
from service.merge.wordlists import with_forms, without_accents

LISTED = tuple(
    sorted(
        file.name.removesuffix(".toml")
        for file in (files("service") / "words").iterdir()
        if file.name.endswith(".toml")
    )
)
"""The languages that there is a word list for."""
_TELLING = 4
"""Letters up to which a stem tells nothing."""
CURRENCIES = frozenset("€$£")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
"""People without these keys write them out; the lists are read the same way."""


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
    short_markers: frozenset[str] = frozenset()
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
    pole_stems: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)
    synonyms: Mapping[str, str] = field(default_factory=dict)
    every: tuple[str, ...] = ()
    per: frozenset[str] = frozenset()
    once: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    one: frozenset[str] = frozenset()
    clause_words: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()
    object_articles: frozenset[str] = frozenset()
    doubtful_persons: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    separable: Mapping[tuple[str, str], str] = field(default_factory=dict)
    clock: frozenset[str] = frozenset()
    clock_after: frozenset[str] = frozenset()
    slash_dates: bool = False
    noun_capitals: bool = False
    noun_endings: tuple[str, ...] = ()
    clitics: frozenset[str] = frozenset()
    opening: str = ""
    closings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    points_group_digits: bool = False
    slips: bool = False
    due: str = ""
    due_day: str = ""
    due_after: frozenset[str] = frozenset()
    apart: str = ""
    """Stands before every stem without a counterpart, so that "Gift" is no gift."""
    stem: Stem | None = None
    trim: Stem | None = None
    measuring: frozenset[str] = frozenset()
    """Words with which a frequency, a quantity or a number begins."""
    surface: frozenset[str] = frozenset()
    """Every word of the lists as it is typed, by which the language is told."""
    borrowed: frozenset[str] = frozenset()
    """Those of them that are written in other languages too."""
    letters: frozenset[str] = frozenset()
    """Letters that tell the language."""

    def canonical(self, word: str) -> str:
        """The stem that stands for `word` and all its synonyms."""
        base = self.forms.get(word, word)
        if base in self.synonyms:
            return self.synonyms[base]
        if self.stem is not None and self.trim is not None:
            base = self.trim(base) if word in self.forms else self.stem(base)
        return self.synonyms.get(base) or self.apart + base

    def knows(self, word: str) -> bool:
        """Whether the list has `word` or another form of it ("decides" beside "decide")."""
        if word in self.surface or self.stem is None:
            return word in self.surface
        return len(word) > _TELLING and self.stem(word) in self.stems

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of all words of the list."""
        return frozenset(map(self.stem, self.surface)) if self.stem else frozenset()


@cache
def words_for(language: str) -> Words:
    """The lists of `language` ("en", "en-GB"); without any, only equal words are the same."""
    name = language.split("-", maxsplit=1)[0].split("_", maxsplit=1)[0].lower()
    data = files("service") / "words" / f"{name}.toml"
    if not name.isalpha() or not data.is_file():
        return Words()
    return _prepare(tomllib.loads(data.read_text(encoding="utf-8").translate(UMLAUTS)))


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What tells languages: the words of some lists but not all, and letters."""

    words: Mapping[str, tuple[str, ...]]
    letters: Mapping[str, frozenset[str]]


@cache
def telling() -> Telling:
    """Of each word that tells anything the languages in whose lists it stands."""
    lists = {name: words_for(name) for name in LISTED}
    borrowed = frozenset[str]().union(*(words.borrowed for words in lists.values()))
    every = frozenset[str]().union(*(words.surface for words in lists.values()))
    found = {
        word: tuple(name for name, words in lists.items() if words.knows(word))
        for word in every - borrowed
    }
    return Telling(
        words={word: names for word, names in found.items() if len(names) < len(LISTED)},
        letters={name: words.letters for name, words in lists.items() if words.letters},
    )


def _prepare(table: dict[str, Any]) -> Words:
    table = with_forms(table)
    # That an accent was left out tells no language: "decisions" is English too.
    surface = _surface(table)
    table = without_accents(table) if table.get("accents") else table
    marks = table["marks"]
    forms = table["forms"]
    stem, trim = stems_of(table["stems"], table.get("endings", {}))
    synonyms = _synonyms(table["synonyms"], forms, stem)
    basic = Words(forms=forms, synonyms=synonyms, stem=stem, trim=trim, apart=table["apart"])
    poles = _poles(table["poles"])
    verbs = _separable(table.get("separable", {}))
    return replace(
        basic,
        fillers=_set(table["fillers"]),
        weak=frozenset(basic.canonical(word) for word in table["weak"].split()),
        contractions={k: tuple(v.split()) for k, v in table["contractions"].items()},
        phrases=_phrases(table["phrases"]),
        negations=dict.fromkeys(marks["negations"].split(), "not"),
        modals=dict.fromkeys(marks["modals"].split(), "may"),
        order=table["order"],
        from_words=dict.fromkeys(marks["from"].split(), "from"),
        roles=frozenset(basic.canonical(word) for word in marks["roles"].split()),
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
        doubtful_months=_set(table["month_doubts"]["words"]),
        beside_months=_set(table["month_doubts"]["beside"]),
        poles=poles,
        # "Evening" is no more "even" than "morning" is to mourn.
        pole_stems={stem(word): at for word, at in poles.items() if not word.endswith("ing")},
        forms={**forms, **{form: verb for verb, rows in verbs.items() for form in rows[1]}},
        every=tuple(marks["every"].split()),
        particles=frozenset(particle for (particle, _), _ in verbs.values()),
        separable={
            (particle, stem(forms.get(rest, rest))): verb
            for verb, ((particle, rest), _) in verbs.items()
        },
        points_group_digits=table.get("points_group_digits", False),
        slips=table["slips"],
        due=table["due"],
        due_day=table.get("due_day", table["due"]),
        slash_dates=table.get("slash_dates", False),
        noun_capitals=table.get("noun_capitals", False),
        noun_endings=tuple(table.get("noun_endings", "").split()),
        opening=table.get("split_negation", {}).get("opens", ""),
        closings={
            word: tuple(said.split())
            for word, said in table.get("split_negation", {}).get("closes", {}).items()
        },
        measuring=frozenset(
            [*table["numbers"], *CURRENCIES]
            + [word for name in ("every", "per", "once", "one") for word in marks[name].split()]
        ),
        surface=surface,
        borrowed=_set(table["borrowed"]),
        letters=frozenset(table.get("letters", "")),
        **{name: _set(marks.get(name, "")) for name in _PLAIN},
    )


# Lists of marks that are taken just as they stand in the file.
_PLAIN = (
    "unowned",
    "per",
    "once",
    "times",
    "one",
    "clause_words",
    "also",
    "objects",
    "object_articles",
    "short_markers",
    "doubtful_persons",
    "clock",
    "clock_after",
    "clitics",
    "due_after",
)


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _surface(table: Mapping[str, Any]) -> frozenset[str]:
    """Every single word of the lists."""
    lists = ("contractions", "numbers", "units", "frequencies")
    found = [table["fillers"], table["weak"], *table["forms"], *table["order"]]
    found += [value for value in table["marks"].values() if isinstance(value, str)]
    found += [word for name in lists for word in table[name]]
    found += [word for name in ("persons", "prepositions") for word in table[name].values()]
    found += [row for rows in table["poles"].values() for row in rows]
    found += [word for name in ("degrees", "weekdays", "months") for word in table[name]]
    found += [*table["synonyms"].get("groups", ()), *table["synonyms"].get("shared", {}).values()]
    found += [phrase for phrase in table["phrases"] if " " not in phrase]
    return frozenset(word for text in found for word in text.split())


def _separable(table: Mapping[str, str]) -> dict[str, tuple[tuple[str, str], tuple[str, ...]]]:
    """Verb → its particle and the rest, and its forms that are written in one word."""
    return {
        f"{particle}{verb}": ((particle, verb), (f"{particle}zu{verb}",))
        for particle, verbs in table.items()
        for verb in verbs.split()
    }


def _synonyms(table: Mapping[str, Any], forms: Mapping[str, str], stem: Stem) -> dict[str, str]:
    """Word and stem → the stem of its group's first word, or of its English counterpart."""
    groups = [(stem(group.split()[0]), group.split()) for group in table.get("groups", ())]
    for counterpart, group in table.get("shared", {}).items():
        groups.append((words_for("en").canonical(counterpart), group.split()))
    found: dict[str, str] = {}
    for chief, group in groups:
        for word in group:
            found[word] = chief
            found.setdefault(stem(forms.get(word, word)), chief)
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
    """Word → its scale and its place there."""
    rows = [
        (word, (scale, str(place)))
        for scale, places in scales.items()
        for place, row in enumerate(places)
        for word in row.split()
    ]
    return dict(rows)


def _inverted(table: Mapping[str, str]) -> dict[str, str]:
    return {word: name for name, words in table.items() for word in words.split()}
