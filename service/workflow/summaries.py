"""What a round's replies come to, for the participants and for the coach."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from service.agreement import Clause
from service.alliance import Alliance, Occasion, Round, in_force, missing
from service.answers import Reply, shared_only
from service.emails import Withheld
from service.merge import AgendaItem, Merge, MergedGoal, Scale, agenda, merge, suggest_clauses
from service.participants import Person
from service.questions import (
    Kind,
    Question,
    load_last_set,
    load_moment_set,
    load_review_set,
    load_sets,
)
from service.reviews import TRUST
from service.storage import Transaction


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A round, merged for one kind of reader. Names and headings stand beside the ids."""

    merge: Merge
    names: Mapping[str, str]
    headings: Mapping[str, str]
    agenda: tuple[AgendaItem, ...]
    unanswered: tuple[str, ...]
    trust_then: tuple[int, ...]
    withheld: tuple[Withheld, ...]
    """For the coach alone; empty in what participants read."""
    kept: frozenset[tuple[str, str, str]]
    """(author, question, person whom it is about) of each answer that is for the coach alone."""


def summary(  # noqa: PLR0913 - a round, and who reads it
    tx: Transaction,
    alliance: Alliance,
    number: int,
    *,
    for_coach: bool,
    own: str = "",
    since: datetime | None = None,
) -> Summary:
    """The merged replies of a round; what is for the coach only is in the coach's alone.

    With `own`, a person's id, what that person kept for the coach is there too. Of
    rounds that were released before `since` nothing is told.
    """
    asked = alliance.round(number)
    replies = _replies(tx, alliance, number, for_coach=for_coach, own=own)
    merged = _merged(tx, alliance, asked.questions, replies)
    minutes = (
        alliance.conversation.minutes
        if asked.occasion == Occasion.FIRST
        else alliance.review_minutes
    )
    return Summary(
        merge=merged,
        names={p.id: p.name for p in alliance.people},
        headings={q.key: q.heading for q in asked.questions},
        agenda=agenda(merged, minutes),
        unanswered=tuple(alliance.person(p).name for p in missing(alliance, asked)),
        trust_then=_trust_before(tx, alliance, asked, for_coach=for_coach, since=since),
        withheld=_withheld(alliance, asked, replies) if for_coach or own else (),
        kept=_kept(merged, replies),
    )


def suggested_clauses(tx: Transaction, alliance: Alliance) -> tuple[Clause, ...]:
    """The first wording of each clause, from what the first round's replies share."""
    questions = alliance.first_round.questions
    replies = _replies(tx, alliance, 0, for_coach=False)
    merged = _merged(tx, alliance, questions, replies)
    return suggest_clauses(questions, merged, {p.id: p.name for p in alliance.people})


def clauses_to_review(alliance: Alliance) -> tuple[Clause, ...]:
    """What a review starts from: the agreement in force, else the latest wording there is."""
    version = in_force(alliance) or (alliance.versions[-1] if alliance.versions else None)
    if version:
        return version.clauses
    return tuple(w.clause for w in alliance.clauses if w.clause.text)


def _replies(
    tx: Transaction, alliance: Alliance, number: int, *, for_coach: bool, own: str = ""
) -> tuple[Reply, ...]:
    replies = tx.replies(alliance.id, number)
    shared = {r.person: r for r in shared_only(replies)}
    # What was kept for an earlier coach stays theirs: its author did not know this one.
    since = alliance.coach.joined_at if for_coach and alliance.coach else None
    whole = {r.person: r for r in replies if r.person == own or (since and r.sent_at >= since)}
    return tuple((shared | whole)[r.person] for r in replies)


def _merged(
    tx: Transaction,
    alliance: Alliance,
    questions: tuple[Question, ...],
    replies: tuple[Reply, ...],
) -> Merge:
    """Merged once in a transaction: a release needs the same for wording, calendar and mails."""
    given = (questions, _authors(alliance), replies)
    if given not in tx.merges:
        tx.merges[given] = merge(*given)
    return tx.merges[given]


