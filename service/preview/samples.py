"""All samples: by name, in a language."""

from dataclasses import replace

from service.emails import FormInvitation, Message, NumberedQuestion
from service.preview.calendars import with_calendar
from service.preview.cast import ADA, BEN, QUESTIONS, Page
from service.preview.stages import STAGES
from service.replying import numbered


def pages() -> dict[str, Page]:
    """What each page is rendered from, by its template and the state that it is in."""
    return {name: page for stage in STAGES for name, page in stage.pages().items()}


def messages(language: str = "en") -> dict[str, Message]:
    """One mail of each kind, and more where its words change much, to readers of a language."""
    return {
        name: in_their_language(message, language)
        for stage in STAGES
        for name, message in stage.mails().items()
    }


def in_their_language(message: Message, language: str) -> Message:
    """The mail for a reader of `language`, with what its fields hold in a language."""
    message = with_calendar(replace(message, language=language))
    if isinstance(message, FormInvitation) and message.numbered:
        asked = numbered(QUESTIONS, [ADA, BEN], BEN.id, language)
        return replace(
            message,
            numbered=tuple(
                NumberedQuestion(number=each.number, text=each.text, hint=each.hint)
                for each in asked
            ),
        )
    return message
