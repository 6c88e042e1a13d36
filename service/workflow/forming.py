"""The form: drafts, replies, added questions."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service import alliance as core
from service.alliance import Alliance, Occasion
from service.answers import (
    Answer,
    Reply,
    fields_of,
    filled,
    join_answers,
    read_form,
    unasked,
    write_form,
)
from service.errors import InvalidInput, NotFound, Problem
from service.languages import say
from service.participants import Person
from service.questions import Question, extra_question
from service.reviews import KEEP, TRUST, keepable
from service.workflow.summaries import section_heads
from service.workflow.work import Visit, Work, conclude

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class FormRow:
    """One field of a form, or the few that answer one question."""

    question: Question
    about: Person | None
    name: str
    wrong: str
    """The advice; empty where nothing is wrong."""
    filled: bool


@dataclass(frozen=True, kw_only=True)
class FormPart:
    """A section of a form."""

    title: str
    introduction: str
    rows: tuple[FormRow, ...]

    @property
    def done(self) -> int:
        """How many of its rows are answered."""
        return sum(row.filled for row in self.rows)


def answers_so_far(work: Work, visit: Visit, number: int) -> tuple[Answer, ...]:
    """What the person's form holds: their draft, else what they have sent."""
    draft = work.tx.draft(visit.alliance.id, number, visit.me.id)
    if draft is not None:
        return draft
    reply = work.tx.reply(visit.alliance.id, number, visit.me.id)
    return reply.answers if reply else ()


def own_trust_before(work: Work, visit: Visit, number: int) -> int | None:
    """The trust that the person said last, before this round."""
    for asked in reversed([r for r in visit.alliance.rounds if r.number < number]):
        reply = work.tx.reply(visit.alliance.id, asked.number, visit.me.id)
        if reply:
            said = (a.number for a in reply.answers if a.question == TRUST)
            known = next((n for n in said if n is not None), None)
            if known is not None:
                return known
    return None


def open_form(work: Work, visit: Visit, number: int) -> None:
    """A person, not a mail scanner, has begun to use their form."""
    conclude(
        work, visit.alliance, core.opened(_asked(visit, number), number, visit.me.id, work.now)
    )


def left_over(visit: Visit, number: int, fields: Fields) -> dict[str, list[str]]:
    """What was typed for questions or about people that are gone since the form was opened."""
    asked = _asked(visit, number).round(number)
    return unasked(asked.questions, visit.others, {k: list(v) for k, v in fields.items()})


def form_fields(visit: Visit, number: int, answers: tuple[Answer, ...]) -> dict[str, list[str]]:
    """The fields of the person's form with these answers in them."""
    asked = _asked(visit, number).round(number)
    return write_form(asked.questions, visit.others, answers)


def form_parts(
    alliance: Alliance,
    others: Sequence[Person],
    questions: tuple[Question, ...],
    fields: Fields,
    problems: Mapping[str, str],
) -> tuple[FormPart, ...]:
    """The form as it is laid out, with what `problems` says of each field."""
    heads = section_heads(alliance, questions)
    rows: dict[str, list[FormRow]] = {}
    for question, about, name in fields_of(questions, others):
        wrong = next((a for f, a in problems.items() if f == name or f.startswith(name + ".")), "")
        row = FormRow(
            question=question,
            about=about,
            name=name,
            wrong=wrong,
            filled=filled(question, name, fields),
        )
        rows.setdefault(question.section, []).append(row)
    return tuple(
        FormPart(title=heads[key][0], introduction=heads[key][1], rows=tuple(found))
        for key, found in rows.items()
    )


def as_typed(
    work: Work, visit: Visit, number: int, fields: Fields
) -> tuple[tuple[Answer, ...], bool]:
    """What the form should hold now, and whether that is more than was typed here.

    The field `base` holds, as JSON, what the form held when its owner began to type, and
    what was sent from here since then without an answer. What another device saved
    meanwhile is brought in, so that neither loses a word.
    """
    typed = _read(visit, number, fields)
    if "base" not in fields:
        return typed, False
    kept = answers_so_far(work, visit, number)
    answers = join_answers(_began_from(visit, number, fields), typed, kept)
    return answers, not _same(answers, typed)


def save_draft(
    work: Work, visit: Visit, number: int, fields: Fields
) -> tuple[tuple[Answer, ...], bool]:
    """What was typed is kept for this person alone; answers as `as_typed` does."""
    answers, brought_in = as_typed(work, visit, number, fields)
    if not _same(answers, answers_so_far(work, visit, number)):
        outcome = core.drafted(_asked(visit, number), number, visit.me.id, work.now)
        work.tx.save_draft(visit.alliance.id, number, visit.me.id, answers, work.now)
        conclude(work, visit.alliance, outcome)
    return answers, brought_in


