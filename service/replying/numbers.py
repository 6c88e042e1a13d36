"""A form's questions under numbers that stay the same while the form grows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from service.answers import field_name
from service.languages import in_language, said_in, say
from service.participants import Person
from service.questions import Kind, Question

MOST = 80
"""Questions that a mail may list; beyond, its reader answers on the page."""


_CURRENT = 200
"""Characters of a clause above the question about it."""
_LINK = re.compile(r"\S*://\S*|www\.\S+")
_HINTS = {
    Kind.GOALS: say("One goal a line: goal; milestone; by when; who."),
    Kind.SCALE: say("A number from 0 to 10, and why."),
}


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """One question, about one other person where it is asked so.

    `number` is "7", or "7b" where several people are asked about. `text` is the
    question and `hint` how to answer it where that is not plain, in the reader's language.
    """

    number: str
    question: Question
    about: Person | None
    text: str
    hint: str

    @property
    def field(self) -> str:
        """The base name of its field in the form."""
        return field_name(self.question, self.about)


def numbered(
    questions: Sequence[Question], people: Sequence[Person], me: str, language: str
) -> tuple[Numbered, ...]:
    """Every question that `me` is asked; empty where they are more than a mail should hold.

    Questions that were added stand last and people in the order in which they came
    (`people`, who have left among them), so that a number means the same in an older mail.
    """
    others = [person for person in people if person.id != me]
    asked = sorted(questions, key=lambda question: question.key.startswith("extra_"))
    items = []
    for place, question in enumerate(asked, start=1):
        letters = ascii_lowercase if len(others) > 1 else ("",)
        whom = zip(letters, others, strict=False) if question.per_person else ((("", None)),)
        items += [
            Numbered(
                number=f"{place}{letter}",
                question=question,
                about=about,
                text=_text(question, about, language),
                hint=_hint(question, language),
            )
            for letter, about in whom
            if about is None or about.present
        ]
    complete = len(others) <= len(ascii_lowercase) and len(items) <= MOST
    return tuple(items) if complete else ()


def _text(question: Question, about: Person | None, language: str) -> str:
    text = said_in(question.text, language)
    if question.added_by or question.key.startswith("extra_"):
        # Of strangers' words, no link stands in a mail that we send for them.
        text = _LINK.sub("…", text)
    if question.current:
        lines = (" ".join(line.split()) for line in question.current.splitlines())
        current = "; ".join(filter(None, lines))[:_CURRENT]
        text = current if current.startswith(text) else f"{text}: {current}"
    if not about:
        return text
    return in_language(say("%(label)s:", label=about.name), language) + f" {text}"


def _hint(question: Question, language: str) -> str:
    if question.kind is not Kind.CHOICE:
        return in_language(_HINTS.get(question.kind, ""), language)
    labels = " / ".join(said_in(label, language) for _value, label in question.options)
    return in_language(say("One of: %(options)s. Then your remark.", options=labels), language)
