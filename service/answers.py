"""What people wrote: verbatim, question by question, each shared or for the coach only."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest

from service.errors import InvalidInput, Problem
from service.languages import say
from service.participants import Person
from service.questions import Kind, Question

FIELD_LIMIT = 100_000
"""Characters that one field may hold."""
SCALE_MAXIMUM = 10
# Hyphen, asterisk, middle dot, en and em dash, and the usual round and square bullets.
_BULLETS = re.compile(r"^(?:[-*\u00b7\u2013\u2014\u2022\u2023\u25aa\u25e6](?:\s+|$))+")
_NO_ANSWERS = ("action", "base", "form_token")
_GOAL_FIELDS = ("title", "milestone", "by", "who")


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A goal as its author wrote it. `by` stays text: people write "end of May" too."""

    title: str
    milestone: str = ""
    by: str = ""
    who: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer to one question (about one other person, where it is asked per person).

    Of the contents, those that the question's kind calls for are filled:
    points → `points`; goals → `goals`; scale → `number` and `text` (the
    reason); choice → `choice` and `text` (the remark); text → `text`.
    """

    question: str
    about: str | None = None
    """The id of the person it speaks about."""
    points: tuple[str, ...] = ()
    goals: tuple[Goal, ...] = ()
    number: int | None = None
    choice: str | None = None
    text: str = ""
    for_coach: bool = False

    @property
    def lines(self) -> tuple[str, ...]:
        """All that was written, verbatim, one thing a line; a choice by its value."""
        goals = (
            " · ".join(part for part in (g.title, g.milestone, g.by, g.who) if part)
            for g in self.goals
        )
        number = () if self.number is None else (str(self.number),)
        rest = (text for text in (self.choice, self.text) if text)
        return (*self.points, *goals, *number, *rest)

    @property
    def empty(self) -> bool:
        """Whether nothing was answered; a mark "for the coach" alone is no answer."""
        return not (
            self.points
            or self.goals
            or self.number is not None
            or self.choice is not None
            or self.text
        )


@dataclass(frozen=True, kw_only=True)
class Reply:
    """All that one person answered in one round."""

    person: str
    answers: tuple[Answer, ...]
    sent_at: datetime
    late: bool = False


def field_name(question: Question, about: Person | None = None) -> str:
    """The form field's base name: the key, and the id of the person whom it is about."""
    return question.key if about is None else f"{question.key}.{about.id}"


def fields_of(
    questions: Sequence[Question], about: Sequence[Person]
) -> Iterator[tuple[Question, Person | None, str]]:
    """Each question, once for each person where it is asked per person, and its field's name."""
    for question in questions:
        for person in about if question.per_person else (None,):
            yield question, person, field_name(question, person)


def filled(question: Question, base: str, fields: Mapping[str, Sequence[str]]) -> bool:
    """Whether anything is answered in a question's fields, as the form's progress counts it."""
    names = [f"{base}.title" if question.kind is Kind.GOALS else base]
    if question.kind in {Kind.SCALE, Kind.CHOICE}:
        names.append(f"{base}.text")
    return any(value for name in names for value in fields.get(name, ()))


def read_form(
    questions: Sequence[Question], about: Sequence[Person], fields: Mapping[str, list[str]]
) -> tuple[Answer, ...]:
    """The answers that a form holds, without the empty ones, in the order of the questions.

    `about` are the other participants, for what is asked per person. Serves
    drafts and sent forms alike: whatever can be kept is kept in the words in
    which it was typed. Raises InvalidInput, every field at once, where it
    cannot: a number that is none, an unknown choice, a field over the limit.
    """
    problems: list[Problem] = []
    found = []
    for question, person, base in fields_of(questions, about):
        try:
            answer = _read_answer(question, base, fields)
        except InvalidInput as invalid:
            problems += invalid.problems
        else:
            found.append(replace(answer, about=person.id if person else None))
    if problems:
        raise InvalidInput(*problems)
    return tuple(answer for answer in found if not answer.empty)


def unasked(
    questions: Sequence[Question], about: Sequence[Person], fields: Mapping[str, list[str]]
) -> dict[str, list[str]]:
    """What was typed for questions, or about people, that are not there any more."""
    known = {base for _question, _person, base in fields_of(questions, about)}
    return {
        name: words
        for name, values in fields.items()
        if not {name, name.rpartition(".")[0]} & {*known, *_NO_ANSWERS}
        and (words := [value for value in values if value.strip()])
        and not name.endswith(".for_coach")
    }


def write_form(
    questions: Sequence[Question], about: Sequence[Person], answers: Iterable[Answer]
) -> dict[str, list[str]]:
    """The fields that fill the form again: the inverse of `read_form`."""
    given = {(answer.question, answer.about): answer for answer in answers}
    fields: dict[str, list[str]] = {}
    for question, person, base in fields_of(questions, about):
        answer = given.get((question.key, person.id if person else None))
        if answer is not None:
            fields |= _write_answer(question, base, answer)
    return fields


def shared_only(replies: Iterable[Reply]) -> tuple[Reply, ...]:
    """The replies without what is for the coach only."""
    return tuple(
        replace(reply, answers=tuple(a for a in reply.answers if not a.for_coach))
        for reply in replies
    )


