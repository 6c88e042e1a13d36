"""A start file or form, read field by field; every problem is told at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeVar

from service.clock import MEETING_YEARS, instant, is_skipped, known_zone, wall_time
from service.errors import InvalidInput, Problem, advice_in
from service.languages import LANGUAGES, say
from service.participants import clean_email, clean_line
from service.rhythm import Rhythm, read_rhythm

TITLE_LIMIT = 120
PLACE_LIMIT = 500
DAY_MINUTES = 24 * 60
LONGEST_LEAD = 60
"""How many days before a review its form may be mailed at the earliest."""
DUE_AT = time(18)
"""When replies are due on a day that was given without a time."""

FIELDS = {
    "": "title time_zone question_set language replies_due organiser coach conversation reviews"
    " participants questions",
    "organiser": "name email takes_part time_zone language",
    "coach": "name email time_zone language",
    "conversation": "starts minutes place",
    "reviews": "every minutes form_days_before",
    "participants": "name email role time_zone language",
    "questions": "section text kind",
}

NO_TIME = datetime(9000, 1, 1)  # noqa: DTZ001 - a wall time, where none could be read

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Invitee:
    """Somebody before they have an id."""

    name: str
    email: str
    description: str
    time_zone: str
    language: str


class Reader:
    """Reads field by field; what cannot be used is noted, with a stand-in, until `finish`."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given
        self.problems: list[Problem] = []
        self._refuse_unknown("", given)
        for name in ("organiser", "coach", "conversation", "reviews"):
            self._refuse_unknown(name, self._table(name))
        self.rows = {name: self._rows(name) for name in ("participants", "questions")}
        """The tables of each name."""
        for name, rows in self.rows.items():
            for number, row in enumerate(rows, 1):
                self._refuse_unknown(name, row, f"{name}[{number}]")

    def refuse(self, field: str, advice: str) -> None:
        """The problem is noted."""
        self.problems.append(Problem(field=field, advice=advice))

    def has_problem(self, field: str) -> bool:
        """Whether one is noted there."""
        return any(p.field == field for p in self.problems)

    def finish(self) -> None:
        """Raises InvalidInput with every problem that was noted."""
        if self.problems:
            raise InvalidInput(*self.problems)

    def attempt(self, field: str, read: Callable[[], T], otherwise: T) -> T:
        """What `read` returns, or `otherwise` with the problem noted."""
        try:
            return read()
        except InvalidInput as error:
            self.problems += [
                Problem(
                    field=field if not p.field or p.field == field else f"{field}.{p.field}",
                    advice=p.advice,
                )
                for p in error.problems
            ]
        except ValueError as error:
            self.refuse(field, advice_in(error))
        return otherwise

    def line(self, field: str, *, limit: int = 120, needed: bool = True) -> str:
        """One line of text; empty where there is none."""
        text = self._value(field)
        if text is not None and not isinstance(text, str):
            self.refuse(field, say("write this as text, in quotation marks"))
            return ""
        line = self.attempt(field, lambda: clean_line(text or "", limit), "")
        if needed and not line and not self.has_problem(field):
            self.refuse(field, say("this is missing: fill it in"))
        return line

    def flag(self, field: str) -> bool:
        """Yes or no; no where nothing stands."""
        value = self._value(field)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.refuse(field, say("write true or false"))
        return False

    def minutes(self, field: str, default: int) -> int:
        """Whole minutes, at most a day."""
        value = self._value(field)
        if value in (None, ""):
            return default
        try:
            minutes = int(str(value))
        except ValueError:
            minutes = 0
        if not 1 <= minutes <= DAY_MINUTES:
            self.refuse(field, say("give whole minutes from 1 to %(most)s", most=DAY_MINUTES))
        return minutes

    def days(self, field: str) -> int | None:
        """Whole days, None where nothing stands."""
        value = self._value(field)
        if value in (None, ""):
            return None
        text = str(value)
        if not text.isdecimal() or len(text) > 2 or not 1 <= int(text) <= LONGEST_LEAD:  # noqa: PLR2004 - digits
            self.refuse(field, say("give whole days from 1 to %(most)s", most=LONGEST_LEAD))
            return None
        return int(text)

    def zone(self, field: str, *, default: str = "UTC", needed: bool = False) -> str:
        """A time zone that this machine knows."""
        name = self.line(field, needed=needed)
        if name and not known_zone(name):
            self.refuse(
                field, say("“%(name)s” is no time zone: write one like Europe/Berlin", name=name)
            )
        return name if known_zone(name) else default

    def language(self, field: str, default: str) -> str:
        """A language that is spoken here."""
        code = self.line(field, needed=False) or default
        if code not in LANGUAGES:
            self.refuse(
                field,
                say(
                    "“%(code)s” is not spoken here: choose one of %(known)s",
                    code=code,
                    known=", ".join(LANGUAGES),
                ),
            )
            return default
        return code

    def invitee(self, field: str, zone: str, language: str) -> Invitee:
        """A person, with the zone and language of the alliance unless they have their own."""
        address = self.line(f"{field}.email", limit=320)
        return Invitee(
            name=self.line(f"{field}.name"),
            email=self.attempt(f"{field}.email", lambda: clean_email(address), "")
            if address
            else "",
            description=self.line(f"{field}.role", needed=False),
            time_zone=self.zone(f"{field}.time_zone", default=zone),
            language=self.language(f"{field}.language", language),
        )

    def wall(self, field: str, zone: str, *, day_means: time | None = None) -> datetime:
        """A naive wall time in `zone`; a bare date stands for `day_means` on that day."""
        value = self._value(field)
        stand_in = NO_TIME
        if value in (None, ""):
            self.refuse(
                field, say("this is missing: give a date and a time such as 2027-03-01T14:00")
            )
            return stand_in
        moment = self.attempt(field, lambda: _read_wall(value, zone, day_means), stand_in)
        if moment is not stand_in and is_skipped(moment, zone):
            later = wall_time(instant(moment, zone), zone)
            self.refuse(
                field,
                say(
                    "the clocks in %(zone)s skip %(time)s on %(day)s: choose another "
                    "time, such as %(later)s",
                    zone=zone,
                    time=f"{moment:%H:%M}",
                    day=f"{moment:%Y-%m-%d}",
                    later=f"{later:%H:%M}",
                ),
            )
        return moment

    def rhythm(self, field: str, starts: datetime) -> Rhythm:
        """How often, every four weeks where nothing stands."""
        text = str(self._value(field) or "4 weeks")
        monthly = Rhythm(unit="week", interval=4)
        return self.attempt(field, lambda: read_rhythm(text, starts.date()), monthly)

    def _rows(self, name: str) -> list[Mapping[str, Any]]:
        rows = self.given.get(name) or []
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            if not self.has_problem(name):
                self.refuse(
                    name, say("write each as a table of its own, headed [[%(name)s]]", name=name)
                )
            return []
        return rows

    def _table(self, name: str) -> Mapping[str, Any]:
        table = self.given.get(name) or {}
        if isinstance(table, Mapping):
            return table
        if not self.has_problem(name):
            self.refuse(name, say("write this as a table, headed [%(name)s]", name=name))
        return {}

    def _value(self, field: str) -> Any:  # noqa: ANN401 - whatever stands in the file
        head, _, rest = field.partition(".")
        if not rest:
            return self.given.get(head)
        if "[" not in head:
            return self._table(head).get(rest)
        name, number = head.rstrip("]").split("[")
        return self.rows[name][int(number) - 1].get(rest)

    def _refuse_unknown(self, name: str, table: Mapping[str, Any], shown: str = "") -> None:
        known = FIELDS[name].split()
        for key in table:
            if key not in known:
                field = f"{shown or name}.{key}".lstrip(".")
                self.refuse(
                    field,
                    say("there is no such field: use one of %(known)s", known=", ".join(known)),
                )


def _read_wall(value: object, zone: str, day_means: time | None) -> datetime:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)  # noqa: PLR2004 - the length of an ISO date
        except ValueError:
            value = None
    if isinstance(value, date) and value.year not in MEETING_YEARS:
        value = None
    if isinstance(value, datetime):
        return wall_time(value, zone) if value.tzinfo else value
    if isinstance(value, date) and day_means:
        return datetime.combine(value, day_means)
    raise ValueError(say("give a date and a time such as 2027-03-01T14:00"))
