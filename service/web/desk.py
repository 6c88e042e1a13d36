"""What every page needs: the templates, the posted fields, and proof that we sent the form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import UploadFile

from service.alliance import moment_offered
from service.clock import MEETING_YEARS, require_aware
from service.colours import OWN
from service.errors import Forbidden, InvalidInput, NotFound, Problem
from service.languages import in_language, locale_of, preferred, say
from service.links import form_token, is_form_token
from service.participants import Role
from service.rendering import page_environment
from service.workflow import Office, Visit
from service.workflow.paths import silence_path

Typed = dict[str, list[str]]

DAY_MINUTES = 24 * 60

NOTICES = {
    "again": say("Sent again. It should arrive within a few minutes."),
    "address": say("The address is corrected, and everything has been sent there."),
    "dates": say("The dates are moved. Everybody’s calendar follows."),
    "due": say("Replies are due at the new time."),
    "released": say("The answers are released. Everybody has been written to."),
    "closed": say("The alliance is closed. Everybody has been written to."),
    "ending": say("Everybody has been asked for last words. It closes by itself."),
    "wished": say("Your word is kept. It closes when all of you have said so."),
    "unwished": say("Noted: you would rather go on."),
    "skipped": say("Noted: you have nothing to add."),
    "reopened": say("It is open again. Everybody has been written to."),
    "coach": say("Done. Everybody has been written to."),
    "offered": say("They have been asked by mail. Until they say yes, you organise."),
    "kept-organising": say("You keep organising. The link that was mailed no longer works."),
    "took-over": say("You organise it from now on. Everybody has been written to."),
    "later": say("A week has passed. New mails have come."),
    "passed-on": say("Passed on. The organiser gets it by mail."),
    "claimed": say("Thank you. A mail is on its way that says what we understood."),
    "self": say("Kept. The others see it so from now on."),
    "reached": say("From now on you are reached at this address."),
    "written-to": say("Kept. From now on you read it so."),
    "preferred": say("Kept, for all the alliances that you coach."),
    "rsvp": say("Thank you. The others see your answer."),
    "merged": say("What you wrote on another device has been brought in. Look, then send."),
    "draft": say("Your draft is kept. Send it when you are ready."),
    "question": say("Your question is now in everybody’s form."),
    "saved": say("The wording is saved."),
    "proposed": say("The wording is proposed. Everybody has been asked to sign it."),
    "signed": say("Your word on each clause is kept."),
    "paused": say("The reviews rest. Everybody’s calendar follows."),
    "resumed": say("The reviews go on. Everybody’s calendar follows."),
    "people": say("Done. Everybody’s calendar follows."),
    "kept": say("The time stays. Who proposed another has been told."),
    "guest": say("Noted."),
    "proposed-time": say(
        "Your proposal is with the organiser. The time stays until they accept it."
    ),
    "lead": say("Kept. Forms are mailed so many days before."),
    "moment": say("All of you are told now, by mail and here."),
    "confided": say("Your coach is told, and nobody else."),
    "settled": say("Good. Nobody else has heard of it."),
    "called-off": say("The extra review is called off. Everybody’s calendar follows."),
    "feed": say("Your feed no longer answers."),
    "started": say("It has begun. Everybody has been written to."),
    "answer": say("Your answer is on its way. What was understood comes back as a mail."),
    "reply": say("The reply is on its way into the inbox, as a calendar would send it."),
}


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One for the whole site, kept in `app.state.desk`."""

    office: Office
    asset_version: str

    def page(
        self,
        request: Request,
        template: str,
        *,
        scope: str = "",
        zone: str | None = None,
        language: str = "",
        status: int = 200,
        **context: Any,  # noqa: ANN401 - whatever the template shows
    ) -> HTMLResponse:
        """The rendered page. `scope` is what its forms are bound to: a link's hash or a path.

        Without a `language` it is in the one that the browser asks for.
        """
        settings = self.office.settings
        language = language or preferred(request.headers.get("accept-language", ""))
        shared = {
            "language": language,
            "direction": locale_of(language).text_direction,
            "base": settings.public_url,
            "service_name": settings.practice_name,
            "mark": "/practice/mark" if settings.mark else "/static/mark.svg",
            "dressed": settings.accents != OWN,
            "form_token": form_token(self.office.key, scope or request.url.path),
            "zone": zone or "UTC",
            "now": self.office.clock(),
            "notice": NOTICES.get(request.query_params.get("done", "")),
            "problems": {},
            "mailbox": settings.keeps_mail,
            "asset_version": self.asset_version,
        }
        known = {name: _said(value, language) for name, value in {**shared, **context}.items()}
        html = page_environment(language).get_template(template).render(known)
        return HTMLResponse(html, status_code=status, headers={"Content-Language": language})

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
            language=who.me.language,
            status=status,
            **{
                "alliance": who.alliance,
                "me": who.me,
                "link": who.path,
                "others": who.others,
                "coach": who.alliance.coach,
                "mail_back": self._mail_back(who),
                "happened": who.role == Role.PARTICIPANT and moment_offered(who.alliance),
                **context,
            },
        )

    def _mail_back(self, who: Visit) -> str:
        """Where who wanted no mail can have it again."""
        if who.me.silenced_at is None:
            return ""
        return silence_path(self.office.key, who.alliance.id, who.me.id)

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
    request.state.typed = {k: v for k, v in typed.items() if k not in {"base", "form_token"}}
    return typed


def the_desk(request: Request) -> Desk:
    return request.app.state.desk


async def _desk_here(request: Request) -> Desk:
    return the_desk(request)  # async, as FastAPI gives what is not a thread of its own


DeskHere = Annotated[Desk, Depends(_desk_here)]
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
        wall = datetime.fromisoformat(f"{first(typed, date_field)}T{time}").replace(tzinfo=None)
    except ValueError:
        wall = None
    if wall is None or wall.year not in MEETING_YEARS:
        advice = say("give a date and a time such as 2027-03-01 and 14:00")
        raise InvalidInput(Problem(field=date_field, advice=advice))
    return wall


def read_minutes(typed: Typed, field: str = "minutes") -> int:
    """Whole minutes, at most a day."""
    text = first(typed, field)
    if not text.isdecimal() or not 1 <= int(text) <= DAY_MINUTES:
        advice = say("give whole minutes from 1 to %(most)s", most=DAY_MINUTES)
        raise InvalidInput(Problem(field=field, advice=advice))
    return int(text)


def read_instant(text: str) -> datetime:
    """An instant as our own forms carry it; NotFound for anything else."""
    try:
        return require_aware(datetime.fromisoformat(text))
    except (ValueError, OverflowError) as error:
        raise NotFound from error


def _said(value: Any, language: str) -> Any:  # noqa: ANN401 - whatever the template shows
    """A sentence of ours, or several by name, in the reader's language."""
    if isinstance(value, Mapping) and all(isinstance(each, str) for each in value.values()):
        return {name: in_language(each, language) for name, each in value.items()}
    return in_language(value, language) if isinstance(value, str) else value
