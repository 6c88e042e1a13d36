"""The first wording of each clause, from what people share and what one alone said."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from service.agreement import Clause
from service.merge.results import Line, Merge, MergedQuestion
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


def _wording(question: Question, merge: Merge, names: Mapping[str, str]) -> Iterator[str]:
    for merged in merge.about(question.key):
        lead = f"{names.get(merged.about, '')}: " if merged.about else ""
        match question.kind:
            case Kind.POINTS if question.about_self:
                yield from _own_lines(merged, merge.answered, names)
            case Kind.POINTS:
                yield from (lead + line.text for line in merged.lines)
            case Kind.GOALS:
                yield from _goal_lines(merged)
            case Kind.CHOICE:
                yield from (lead + choice.label for choice in merged.choices)
                yield from (lead + text.text for text in merged.texts)
            case _:
                yield from (lead + text.text for text in merged.texts)


def _own_lines(
    merged: MergedQuestion, people: Iterable[str], names: Mapping[str, str]
) -> Iterator[str]:
    """What each says of themselves, person by person, in their own words."""
    for person in people:
        said = dict.fromkeys(t for line in merged.lines for t in _words_of(line, person))
        yield from (f"{names.get(person, '')}: {text}" for text in said)


def _words_of(line: Line, person: str) -> Iterator[str]:
    """The words in which a person made a point; the first, where they made it twice."""
    own = [source.text for source in line.sources if source.author == person]
    yield from own[:1]


def _goal_lines(merged: MergedQuestion) -> Iterator[str]:
    for goal in merged.goals:
        rows = [(milestone, by, who) for _, milestone, by, who in goal.rows]
        full = [row for row in dict.fromkeys(rows) if not _within_another(row, rows)]
        for milestone, by, who in full:
            due = f"by {by}" if by and not by.casefold().startswith(("by ", "until ")) else by
            rest = ", ".join(part for part in (milestone, due, who) if part)
            yield " — ".join(part for part in (goal.title, rest) if part)


def _within_another(row: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bool:
    """Whether another row says all that this one says, and more."""
    return any(
        other != row and all(mine in {"", theirs} for mine, theirs in zip(row, other, strict=True))
        for other in rows
    )
