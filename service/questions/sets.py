"""The sets that questions come in. An alliance keeps the version with which it began."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import TypeAdapter

from service.errors import InvalidInput, Problem
from service.languages import say
from service.questions.asking import QuestionSet
from service.questions.own import read_own_sets


@cache
def load_sets(own: Path | None = None) -> dict[str, QuestionSet]:
    """The built-in sets by key, the fullest one, `work`, first; then those in the folder `own`.

    Raises InvalidInput, its fields named by file and place, with every problem of these.
    """
    folder = files("service") / "question_sets"
    texts = [
        item.read_text(encoding="utf-8") for item in folder.iterdir() if item.name.endswith(".toml")
    ]
    sets = sorted((_read_set(text) for text in texts), key=lambda s: (-len(s.questions), s.key))
    built_in = {found.key: found for found in sets}
    return built_in | (read_own_sets(own, taken=built_in.keys()) if own else {})


def load_set(key: str, sets: Mapping[str, QuestionSet] | None = None) -> QuestionSet:
    """The set of that key, of the built-in ones by default; raises InvalidInput naming them."""
    sets = load_sets() if sets is None else sets
    if key not in sets:
        known = ", ".join(sets)
        raise InvalidInput(
            Problem(field="question_set", advice=say("choose one of: %(known)s", known=known))
        )
    return sets[key]


@cache
def load_review_set() -> QuestionSet:
    """What every review asks; its question `clause` stands for each clause of the agreement."""
    return _own_set("review")


@cache
def load_moment_set() -> QuestionSet:
    """What is asked before the extra review that follows when something has happened."""
    return _own_set("moment")


@cache
def load_last_set() -> QuestionSet:
    """What is asked before an alliance closes."""
    return _own_set("last")


def _own_set(name: str) -> QuestionSet:
    path = files("service") / "question_sets" / "review" / f"{name}.toml"
    return _read_set(path.read_text(encoding="utf-8"))


def _read_set(text: str) -> QuestionSet:
    table = tomllib.loads(text)
    sections = [(s["key"], s["title"], s["introduction"]) for s in table.pop("sections")]
    return TypeAdapter(QuestionSet).validate_python({**table, "sections": sections})
