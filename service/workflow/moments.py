"""Something happened: said by a participant; its extra review moved by the organiser."""

from datetime import datetime

from service import alliance as core
from service.alliance import Alliance, Happening
from service.errors import InvalidInput, Problem
from service.languages import say
from service.workflow.work import Visit, Work, conclude

COACH = "coach"


def say_moment(work: Work, visit: Visit, *, happening: str, words: str, to: str) -> Alliance:
    """All are told at once, or the coach alone; raises InvalidInput, Conflict, Closed."""
    if happening not in set(Happening):
        advice = say("choose what has happened")
        raise InvalidInput(Problem(field="happening", advice=advice))
    to_coach = to == COACH
    outcome = core.moment_said(
        visit.alliance,
        happening=Happening(happening),
        by=visit.me.id,
        words=words,
        to_coach=to_coach,
        now=work.now,
    )
    # What was confided stands in no journal: the organiser reads that.
    if not to_coach:
        work.tx.note(visit.alliance.id, work.now, visit.me.id, say("said that something happened"))
    return conclude(work, visit.alliance, outcome)


def share_moment(work: Work, visit: Visit, moment_id: str, *, words: str) -> Alliance:
    """What the coach alone had heard is told to all, in these words."""
    outcome = core.moment_shared(
        visit.alliance, moment_id, by=visit.me.id, words=words, now=work.now
    )
    work.tx.note(visit.alliance.id, work.now, visit.me.id, say("said that something happened"))
    return conclude(work, visit.alliance, outcome)


def settle_moment(work: Work, visit: Visit, moment_id: str) -> Alliance:
    """What the coach alone had heard no longer matters."""
    outcome = core.moment_settled(visit.alliance, moment_id, by=visit.me.id, now=work.now)
    return conclude(work, visit.alliance, outcome)


def move_extra_review(
    work: Work, visit: Visit, uid: str, *, starts: datetime, minutes: int
) -> Alliance:
    """The extra review is at another naive wall time; all calendars follow."""
    outcome = core.extra_review_moved(
        visit.alliance, uid, starts=starts, minutes=minutes, now=work.now
    )
    work.tx.note(visit.alliance.id, work.now, visit.me.id, say("moved an extra review"))
    return conclude(work, visit.alliance, outcome)


def call_off_extra_review(work: Work, visit: Visit, uid: str) -> Alliance:
    """The extra review does not take place; all calendars follow."""
    outcome = core.extra_review_called_off(visit.alliance, uid, work.now)
    work.tx.note(visit.alliance.id, work.now, visit.me.id, say("called off an extra review"))
    return conclude(work, visit.alliance, outcome)
