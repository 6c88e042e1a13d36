"""Filters that mails and pages share: moments, names and numbers in the reader's language and zone.

Each takes zone and language from the template's context (`zone`, `language`)
unless it is told otherwise.
"""

import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_day_names
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit
from jinja2 import pass_context
from jinja2.runtime import Context

from service.agreement import changed_lines
from service.clock import instant, require_aware, wall_time
from service.languages import locale_of
from service.merge import agenda
from service.questions import load_last_set, load_moment_set, load_review_set, load_sets

TEXT_WIDTH = 76
SIGNATURE = "-- "
"""What mail programs take for the beginning of the foot (RFC 3676 §4.3)."""
_HOUR = 60
_BULLET = re.compile(r"^[-*•]\s+")
_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>#|~&!$]")
_INDENT = re.compile(r"(?:\s|[-*•>] |\d+\. )*")


@pass_context
def moment(context: Context, at: datetime, zone: str | None = None) -> str:
    """Weekday, date, time and zone: "Tuesday 24 November 2026, 14:00 (Europe/Berlin)"."""
    name = _zone(context, zone)
    return f"{day(context, at, name)}, {clock(context, at, name)} ({name})"


@pass_context
def day(context: Context, at: datetime, zone: str | None = None) -> str:
    """Weekday and date: "Tuesday 24 November 2026"."""
    return date_alone(context, require_aware(at).astimezone(ZoneInfo(_zone(context, zone))))


@pass_context
def date_alone(context: Context, on: date) -> str:
    """The same, of a day that is in no zone."""
    language = locale_of(_language(context))
    # CLDR sets a comma after the weekday in British English; people there seldom do.
    pattern = "EEEE d MMMM y" if language.language == "en" else "full"
    return _first_of_month(format_date(on, pattern, locale=language), on, language)


@pass_context
def short_day(context: Context, at: datetime, zone: str | None = None) -> str:
    """Day and month, for subjects: "24 November"."""
    local = require_aware(at).astimezone(ZoneInfo(_zone(context, zone)))
    language = locale_of(_language(context))
    return _first_of_month(format_skeleton("MMMMd", local, locale=language), local, language)


def _first_of_month(text: str, on: date, language: Locale) -> str:
    """In French the first is an ordinal ("1er juillet"), which CLDR leaves out."""
    if language.language != "fr" or on.day != 1:
        return text
    return re.sub(r"\b1\b", "1er", text, count=1)


@pass_context
def clock(context: Context, at: datetime, zone: str | None = None) -> str:
    """Time of day: "14:00"."""
    local = require_aware(at).astimezone(ZoneInfo(_zone(context, zone)))
    return format_time(local, "short", locale=locale_of(_language(context)))


@pass_context
def weekday(context: Context, number: int) -> str:
    """The name of a day of the week, 0 being Monday."""
    return str(get_day_names("wide", locale=locale_of(_language(context)))[number])


@pass_context
def names(context: Context, people: Iterable[object], most: int | None = None) -> str:
    """Several names as one phrase: "Ada, Ben and Cleo"; beyond `most`, the others are counted."""
    listed = [str(person) for person in people]
    if most is not None and len(listed) > most:
        ngettext = context["ngettext"]
        others = len(listed) - most
        listed[most:] = [str(ngettext("%(num)s other", "%(num)s others", others))]
    return format_list(listed, locale=locale_of(_language(context)))


@pass_context
def minutes(context: Context, count: int) -> str:
    """A length of time: "45 minutes", "2 hours"."""
    hours, rest = divmod(count, _HOUR)
    unit, number = ("duration-minute", count) if rest or not hours else ("duration-hour", hours)
    return format_unit(number, unit, locale=locale_of(_language(context)))


@pass_context
def decimal(context: Context, number: float) -> str:
    """A number with at most one place after the point, or comma: "6.5", "8"."""
    return format_decimal(number, "0.#", locale=locale_of(_language(context)))


def at_wall(wall: datetime, zone: str) -> datetime:
    """The instant of a naive wall time, for the filters above."""
    return instant(wall, zone)


def in_zone(at: datetime, zone: str) -> datetime:
    """The naive wall time of an instant, for fields that are filled in."""
    return wall_time(at, zone)


def short(text: str, width: int = 30) -> str:
    """One line of at most `width` characters, cut between words where it can be."""
    line = " ".join(str(text).split())
    if len(line) <= width:
        return line
    words, _, _ = line[:width].rpartition(" ")
    kept = words if len(words) > width // 2 else line[: width - 1]
    return kept.rstrip(" ,;:-") + "…"


def excerpt(text: str, width: int) -> str:
    """A text of any number of lines, cut at about `width` characters."""
    whole = str(text).strip()
    return whole if len(whole) <= width else whole[: width - 1].rstrip() + "…"


