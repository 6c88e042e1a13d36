"""What every page needs: the templates, the posted fields, and proof that we sent the form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment
from starlette.datastructures import UploadFile

from service.clock import require_aware
from service.errors import Forbidden, InvalidInput, NotFound, Problem
from service.links import form_token, is_form_token
from service.workflow import Office, Visit

Typed = dict[str, list[str]]

DAY_MINUTES = 24 * 60

NOTICES = {
    "again": "Sent again. It should arrive within a few minutes.",
    "address": "The address is corrected, and everything has been sent there.",
    "dates": "The dates are moved. Everybody’s calendar follows.",
    "due": "Replies are due at the new time.",
    "released": "The answers are released. Everybody has been written to.",
    "closed": "The alliance is closed. Everybody has been written to.",
    "rsvp": "Thank you. The others see your answer.",
    "draft": "Your draft is kept. Send it when you are ready.",
    "question": "Your question is now in everybody’s form.",
    "saved": "The wording is saved.",
    "proposed": "The wording is proposed. Everybody has been asked to sign it.",
    "signed": "Your word on each clause is kept.",
    "paused": "The reviews rest. Everybody’s calendar follows.",
    "resumed": "The reviews go on. Everybody’s calendar follows.",
    "people": "Done. Everybody’s calendar follows.",
    "kept": "The time stays. Who proposed another has been told.",
    "guest": "Noted.",
    "proposed-time": "Your proposal is with the organiser. The time stays until they accept it.",
    "feed": "Your feed no longer answers.",
    "started": "It has begun. Everybody has been written to.",
    "reply": "The reply is on its way into the inbox, as a calendar would send it.",
}


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One for the whole site, kept in `app.state.desk`."""

    office: Office
    templates: Environment
    asset_version: str

    def page(
        self,
        request: Request,
        template: str,
        *,
        scope: str = "",
        zone: str | None = None,
        status: int = 200,
        **context: Any,  # noqa: ANN401 - whatever the template shows
    ) -> HTMLResponse:
        """The rendered page. `scope` is what its forms are bound to: a link's hash or a path."""
        settings = self.office.settings
        shared = {
            "base": settings.public_url,
            "service_name": settings.mail_name,
            "form_token": form_token(self.office.key, scope or request.url.path),
            "zone": zone or "UTC",
            "now": self.office.clock(),
            "notice": NOTICES.get(request.query_params.get("done", "")),
            "problems": {},
            "mailbox": settings.smtp_url is None,
            "asset_version": self.asset_version,
        }
        html = self.templates.get_template(template).render({**shared, **context})
        return HTMLResponse(html, status_code=status)

    def visit_page(
        self,
        request: Request,
        template: str,
        who: Visit,
        *,
        status: int = 200,
        **context: Any,  # noqa: ANN401 - whatever the template shows
    ) -> HTMLResponse:
        """A page that was opened by a personal link."""
        return self.page(
            request,
            template,
            scope=who.scope,
            zone=who.me.time_zone,
            status=status,
            **{
                "alliance": who.alliance,
                "me": who.me,
                "link": who.path,
                "others": who.others,
                "coach": who.alliance.coach,
                **context,
            },
        )

    def require_own_form(self, request: Request, scope: str, typed: Typed) -> None:
        """Raises Forbidden unless the form came from the page that `scope` opened.

        Browsers that send Fetch Metadata are believed about the site; since our
        pages send no referrer, their Origin may be "null".
        """
        site = request.headers.get("sec-fetch-site")
        origin = request.headers.get("origin")
        ours = urlsplit(self.office.settings.public_url)
        if site not in {None, "same-origin", "none"}:
            raise Forbidden
        if site is None and origin not in {None, "null", f"{ours.scheme}://{ours.netloc}"}:
            raise Forbidden
        if not is_form_token(self.office.key, scope, first(typed, "form_token")):
            raise Forbidden


async def posted(request: Request) -> Typed:
    """The fields of a posted form, as lists; kept at hand so that an error page can show them."""
    form = await request.form(max_fields=20_000, max_part_size=1_000_000)
    typed: Typed = {}
    for name, value in form.multi_items():
        if not isinstance(value, UploadFile):
            typed.setdefault(name, []).append(value)
    request.state.typed = {k: v for k, v in typed.items() if k != "form_token"}
    return typed


def the_desk(request: Request) -> Desk:
    return request.app.state.desk


DeskHere = Annotated[Desk, Depends(the_desk)]
Posted = Annotated[Typed, Depends(posted)]


def first(typed: Mapping[str, list[str]], name: str, otherwise: str = "") -> str:
    """The first value of a field, trimmed."""
    values = typed.get(name)
    return values[0].strip() if values else otherwise


def by_field(error: InvalidInput) -> dict[str, str]:
    """The problems as pages show them: one piece of advice beside each field."""
    return {p.field: p.advice for p in error.problems}


def see_other(path: str, done: str = "") -> RedirectResponse:
    """After a POST: go and look (RFC 9110 §15.4.4)."""
    return RedirectResponse(f"{path}?done={done}" if done else path, status_code=303)


def read_wall(typed: Typed, date_field: str, time_field: str) -> datetime:
    """A naive wall time from a day and a time; midnight where there is no time field."""
    time = first(typed, time_field) if time_field else "00:00"
    try:
        return datetime.fromisoformat(f"{first(typed, date_field)}T{time}").replace(tzinfo=None)
    except ValueError as error:
        advice = "give a date and a time such as 2027-03-01 and 14:00"
        raise InvalidInput(Problem(field=date_field, advice=advice)) from error


def read_minutes(typed: Typed, field: str = "minutes") -> int:
    """Whole minutes, at most a day."""
    text = first(typed, field)
    if not text.isdecimal() or not 1 <= int(text) <= DAY_MINUTES:
        advice = f"give whole minutes from 1 to {DAY_MINUTES}"
        raise InvalidInput(Problem(field=field, advice=advice))
    return int(text)


def read_instant(text: str) -> datetime:
    """An instant as our own forms carry it; NotFound for anything else."""
    try:
        return require_aware(datetime.fromisoformat(text))
    except ValueError as error:
        raise NotFound from error
