"""A coach's own question sets: TOML files in a folder, told what to mend, all at once.

Advice goes to whoever runs the service, in English as everything of the program.
"""

import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, PositiveInt, StringConstraints, ValidationError

from service.errors import InvalidInput, Problem
from service.questions.asking import QUESTION_LIMIT, Kind, Question, QuestionSet

_TITLE_LIMIT, _LINE_LIMIT = 200, 1000
_OURS = "extra_"
"""So begin the keys of questions that people add to their own alliance."""
_TRUST = "trust"
"""The key by which reviews ask for trust again."""

_Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
_Title = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=_TITLE_LIMIT)
]
_Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=_LINE_LIMIT)]


class _Section(BaseModel, extra="forbid"):
    key: _Key
    title: _Title
    introduction: _Line = ""


class _Question(BaseModel, extra="forbid"):
    key: _Key
    section: _Key
    kind: Kind
    text: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=QUESTION_LIMIT)
    ]
    heading: _Title
    help: _Line = ""
    example: _Line = ""
    per_person: bool = False
    about_self: bool = False
    options: Annotated[tuple[tuple[_Key, _Title], ...], Field(max_length=12)] = ()


class _Set(BaseModel, extra="forbid"):
    key: _Key
    version: PositiveInt
    title: _Title
    description: _Line = ""
    sections: tuple[_Section, ...]
    questions: tuple[_Question, ...]


def read_own_sets(folder: Path, *, taken: Collection[str]) -> dict[str, QuestionSet]:
    """The sets in the `*.toml` files of the folder, by key, in the order of the files' names.

    `taken` are keys that no own set may have. Raises InvalidInput with every
    problem of every file, its field such as `leadership.toml questions[3].kind`.
    """
    found: dict[str, QuestionSet] = {}
    missing = "make this folder"
    problems = [] if folder.is_dir() else [Problem(field=str(folder), advice=missing)]
    for path in sorted(folder.glob("*.toml")):
        try:
            read = _read(path)
        except InvalidInput as error:
            problems += error.problems
            continue
        if read.key in found or read.key in taken:
            advice = f"another set has the key {read.key}: choose another"
            problems.append(Problem(field=f"{path.name} key", advice=advice))
        found[read.key] = read
    if problems:
        raise InvalidInput(*problems)
    return found


def _read(path: Path) -> QuestionSet:
    try:
        given = _Set.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        advice = f"mend this file: {error}"
        raise InvalidInput(Problem(field=path.name, advice=advice)) from error
    except ValidationError as error:
        raise InvalidInput(
            *(
                Problem(field=f"{path.name} {_place(e['loc'])}".strip(), advice=_advice(e["msg"]))
                for e in error.errors()
            )
        ) from error
    wrong = tuple(_contradictions(given))
    if wrong:
        raise InvalidInput(
            *(Problem(field=f"{path.name} {place}", advice=advice) for place, advice in wrong)
        )
    return QuestionSet(
        key=given.key,
        version=given.version,
        title=given.title,
        description=given.description,
        sections=tuple((s.key, s.title, s.introduction) for s in given.sections),
        questions=tuple(Question(**question.model_dump()) for question in given.questions),
    )


def _contradictions(given: _Set) -> list[tuple[str, str]]:
    """(place, advice) for whatever is wrong only beside something else."""
    sections = [section.key for section in given.sections]
    keys = [question.key for question in given.questions]
    wrong = [
        (f"sections[{n}].key", "another section has this key: choose another")
        for n, key in enumerate(sections, 1)
        if key in sections[: n - 1]
    ]
    if not given.questions:
        wrong.append(("questions", "ask something: add a question"))
    for n, question in enumerate(given.questions, 1):
        place = f"questions[{n}]"
        if question.key in keys[: n - 1]:
            wrong.append((f"{place}.key", "another question has this key: choose another"))
        if question.key.startswith(_OURS):
            wrong.append((f"{place}.key", f"begin it with something else than {_OURS}"))
        if question.section not in sections:
            wrong.append((f"{place}.section", f"choose one of: {', '.join(sections)}"))
        if question.key == _TRUST and question.kind is not Kind.SCALE:
            wrong.append((f"{place}.kind", "trust is asked again in reviews: make it a scale"))
        values = {value for value, _label in question.options}
        enough = len(values) > 1 if question.kind is Kind.CHOICE else not values
        if not enough or len(values) < len(question.options):
            advice = "give a choice two options or more, [value, label] each, and others none"
            wrong.append((f"{place}.options", advice))
    return wrong


def _place(steps: tuple[int | str, ...]) -> str:
    """As the start file's places are written: `questions[3].kind`."""
    words = (f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in steps)
    return "".join(words).removeprefix(".")


def _advice(message: str) -> str:
    return message[:1].lower() + message[1:]
