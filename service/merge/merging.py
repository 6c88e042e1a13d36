"""The merge itself: replies in, one result out, whatever the order of arrival."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from service.answers import Answer, Reply
from service.merge.comparing import compare
from service.merge.distances import with_distance
from service.merge.goals import GivenGoal, merge_goals
from service.merge.lines import MOST_DIFFERENCES, Reader, differing, gather, reader_for
from service.merge.results import (
    ChoiceCount,
    Merge,
    MergedQuestion,
    Scale,
    ScaleValue,
    Source,
)
from service.participants import Person
from service.questions import Kind, Question

GROUP = 3
"""From so many participants on, numbers carry no names."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """One answer and whose it is."""

    author: str
    answer: Answer
    late: bool

    def source(self, text: str, *, named: bool = True) -> Source:
        """`text` under its author's name, or without one."""
        return Source(author=self.author if named else None, text=text, late=self.late)


def merge(
    questions: Sequence[Question],
    people: Sequence[Person],
    replies: Sequence[Reply],
) -> Merge:
    """What the participants `people` wrote apart, as one.

    Whoever may not read what is for the coach only must be given
    `shared_only(replies)`. Of several replies by one person the last counts.
    Every point, goal, remark and text of a question that was asked stands in
    the result verbatim. The order of `replies` does not matter; that of
    `people` and `questions` is kept.
    """
    latest = _latest(replies)
    reader = reader_for(people, latest)
    latest = sorted(latest, key=lambda reply: reader.place(reply.person))
    given: dict[tuple[str, str | None], list[Given]] = {}
    for reply in latest:
        for answer in reply.answers:
            row = Given(author=reply.person, answer=answer, late=reply.late)
            given.setdefault((answer.question, answer.about), []).append(row)
    merged = [
        _merged(question, about, given.get((question.key, about), []), reader)
        for question in questions
        for about in _abouts(question, given, reader)
    ]
    result = Merge(
        questions=tuple(merged),
        comparisons=compare(questions, latest, reader),
        answered=tuple(reply.person for reply in latest),
        late=tuple(reply.person for reply in latest if reply.late),
    )
    asked = [p.id for p in people]
    distant = [with_distance(question, asked, result.comparisons) for question in merged]
    return replace(result, questions=tuple(distant))


def _latest(replies: Iterable[Reply]) -> list[Reply]:
    found: dict[str, Reply] = {}
    for reply in replies:
        if reply.person not in found or reply.sent_at >= found[reply.person].sent_at:
            found[reply.person] = reply
    return list(found.values())


def _abouts(
    question: Question, given: Iterable[tuple[str, str | None]], reader: Reader
) -> list[str | None]:
    """The people whom answers to a question speak about; None where it is not asked so."""
    if not question.per_person:
        return [None]
    about = {person for key, person in given if key == question.key and person is not None}
    known = [person for person in reader.order if person in about]
    return [*known, *sorted(about - set(reader.order))]


def _merged(
    question: Question, about: str | None, given: Sequence[Given], reader: Reader
) -> MergedQuestion:
    whole = MergedQuestion(
        key=question.key,
        section=question.section,
        kind=question.kind,
        about=about,
        answered=tuple(row.author for row in given if not row.answer.empty),
    )
    match question.kind:
        case Kind.POINTS:
            return _with_points(whole, question, given, reader)
        case Kind.GOALS:
            return _with_goals(whole, given, reader)
        case Kind.SCALE:
            return _with_scale(whole, given, named=len(reader.order) < GROUP)
        case Kind.CHOICE:
            return _with_choices(whole, question, given)
        case Kind.TEXT:
            texts = tuple(row.source(row.answer.text) for row in given if row.answer.text)
            return replace(whole, texts=texts)


def _with_points(
    whole: MergedQuestion, asked: Question, given: Sequence[Given], reader: Reader
) -> MergedQuestion:
    lines = gather((row.source(p) for row in given for p in row.answer.points), reader)
    # What each says of themselves need not agree: one cooks on weekdays, one at weekends.
    pairs = [] if asked.about_self else differing(lines, list(reader.order))
    return replace(
        whole,
        lines=tuple(read.line for read in lines),
        differences=tuple(pairs[:MOST_DIFFERENCES]),
        more_differences=max(0, len(pairs) - MOST_DIFFERENCES),
    )


def _with_goals(whole: MergedQuestion, given: Sequence[Given], reader: Reader) -> MergedQuestion:
    goals = [
        GivenGoal(author=row.author, goal=goal, late=row.late)
        for row in given
        for goal in row.answer.goals
    ]
    titles = gather((g.source(g.goal.title) for g in goals if g.goal.title), reader)
    pairs = differing(titles, list(reader.order))
    return replace(
        whole,
        goals=tuple(merge_goals(goals, reader)),
        differences=tuple(pairs[:MOST_DIFFERENCES]),
        more_differences=max(0, len(pairs) - MOST_DIFFERENCES),
    )


def _with_scale(whole: MergedQuestion, given: Sequence[Given], *, named: bool) -> MergedQuestion:
    """The numbers by size and the reasons by alphabet, so that their order tells nobody's name."""
    values = sorted(
        (
            ScaleValue(number=row.answer.number, author=row.author if named else None)
            for row in given
            if row.answer.number is not None
        ),
        key=lambda value: value.number,
    )
    texts = [row.source(row.answer.text, named=named) for row in given if row.answer.text]
    if not named:
        # Whose reply came late is known, so lateness would tell who it is.
        texts = sorted((replace(text, late=False) for text in texts), key=lambda text: text.text)
    numbers = [value.number for value in values]
    scale = None
    if numbers:
        scale = Scale(
            values=tuple(values),
            low=numbers[0],
            high=numbers[-1],
            mean=round(sum(numbers) / len(numbers), 2),
            spread=numbers[-1] - numbers[0],
        )
    return replace(whole, scale=scale, texts=tuple(texts))


def _with_choices(
    whole: MergedQuestion, question: Question, given: Sequence[Given]
) -> MergedQuestion:
    """Every option that somebody chose, in the order in which they were offered."""
    chosen: dict[str, list[str]] = {value: [] for value, _ in question.options}
    for row in given:
        if row.answer.choice is not None:
            chosen.setdefault(row.answer.choice, []).append(row.author)
    labels = dict(question.options)
    counts = (
        ChoiceCount(value=value, label=labels.get(value, value), authors=tuple(authors))
        for value, authors in chosen.items()
    )
    texts = tuple(row.source(row.answer.text) for row in given if row.answer.text)
    return replace(whole, choices=tuple(c for c in counts if c.authors), texts=texts)
