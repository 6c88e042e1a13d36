"""Starting an alliance on the web: the form, the mail to confirm it, the button."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from service.clock import zones_to_choose
from service.errors import InvalidInput
from service.languages import LANGUAGES, preferred, say
from service.participants import read_address_list
from service.questions import QuestionSet, load_sets
from service.web.desk import Desk, DeskHere, Posted, Typed, first, see_other
from service.workflow import starting

router = APIRouter()

ROWS = 3
"""How many empty lines for people a page begins with."""

_FORM_NAMES = {
    "conversation.starts": "conversation.date",
    "replies_due": "replies_due.date",
}
_MOMENTS = frozenset(_FORM_NAMES.values())
"""Fields that hold a day; their time of day stands beside it."""
_ORDER = (
    "title",
    "question_set",
    "organiser",
    "participants",
    "language",
    "coach",
    "time_zone",
    "conversation",
    "replies_due",
    "reviews",
    "questions",
)
"""The parts of the page, from the top."""


@router.get("/")
def start_form(request: Request, desk: DeskHere) -> Response:
    return _page(request, desk, {})


@router.post("/")
def start(request: Request, desk: DeskHere, typed: Posted) -> Response:
    desk.require_own_form(request, "/", typed)
    if first(typed, "action") == "more":
        return _page(request, desk, _with_more_rows(typed))
    given, places = read_start_form(typed, load_sets(desk.office.settings.question_sets))
    try:
        with desk.office.read() as work:
            plan = starting.planned(work, given)
        with desk.office.write() as work:
            starting.ask_confirmation(work, plan, given)
    except InvalidInput as error:
        return _page(request, desk, typed, _problems(error, places, typed), status=422)
    return desk.page(request, "start_sent.html", email=plan.organiser.email)


@router.get("/start/{token}")
def confirm_page(request: Request, desk: DeskHere, token: str) -> Response:
    with desk.office.read() as work:
        plan = starting.wished(work, token)
    return desk.page(
        request,
        "confirm.html",
        start=plan,
        zone=plan.time_zone,
        written_in=LANGUAGES[plan.language],
    )


@router.post("/start/{token}")
def confirm(request: Request, desk: DeskHere, token: str, typed: Posted) -> Response:
    desk.require_own_form(request, request.url.path, typed)
    with desk.office.write() as work:
        _alliance, url = starting.confirm(work, token)
    return see_other(url, "started")


def parts(sets: Iterable[QuestionSet]) -> list[tuple[str, str]]:
    """(key, title) of every section that a question may be added to, the first set's first."""
    titles: dict[str, str] = {}
    for found in sets:
        for key, title, _introduction in found.sections:
            titles.setdefault(key, title)
    return list(titles.items())


def read_start_form(
    typed: Typed, sets: Mapping[str, QuestionSet]
) -> tuple[dict[str, Any], list[str]]:
    """The form in the shape of a start file; and for each participant the field they stand in."""
    people, places = _people(typed)
    chosen = sets.get(first(typed, "question_set", "work"))
    given: dict[str, Any] = {
        "title": first(typed, "title"),
        "time_zone": first(typed, "time_zone"),
        "language": first(typed, "language", preferred("")),
        "question_set": first(typed, "question_set", "work"),
        "replies_due": _moment(typed, "replies_due"),
        "organiser": {
            "name": first(typed, "organiser.name"),
            "email": first(typed, "organiser.email"),
            "takes_part": bool(first(typed, "organiser.takes_part")),
        },
        "conversation": {
            "starts": _moment(typed, "conversation"),
            "minutes": first(typed, "conversation.minutes"),
            "place": first(typed, "conversation.place"),
        },
        "reviews": {
            "every": first(typed, "reviews.every"),
            "minutes": first(typed, "reviews.minutes"),
        },
        "participants": people,
        "questions": _questions(typed, [key for key, *_ in chosen.sections] if chosen else []),
    }
    if first(typed, "coach.email") or first(typed, "coach.name"):
        given["coach"] = {
            "name": first(typed, "coach.name"),
            "email": first(typed, "coach.email"),
        }
    return given, places


def _people(typed: Typed) -> tuple[list[dict[str, str]], list[str]]:
    rows, places = [], []
    columns = [typed.get(f"participants.{c}", []) for c in ("name", "email", "description")]
    for number in range(max(map(len, columns))):
        name, email, role = (c[number].strip() if number < len(c) else "" for c in columns)
        if name or email:
            rows.append({"name": name, "email": email, "role": role})
            places.append(f"participants.{number}")
    for name, email in read_address_list(first(typed, "participants.pasted")):
        rows.append({"name": name, "email": email})
        places.append("participants.pasted")
    return rows, places


def _questions(typed: Typed, there: Collection[str]) -> list[dict[str, str]]:
    """A question for a part that the chosen set has not stands in the last that it has."""
    texts = typed.get("questions.text", [])
    sections = typed.get("questions.section", [])
    kinds = typed.get("questions.kind", [])
    return [
        {
            "text": text.strip(),
            "section": sections[n] if sections[n : n + 1] and sections[n] in there else "",
            "kind": kinds[n] if n < len(kinds) else "",
        }
        for n, text in enumerate(texts)
        if text.strip()
    ]


def _moment(typed: Typed, name: str) -> str:
    day, time = first(typed, f"{name}.date"), first(typed, f"{name}.time")
    return f"{day}T{time}" if day and time else ""


def _problems(error: InvalidInput, places: list[str], typed: Typed) -> dict[str, str]:
    """The advice beside the form's own fields."""
    found: dict[str, str] = {}
    for problem in error.problems:
        row = re.fullmatch(r"participants\[(\d+)\]\.(\w+)", problem.field)
        field = _FORM_NAMES.get(problem.field, problem.field)
        if row:
            place = places[int(row[1]) - 1]
            field = place if place.endswith("pasted") else f"{place}.{row[2]}"
        if field in _MOMENTS and not _given_whole(typed, field):
            found[field] = say("choose a day and a time")
        else:
            found.setdefault(field, problem.advice)
    return dict(sorted(found.items(), key=lambda item: _place(item[0])))


def _given_whole(typed: Typed, field: str) -> bool:
    name = field.removesuffix(".date")
    return bool(first(typed, field) and first(typed, f"{name}.time"))


def _place(field: str) -> tuple[int, bool, list[int], bool]:
    """Where a field stands on the page, so that advice is read in its order."""
    part = next((n for n, head in enumerate(_ORDER) if field.startswith(head)), len(_ORDER))
    row = [int(digits) for digits in re.findall(r"\d+", field)]
    return part, field.endswith("pasted"), row, field.endswith("email")


def _with_more_rows(typed: Typed) -> Typed:
    names = typed.get("participants.name", [])
    return {**typed, "participants.name": [*names, *[""] * ROWS]}


def _page(
    request: Request,
    desk: Desk,
    typed: Typed,
    problems: dict[str, str] | None = None,
    *,
    status: int = 200,
) -> HTMLResponse:
    sets = load_sets(desk.office.settings.question_sets)
    return desk.page(
        request,
        "start.html",
        scope="/",
        status=status,
        typed=typed,
        problems=problems or {},
        question_sets=list(sets.values()),
        parts=parts(sets.values()),
        languages=LANGUAGES,
        browsers=preferred(request.headers.get("accept-language", "")),
        zones=zones_to_choose(),
    )