def estimate(questions: int) -> tuple[int, int]:
    """About how many minutes so many questions take, from and to: 20 and 30 for 18."""
    low, high = (max(5, round(questions * each / 5) * 5) for each in (1.1, 1.65))
    return low, max(high, low + 5)


def indented(text: str, by: str = "  ") -> str:
    """Every line of somebody's words set off, so that none can be taken for ours."""
    return "\n".join(by + line.strip() for line in str(text).splitlines() if line.strip())


def lines(text: str) -> list[str]:
    """The lines of a text that hold something."""
    return [line.strip() for line in str(text).splitlines() if line.strip()]


@dataclass(frozen=True, kw_only=True)
class ClauseBlock:
    """A line of a clause: a point of a list, or a paragraph."""

    words: str
    item: bool


def clause_blocks(text: str) -> list[ClauseBlock]:
    """A clause as people mean it when they type it: several lines are points of a list.

    A single line is a paragraph, and so is one that leads in with a colon at its end.
    """
    found = lines(text)
    return [
        ClauseBlock(
            words=_BULLET.sub("", line, count=1),
            item=bool(_BULLET.match(line)) or (len(found) > 1 and not line.endswith(":")),
        )
        for line in found
    ]


def literal(text: str) -> str:
    """`text` as Markdown that shows exactly its characters."""
    line = _MARKDOWN.sub(r"\\\g<0>", " ".join(str(text).split()))
    return re.sub(r"^(?:(\d+)([.)])|([-+=]))", _escaped_start, line)


def marked(text: str, mark: str) -> str:
    """A piece of a line as Markdown that shows exactly its characters, between two `mark`s."""
    return mark + _MARKDOWN.sub(r"\\\g<0>", text) + mark


def changes(before: str, after: str) -> list[list[tuple[str, str]]]:
    """What people are told of a changed text: the lines that changed, as `told_line` has them."""
    return [told_line(line) for line in changed_lines(before, after) if _differs(line)]


def told_line(line: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """A line's ("same" | "gone" | "new", words), with spaces around what went and what came.

    Marks then stand close to the words, and what went does not run into what came.
    """
    told: list[tuple[str, str]] = []
    for what, words in line:
        if what == "same" or not words.strip():
            told.append(("same", words))
            continue
        kept = words.strip()
        lead, _, trail = words.partition(kept)
        if told and told[-1][0] != "same" and not lead:
            lead = " "
        told += [
            (kind, text) for kind, text in (("same", lead), (what, kept), ("same", trail)) if text
        ]
    return told


def wrapped(text: str, width: int = TEXT_WIDTH) -> str:
    """Plain text in lines of `width`, continued under their first word; addresses stay whole."""
    out: list[str] = []
    for line in text.splitlines():
        if line == SIGNATURE:
            out.append(line)
            continue
        lead = _INDENT.match(line)
        hang = " " * len(lead.group()) if lead else ""
        out += textwrap.wrap(
            line.rstrip(),
            width,
            subsequent_indent=hang,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip("\n") + "\n"


def asked(field: str) -> str:
    """The heading that all built-in sets give the question of a form's field; else nothing."""
    found = _headings().get(field.partition(".")[0], frozenset())
    return min(found) if len(found) == 1 else ""


FILTERS: Mapping[str, Callable[..., Any]] = {
    "agenda": agenda,
    "asked": asked,
    "moment": moment,
    "day": day,
    "date_alone": date_alone,
    "short_day": short_day,
    "clock": clock,
    "weekday": weekday,
    "names": names,
    "minutes": minutes,
    "decimal": decimal,
    "at_wall": at_wall,
    "in_zone": in_zone,
    "short": short,
    "excerpt": excerpt,
    "estimate": estimate,
    "indented": indented,
    "lines": lines,
    "wrapped": wrapped,
    "clause_blocks": clause_blocks,
    "literal": literal,
    "marked": marked,
    "changes": changes,
}


@cache
def _headings() -> Mapping[str, frozenset[str]]:
    ours = (*load_sets().values(), load_review_set(), load_moment_set(), load_last_set())
    asked = [(q.key, q.heading) for found in ours for q in found.questions]
    return {key: frozenset(h for k, h in asked if k == key) for key, _heading in asked}


def _differs(line: Iterable[tuple[str, str]]) -> bool:
    return any(what != "same" and words.strip() for what, words in line)


def _escaped_start(match: re.Match[str]) -> str:
    """A line's beginning that Markdown would take for a list or an underline."""
    number, mark, other = match.groups()
    return f"\\{other}" if other else f"{number}\\{mark}"


def _zone(context: Context, zone: str | None) -> str:
    return zone or str(context.resolve("zone") or "UTC")


def _language(context: Context) -> str:
    return str(context.get("language") or "en")
