"""The first wording of each clause, from what people share and what one alone said."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from service.agreement import Clause
from service.merge.results import GoalRow, Line, Merge, MergedGoal, MergedQuestion
from service.questions import Kind, Question


def suggest_clauses(
    questions: Sequence[Question], merge: Merge, names: Mapping[str, str]
) -> tuple[Clause, ...]:
    """One clause for each question but the scales, in their order; without answers, empty.

    One point a line: what people share first, then what one alone said. Where
    people differ both lines stand. Lines about a person, or in which people
    speak of themselves, begin with the name. `merge` must be the shared one.
    """
    return tuple(
        Clause(
            key=question.key,
            section=question.section,
            heading=question.heading or question.text,
            text="\n".join(_wording(question, merge, names)),
        )
        for question in questions
        if question.kind is not Kind.SCALE
    )


def goal_rows(goal: MergedGoal, names: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """Each distinct milestone, date and owners of a goal; rows that say less are left out.

    What several people wrote for the same ("end of May", "31 May") stands in one form.
    """
    rows = [_parts(row, goal, names) for row in goal.rows]
    return tuple(row for row in dict.fromkeys(rows) if not _within_another(row, rows))


def _wording(question: Question, merge: Merge, names: Mapping[str, str]) -> Iterator[str]:
    for merged in merge.about(question.key):
        lead = "" if merged.about is None else f"{names.get(merged.about, merged.about)}: "
        match question.kind:
            case Kind.POINTS if question.about_self:
                yield from _own_lines(merged, merge.answered, names)
            case Kind.POINTS:
                yield from (
                    _led(lead or _speakers(line, names), line.text) for line in merged.lines
                )
            case Kind.GOALS:
                yield from _goal_lines(merged, names)
            case Kind.CHOICE:
                yield from (lead + choice.label for choice in merged.choices)
                yield from (lead + text.text for text in merged.texts)
            case _:
                yield from (lead + text.text for text in merged.texts)


def _speakers(line: Line, names: Mapping[str, str]) -> str:
    """Who "I" is, before a line in which somebody says it."""
    who = ", ".join(names.get(author, author) for author in line.authors)
    return f"{who}: " if line.personal else ""


def _led(lead: str, text: str) -> str:
    """`text` under a name, unless it begins with that name itself."""
    name = lead.removesuffix(": ").casefold()
    first = text.casefold().split(maxsplit=1)[:1]
    return text if name and first == name.split()[:1] else lead + text


def _own_lines(
    merged: MergedQuestion, people: Iterable[str], names: Mapping[str, str]
) -> Iterator[str]:
    """What each says of themselves, person by person, in their own words."""
    for person in people:
        said = dict.fromkeys(t for line in merged.lines for t in _words_of(line, person))
        yield from (f"{names.get(person, person)}: {text}" for text in said)


def _words_of(line: Line, person: str) -> Iterator[str]:
    """The words in which a person made a point; the first, where they made it twice."""
    own = [source.text for source in line.sources if source.author == person]
    yield from own[:1]


def _goal_lines(merged: MergedQuestion, names: Mapping[str, str]) -> Iterator[str]:
    for goal in merged.goals:
        due = {row.goal.by: row.due for row in goal.rows}
        for milestone, by, who in goal_rows(goal, names):
            rest = ", ".join(part for part in (milestone, due.get(by, by), who) if part)
            yield " — ".join(part for part in (goal.title, rest) if part)


def _parts(row: GoalRow, goal: MergedGoal, names: Mapping[str, str]) -> tuple[str, str, str]:
    """Milestone, date and owners; "me" becomes a name, and "somebody" nobody."""
    owners = ", ".join(names.get(owner, owner) for owner in row.owners)
    return (
        _in_one_form(row.goal.milestone, goal.milestones),
        _in_one_form(row.goal.by, goal.dates),
        owners or (_in_one_form(row.goal.who, goal.owners) if row.owned else ""),
    )


def _in_one_form(text: str, lines: Iterable[Line]) -> str:
    """`text` in the words of the line that it is a source of."""
    found = (line.text for line in lines if any(source.text == text for source in line.sources))
    return next(found, text)


def _within_another(row: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bool:
    """Whether another row says all that this one says, and more."""
    return any(
        other != row and all(mine in {"", theirs} for mine, theirs in zip(row, other, strict=True))
        for other in rows
    )
