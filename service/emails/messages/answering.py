"""Words that came by mail."""

from dataclasses import dataclass

from service.emails.messages.message import Message


@dataclass(frozen=True, kw_only=True)
class NumberedQuestion:
    """A question as a form mail lists it, to be answered beneath its number."""

    number: str
    text: str
    hint: str


@dataclass(frozen=True, kw_only=True)
class AnswerFound:
    """What was found beneath a number. `doubt`: number or choice, where the form wants one."""

    number: str
    question: str
    lines: tuple[str, ...]
    for_coach: bool
    doubt: str = ""


@dataclass(frozen=True, kw_only=True)
class AnswersRead(Message):
    """To who wrote by mail: what was understood, what was not, and where to check and send.

    `form_url` is empty where no form is open; `left_url` where there is nothing to pass on,
    or nobody to pass it on to. `too_late`: the answers were shared already.
    """

    found: tuple[AnswerFound, ...]
    left: str
    form_url: str
    left_url: str
    page_url: str
    sent_before: bool = False
    too_late: bool = False


@dataclass(frozen=True, kw_only=True)
class WordsHeld(Message):
    """To the address on file: somebody wrote from another one. Was it you?"""

    from_address: str
    words: str
    words_url: str


@dataclass(frozen=True, kw_only=True)
class WordToConfirm(Message):
    """To who answered with a word: mail can be forged, so please press once.

    `about`: unchanged, meeting, agreement, stop or page.
    """

    word: str
    about: str
    page_url: str


@dataclass(frozen=True, kw_only=True)
class NotePassedOn(Message):
    """To the organiser: what a person wrote by mail, and chose to pass on."""

    author: str
    author_email: str
    words: str
    organiser_url: str
