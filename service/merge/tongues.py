"""In which language each text is written, so that it is read by that language's list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from service.merge.tokens import LONGEST, SEPARATORS, split
from service.merge.words import Words, telling, words_for

_UNLISTED = 3
"""Of so many words one must be another language's, where the author's own has no list."""
_Said = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Tongues:
    """The word list for every text: told by its own words, else by what its author writes else."""

    by_text: Mapping[str, Words] = field(default_factory=dict)
    by_author: Mapping[str | None, Words] = field(default_factory=dict)

    def of(self, text: str, author: str | None) -> Words:
        """The list by which `text` is read."""
        return self.by_text.get(text) or self.by_author.get(author) or words_for("en")


def tell(said: Iterable[_Said], languages: Mapping[str, str]) -> Tongues:
    """The languages of all texts in one merge.

    `said` are (author, text) pairs, in the order of the authors; `languages`
    leads from authors to the language in which they are written to. Texts that
    tell nothing are read alike, whoever wrote them: the first author decides.
    """
    said = list(dict.fromkeys(said))
    listed = {lang: words_for(lang).stem is not None for lang in {"en", *languages.values()}}
    spoken: dict[str, dict[str, int]] = {}
    evident: dict[str, str] = {}
    silent: dict[str, list[_Said]] = {}
    evidence = {text: _evidence(text) for _, text in said}
    for author, text in said:
        scores, size = evidence[text]
        size = 0 if listed[languages.get(author, "en")] else size
        counts = spoken.setdefault(author, {"": 0})
        counts[""] += size
        for name, score in scores.items():
            counts[name] = counts.get(name, 0) + score
        if found := _best(scores, size):
            evident.setdefault(text, found)
        else:
            silent.setdefault(_bare(text), []).append((author, text))
    authors = {author: _usual(spoken.get(author), lang) for author, lang in languages.items()}
    authors |= {a: _usual(count, "en") for a, count in spoken.items() if a not in authors}
    by_text = {text: words_for(name) for text, name in evident.items()}
    for rows in silent.values():
        by_text |= {text: words_for(authors[rows[0][0]]) for _, text in rows if text not in evident}
    return Tongues(by_text=by_text, by_author={a: words_for(name) for a, name in authors.items()})


def _evidence(text: str) -> tuple[dict[str, int], int]:
    """How many words of a text stand in each list, and how many words it has."""
    if len(text) > LONGEST:
        return {}, 0
    words = set(split(text))
    size = len(words - SEPARATORS)
    if "'" in text or "\u2019" in text:
        words |= {word[: word.find("'") + 1] for word in words}  # "l'équipe"
    told = telling()
    scores: dict[str, int] = {}
    for word in words:
        for name in told.words.get(word, ()):
            scores[name] = scores.get(name, 0) + 1
    if not text.isascii():
        for name, letters in told.letters.items():
            if not letters.isdisjoint(text.casefold()):
                scores[name] = scores.get(name, 0) + 1
    return scores, size


def _best(scores: Mapping[str, int], size: int) -> str:
    """The language with the most words; none where two have as many, or too few of `size`."""
    best, most, others = "", 0, 0
    for name, score in scores.items():
        if score > most:
            best, most, others = name, score, 0
        elif score == most:
            others += 1
    return best if not others and most * _UNLISTED > size else ""


def _usual(spoken: dict[str, int] | None, language: str) -> str:
    """What somebody mostly writes; else the language in which they are written to."""
    size = spoken.pop("", 0) if spoken else 0
    return _best(spoken or {}, size) or language


def _bare(text: str) -> str:
    """A text without signs and capitals, by which the same words are found again."""
    if len(text) > LONGEST:
        return text
    return " ".join(token for token in split(text) if token not in SEPARATORS)
