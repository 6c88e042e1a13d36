"""The coach over all alliances: the week in a mail, one page, and what they prefer."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from service import alliance as core
from service import emails
from service.alliance import Alliance, Occasion, Phase, Round
from service.digest import AHEAD, Facts, Line, LineKind, news
from service.errors import InvalidInput, NotFound, Problem
from service.itip import Purpose
from service.languages import say
from service.participants import Person, Role
from service.rhythm import schedule
from service.workflow.posting import queued
from service.workflow.preferring import preferring
from service.workflow.summaries import trust_over_time
from service.workflow.work import Visit, Work, conclude

DAYS = 7
_KINDS = {
    Purpose.CONVERSATION: LineKind.CONVERSATION,
    Purpose.REVIEWS: LineKind.REVIEW,
    Purpose.MOMENT: LineKind.EXTRA_REVIEW,
}


@dataclass(frozen=True, kw_only=True)
class Coached:
    """One alliance on the coach's page over all of them."""

    alliance: Alliance
    me: Person
    lines: tuple[Line, ...]
    next_at: datetime | None


def coached(work: Work, coach: Person) -> tuple[Coached, ...]:
    """All alliances that are coached at this address; those that are closed come last."""
    found = []
    for alliance_id, person in work.tx.people_with_address(coach.email):
        if person.coaches and person.present:
            alliance = work.tx.alliance(alliance_id)
            row = Coached(
                alliance=alliance,
                me=person,
                lines=news(facts(work, alliance, person), work.now),
                next_at=core.next_meeting(alliance, work.now),
            )
            found.append(row)
    return tuple(sorted(found, key=lambda row: row.alliance.phase == Phase.CLOSED))


def send_digest(work: Work, alliance: Alliance) -> None:
    """The coach's week is on its way, once for all their alliances; not where there is nothing."""
    coach = alliance.coach
    if coach is None:
        return
    day = work.now.date().isoformat()
    whose = hashlib.sha256(work.key + coach.email.casefold().encode()).hexdigest()[:32]
    key = f"weekly_digest:{whose}:{day}"
    if work.tx.is_queued(key):
        return
    entries = tuple(
        emails.DigestEntry(title=row.alliance.title, lines=row.lines)
        for row in sorted(coached(work, coach), key=attrgetter("alliance.title"))
        if row.lines
    )
    if not entries:
        return
    post = work.post
    message = emails.WeeklyDigest(
        **post.common(alliance, coach),
        page_url=post.link(alliance, coach, Role.COACH, "all"),
        entries=entries,
    )
    mail = queued(message, key=key, alliance=alliance.id, person=coach.id, now=work.now)
    work.tx.queue([mail])


def facts(work: Work, alliance: Alliance, coach: Person) -> Facts:
    """What the coach may know of how it goes: no answer, and nothing from before their time."""
    if alliance.closure:
        return Facts()
    asked = alliance.current_round
    is_open = asked.released_at is None
    latest = alliance.versions[-1] if alliance.versions else None
    unsigned = tuple(p.name for p in alliance.participants if core.unsigned(alliance, p.id))
    over = core.conversation_ends(alliance)
    return Facts(
        answers_due=asked.replies_due if is_open else None,
        missing=tuple(alliance.person(p).name for p in core.missing(alliance, asked)),
        unanswered_at=_unanswered(alliance, work.now),
        meetings=_meetings(alliance, work.now),
        closes_at=alliance.ending.closes_at if alliance.ending else None,
        talked_at=over if latest is None and over <= work.now and alliance.clauses else None,
        proposed_at=latest.proposed_at if latest else None,
        unsigned=unsigned,
        unreached=tuple(p.name for p in alliance.participants if not p.mailable),
        trust=tuple(
            (round_.released_at, scale.mean)
            for round_, scale in trust_over_time(work.tx, alliance, for_coach=True)
            if round_.released_at and core.may_read(coach, round_)
        ),
        proposals=tuple(
            (alliance.person(p.person).name, p.starts)
            for p in core.open_proposals(alliance, work.now)
        ),
    )


def prefer(  # noqa: PLR0913 - the fields of one form
    work: Work, visit: Visit, *, day: str, language: str, zone: str, summaries: bool
) -> None:
    """The coach's mails come so from now on, for every alliance coached at this address.

    `day` is 0 (Monday) to 6, or empty for no digest.
    """
    if day and (not day.isdecimal() or int(day) >= DAYS):
        raise InvalidInput(Problem(field="day", advice=say("choose one of the days")))
    # In one order always, so that two who lock several do not wait for each other.
    for alliance_id, person in sorted(
        (a, p.id) for a, p in work.tx.people_with_address(visit.me.email) if p.coaches and p.present
    ):
        alliance = work.tx.alliance(alliance_id, lock=True)
        changed = replace(
            preferring(alliance.person(person), language=language, zone=zone),
            digest_day=int(day) if day else None,
            summaries=summaries,
        )
        outcome = core.Outcome(alliance=core.with_person(alliance, changed))
        conclude(work, alliance, outcome)


def open_other(work: Work, visit: Visit, alliance_id: str) -> str:
    """A new link to the coach's page of another alliance; raises NotFound for one not theirs."""
    own = {
        a: p.id for a, p in work.tx.people_with_address(visit.me.email) if p.coaches and p.present
    }
    if alliance_id not in own:
        raise NotFound
    alliance = work.tx.alliance(alliance_id)
    return work.post.link(alliance, alliance.person(own[alliance_id]), Role.COACH)


def preferred(work: Work, coach: Person) -> Person:
    """A coach who is new here, with what they prefer in their other alliances."""
    known = next(
        (p for _, p in work.tx.people_with_address(coach.email) if p.coaches and p.present), None
    )
    if known is None:
        return coach
    return replace(
        coach,
        summaries=known.summaries,
        digest_day=known.digest_day,
        time_zone=known.time_zone,
        language=known.language,
    )


def _meetings(alliance: Alliance, now: datetime) -> tuple[tuple[LineKind, datetime], ...]:
    return tuple(
        (_KINDS[event.purpose], ahead.starts)
        for event in alliance.events
        for ahead in schedule(event, after=now, before=now + AHEAD)
    )


def _unanswered(alliance: Alliance, now: datetime) -> datetime | None:
    """When the latest review that is over took place, if nobody had answered its questions."""
    asked = alliance.current_round
    if asked.occasion != Occasion.REVIEW or not _is_over(asked, now) or core.repliers(asked):
        return None
    return asked.occurrence


def _is_over(asked: Round, now: datetime) -> bool:
    return asked.occurrence is not None and asked.occurrence <= now
