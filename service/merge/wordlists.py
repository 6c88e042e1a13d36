"""A word list as its file says it, grown to all the forms that people type."""

from collections.abc import Iterator, Mapping
from typing import Any

_BARE = str.maketrans("áàâéèêëíìîïóòôúùûç", "aaaeeeeiiiiooouuuc") | {ord("œ"): "oe"}
_KEYED = (
    *("contractions", "phrases", "order", "numbers", "ordinals", "units", "frequency_units"),
    *("frequencies", "degrees", "weekdays", "months", "forms"),
)
"""Tables that lead from what is typed to what it is."""
_LISTS = (
    *("fillers", "weak", "marks", "persons", "prepositions", "month_doubts", "poles", "synonyms"),
)
"""Tables whose rows are words."""
NO_ENDING = "-"


def with_forms(table: dict[str, Any]) -> dict[str, Any]:
    """The table with marks in all their endings and verbs in all their forms."""
    return _with_verbs(_with_endings(table))


def without_accents(table: dict[str, Any]) -> dict[str, Any]:
    """The table with each word also as it is typed by people who leave accents out.

    Not where that is another word of the table ("où" and "ou"). What a word is
    replaced by stays as it is.
    """
    known = {word for name in (*_KEYED, *_LISTS) for word in _words(table[name])}
    found = dict(table)
    for name in _KEYED:
        rows = ((form, v) for key, v in table[name].items() for form in _both(key, known))
        found[name] = {**dict(reversed(list(rows))), **table[name]}
    for name in _LISTS:
        found[name] = _listed(table[name], known)
    return found


def bare(text: str) -> str:
    """`text` without its accents; a tilde stays, since "año" and "ano" are two words."""
    return text.translate(_BARE)


def _with_endings(table: dict[str, Any]) -> dict[str, Any]:
    """The table with the words of marks in all their endings, where a language has such."""
    endings = table.get("inflections", "").split()
    found = dict(table)
    for name in ("frequencies", "degrees", "ordinals", "weekdays"):
        more = {f"{word}{ending}": v for word, v in table[name].items() for ending in endings}
        found[name] = {**more, **table[name]}
    return found


def _with_verbs(table: dict[str, Any]) -> dict[str, Any]:
    """The table with every form of the verbs and adjectives that it names by their roots.

    A form that tells its person ("decido") becomes the pronoun and the infinitive,
    unless it is `plain`: "preguntas" are questions more often than "you ask". What
    stands in another list stays what it is there.
    """
    listed = {word for name in _LISTS for word in _words(table[name])}
    listed |= {word for name in _KEYED for word in table[name]}
    plain = set(table.get("plain", "").split())
    forms: dict[str, str] = {}
    persons: dict[str, str] = {}
    for kind in table.get("inflected", {}).values():
        for row in kind["roots"].split():
            roots = row.split("/")
            basic = roots[0] + kind["ends"]
            for form in _inflected(roots, kind["same"]):
                forms.setdefault(form, basic)
            for said, endings in kind.get("persons", {}).items():
                for form in _inflected(roots, endings):
                    if form in plain:
                        forms.setdefault(form, basic)
                    else:
                        persons.setdefault(form, f"{said} {basic}")
    told = {f: said for f, said in persons.items() if f not in forms and f not in listed}
    new = {form: basic for form, basic in forms.items() if form not in listed}
    return {
        **table,
        "forms": {**new, **table["forms"]},
        "contractions": {**told, **table["contractions"]},
    }


def _inflected(roots: list[str], endings: str) -> Iterator[str]:
    for ending in endings.split():
        for root in roots:
            yield root if ending == NO_ENDING else root + ending


def _words(value: object) -> Iterator[str]:
    """Every word of a table, whether it is typed or leads to something."""
    if isinstance(value, str):
        yield from value.split()
    elif isinstance(value, Mapping):
        for word, row in value.items():
            yield str(word)
            yield from _words(row)
    elif isinstance(value, list):
        for row in value:
            yield from _words(row)


def _listed(value: Any, known: set[str]) -> Any:  # noqa: ANN401 - nested as the file has it
    """The rows of words in `value`, each with those without accents."""
    if isinstance(value, str):
        return " ".join(form for word in value.split() for form in _both(word, known))
    if isinstance(value, list):
        return [_listed(row, known) for row in value]
    return {name: _listed(row, known) for name, row in value.items()}


def _both(word: str, known: set[str]) -> tuple[str, ...]:
    other = bare(word)
    return (word,) if other == word or other in known else (word, other)