def _authors(alliance: Alliance) -> tuple[Person, ...]:
    """All who may have written, those who have left since included.

    Numbers that a group was promised to see without names stay so when one leaves.
    """
    return tuple(p for p in alliance.people if p.takes_part)


def _withheld(alliance: Alliance, asked: Round, replies: tuple[Reply, ...]) -> tuple[Withheld, ...]:
    headings = {q.key: q.heading or q.text for q in asked.questions}
    names = {p.id: p.name for p in alliance.people}
    return tuple(
        Withheld(
            author=names[reply.person],
            heading=headings[answer.question],
            about=names[answer.about] if answer.about else "",
            lines=answer.lines,
        )
        for reply in replies
        for answer in reply.answers
        if answer.for_coach
    )


def _kept(merged: Merge, replies: tuple[Reply, ...]) -> frozenset[tuple[str, str, str]]:
    kept = {
        (reply.person, answer.question, answer.about or "")
        for reply in replies
        for answer in reply.answers
        if answer.for_coach
    }
    # What somebody says of themselves stands beside what others say of them.
    own = {
        (c.person, c.theirs, c.person) for c in merged.comparisons if (c.person, c.mine, "") in kept
    }
    return frozenset(kept | own)


def _trust_before(
    tx: Transaction, alliance: Alliance, asked: Round, *, for_coach: bool, since: datetime | None
) -> tuple[int, ...]:
    """The trust that was said in the last round before this one in which anybody said any."""
    for earlier in sorted(alliance.rounds, key=lambda r: -r.number):
        if earlier.number >= asked.number:
            continue
        if since and (earlier.released_at is None or earlier.released_at < since):
            continue
        replies = _replies(tx, alliance, earlier.number, for_coach=for_coach)
        said = [a.number for r in replies for a in r.answers if a.question == TRUST]
        numbers = tuple(sorted(n for n in said if n is not None))
        if numbers:
            return numbers
    return ()


def review_at(alliance: Alliance, asked: Round) -> datetime:
    """When people talk about a round: the conversation, or the review that it prepares."""
    return asked.occurrence or alliance.conversation_at


def section_heads(
    alliance: Alliance, questions: tuple[Question, ...]
) -> dict[str, tuple[str, str]]:
    """(title, introduction) of every section that the questions stand in."""
    ours = (load_review_set(), load_moment_set(), load_last_set())
    sections = [section for found in ours for section in found.sections]
    # An alliance of before sections were kept has those of the set it began with.
    begun = load_sets().get(alliance.question_set)
    sections += alliance.sections or (begun.sections if begun else ())
    known = {key: (title, introduction) for key, title, introduction in sections}
    return {q.section: known.get(q.section, (q.section, "")) for q in questions}


def trust_over_time(
    tx: Transaction, alliance: Alliance, *, for_coach: bool
) -> tuple[tuple[Round, Scale], ...]:
    """The trust that was said in each released round, as this kind of reader may know it."""
    found = []
    for asked in alliance.rounds:
        if asked.released_at is None:
            continue
        questions = tuple(q for q in asked.questions if q.key == TRUST)
        replies = _replies(tx, alliance, asked.number, for_coach=for_coach)
        merged = _merged(tx, alliance, questions, replies)
        scale = next((q.scale for q in merged.questions if q.key == TRUST), None)
        if scale:
            found.append((asked, scale))
    return tuple(found)


def trust_until(
    tx: Transaction, alliance: Alliance, asked: Round, *, for_coach: bool
) -> tuple[tuple[Round, Scale], ...]:
    """The trust over time up to this round."""
    said = trust_over_time(tx, alliance, for_coach=for_coach)
    return tuple((earlier, scale) for earlier, scale in said if earlier.number <= asked.number)


def goals_together(tx: Transaction, alliance: Alliance) -> tuple[MergedGoal, ...]:
    """The goals that people shared in the first round, once it has been released."""
    asked = alliance.first_round
    if asked.released_at is None:
        return ()
    questions = tuple(q for q in asked.questions if q.kind is Kind.GOALS)
    replies = _replies(tx, alliance, asked.number, for_coach=False)
    merged = _merged(tx, alliance, questions, replies)
    return tuple(goal for question in merged.questions for goal in question.goals)