def add_to_draft(work: Work, visit: Visit, number: int, answers: tuple[Answer, ...]) -> None:
    """The answers stand in the form beside what it holds already; no word of either is lost."""
    before = answers_so_far(work, visit, number)
    after = join_answers([()], answers, before)
    if not _same(after, before):
        outcome = core.drafted(_asked(visit, number), number, visit.me.id, work.now)
        work.tx.save_draft(visit.alliance.id, number, visit.me.id, after, work.now)
        conclude(work, visit.alliance, outcome)


def receive_reply(work: Work, visit: Visit, number: int, fields: Fields) -> Alliance:
    """The reply is kept, counts, and may release the round.

    Raises InvalidInput where nothing is filled in, so that a program that presses
    every button answers for nobody; and where words would be lost, since what they
    answer is not asked any more.
    """
    return send(work, visit, number, require_whole(visit, number, fields))


def require_whole(visit: Visit, number: int, fields: Fields) -> tuple[Answer, ...]:
    """The answers as they can be sent. Raises InvalidInput as `receive_reply` does."""
    answers = _read(visit, number, fields)
    if left_over(visit, number, fields):
        advice = say("something that you answered is not asked any more: see your words below")
        raise InvalidInput(Problem(field="left", advice=advice))
    if not answers:
        raise InvalidInput(
            Problem(field="", advice=say("nothing is filled in yet: answer at least one question"))
        )
    return answers


def send(work: Work, visit: Visit, number: int, answers: tuple[Answer, ...]) -> Alliance:
    """These answers are the person's reply to the round."""
    outcome = core.replied(_asked(visit, number), number, visit.me.id, work.now)
    late = core.progress_of(outcome.alliance.round(number), visit.me.id).late
    work.tx.save_draft(visit.alliance.id, number, visit.me.id, answers, work.now)
    work.tx.save_reply(
        visit.alliance.id,
        number,
        Reply(person=visit.me.id, answers=answers, sent_at=work.now, late=late),
    )
    work.tx.note(visit.alliance.id, work.now, visit.me.id, say("replied"), str(number))
    return conclude(work, visit.alliance, outcome)


def send_draft(work: Work, visit: Visit, number: int, fields: Fields) -> bool:
    """The draft is sent as it was shown; False, and nothing sent, where it changed since."""
    core.require_open(_asked(visit, number), number, visit.me.id)
    answers = answers_so_far(work, visit, number)
    if not answers or not _same(answers, _began_from(visit, number, fields)[0]):
        return False
    send(work, visit, number, answers)
    return True


def nothing_has_changed(work: Work, visit: Visit, number: int) -> Alliance:
    """In a review: the person keeps every clause as it stands."""
    asked = _asked(visit, number).round(number)
    keeps = tuple(Answer(question=key, choice=KEEP) for key in keepable(asked.questions))
    if not keeps:
        raise NotFound
    return send(work, visit, number, keeps)


def add_question(  # noqa: PLR0913 - the fields of one form
    work: Work, visit: Visit, number: int, *, text: str, section: str, kind: str
) -> Alliance:
    """Everybody in this round is asked this as well."""
    asked = _asked(visit, number).round(number)
    questions = asked.questions
    # What is said of clauses and goals is read as a whole; a review's own questions stand apart.
    chosen = section if asked.occasion == Occasion.FIRST else ""
    question = extra_question(
        section=chosen or questions[-1].section,
        text=text,
        kind=kind or "points",
        number=sum(q.key.startswith("extra_") for q in questions) + 1,
        added_by=visit.me.id,
    )
    outcome = core.question_added(visit.alliance, number, question)
    work.tx.note(visit.alliance.id, work.now, visit.me.id, say("added a question"))
    return conclude(work, visit.alliance, outcome)


def _asked(visit: Visit, number: int) -> Alliance:
    """The alliance; raises NotFound where the person is not asked in this round."""
    if number not in {r.number for r in visit.alliance.rounds}:
        raise NotFound
    core.progress_of(visit.alliance.round(number), visit.me.id)
    return visit.alliance


def _read(visit: Visit, number: int, fields: Fields) -> tuple[Answer, ...]:
    asked = _asked(visit, number).round(number)
    return read_form(asked.questions, visit.others, {k: list(v) for k, v in fields.items()})


def _began_from(visit: Visit, number: int, fields: Fields) -> list[tuple[Answer, ...]]:
    """The answers that each `base` holds; none where it cannot be read: nothing counts as old."""
    return [_held(visit, number, text) for text in fields.get("base", ())] or [()]


def _held(visit: Visit, number: int, text: str) -> tuple[Answer, ...]:
    try:
        held: Any = json.loads(text)
        return _read(visit, number, {k: [str(v) for v in vs] for k, vs in held.items()})
    except (ValueError, AttributeError, TypeError, RecursionError, InvalidInput):
        return ()


def _same(one: tuple[Answer, ...], other: tuple[Answer, ...]) -> bool:
    return set(one) == set(other)
