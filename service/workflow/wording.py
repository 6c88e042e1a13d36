"""From wishes to mails in the outbox: who is told what, in which message."""

from collections.abc import Callable, Iterable
from datetime import datetime

from service import emails
from service.alliance import (
    Alliance,
    Wish,
    in_force,
    missing,
    next_review,
    repliers,
    sensible_times,
)
from service.answers import Reply
from service.clock import instant
from service.emails import Message
from service.itip import Event
from service.outbox import QueuedMail
from service.participants import Person, Role
from service.rhythm import schedule
from service.workflow.paths import public_path
from service.workflow.posting import Post, queued
from service.workflow.summaries import clauses_to_review, review_at


def mails(post: Post, alliance: Alliance, wishes: Iterable[Wish]) -> list[QueuedMail]:
    """One mail for each wish whose person may still be written to."""
    return [
        queued(
            _BUILDERS[wish.kind](post, alliance, person, wish),
            key=f"{alliance.id}:{wish.kind}:{wish.about}:{person.id}",
            alliance=alliance.id,
            person=person.id,
            order_key=f"{wish.calendar.event.uid}:{person.id}" if wish.calendar else "",
            now=post.now,
        )
        for wish in wishes
        if (person := alliance.person(wish.to)).mailable
        # Who has left is still told that the event is not theirs any more.
        and (person.present or wish.calendar)
    ]


def _alliance_started(post: Post, alliance: Alliance, person: Person, _: Wish) -> Message:
    return emails.AllianceStarted(
        **post.common(alliance, person),
        organiser_url=post.link(alliance, person, Role.ORGANISER),
        participants=tuple(p.name for p in alliance.participants),
        coach=alliance.coach.name if alliance.coach else "",
        replies_due=alliance.first_round.replies_due,
        conversation_at=alliance.conversation_at,
    )


def _form_invitation(post: Post, alliance: Alliance, person: Person, _: Wish) -> Message:
    asked, talk = alliance.first_round, alliance.conversation
    return emails.FormInvitation(
        **post.common(alliance, person),
        form_url=post.link(alliance, person, Role.PARTICIPANT, "form", "0"),
        others=_others(alliance, person),
        coach=_coach(alliance),
        questions=len(asked.questions),
        replies_due=asked.replies_due,
        conversation_at=alliance.conversation_at,
        conversation_minutes=talk.minutes,
        conversation_place=talk.place,
    )


