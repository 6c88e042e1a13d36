"""Invented alliances from `golden/*.toml`, and their merges written out for reading."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from service.answers import Answer, Goal, Reply, shared_only
from service.merge import Line, Merge, MergedQuestion, agenda, merge, suggest_clauses
from service.participants import Person
from service.questions import Kind, Question, extra_question, load_set
from tests.merge.invented import NOW, person

FOLDER = Path(__file__).with_name("golden")
CASES = sorted(path.stem for path in FOLDER.glob("*.toml"))


@dataclass(frozen=True, kw_only=True)
class Case:
    """One invented alliance at its release."""

    title: str
    minutes: int
    people: tuple[Person, ...]
    questions: tuple[Question, ...]
    replies: tuple[Reply, ...]


def load_case(name: str) -> Case:
    """The alliance of that name, with its people, questions and replies."""
    table = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    questions = (*load_set(table["question_set"]).questions, *_extras(table))
    return Case(
        title=table["title"],
        minutes=table["minutes"],
        people=tuple(_person(row, place) for place, row in enumerate(table["people"])),
        questions=questions,
        replies=tuple(_reply(row, {q.key: q for q in questions}) for row in table["replies"]),
    )


def written(case: Case) -> str:
    """What everybody sees, then what the coach sees besides, as text to read."""
    names = {p.id: p.name.split()[0] for p in case.people}
    headings = {q.key: q.heading or q.text for q in case.questions}
    shared = merge(case.questions, case.people, shared_only(case.replies))
    whole = merge(case.questions, case.people, case.replies)
    parts = [
        [case.title, "=" * len(case.title)],
        ["AGENDA"],
        *([*_agenda(shared, case.minutes, names, headings)],),
        *(_question(q, names, headings) for q in shared.questions if q.answered),
        *_comparisons(shared, names, headings),
        ["SUGGESTED CLAUSES"],
        *_clauses(case, shared, names),
        ["FOR THE COACH BESIDES"],
        *(
            _question(mine, names, headings)
            for mine, all_ in zip(whole.questions, _padded(whole, shared), strict=True)
            if mine != all_
        ),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _padded(whole: Merge, shared: Merge) -> list[MergedQuestion | None]:
    known = {(q.key, q.about): q for q in shared.questions}
    return [known.get((q.key, q.about)) for q in whole.questions]


def _person(row: dict[str, Any], place: int) -> Person:
    return replace(
        person(row["name"], place),
        id=row["id"],
        language=row.get("language", "en"),
        description=row.get("description", ""),
    )


def _extras(table: dict[str, Any]) -> Iterator[Question]:
    for number, row in enumerate(table.get("questions", ()), start=1):
        options = tuple((value, label) for value, label in row.get("options", ()))
        kind = Kind.TEXT if options else Kind(row["kind"])
        asked = extra_question(row["section"], row["text"], kind, number, row.get("added_by"))
        yield replace(asked, kind=Kind(row["kind"]), options=options)


def _reply(row: dict[str, Any], asked: dict[str, Question]) -> Reply:
    given = [
        *((None, row.get("answers", {})),),
        *row.get("about", {}).items(),
    ]
    answers = tuple(
        Answer(
            question=key,
            about=about,
            for_coach=(key if about is None else f"{key}.{about}") in row.get("for_coach", ()),
            **_contents(asked[key].kind, value),
        )
        for about, table in given
        for key, value in table.items()
    )
    return Reply(person=row["person"], answers=answers, sent_at=NOW, late=row.get("late", False))


def _contents(kind: Kind, value: Any) -> dict[str, Any]:
    match kind:
        case Kind.POINTS:
            return {"points": tuple(value)}
        case Kind.GOALS:
            return {"goals": tuple(Goal(**goal) for goal in value)}
        case Kind.TEXT:
            return {"text": value}
        case _:
            return value


def _agenda(
    merged: Merge, minutes: int, names: dict[str, str], headings: dict[str, str]
) -> Iterator[str]:
    for item in agenda(merged, minutes):
        reasons = ", ".join(
            f"{r.code} {r.count}" + (f" ({names[r.about]})" if r.about else "")
            for r in item.reasons
        )
        yield f"{item.minutes:3} min  {headings[item.question]}: {reasons}"


def _question(merged: MergedQuestion, names: dict[str, str], headings: dict[str, str]) -> list[str]:
    about = f", about {names[merged.about]}" if merged.about else ""
    found = [f"{headings[merged.key]}{about} [{merged.distance}]"]
    for line in merged.lines:
        found += _line(line, names)
    for pair in merged.differences:
        found.append(f"  ≠ {pair.one.text} | {pair.other.text} ({', '.join(pair.reasons)})")
    for goal in merged.goals:
        who = ", ".join(names[author] for author in goal.authors)
        marks = [*goal.reasons, *(["unowned"] if goal.unowned else [])]
        found.append(f"  {goal.title} ({who})" + (f" ≠ {', '.join(marks)}" if marks else ""))
        for label, lines in (
            ("title", goal.sources if goal.count > 1 else ()),
            ("milestone", goal.milestones),
            ("by", goal.dates),
            ("who", goal.owners),
        ):
            texts = dict.fromkeys(line.text for line in lines)
            if texts:
                found.append(f"      {label}: {' | '.join(texts)}")
    if merged.scale is not None:
        values = ", ".join(
            str(v.number) + (f" {names[v.author]}" if v.author else "") for v in merged.scale.values
        )
        found.append(f"  {values}; mean {merged.scale.mean}, spread {merged.scale.spread}")
    for choice in merged.choices:
        found.append(f"  {choice.label}: {', '.join(names[a] for a in choice.authors)}")
    for text in merged.texts:
        found.append(f"  {names[text.author] + ': ' if text.author else ''}“{text.text}”")
    return found


def _line(line: Line, names: dict[str, str]) -> Iterator[str]:
    who = ", ".join(names[author] for author in line.authors)
    yield f"  {line.count} {line.text} ({who}{', late' if line.late else ''})"
    if len(line.sources) > 1:
        others = dict.fromkeys(s.text for s in line.sources if s.text != line.text)
        yield from (f"      = {text}" for text in others)


def _comparisons(
    merged: Merge, names: dict[str, str], headings: dict[str, str]
) -> Iterator[list[str]]:
    for one in merged.comparisons:
        found = [f"{names[one.person]}: {headings[one.mine]} | {headings[one.theirs]}"]
        for label, lines in (
            ("both", one.both),
            ("only own", one.only_own),
            ("only others", one.only_others),
        ):
            for line in lines:
                texts = " = ".join(dict.fromkeys(s.text for s in line.sources))
                found.append(f"  {label}: {texts}")
        yield found


def _clauses(case: Case, merged: Merge, names: dict[str, str]) -> Iterator[list[str]]:
    for clause in suggest_clauses(case.questions, merged, names):
        if clause.text:
            yield [clause.heading, *(f"  {line}" for line in clause.text.splitlines())]
