"""The participant's pages: the form, what it came to, the agreement."""

import json
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from service import alliance as core
from service.alliance import Occasion, Phase
from service.answers import Answer
from service.errors import Conflict, InvalidInput, NotFound
from service.languages import say
from service.merge import GROUP
from service.participants import Person, Role
from service.questions import Question
from service.reviews import keepable
from service.web.desk import (
    Desk,
    DeskHere,
    Posted,
    Typed,
    by_field,
    first,
    read_instant,
    read_wall,
    see_other,
)
from service.web.ending import closed_page
from service.workflow import Visit, Work, closing, forming, meeting, scheduling, visit
from service.workflow.standing import meetings, signing

router = APIRouter(prefix="/p/{token}")


@router.get("")
def home(request: Request, desk: DeskHere, token: str) -> Response:
    """What there is to do, and what comes next."""
    with desk.office.read() as work:
        who = visit(work, Role.PARTICIPANT, token)
        if who.alliance.closure:
            return closed_page(request, desk, work, who)
        return desk.visit_page(request, "participant.html", who, **_home(who, work))


@router.get("/form/{number}")
def form(request: Request, desk: DeskHere, token: str, number: int) -> Response:
    with desk.office.read() as work:
        who = visit(work, Role.PARTICIPANT, token)
        asked = _round(who, number)
        if (elsewhere := _no_longer_asked(who, asked)) is not None:
            return elsewhere
        typed = forming.form_fields(who, number, forming.answers_so_far(work, who, number))
        then = forming.own_trust_before(work, who, number)
    return _form_page(request, desk, who, number, typed, trust_then=then)


