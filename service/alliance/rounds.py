"""Rounds of questions: asking, reminding, replying, releasing."""

from dataclasses import replace
from datetime import datetime, timedelta

from service.agreement import Clause, WorkingClause
from service.alliance.record import Alliance, Occasion, Phase, Progress, Round
from service.alliance.wishes import Outcome, Wish
from service.clock import days
from service.errors import Closed, Conflict, InvalidInput, NotFound, Problem
from service.languages import say
from service.participants import Person
from service.questions import Question

SHORT_NOTICE = timedelta(hours=20)
"""How long after the asking the first reminder may follow."""
MOST_QUESTIONS = 20
"""How many questions the participants may add to one round."""


def opened(alliance: Alliance, number: int, person: str, now: datetime) -> Outcome:
    """The person has begun to look at their form."""
    if alliance.phase == Phase.CLOSED:
        raise Closed
    before = progress_of(alliance.round(number), person)
    if before.opened_at:
        return Outcome(alliance=alliance)
    return Outcome(alliance=_with_progress(alliance, number, replace(before, opened_at=now)))


def drafted(alliance: Alliance, number: int, person: str, now: datetime) -> Outcome:
    """The person has a draft. Raises Closed or Conflict when it could no longer be sent."""
    require_open(alliance, number, person)
    before = progress_of(alliance.round(number), person)
    after = replace(before, opened_at=before.opened_at or now, drafted_at=now)
    return Outcome(alliance=_with_progress(alliance, number, after))


def replied(alliance: Alliance, number: int, person: str, now: datetime) -> Outcome:
    """The person's reply counts; a round that lacked no other is released by it."""
    require_open(alliance, number, person)
    asked = alliance.round(number)
    before = progress_of(asked, person)
    late = asked.released_at is not None
    after = replace(
        before,
        opened_at=before.opened_at or now,
        drafted_at=before.drafted_at or now,
        replied_at=now,
        late=late,
    )
    outcome = Outcome(alliance=_with_progress(alliance, number, after))
    if late:
        return outcome.then(_told_coach(outcome.alliance, number, f"{number}/late/{person}"))
    if may_release(outcome.alliance, outcome.alliance.round(number), now):
        return outcome.then(release(outcome.alliance, number, now))
    wish = Wish(kind="reply_received", to=person, about=f"{number}/{now.isoformat()}", round=number)
    return replace(outcome, wishes=(wish,))


def question_added(alliance: Alliance, number: int, question: Question) -> Outcome:
    """Everybody is asked one question more in this round; those who had replied are told.

    Only the first questions and those of a review take more.
    """
    if question.added_by is None:
        raise ValueError("a question for all has an author")
    require_open(alliance, number)
    asked = alliance.round(number)
    if asked.occasion not in {Occasion.FIRST, Occasion.REVIEW}:
        raise NotFound
    if asked.released_at:
        raise Conflict(
            say("The answers have been released. Bring the question to the conversation.")
        )
    if sum(q.added_by is not None for q in asked.questions) >= MOST_QUESTIONS:
        raise InvalidInput(
            Problem(field="text", advice=say("enough questions have been added: leave it at these"))
        )
    changed = replace(asked, questions=(*asked.questions, question))
    wishes = tuple(
        Wish(
            kind="question_added",
            to=p.person,
            about=f"{number}/{question.key}",
            round=number,
            by=question.added_by,
        )
        for p in asked.progress
        if p.replied_at and p.person != question.added_by
    )
    return Outcome(alliance=with_round(alliance, changed), wishes=wishes)


def may_release(alliance: Alliance, asked: Round, now: datetime) -> bool:
    """Whether a round can be shown: somebody replied, and all have or the date has come."""
    if asked.released_at:
        return False
    return bool(repliers(asked)) and (not missing(alliance, asked) or now >= asked.replies_due)


def release(alliance: Alliance, number: int, now: datetime) -> Outcome:
    """All see what all wrote; the coach gets the summary."""
    asked = alliance.round(number)
    if asked.released_at:
        raise Conflict(say("The answers have been released already."))
    after = with_round(alliance, replace(asked, released_at=now))
    if asked.occasion == Occasion.FIRST and alliance.phase == Phase.GATHERING:
        after = replace(after, phase=Phase.MEETING)
    if asked.occasion == Occasion.LAST:
        # The close follows at once, and tells all.
        return Outcome(alliance=after)
    kind = "draft_ready" if asked.occasion == Occasion.FIRST else "review_summary"
    readers = alliance.participants if repliers(asked) else ()
    wishes = tuple(Wish(kind=kind, to=p.id, about=str(number), round=number) for p in readers)
    outcome = Outcome(alliance=after, wishes=wishes)
    if asked.occasion == Occasion.MOMENT and not readers:
        return outcome
    return outcome.then(_told_coach(after, number, str(number)))


def shut(alliance: Alliance, asked: Round, now: datetime) -> Outcome:
    """What was answered before a meeting that will not be is shown; the rest is asked no more."""
    if repliers(asked):
        return release(alliance, asked.number, now)
    return Outcome(alliance=with_round(alliance, replace(asked, released_at=now)))


