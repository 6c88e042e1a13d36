"""All samples: by name, in a language."""

from dataclasses import replace

from service.emails import Message
from service.preview.calendars import with_calendar
from service.preview.cast import Page
from service.preview.stages import STAGES


def pages() -> dict[str, Page]:
    """What each page is rendered from, by its template and the state that it is in."""
    return {name: page for stage in STAGES for name, page in stage.pages().items()}


def messages(language: str = "en") -> dict[str, Message]:
    """One mail of each kind, and more where its words change much, to readers of a language."""
    return {
        name: with_calendar(replace(message, language=language))
        for stage in STAGES
        for name, message in stage.mails().items()
    }
