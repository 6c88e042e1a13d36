"""What participants and coach both read and take with them: a round's outcome, calendars."""

import re
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.alliance import Occasion, Round, may_read, next_review, require_living
from service.errors import NotFound
from service.participants import Role
from service.rhythm import schedule
from service.web.desk import Desk, DeskHere, Posted, first, see_other
from service.workflow import Visit, Work, calendars, visit
from service.workflow.concluding import confirmed_in, draft_differs, due_next, outcome_of
from service.workflow.summaries import Summary, review_at, summary, trust_until

ROLES = {"p": Role.PARTICIPANT, "c": Role.COACH}

router = APIRouter(prefix="/{role}/{token}")


@router.get("/round/{number}")
def outcome(request: Request, desk: DeskHere, role: str, token: str, number: int) -> Response:
    """What all wrote, merged, once it has been released."""
    with desk.office.read() as work:
        who = reader(work, role, token)
        asked = next((r for r in who.alliance.rounds if r.number == number), None)
        if asked is None or (asked.released_at and not may_read(who.me, asked)):
            raise NotFound
        if asked.released_at is None:
            return see_other(who.path)
        found = summary(
            work.tx,
            who.alliance,
            number,
            for_coach=who.role == Role.COACH,
            since=who.me.joined_at,
        )
        reviewed = _of_review(work, who, asked) if asked.occasion == Occasion.REVIEW else {}
    return round_page(request, desk, who, asked, found, **reviewed)


def round_page(
    request: Request,
    desk: Desk,
    who: Visit,
    asked: Round,
    found: Summary,
    **more: Any,  # noqa: ANN401 - whatever the template shows besides
) -> Response:
    """What came of a round, as far as it was `found` for the reader."""
    return desk.visit_page(
        request,
        "round.html",
        who,
        round=asked,
        for_coach=who.role == Role.COACH,
        merge=found.merge,
        names=found.names,
        headings=found.headings,
        agenda=found.agenda,
        unanswered=found.unanswered,
        trust_then=found.trust_then,
        withheld=found.withheld,
        kept=found.kept,
        conversation_at=asked.occurrence or who.alliance.conversation_at,
        **more,
    )


@router.get("/event/{uid}.ics")
def event_file(desk: DeskHere, role: str, token: str, uid: str) -> Response:
    """The invitation as a file, for those whose mail program shows none."""
    with desk.office.read() as work:
        ics = calendars.event_file(work, reader(work, role, token), uid)
    return Response(
        ics,
        media_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="invite.ics"'},
    )


@router.get("/calendar")
def calendar(request: Request, desk: DeskHere, role: str, token: str) -> Response:
    """All the ways into a calendar: invitations as files, links, a feed."""
    with desk.office.read() as work:
        who = reader(work, role, token)
        return _calendar_page(request, desk, who, work)


@router.post("/feed")
def feed(request: Request, desk: DeskHere, role: str, token: str, typed: Posted) -> Response:
    """A new feed, shown this once; or none any more."""
    with desk.office.write() as work:
        who = reader(work, role, token, lock=True)
        desk.require_own_form(request, who.scope, typed)
        if first(typed, "action") == "end":
            calendars.end_feed(work, who)
            return see_other(f"{who.path}/calendar", "feed")
        require_living(who.alliance)
        url = calendars.make_feed(work, who)
        return _calendar_page(request, desk, who, work, feed=url)


def reader(work: Work, role: str, token: str, *, lock: bool = False) -> Visit:
    """Who comes by this link, as participant or as coach; NotFound for anybody else."""
    if role not in ROLES:
        raise NotFound
    return visit(work, ROLES[role], token, lock=lock)


def _of_review(work: Work, who: Visit, asked: Round) -> dict[str, Any]:
    """What a review came to: clauses, goals, trust over time, and what follows from it."""
    alliance = who.alliance
    for_coach = who.role == Role.COACH
    found = outcome_of(work.tx, alliance, asked.number, for_coach=for_coach)
    following = next_review(alliance, review_at(alliance, asked))
    so_far = trust_until(work.tx, alliance, asked, for_coach=for_coach)
    latest = asked == alliance.current_round
    return {
        "review": found,
        "due": due_next(alliance, asked, found, following),
        "trust": [(earlier, scale) for earlier, scale in so_far if may_read(who.me, earlier)],
        "confirmed": confirmed_in(alliance, asked.number),
        "drafted": latest and found.changed and draft_differs(alliance),
    }


def _calendar_page(
    request: Request, desk: Desk, who: Visit, work: Work, feed: str = ""
) -> Response:
    events = [
        (event, *calendars.adding_links(work, who, event.uid))
        for event in who.alliance.events
        if who.me.takes_part and schedule(event, after=work.now, limit=1)
    ]
    return desk.visit_page(
        request,
        "calendar.html",
        who,
        events=events,
        feed=feed,
        feed_webcal=re.sub("^https?", "webcal", feed),
    )
