"""What a person wrote beneath the numbers of a form, whichever way their program answers mail.

Above the quoted mail or below it, a number begins an answer. Within the quoted
mail, the number of the question that was quoted last does.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from service.answers import SCALE_MAXIMUM, Answer, read_form
from service.errors import InvalidInput
from service.languages import LANGUAGES, said_in
from service.questions import Kind, Question
from service.replying.courtesy import Line, phrases, plain, without_courtesies
from service.replying.numbers import Numbered

_BRACKETED = re.compile(r"\s*\[\s?(\d{1,3})\s?([A-Za-z])?\s?\]\s*[.:]?\s?(.*)")
_LISTED = re.compile(r"\s{0,3}#?(\d{1,3})([A-Za-z])?\s?[.):]\s?(.*)")
_NUMBER = re.compile(
    r"\s*(\d{1,3})(?:\s*(?:/|\b(?:out of|of|von|sur|de))\s*10\b)?(?![\w/])"
    r"\s*[.,:;\u2013\u2014-]?\s*(.*)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*[;|\u00b7]\s*")
_WORD = re.compile(r"\w+")


class Doubt(StrEnum):
    """What could not be read of an answer, though its words are kept."""

    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True, kw_only=True)
class Placed:
    """An answer as the form would hold it, and the question that it stood beneath."""

    item: Numbered
    answer: Answer
    doubt: Doubt | None = None


@dataclass(frozen=True, kw_only=True)
class Understood:
    """All that the author wrote: under questions, and what stands under none."""

    placed: tuple[Placed, ...]
    left: str


def understand(lines: Sequence[Line], items: Sequence[Numbered], author: str = "") -> Understood:
    """Every line of the author's, under the question to which it belongs."""
    sorted_lines = _by_question(without_courtesies(lines, author), items)
    left = sorted_lines.pop(None, [])
    placed = []
    for item in items:
        written = [line for line in sorted_lines.get(item.number, ()) if line.strip()]
        if not written:
            continue
        try:
            read = _read(item, written)
        except InvalidInput:  # more than a field holds
            left += written
            continue
        if not read.answer.empty:
            placed.append(read)
    return Understood(placed=tuple(placed), left="\n".join(left).strip())


class _Place:
    """The question that the next line belongs to."""

    def __init__(self, items: Sequence[Numbered]) -> None:
        self._items = {item.number: item for item in items}
        for item in items:  # "7" is "7a", as it was while there was nobody else
            self._items.setdefault(item.number.rstrip("abcdefghijklmnopqrstuvwxyz"), item)
            self._items.setdefault(f"{item.number}a", item)
        self._order = {item.number: n for n, item in enumerate(items)}
        self.now: Numbered | None = None
        self._quoted = False

    def quoted(self, text: str) -> str:
        """A line of our mail: what its author added behind our words, if anything."""
        found = _BRACKETED.match(text)
        item = self._item(found) if found else None
        if found is None or item is None:
            if text.strip() and not (self.now and _belongs(text, self.now)):
                self.now = None
            return ""
        rest, asked = found[3], _WORD.findall(item.text.casefold())
        said = _WORD.findall(rest.casefold())
        if said[: len(asked)] != asked[: len(said)]:
            return ""
        self.now, self._quoted = item, True
        return _behind(rest, len(asked))

    def own(self, text: str) -> str:
        """A line of the author's, without the number that begins it."""
        found = _BRACKETED.match(text)
        if found:
            self.now, self._quoted = self._item(found), False
            return self._answer(found[3]) if self.now else text
        found = _LISTED.match(text)
        item = self._item(found) if found else None
        if found is None or item is None or not self._follows(item):
            return text
        self.now, self._quoted = item, False
        return self._answer(found[3])

    def _follows(self, item: Numbered) -> bool:
        """Whether the number goes on in the form's order, rather than in a list of the author's."""
        if self.now is None:
            return True
        return not self._quoted and self._order[item.number] > self._order[self.now.number]

    def _item(self, found: re.Match[str]) -> Numbered | None:
        return self._items.get(f"{int(found[1])}{(found[2] or '').lower()}")

    def _answer(self, rest: str) -> str:
        """Without the question, where its author copied it."""
        asked = _WORD.findall(self.now.text.casefold()) if self.now else []
        said = _WORD.findall(rest.casefold())
        return _behind(rest, len(asked)) if said[: len(asked)] == asked else rest


