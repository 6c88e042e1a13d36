"""When a goal is due, as far as its words say a day."""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import get_month_names

from service.languages import locale_of
from service.reviews.outcomes import SETTLED, GoalOutcome

MOVED = "moved"
_YEAR = r"(?:,?\s+(?P<year>20\d\d))?"
_MONTHS_OF_A_QUARTER = 3


@dataclass(frozen=True, kw_only=True)
class Due:
    """A goal that is not done, and the day by which it was to be. `late`: the day has passed."""

    line: str
    day: date
    late: bool


def due_before(
    goals: Iterable[GoalOutcome],
    *,
    written: Mapping[str, date],
    today: date,
    until: date,
    language: str,
) -> tuple[Due, ...]:
    """The goals that are due until then, the earliest first; those that are late among them.

    `written` says since when each line has stood in the agreement. Where all who said
    anything say that a goal has moved, the day that they give counts.
    """
    found = []
    for goal in goals:
        if goal.state in SETTLED:
            continue
        day = _day_of(goal, written.get(goal.line, today), today, language)
        if day and day <= until:
            found.append(Due(line=goal.line, day=day, late=day < today))
    return tuple(sorted(found, key=lambda due: (due.day, due.line)))


def day_in(text: str, since: date, language: str) -> date | None:
    """The last day that a text names, such as "24 May", "end of May 2027", "2027-05-24" or "Q2".

    A month or quarter alone is its last day; a day without a year is the first from `since` on.
    """
    days = []
    for pattern in _patterns(language):
        for match in pattern.finditer(text):
            day = _read(match, since, language)
            if day:
                days.append((match.end(), match.start(), day))
    # What ends last counts; of two that end together, the one that says more.
    return max(days, key=lambda found: (found[0], -found[1]))[2] if days else None


def _day_of(goal: GoalOutcome, written: date, today: date, language: str) -> date | None:
    if goal.state == MOVED:
        said = [day_in(s.text, today, language) for s in goal.states[0][1]]
        given = [day for day in said if day]
        if given:
            return max(given)
    return day_in(goal.line, written, language)


def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    names = "|".join(sorted(map(re.escape, _months(language)), key=len, reverse=True))
    month = rf"(?P<month>{names})\.?"
    shapes = (
        r"\b(?P<year>20\d\d)-(?P<number>\d{1,2})-(?P<day>\d{1,2})\b",
        r"\b(?P<day>\d{1,2})\.(?P<number>\d{1,2})\.(?P<year>20\d\d)?",
        rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?)?{month}(?!\w){_YEAR}",
        rf"\b{month}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d){_YEAR}",
        rf"\b[Qq](?P<quarter>[1-4])\b{_YEAR}",
    )
    return tuple(re.compile(shape, re.IGNORECASE) for shape in shapes)


def _months(language: str) -> dict[str, int]:
    """The months by their names, long and short, in the language and in English."""
    found = {}
    for locale in (locale_of("en"), locale_of(language)):
        for width in ("wide", "abbreviated"):
            named = get_month_names(width, locale=locale)
            found |= {str(name).rstrip(".").casefold(): n for n, name in named.items()}
    return found


def _read(match: re.Match[str], since: date, language: str) -> date | None:
    said = match.groupdict()
    if said.get("quarter"):
        month = int(said["quarter"]) * _MONTHS_OF_A_QUARTER
    elif said.get("number"):
        month = int(said["number"])
    elif not (said["day"] or said["year"] or said["month"][0].isupper()):
        # "We may move" names no month.
        return None
    else:
        month = _months(language)[said["month"].rstrip(".").casefold()]
    if said.get("year"):
        return _date(int(said["year"]), month, said.get("day"))
    days = (_date(year, month, said.get("day")) for year in (since.year, since.year + 1))
    return next((day for day in days if day and day >= since), None)


def _date(year: int, month: int, day: str | None) -> date | None:
    try:
        return date(year, month, int(day) if day else monthrange(year, month)[1])
    except ValueError:
        return None