def join_answers(
    befores: Sequence[Iterable[Answer]], mine: Iterable[Answer], theirs: Iterable[Answer]
) -> tuple[Answer, ...]:
    """One person's answers from two devices that both began from the first of `befores`.

    The others of them were sent from here already; they are no other device's.
    An answer that was touched on one device only is taken from there. Where both
    touched it, the points, goals and texts of both stand, mine first; a number or a
    choice is mine; and what one of them keeps for the coach stays with the coach.
    """
    here, there, *sent = (
        {(a.question, a.about): a for a in answers} for answers in (mine, theirs, *befores)
    )
    joined = []
    for key in dict.fromkeys((*here, *there)):
        nothing = Answer(question=key[0], about=key[1])
        one, other, *old = (answers.get(key, nothing) for answers in (here, there, *sent))
        if one == other or one in old[:1]:
            joined.append(other)
        elif other in old:
            joined.append(one)
        else:
            joined.append(_both(one, other))
    return tuple(answer for answer in joined if not answer.empty)


def _both(one: Answer, other: Answer) -> Answer:
    texts = dict.fromkeys((*one.text.splitlines(), *other.text.splitlines()))
    return replace(
        one,
        points=tuple(dict.fromkeys((*one.points, *other.points))),
        goals=tuple(dict.fromkeys((*one.goals, *other.goals))),
        number=other.number if one.number is None else one.number,
        choice=one.choice or other.choice,
        text=one.text if one.text == other.text else "\n".join(texts),
        for_coach=one.for_coach or other.for_coach,
    )


def _read_answer(question: Question, base: str, fields: Mapping[str, list[str]]) -> Answer:
    readers: dict[Kind, Callable[[Question, str, Mapping[str, list[str]]], Answer]] = {
        Kind.POINTS: _read_points,
        Kind.GOALS: _read_goals,
        Kind.SCALE: _read_scale,
        Kind.CHOICE: _read_choice,
        Kind.TEXT: _read_text,
    }
    answer = readers[question.kind](question, base, fields)
    return replace(answer, for_coach="on" in fields.get(f"{base}.for_coach", ()))


def _read_points(question: Question, base: str, fields: Mapping[str, list[str]]) -> Answer:
    lines = _typed(fields, base).splitlines()
    points = (_BULLETS.sub("", line.strip()).strip() for line in lines)
    return Answer(question=question.key, points=tuple(point for point in points if point))


def _read_goals(question: Question, base: str, fields: Mapping[str, list[str]]) -> Answer:
    columns = [fields.get(f"{base}.{part}", []) for part in _GOAL_FIELDS]
    for part, column in zip(_GOAL_FIELDS, columns, strict=True):
        _check_length(f"{base}.{part}", max((len(_clean(v)) for v in column), default=0))
    rows = zip_longest(*columns, fillvalue="")
    goals = (Goal(**dict(zip(_GOAL_FIELDS, map(_one_line, row), strict=True))) for row in rows)
    return Answer(
        question=question.key, goals=tuple(goal for goal in goals if goal != Goal(title=""))
    )


def _read_scale(question: Question, base: str, fields: Mapping[str, list[str]]) -> Answer:
    typed = _last(fields, base)
    known = {str(number): number for number in range(SCALE_MAXIMUM + 1)}
    if typed and typed not in known:
        advice = say("choose a whole number from 0 to %(most)s", most=SCALE_MAXIMUM)
        raise InvalidInput(Problem(field=base, advice=advice))
    reason = _typed(fields, f"{base}.text")
    return Answer(question=question.key, number=known.get(typed), text=reason)


def _read_choice(question: Question, base: str, fields: Mapping[str, list[str]]) -> Answer:
    typed = _last(fields, base)
    if typed and typed not in dict(question.options):
        raise InvalidInput(Problem(field=base, advice=say("choose one of the options shown")))
    return Answer(question=question.key, choice=typed or None, text=_typed(fields, f"{base}.text"))


def _read_text(question: Question, base: str, fields: Mapping[str, list[str]]) -> Answer:
    return Answer(question=question.key, text=_typed(fields, base))


def _write_answer(question: Question, base: str, answer: Answer) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    match question.kind:
        case Kind.POINTS:
            fields[base] = ["\n".join(answer.points)]
        case Kind.GOALS:
            for part in _GOAL_FIELDS:
                fields[f"{base}.{part}"] = [getattr(goal, part) for goal in answer.goals]
        case Kind.SCALE:
            fields[base] = [] if answer.number is None else [str(answer.number)]
            fields[f"{base}.text"] = [answer.text]
        case Kind.CHOICE:
            fields[base] = [] if answer.choice is None else [answer.choice]
            fields[f"{base}.text"] = [answer.text]
        case Kind.TEXT:
            fields[base] = [answer.text]
    if answer.for_coach:
        fields[f"{base}.for_coach"] = ["on"]
    return fields


def _typed(fields: Mapping[str, list[str]], name: str) -> str:
    """All that stands in a field of several lines, with plain line ends."""
    text = "\n".join(_clean(value) for value in fields.get(name, ())).strip()
    _check_length(name, len(text))
    return text


def _last(fields: Mapping[str, list[str]], name: str) -> str:
    values = [value.strip() for value in fields.get(name, ()) if value.strip()]
    return values[-1] if values else ""


def _one_line(value: str) -> str:
    return " ".join(line.strip() for line in _clean(value).splitlines()).strip()


def _clean(value: str) -> str:
    """Without NUL, which databases refuse, and with one kind of line end."""
    return value.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def _check_length(name: str, length: int) -> None:
    if length > FIELD_LIMIT:
        advice = say(
            "shorten this to at most %(limit)s characters; it has %(length)s",
            limit=f"{FIELD_LIMIT:,}",
            length=f"{length:,}",
        )
        raise InvalidInput(Problem(field=name, advice=advice))
