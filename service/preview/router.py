"""`/preview`: all samples in the browser, where mail stays on this computer."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.languages import preferred
from service.preview.gallery import INDEX, Face, file
from service.web.desk import DeskHere, see_other
from service.web.mailbox import AS_IN_A_MAIL_PROGRAM
from service.web.site import HEADERS

router = APIRouter(prefix="/preview")

# The forms of samples belong to nobody: they lead nowhere, instead of to an error.
_AS_A_PAGE = (
    HEADERS["Content-Security-Policy"]
    .replace("form-action 'self'", "form-action 'none'")
    .replace("frame-ancestors 'none'", "frame-ancestors 'self'")
)


@router.get("")
def begin(request: Request) -> Response:
    """The index in the language that the browser asks for."""
    language = preferred(request.headers.get("accept-language", ""))
    return see_other(f"/preview/{language}/{INDEX}")


@router.get("/{language}/{path:path}")
def sample(desk: DeskHere, language: str, path: str) -> Response:
    """One of the files; a mail as mail programs show it."""
    found = file(language, path, Face.of(desk.office.settings, desk.asset_version))
    policy = AS_IN_A_MAIL_PROGRAM if found.is_mail else _AS_A_PAGE
    return Response(
        found.content, media_type=found.media, headers={"Content-Security-Policy": policy}
    )