@router.post("/form/{number}")
def send_form(request: Request, desk: DeskHere, token: str, number: int, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = _poster(request, desk, work, token, typed)
        try:
            action = first(typed, "action")
            _answers, brought_in = forming.as_typed(work, who, number, typed)
            if action == "save" or brought_in:
                forming.save_draft(work, who, number, typed)
                done = "merged" if brought_in else "draft"
                return see_other(f"{who.path}/form/{number}", done)
            if action == "preview":
                forming.require_whole(who, number, typed)
                forming.save_draft(work, who, number, typed)
                return see_other(f"{who.path}/preview/{number}")
            forming.receive_reply(work, who, number, typed)
        except InvalidInput as error:
            left = forming.left_over(who, number, typed)
            problems = by_field(error)
            then = forming.own_trust_before(work, who, number)
            return _form_page(
                request, desk, who, number, typed, problems, left=left, trust_then=then, status=422
            )
    return see_other(f"{who.path}/sent/{number}")


@router.post("/draft/{number}")
def save_draft(
    request: Request, desk: DeskHere, token: str, number: int, typed: Posted
) -> Response:
    """Answers 204; or 200 with all fields, where another device's words were brought in."""
    with desk.office.write() as work:
        who = _poster(request, desk, work, token, typed)
        answers, brought_in = forming.save_draft(work, who, number, typed)
    if not brought_in:
        return Response(status_code=204)
    return JSONResponse(forming.form_fields(who, number, answers))


@router.get("/preview/{number}")
def preview(request: Request, desk: DeskHere, token: str, number: int) -> Response:
    """What the others and the coach will read, before it is sent."""
    with desk.office.read() as work:
        who = visit(work, Role.PARTICIPANT, token)
        asked = _round(who, number)
        if (elsewhere := _no_longer_asked(who, asked)) is not None:
            return elsewhere
        answers = forming.answers_so_far(work, who, number)
    if not answers:
        return see_other(f"{who.path}/form/{number}")
    return desk.visit_page(
        request,
        "preview.html",
        who,
        round=asked,
        shared=_written(who, asked, [a for a in answers if not a.for_coach]),
        withheld=_written(who, asked, [a for a in answers if a.for_coach]),
        last_to_answer=_last_to_answer(who, asked),
        nameless=len(who.others) + 1 >= GROUP,
        base=json.dumps(forming.form_fields(who, number, answers)),
    )


@router.post("/preview/{number}")
def send_previewed(
    request: Request, desk: DeskHere, token: str, number: int, typed: Posted
) -> Response:
    with desk.office.write() as work:
        who = _poster(request, desk, work, token, typed)
        if not forming.send_draft(work, who, number, typed):
            return see_other(f"{who.path}/preview/{number}", "merged")
    return see_other(f"{who.path}/sent/{number}")


@router.post("/opened/{number}")
def opened(request: Request, desk: DeskHere, token: str, number: int, typed: Posted) -> Response:
    with desk.office.write() as work:
        forming.open_form(work, _poster(request, desk, work, token, typed), number)
    return Response(status_code=204)


@router.post("/unchanged/{number}")
def unchanged(request: Request, desk: DeskHere, token: str, number: int, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = _poster(request, desk, work, token, typed)
        forming.nothing_has_changed(work, who, number)
    return see_other(f"{who.path}/sent/{number}")


@router.get("/sent/{number}")
def sent(request: Request, desk: DeskHere, token: str, number: int) -> Response:
    with desk.office.read() as work:
        who = visit(work, Role.PARTICIPANT, token)
        asked = _round(who, number)
        if asked.released_at:
            return see_other(_outcome(who, asked))
        if core.progress_of(asked, who.me.id).replied_at is None:
            return see_other(f"{who.path}/form/{number}")
        context = _home(who, work) | {"round": asked}
        return desk.visit_page(request, "sent.html", who, status=200, **context)


@router.post("/question/{number}")
def add_question(
    request: Request, desk: DeskHere, token: str, number: int, typed: Posted
) -> Response:
    with desk.office.write() as work:
        who = _poster(request, desk, work, token, typed)
        try:
            forming.add_question(
                work,
                who,
                number,
                text=first(typed, "text"),
                section=first(typed, "section"),
                kind=first(typed, "kind"),
            )
        except InvalidInput as error:
            problems = {f"question.{name}": advice for name, advice in by_field(error).items()}
            kept = forming.form_fields(who, number, forming.answers_so_far(work, who, number))
            kept |= {f"question.{name}": values for name, values in typed.items()}
            return _form_page(request, desk, who, number, kept, problems, status=422)
    return see_other(f"{who.path}/form/{number}", "question")


@router.post("/rsvp")
def rsvp(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = _poster(request, desk, work, token, typed)
        occurrence = first(typed, "occurrence")
        meeting.answer_invitation(
            work,
            who,
            uid=first(typed, "event"),
            partstat=first(typed, "partstat"),
            occurrence=read_instant(occurrence) if occurrence else None,
        )
    return see_other(who.path, "rsvp")


@router.post("/propose-time")
def propose_time(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    """Another time for the conversation or for one review, in the person's own zone."""
    with desk.office.write() as work:
        who = _poster(request, desk, work, token, typed)
        occurrence = first(typed, "occurrence")
        try:
            scheduling.propose_time(
                work,
                who,
                uid=first(typed, "event"),
                occurrence=read_instant(occurrence) if occurrence else None,
                starts=read_wall(typed, "date", "time"),
                comment=first(typed, "comment"),
            )
        except InvalidInput as error:
            context = _home(who, work) | {"problems": by_field(error), "typed": typed}
            return desk.visit_page(request, "participant.html", who, status=422, **context)
    return see_other(who.path, "proposed-time")


@router.post("/new-link")
def new_link(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = _poster(request, desk, work, token, typed)
        closing.renew_link(work, who)
    return desk.page(
        request,
        "message.html",
        title=say("A new link is on its way"),
        text=say("This link no longer works. A new one goes to the address that we have on file."),
        typed={},
    )


def _form_page(
    request: Request,
    desk: Desk,
    who: Visit,
    number: int,
    typed: Typed,
    problems: dict[str, str] | None = None,
    *,
    left: Typed | None = None,
    status: int = 200,
    trust_then: int | None = None,
) -> HTMLResponse:
    asked = _round(who, number)
    problems = problems or {}
    talk = who.alliance.conversation
    said = core.rsvp_of(who.alliance, talk.uid, who.me.id)
    return desk.visit_page(
        request,
        "form.html",
        who,
        status=status,
        round=asked,
        parts=forming.form_parts(who.alliance, who.others, asked.questions, typed, problems),
        typed=typed,
        base=first(typed, "base") or json.dumps(typed),
        problems=problems,
        left=left or {},
        progress=core.progress_of(asked, who.me.id),
        last_to_answer=_last_to_answer(who, asked),
        reviewing=asked.occasion == Occasion.REVIEW,
        keepable=keepable(asked.questions),
        trust_then=trust_then,
        rsvp=said.partstat.value if said else None,
        conversation=talk,
        conversation_at=asked.occurrence or who.alliance.conversation_at,
    )


def _no_longer_asked(who: Visit, asked: core.Round) -> Response | None:
    """Where somebody is led who opens a form that takes nothing from them any more."""
    try:
        core.require_open(who.alliance, asked.number, who.me.id)
    except Conflict:
        return see_other(_outcome(who, asked))
    return None


def _outcome(who: Visit, asked: core.Round) -> str:
    """What came of a round, for who may read it; else their own page."""
    read = core.may_read(who.me, asked)
    return f"{who.path}/round/{asked.number}" if read else who.path


def _last_to_answer(who: Visit, asked: core.Round) -> bool:
    return core.missing(who.alliance, asked) == (who.me.id,)


def _written(
    who: Visit, asked: core.Round, answers: list[Answer]
) -> list[tuple[Question, Person | None, Answer]]:
    """Each answer with its question and the person whom it is about, in the form's order."""
    given = {(a.question, a.about): a for a in answers}
    return [
        (question, about, given[key])
        for question in asked.questions
        for about in (*who.others, None)
        if (key := (question.key, about.id if about else None)) in given
    ]


def _home(who: Visit, work: Work) -> dict[str, Any]:
    alliance = who.alliance
    asked = next(
        (
            r
            for r in reversed(alliance.rounds)
            if r.occasion != Occasion.MOMENT and who.me.id in {p.person for p in r.progress}
        ),
        alliance.first_round,
    )
    said = core.rsvp_of(alliance, alliance.conversation.uid, who.me.id)
    series = alliance.reviews
    said_of_reviews = core.rsvp_of(alliance, series.uid, who.me.id) if series else None
    return {
        "round": asked,
        "progress": core.progress_of(asked, who.me.id),
        "waiting_for": [alliance.person(p).name for p in core.missing(alliance, asked)],
        "replied": [alliance.person(p).name for p in core.repliers(asked)],
        "conversation": alliance.conversation,
        "conversation_at": alliance.conversation_at,
        "rsvp": said.partstat.value if said else None,
        "reviews": series,
        "reviews_rsvp": said_of_reviews.partstat.value if said_of_reviews else None,
        "next_review_at": core.next_review(alliance, work.now),
        "typed": {},
        **meetings(alliance, work.now),
        **signing(alliance),
        "written": [r for r in alliance.rounds if core.may_read(who.me, r) and core.repliers(r)],
        "version": alliance.versions[-1] if alliance.versions else None,
        "in_force": core.in_force(alliance),
        "extra_rounds": [
            r
            for r in alliance.open_rounds
            if r.occasion == Occasion.MOMENT and who.me.id in {p.person for p in r.progress}
        ],
        "may_read": core.may_read(who.me, asked),
        "late_questions": core.joined_later(alliance, who.me.id)
        and core.progress_of(alliance.first_round, who.me.id).replied_at is None,
        "unsigned": len(core.unsigned(alliance, who.me.id)),
        "running": alliance.phase == Phase.RUNNING,
        "open": asked.released_at is None
        or (asked.number == 0 and alliance.phase == Phase.MEETING),
    }


def _poster(request: Request, desk: Desk, work: Work, token: str, typed: Typed) -> Visit:
    who = visit(work, Role.PARTICIPANT, token, lock=True)
    desk.require_own_form(request, who.scope, typed)
    return who


def _round(who: Visit, number: int) -> core.Round:
    asked = next((r for r in who.alliance.rounds if r.number == number), None)
    if asked is None or who.me.id not in {p.person for p in asked.progress}:
        raise NotFound
    return asked