def _by_question(lines: Sequence[Line], items: Sequence[Numbered]) -> dict[str | None, list[str]]:
    """The author's lines by the number of their question; None for those that have none."""
    place = _Place(items)
    found: dict[str | None, list[str]] = {}
    for line in lines:
        if line.own:
            text = place.own(line.text)
        else:
            text = place.quoted(line.text)
            if not text:
                continue
        found.setdefault(place.now.number if place.now else None, []).append(text)
    return found


def _belongs(text: str, item: Numbered) -> bool:
    """Whether the line goes on with the question, or with what our mail says beneath it."""
    return plain(text) in plain(f"{item.text} {item.hint}")


def _behind(text: str, words: int) -> str:
    """What follows after so many words."""
    for count, word in enumerate(_WORD.finditer(text), start=1):
        if count == words:
            return text[word.end() :].lstrip(" .?!:;,)\u00a0\u202f\t").rstrip()
    return ""


def _read(item: Numbered, lines: Sequence[str]) -> Placed:
    lines, for_coach = _without_coach(lines)
    question, doubt = item.question, None
    fields: dict[str, list[str]] = {}
    match question.kind:
        case Kind.POINTS | Kind.TEXT:
            fields[item.field] = ["\n".join(lines)]
        case Kind.GOALS:
            fields = _goals(item.field, lines)
        case Kind.SCALE:
            fields, doubt = _scale(item.field, lines)
        case Kind.CHOICE:
            fields, doubt = _choice(item.field, lines, question)
    about = (item.about,) if item.about else ()
    [answer] = read_form([question], about, fields) or (Answer(question=question.key),)
    return Placed(item=item, answer=replace(answer, for_coach=for_coach), doubt=doubt)


def _without_coach(lines: Sequence[str]) -> tuple[list[str], bool]:
    """Whether a line of an answer begins with “coach:”; all of it is for the coach then.

    What follows that line, and what stands before it, may belong to it: rather too
    little is shared than too much.
    """
    kept, for_coach = [], False
    for line in lines:
        first, colon, rest = line.partition(":")
        marked = bool(colon) and plain(first) in phrases("coach")
        for_coach = for_coach or marked
        kept.append(rest.strip() if marked else line)
    return [text for text in kept if text], for_coach


def _goals(field: str, lines: Iterable[str]) -> dict[str, list[str]]:
    rows = [(_PARTS.split(line.strip(), maxsplit=3) + [""] * 3)[:4] for line in lines]
    names = ("title", "milestone", "by", "who")
    return {f"{field}.{name}": [row[n] for row in rows] for n, name in enumerate(names)}


def _scale(field: str, lines: Sequence[str]) -> tuple[dict[str, list[str]], Doubt | None]:
    found = _NUMBER.match(lines[0]) if lines else None
    if found is None or int(found[1]) > SCALE_MAXIMUM:
        return {f"{field}.text": ["\n".join(lines)]}, Doubt.NUMBER
    reason = "\n".join((found[2], *lines[1:]))
    return {field: [str(int(found[1]))], f"{field}.text": [reason]}, None


def _choice(
    field: str, lines: Sequence[str], question: Question
) -> tuple[dict[str, list[str]], Doubt | None]:
    """The option named first, in any language that we speak; the rest is the remark."""
    said = plain(lines[0]) if lines else ""
    names = [
        (plain(name), value)
        for value, label in question.options
        for name in (value, label, *(said_in(label, code) for code in LANGUAGES))
    ]
    for name, value in sorted(names, key=lambda known: -len(known[0])):
        if name and (said == name or said.startswith(f"{name} ")):
            remark = "\n".join((_behind(lines[0], len(_WORD.findall(name))), *lines[1:]))
            return {field: [value], f"{field}.text": [remark.strip()]}, None
    return {f"{field}.text": ["\n".join(lines)]}, Doubt.CHOICE
