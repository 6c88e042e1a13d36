"""The site as a whole: routes, headers, and what an error looks like."""

import hashlib
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.errors import (
    AllianceError,
    Closed,
    Conflict,
    Forbidden,
    Gone,
    InvalidInput,
    NotFound,
    Unavailable,
)
from service.languages import say
from service.web import (
    coach,
    ending,
    moments,
    organiser,
    participant,
    people,
    preferences,
    public,
    scheduling,
    settling,
    shared,
    starting,
    words,
)
from service.web.desk import Desk, posted, the_desk
from service.web.limits import Limits
from service.workflow import Office

STATIC = Path(__file__).parent / "static"
LARGEST_FORM = 16 * 1024 * 1024
"""In bytes: every field of a long form filled to its limit."""

_MOST_DIGITS = 18
_SHORTEN = say("Shorten what you send, or send it in parts.")

STATUS = {
    InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotFound: HTTPStatus.NOT_FOUND,
    Gone: HTTPStatus.GONE,
    Forbidden: HTTPStatus.FORBIDDEN,
    Conflict: HTTPStatus.CONFLICT,
    Closed: HTTPStatus.CONFLICT,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""What each error is in HTTP. The core knows none of this."""

TITLES = {
    400: say("That request could not be read"),
    403: say("This form did not come from our page"),
    404: say("There is nothing here"),
    405: say("There is nothing here"),
    409: say("Something has changed meanwhile"),
    410: say("This link no longer works"),
    413: say("That is too much at once"),
    429: say("That was too often"),
    422: say("Something needs another look"),
    503: say("We cannot store anything right now"),
}

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; font-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}

Next = Callable[[Request], Awaitable[Response]]


def build_site(office: Office, *more: APIRouter) -> FastAPI:
    """The whole site; `more` are routers that only some installations have."""
    site = FastAPI(title="Designed Alliance", docs_url=None, redoc_url=None, openapi_url=None)
    site.state.desk = Desk(office=office, asset_version=_asset_version())
    site.state.limits = Limits()
    for router in (*more, *_ROUTERS):
        site.include_router(router)
    site.mount("/static", StaticFiles(directory=STATIC), name="static")
    site.add_middleware(Measured)
    site.middleware("http")(_guarded)
    site.add_middleware(Headless)
    site.add_middleware(TrustedHostMiddleware, allowed_hosts=_own_hosts(office))
    site.add_exception_handler(AllianceError, _said_plainly)
    site.add_exception_handler(HTTPException, _said_plainly)
    site.add_exception_handler(RequestValidationError, _not_there)
    return site


_ROUTERS: Iterable[APIRouter] = (
    starting.router,
    public.router,
    organiser.router,
    scheduling.router,
    participant.router,
    moments.router,
    moments.organiser_router,
    coach.router,
    coach.seen_router,
    ending.router,
    ending.keepsake_router,
    people.router,
    people.handover_router,
    preferences.router,
    words.router,
    preferences.organiser_router,
    preferences.address_router,
    shared.router,
    settling.router,
)


class Headless:
    """HEAD is answered like GET, without the body (RFC 9110 §9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI protocol's one call."""
        if scope.get("method") != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"}, receive, send_head)


class Measured:
    """A body that said nothing of its size is refused where it grows too large."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI protocol's one call."""
        taken = 0

        async def receive_measured() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > LARGEST_FORM:
                raise HTTPException(413, _SHORTEN)
            return message

        await self.app(scope, receive_measured, send)


async def _guarded(request: Request, call_next: Next) -> Response:
    """Every answer carries the headers; a body that is too large is refused unread."""
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or len(length) > _MOST_DIGITS or int(length) > LARGEST_FORM:
        error = HTTPException(413, _SHORTEN)
        return _with_headers(await _said_plainly(request, error), request)
    if "\0" in request.url.path:  # no address of ours, and no text for a database
        return _with_headers(await _not_there(request, NotFound()), request)
    limits = request.app.state.limits
    if limits.too_many(request):
        busy = HTTPException(429, say("Wait a few minutes, then try again."))
        if length != "0":  # its size is known to be small, and typing it again would take long
            with suppress(HTTPException):
                await posted(request)
        return _with_headers(await _said_plainly(request, busy), request)
    response = await call_next(request)
    limits.count(request, response.status_code)
    return _with_headers(response, request)


def _with_headers(response: Response, request: Request) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.url.path.startswith("/static/") and "v" in request.query_params:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


async def _said_plainly(request: Request, error: Exception) -> Response:
    """The error as a page that says what to do, with whatever was typed still on it."""
    desk = the_desk(request)
    if isinstance(error, HTTPException):
        status = error.status_code
        # Other words than ours are for programs.
        advice = error.detail if status in {413, 429} else ""
    else:
        status = next(s for kind, s in STATUS.items() if isinstance(error, kind))
        advice = _advice(error)
    typed = getattr(request.state, "typed", {}) if status not in {403, 404} else {}
    page = desk.page(
        request,
        "error.html",
        status=status,
        code=status,
        title=_title(status, error),
        advice=advice,
        typed={name: values for name, values in typed.items() if any(values)},
    )
    if status in {429, 503}:
        page.headers["Retry-After"] = "60"
    return page


async def _not_there(request: Request, _error: Exception) -> Response:
    """A path that cannot be one of ours, such as a round that is no number."""
    return await _said_plainly(request, NotFound())


def _title(status: int, error: Exception) -> str:
    if isinstance(error, Closed):
        return say("This alliance is closed")
    return TITLES.get(status, say("That did not work"))


def _advice(error: Exception) -> str:
    """What an error of ours tells people to do."""
    if isinstance(error, InvalidInput) and len(error.problems) == 1:
        return error.problems[0].advice
    return error.args[0] if error.args else getattr(error, "advice", "")


def _own_hosts(office: Office) -> list[str]:
    host = urlsplit(office.settings.public_url).hostname or ""
    local = {"127.0.0.1", "localhost"}
    return sorted({host, *local}) if host in local else [host]


def _asset_version() -> str:
    digest = hashlib.sha256()
    for path in sorted(STATIC.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
