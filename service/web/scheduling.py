"""When people meet: what the organiser changes, and what those who come propose."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.errors import InvalidInput
from service.web.desk import (
    DeskHere,
    Posted,
    first,
    read_instant,
    read_minutes,
    read_wall,
    see_other,
)
from service.web.organiser import organiser_page, posted_by_organiser
from service.workflow import scheduling

router = APIRouter(prefix="/o/{token}")


@router.post("/review")
def move_review(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    """One review at another time, or left out."""
    with desk.office.write() as work:
        who = posted_by_organiser(request, desk, work, token, typed)
        try:
            original = read_instant(first(typed, "original"))
            if first(typed, "action") == "skip":
                scheduling.skip_review(work, who, original=original)
            else:
                starts = read_wall(typed, "review_date", "review_time")
                minutes = read_minutes(typed, "review_minutes")
                scheduling.move_review(work, who, original=original, starts=starts, minutes=minutes)
        except InvalidInput as error:
            return organiser_page(request, desk, who, work, typed, error)
    return see_other(who.path, "dates")


@router.post("/rhythm")
def change_rhythm(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = posted_by_organiser(request, desk, work, token, typed)
        try:
            scheduling.change_rhythm(
                work,
                who,
                every=first(typed, "every"),
                starts=read_wall(typed, "rhythm_date", "rhythm_time"),
                minutes=read_minutes(typed, "rhythm_minutes"),
            )
        except InvalidInput as error:
            return organiser_page(request, desk, who, work, typed, error)
    return see_other(who.path, "dates")


@router.post("/lead")
def change_lead(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    """How many days before a review its form is mailed."""
    with desk.office.write() as work:
        who = posted_by_organiser(request, desk, work, token, typed)
        try:
            scheduling.change_lead(work, who, days=first(typed, "lead_days"))
        except InvalidInput as error:
            return organiser_page(request, desk, who, work, typed, error)
    return see_other(who.path, "lead")


@router.post("/pause")
def pause(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    """The reviews rest; with a day given, they go on from that day by themselves."""
    with desk.office.write() as work:
        who = posted_by_organiser(request, desk, work, token, typed)
        try:
            until = read_wall(typed, "until", "") if first(typed, "until") else None
            scheduling.pause(work, who, until=until)
        except InvalidInput as error:
            return organiser_page(request, desk, who, work, typed, error)
    return see_other(who.path, "paused")


@router.post("/resume")
def resume(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = posted_by_organiser(request, desk, work, token, typed)
        scheduling.resume(work, who)
    return see_other(who.path, "resumed")


@router.post("/people")
def people(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    """One more takes part, or one less."""
    with desk.office.write() as work:
        who = posted_by_organiser(request, desk, work, token, typed)
        try:
            if first(typed, "action") == "remove":
                scheduling.remove_person(work, who, first(typed, "person"))
            else:
                scheduling.add_person(
                    work,
                    who,
                    name=first(typed, "new_name"),
                    email=first(typed, "new_email"),
                    description=first(typed, "new_description"),
                )
        except InvalidInput as error:
            return organiser_page(request, desk, who, work, typed, error)
    return see_other(who.path, "people")


@router.post("/proposal")
def proposal(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = posted_by_organiser(request, desk, work, token, typed)
        accept = first(typed, "answer") == "accept"
        try:
            scheduling.answer_proposal(work, who, first(typed, "proposal"), accept=accept)
        except InvalidInput as error:
            return organiser_page(request, desk, who, work, typed, error)
    return see_other(who.path, "dates" if accept else "kept")


@router.post("/guest")
def guest(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    with desk.office.write() as work:
        who = posted_by_organiser(request, desk, work, token, typed)
        known = first(typed, "answer") == "yes"
        scheduling.settle_guest(work, who, first(typed, "guest"), known=known)
    return see_other(who.path, "guest")