def unanswered_early(asked: Round) -> bool:
    """Whether it is a review's that was shut before its time, and nobody had answered."""
    early = asked.released_at is not None and asked.released_at < asked.replies_due
    return asked.occasion == Occasion.REVIEW and early and not repliers(asked)


def remind(alliance: Alliance, now: datetime) -> Outcome | None:
    """Those who have not replied are reminded once for all the waves that have come due."""
    outcome = Outcome(alliance=alliance)
    for asked in alliance.open_rounds:
        waves = sum(moment <= now for moment in reminder_times(asked))
        if waves <= asked.reminded or now >= asked.replies_due:
            continue
        wishes = tuple(
            Wish(kind="reminder", to=person, about=f"{asked.number}/{waves}", round=asked.number)
            for person in missing(alliance, asked)
        )
        after = with_round(outcome.alliance, replace(asked, reminded=waves))
        outcome = outcome.then(Outcome(alliance=after, wishes=wishes))
    return outcome


def reminder_times(asked: Round) -> tuple[datetime, ...]:
    """When the waves of reminders leave: half-way of a long time, three days and a day before.

    All at the hour at which replies are due: whoever set it did not choose the night.
    """
    span = asked.replies_due - asked.opened_at
    waves = [asked.replies_due - days(3), asked.replies_due - days(1)]
    if span > days(10):
        waves.insert(0, asked.replies_due - days((span / 2).days))
    return tuple(moment for moment in waves if moment - asked.opened_at >= SHORT_NOTICE)


def first_wording(alliance: Alliance, suggested: tuple[Clause, ...]) -> Alliance:
    """The suggestions become the working clauses, except where people have written since."""
    by_key = {w.clause.key: w for w in alliance.clauses}
    fresh = []
    for clause in suggested:
        before = by_key.pop(clause.key, None)
        kept = before is not None and before.edited_at is not None
        fresh.append(before if kept else WorkingClause(clause=clause))
    return replace(alliance, clauses=(*fresh, *(w for w in by_key.values() if w.edited_at)))


def progress_of(asked: Round, person: str) -> Progress:
    """How far the person is; raises NotFound where they are not asked."""
    found = next((p for p in asked.progress if p.person == person), None)
    if found is None:
        raise NotFound
    return found


def repliers(asked: Round) -> tuple[str, ...]:
    """The ids of those who have replied."""
    return tuple(p.person for p in asked.progress if p.replied_at)


def missing(alliance: Alliance, asked: Round) -> tuple[str, ...]:
    """The ids of the participants who were asked and have not replied."""
    waiting = {p.person for p in asked.progress if p.replied_at is None}
    return tuple(p.id for p in alliance.participants if p.id in waiting)


def require_open(alliance: Alliance, number: int, person: str = "") -> None:
    """Raises Closed or Conflict unless the round still takes replies (of that person).

    A first reply may come, late, until the conversation is over, and of who
    joined later at any time; one to a review until it is released. What has
    been shared stands: nobody rewrites it when they have read the others'.
    """
    if alliance.phase == Phase.CLOSED:
        raise Closed
    asked = alliance.round(number)
    sent = any(p.person == person and p.replied_at for p in asked.progress)
    if asked.released_at and sent:
        raise Conflict(say("Your answers have been shared: bring what is new to your talk."))
    if asked.occasion == Occasion.FIRST:
        if alliance.phase == Phase.RUNNING and not joined_later(alliance, person):
            raise Conflict(say("The conversation has taken place: bring this to the next review."))
    elif asked.released_at:
        raise Conflict(say("This review's answers have been released: bring this to the next one."))


def may_read(person: Person, asked: Round) -> bool:
    """Whether the person may read what was written: it was released while they belonged.

    Who wrote was told who would read it: nobody who came later.
    """
    return asked.released_at is not None and person.joined_at <= asked.released_at


def joined_later(alliance: Alliance, person: str) -> bool:
    """Whether the person came when the first answers had been released."""
    released = alliance.first_round.released_at
    found = next((p for p in alliance.participants if p.id == person), None)
    return bool(found and released and found.joined_at > released)


def with_round(alliance: Alliance, changed: Round) -> Alliance:
    """The alliance with this round as it is now."""
    rounds = tuple(changed if r.number == changed.number else r for r in alliance.rounds)
    return replace(alliance, rounds=rounds)


def _with_progress(alliance: Alliance, number: int, changed: Progress) -> Alliance:
    asked = alliance.round(number)
    progress = tuple(changed if p.person == changed.person else p for p in asked.progress)
    return with_round(alliance, replace(asked, progress=progress))


def _told_coach(alliance: Alliance, number: int, about: str) -> Outcome:
    coach = alliance.coach
    if coach is None or not coach.summaries or not may_read(coach, alliance.round(number)):
        return Outcome(alliance=alliance)
    wish = Wish(kind="coach_summary", to=coach.id, about=about, round=number)
    return Outcome(alliance=alliance, wishes=(wish,))
