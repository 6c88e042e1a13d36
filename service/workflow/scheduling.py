"""When people meet, changed by the organiser; another time proposed by those who come."""

from datetime import datetime
from uuid import uuid4

from service import alliance as core
from service.alliance import Alliance, Proposal
from service.clock import instant, is_skipped
from service.errors import InvalidInput, NotFound, Problem, advice_in
from service.languages import say
from service.participants import Person, clean_email, clean_line
from service.rhythm import read_rhythm, schedule
from service.workflow.work import Visit, Work, conclude


def move_review(
    work: Work, visit: Visit, *, original: datetime, starts: datetime, minutes: int
) -> Alliance:
    """One review is at another naive wall time; all calendars follow."""
    outcome = core.review_moved(
        visit.alliance, original=original, starts=starts, minutes=minutes, now=work.now
    )
    return _noted(work, visit, outcome, say("moved a review"))


def skip_review(work: Work, visit: Visit, *, original: datetime) -> Alliance:
    """One review is left out; all calendars follow."""
    outcome = core.review_skipped(visit.alliance, original=original, now=work.now)
    return _noted(work, visit, outcome, say("left out a review"))


def change_rhythm(
    work: Work, visit: Visit, *, every: str, starts: datetime, minutes: int
) -> Alliance:
    """From `starts` on, reviews come in another rhythm."""
    try:
        rhythm = read_rhythm(every, starts.date())
    except ValueError as error:
        raise InvalidInput(Problem(field="every", advice=advice_in(error))) from error
    outcome = core.rhythm_changed(
        visit.alliance, rhythm=rhythm, starts=starts, minutes=minutes, now=work.now
    )
    return _noted(work, visit, outcome, say("changed the rhythm"))


def change_lead(work: Work, visit: Visit, *, days: str) -> Alliance:
    """Forms are mailed so many days before each review."""
    outcome = core.lead_changed(visit.alliance, int(days) if days.isdecimal() else 0)
    return _noted(work, visit, outcome, say("changed when forms are mailed"))


def pause(work: Work, visit: Visit, *, until: datetime | None) -> Alliance:
    """The reviews rest, until the naive wall time `until` where it is given."""
    moment = instant(until, visit.alliance.time_zone) if until else None
    outcome = core.paused(visit.alliance, until=moment, now=work.now)
    return _noted(work, visit, outcome, say("paused the reviews"))


def resume(work: Work, visit: Visit) -> Alliance:
    """The reviews go on."""
    return _noted(work, visit, core.resumed(visit.alliance, work.now), say("resumed the reviews"))


def add_person(
    work: Work, visit: Visit, *, name: str, email: str, description: str = ""
) -> Alliance:
    """One more takes part: they are asked, invited and shown to the others.

    Raises InvalidInput beside `new_email` and `new_name`.
    """
    alliance = visit.alliance
    limit = work.settings.max_participants
    if len(alliance.participants) >= limit:
        advice = say("at most %(limit)s people can take part: remove somebody first", limit=limit)
        raise InvalidInput(Problem(field="new_email", advice=advice))
    try:
        person = Person(
            id=uuid4().hex[:12],
            name=clean_line(name),
            email=clean_email(email),
            description=clean_line(description),
            takes_part=True,
            time_zone=alliance.time_zone,
            language=alliance.language,
            joined_at=work.now,
        )
    except ValueError as error:
        raise InvalidInput(Problem(field="new_email", advice=advice_in(error))) from error
    if not person.name:
        raise InvalidInput(Problem(field="new_name", advice=say("give a name")))
    if work.tx.silenced(person.email):
        advice = say("this address wants no mail from here: give another")
        raise InvalidInput(Problem(field="new_email", advice=advice))
    outcome = core.person_added(alliance, person)
    return _noted(work, visit, outcome, say("added a person"), person.id)


def remove_person(work: Work, visit: Visit, person_id: str) -> Alliance:
    """The person takes part no longer; their links are dead, what they wrote stays."""
    if person_id not in {p.id for p in visit.alliance.people}:
        raise NotFound
    outcome = core.person_removed(visit.alliance, person_id, work.now)
    work.tx.revoke_links(visit.alliance.id, person_id, None, work.now)
    return _noted(work, visit, outcome, say("removed a person"), person_id)


def propose_time(  # noqa: PLR0913 - the fields of one form
    work: Work,
    visit: Visit,
    *,
    uid: str,
    occurrence: datetime | None,
    starts: datetime,
    comment: str,
) -> Alliance:
    """The organiser reads of the naive wall time `starts`, in the proposer's own zone."""
    event = next((e for e in visit.alliance.events if e.uid == uid), None)
    if event is None or not visit.me.takes_part:
        raise NotFound
    if is_skipped(starts, visit.me.time_zone):
        raise InvalidInput(
            Problem(field="date", advice=say("the clocks skip this time: choose another"))
        )
    moment = instant(starts, visit.me.time_zone)
    if moment <= work.now:
        advice = say("this has passed: choose a time in the future")
        raise InvalidInput(Problem(field="date", advice=advice))
    ahead = schedule(event, after=work.now, limit=1)
    if event.rhythm and occurrence is None and ahead:
        occurrence = ahead[0].original
    proposal = Proposal(
        id=uuid4().hex,
        event=uid,
        person=visit.me.id,
        occurrence=occurrence,
        starts=moment,
        minutes=event.minutes,
        comment=comment.strip()[:2000],
        sequence=event.sequence,
        at=work.now,
    )
    outcome = core.time_proposed(visit.alliance, proposal)
    return _noted(work, visit, outcome, say("proposed another time"))


def answer_proposal(work: Work, visit: Visit, proposal_id: str, *, accept: bool) -> Alliance:
    """The proposed time is taken for all, or who proposed it is told that it is not."""
    decide = core.proposal_accepted if accept else core.proposal_declined
    outcome = decide(visit.alliance, proposal_id, work.now)
    return _noted(
        work, visit, outcome, say("accepted a time") if accept else say("declined a time")
    )


def settle_guest(work: Work, visit: Visit, guest_id: str, *, known: bool) -> Alliance:
    """The answer from the unknown address counts as the invited person's, or is dropped."""
    outcome = core.guest_settled(visit.alliance, guest_id, known=known)
    return _noted(work, visit, outcome, say("knew a guest") if known else say("dropped a guest"))


def _noted(
    work: Work, visit: Visit, outcome: core.Outcome, what: str, detail: str = ""
) -> Alliance:
    work.tx.note(visit.alliance.id, work.now, visit.me.id, what, detail)
    return conclude(work, visit.alliance, outcome)