def _calendar_message(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    wanted = wish.calendar
    if wanted is None:
        raise ValueError("a calendar message is about an event")
    event, one = wanted.event, wanted.recurrence
    return emails.CalendarMessage(
        **post.common(alliance, person, event.uid),
        method=wanted.method,
        ics=post.ics(alliance, person, wanted),
        purpose=event.purpose,
        change=wanted.change,
        event=event,
        public_url=post.settings.public_url + public_path(alliance.id),
        occurrence=instant(one.original, event.time_zone) if one else None,
        occurrence_at=(
            instant(one.starts, event.time_zone) if one and wanted.method == "REQUEST" else None
        ),
    )


def _reminder(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    asked = alliance.round(wish.round)
    mine = next(p for p in asked.progress if p.person == person.id)
    return emails.Reminder(
        **post.common(alliance, person),
        form_url=post.link(alliance, person, Role.PARTICIPANT, "form", str(asked.number)),
        occasion=asked.occasion,
        replied=_names(alliance, repliers(asked)),
        replies_due=asked.replies_due,
        conversation_at=review_at(alliance, asked),
        draft_saved=mine.drafted_at is not None,
    )


def _reply_received(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    asked = alliance.round(wish.round)
    return emails.ReplyReceived(
        **post.common(alliance, person),
        form_url=post.link(alliance, person, Role.PARTICIPANT, "form", str(asked.number)),
        occasion=asked.occasion,
        waiting_for=_names(alliance, missing(alliance, asked)),
        replies_due=asked.replies_due,
        conversation_at=review_at(alliance, asked),
    )


def _question_added(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    asked = alliance.first_round
    question = next(q for q in asked.questions if q.key == wish.about)
    return emails.QuestionAdded(
        **post.common(alliance, person),
        form_url=post.link(alliance, person, Role.PARTICIPANT, "form", "0"),
        author=alliance.person(wish.by or "").name,
        question=question.text,
        replies_due=asked.replies_due,
    )


def _draft_ready(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    talk = alliance.conversation
    seen = post.summary(alliance, wish.round, for_coach=False)
    return emails.DraftReady(
        **post.common(alliance, person),
        page_url=post.link(alliance, person, Role.PARTICIPANT, "round", str(wish.round)),
        merge=seen.merge,
        names=dict(seen.names),
        headings=dict(seen.headings),
        unanswered=seen.unanswered,
        conversation_at=alliance.conversation_at,
        conversation_minutes=talk.minutes,
        conversation_place=talk.place,
    )


def _coach_summary(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    asked = alliance.round(wish.round)
    seen = post.summary(alliance, wish.round, for_coach=True)
    return emails.CoachSummary(
        **post.common(alliance, person),
        page_url=post.link(alliance, person, Role.COACH, "round", str(wish.round)),
        occasion=asked.occasion,
        merge=seen.merge,
        names=dict(seen.names),
        headings=dict(seen.headings),
        unanswered=seen.unanswered,
        conversation_at=review_at(alliance, asked),
        trust_then=seen.trust_then,
        withheld=seen.withheld,
        late="late" in wish.about,
    )


def _agreement_proposed(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    version = alliance.versions[int(wish.about) - 1]
    before = (
        {c.key: c for c in alliance.versions[version.number - 2].clauses}
        if (version.number > 1)
        else {}
    )
    return emails.AgreementProposed(
        **post.common(alliance, person),
        page_url=post.link(alliance, person, Role.PARTICIPANT, "agreement"),
        by=alliance.person(wish.by or "").name,
        version=version,
        changes=tuple(
            emails.ClauseChange(
                heading=c.heading,
                before=before[c.key].text if c.key in before else "",
                after=c.text,
            )
            for c in version.clauses
            if c.key not in before or before[c.key].hash != c.hash
        ),
    )


def _agreement_signed(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    version = alliance.versions[int(wish.about) - 1]
    return emails.AgreementSigned(
        **post.common(alliance, person),
        page_url=post.home(alliance, person, "agreement"),
        version=version,
        signers=_names(alliance, version.signers),
        pdf=post.pdf(alliance, version, person),
    )


def _clause_objected(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    said = next(
        s for s in alliance.sign_offs if s.person == wish.by and s.clause_hash == wish.clause
    )
    clause = next(c for c in alliance.versions[-1].clauses if c.hash == wish.clause)
    return emails.ClauseObjected(
        **post.common(alliance, person),
        page_url=post.link(alliance, person, Role.PARTICIPANT, "agreement"),
        by=alliance.person(said.person).name,
        heading=clause.heading,
        reason=said.reason,
        wording=said.wording,
    )


def _review_form(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    asked = alliance.round(wish.round)
    return emails.ReviewForm(
        **post.common(alliance, person),
        form_url=post.link(alliance, person, Role.PARTICIPANT, "form", str(asked.number)),
        others=_others(alliance, person),
        coach=_coach(alliance),
        clauses=len(clauses_to_review(alliance)),
        replies_due=asked.replies_due,
        review_at=review_at(alliance, asked),
        review_minutes=alliance.review_minutes,
        in_force=in_force(alliance) is not None,
    )


def _review_summary(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    asked = alliance.round(wish.round)
    seen = post.summary(alliance, wish.round, for_coach=False)
    return emails.ReviewSummary(
        **post.common(alliance, person),
        page_url=post.link(alliance, person, Role.PARTICIPANT, "round", str(wish.round)),
        merge=seen.merge,
        names=dict(seen.names),
        headings=dict(seen.headings),
        unanswered=seen.unanswered,
        review_at=review_at(alliance, asked),
        next_review_at=next_review(alliance, max(post.now, review_at(alliance, asked))),
        trust_then=seen.trust_then,
        changed=_wants_change(post.tx.replies(alliance.id, wish.round)),
    )


def _alliance_closed(post: Post, alliance: Alliance, person: Person, _: Wish) -> Message:
    closure = alliance.closure
    if closure is None or alliance.due is None:
        raise ValueError("the last mail follows the close")
    version = in_force(alliance) or (alliance.versions[-1] if alliance.versions else None)
    return emails.AllianceClosed(
        **post.common(alliance, person),
        page_url=post.home(alliance, person),
        by=alliance.person(closure.by).name if closure.by else "",
        reason=closure.why,
        version=version,
        erased_at=alliance.due,
        pdf=post.pdf(alliance, version, person)
        if version and (person.takes_part or person.coaches)
        else b"",
    )


def _welcome(post: Post, alliance: Alliance, person: Person, _: Wish) -> Message:
    return emails.Welcome(
        **post.common(alliance, person),
        page_url=post.home(alliance, person),
        others=_others(alliance, person),
        coach=_coach(alliance),
        next_review_at=next_review(alliance, post.now),
    )


def _time_proposed(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    proposal = next(p for p in alliance.proposals if p.id == wish.about)
    event = alliance.event(proposal.event)
    return emails.TimeProposed(
        **post.common(alliance, person),
        person=alliance.person(proposal.person).name,
        purpose=event.purpose,
        current_at=proposal.occurrence or _next_start(event, post.now),
        proposed_at=proposal.starts,
        comment=proposal.comment,
        organiser_url=post.link(alliance, person, Role.ORGANISER),
    )


def _proposal_declined(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    proposal = next(p for p in alliance.proposals if wish.about.startswith(p.id))
    event = alliance.event(proposal.event)
    return emails.ProposalDeclined(
        **post.common(alliance, person, event.uid),
        purpose=event.purpose,
        current_at=proposal.occurrence or _next_start(event, post.now),
        proposed_at=proposal.starts,
        page_url=post.link(alliance, person, Role.PARTICIPANT),
        method="DECLINECOUNTER" if proposal.by_mail else "",
        ics=post.declined(alliance, person, proposal) if proposal.by_mail else "",
    )


def _guest_answered(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    guest = next(g for g in alliance.guests if g.id == wish.about)
    return emails.GuestAnswered(
        **post.common(alliance, person),
        person=alliance.person(guest.rsvp.person).name,
        email=guest.email,
        partstat=guest.rsvp.partstat,
        organiser_url=post.link(alliance, person, Role.ORGANISER),
    )


def _all_declined(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    event = alliance.event(wish.about.split("/", 1)[0])
    starts = _next_start(event, post.now)
    return emails.AllDeclined(
        **post.common(alliance, person),
        purpose=event.purpose,
        event_at=starts,
        suggestions=sensible_times(alliance, max(starts, post.now)),
        organiser_url=post.link(alliance, person, Role.ORGANISER),
    )


def _undelivered(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    lost = alliance.person(wish.by or "")
    return emails.Undelivered(
        **post.common(alliance, person),
        person=lost.name,
        email=lost.email,
        reason=lost.suspended_why,
        organiser_url=post.link(alliance, person, Role.ORGANISER),
    )


def _silenced(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    return emails.Silenced(
        **post.common(alliance, person),
        person=alliance.person(wish.by or "").name,
        organiser_url=post.link(alliance, person, Role.ORGANISER),
    )


_BUILDERS: dict[str, Callable[[Post, Alliance, Person, Wish], Message]] = {
    "alliance_started": _alliance_started,
    "form_invitation": _form_invitation,
    "calendar_message": _calendar_message,
    "reminder": _reminder,
    "reply_received": _reply_received,
    "question_added": _question_added,
    "draft_ready": _draft_ready,
    "coach_summary": _coach_summary,
    "agreement_proposed": _agreement_proposed,
    "agreement_signed": _agreement_signed,
    "clause_objected": _clause_objected,
    "review_form": _review_form,
    "review_summary": _review_summary,
    "alliance_closed": _alliance_closed,
    "welcome": _welcome,
    "time_proposed": _time_proposed,
    "proposal_declined": _proposal_declined,
    "guest_answered": _guest_answered,
    "all_declined": _all_declined,
    "undelivered": _undelivered,
    "silenced": _silenced,
}


def _next_start(event: Event, now: datetime) -> datetime:
    """When the event takes place next, or did first where nothing lies ahead."""
    ahead = schedule(event, after=now, limit=1)
    return ahead[0].starts if ahead else instant(event.starts, event.time_zone)


def _coach(alliance: Alliance) -> str:
    return alliance.coach.name if alliance.coach else ""


def _others(alliance: Alliance, person: Person) -> tuple[str, ...]:
    return tuple(p.name for p in alliance.participants if p.id != person.id)


def _names(alliance: Alliance, ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(alliance.person(i).name for i in ids)


def _wants_change(replies: Iterable[Reply]) -> bool:
    return any(a.choice in {"change", "retire"} for reply in replies for a in reply.answers)
