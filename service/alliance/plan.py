"""What an organiser asks for, read and checked before anything happens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeVar

from service.clock import instant, is_skipped, known_zone, wall_time
from service.errors import InvalidInput, Problem, advice_in
from service.languages import LANGUAGES, say
from service.participants import clean_email, clean_line, same_address
from service.questions import Question, extra_question, load_set
from service.rhythm import Rhythm, read_rhythm

TITLE_LIMIT = 120
PLACE_LIMIT = 500
DAY_MINUTES = 24 * 60
DUE_AT = time(18)
"""When replies are due on a day that was given without a time."""

_FIELDS = {
    "": "title time_zone question_set language replies_due organiser coach conversation reviews"
    " participants questions",
    "organiser": "name email takes_part time_zone language",
    "coach": "name email time_zone language",
    "conversation": "starts minutes place",
    "reviews": "every minutes",
    "participants": "name email role time_zone language",
    "questions": "section text kind",
}

_NO_TIME = datetime(9000, 1, 1)  # noqa: DTZ001 - a wall time, where none could be read

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Invitee:
    """Somebody before they have an id."""

    name: str
    email: str
    description: str
    time_zone: str
    language: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A whole, checked wish for an alliance. `conversation_starts` is naive wall time."""

    title: str
    time_zone: str
    language: str
    question_set: str
    question_set_version: int
    questions: tuple[Question, ...]
    organiser: Invitee
    organiser_takes_part: bool
    coach: Invitee | None
    participants: tuple[Invitee, ...]
    """Without the organiser, even where they take part."""
    conversation_starts: datetime
    conversation_minutes: int
    conversation_place: str
    replies_due: datetime
    rhythm: Rhythm
    review_minutes: int

    @property
    def taking_part(self) -> tuple[Invitee, ...]:
        """All who answer and sign, the organiser first where they do."""
        return (*((self.organiser,) if self.organiser_takes_part else ()), *self.participants)


def read_plan(given: Mapping[str, Any], *, now: datetime, limit: int = 200) -> Plan:
    """The plan that a file or a form describes; raises InvalidInput with every problem at once.

    `given` has the shape of the start file. Times may be datetimes, dates or ISO
    strings, in the alliance's zone. `limit` is the most people that may take part.
    """
    reader = _Reader(given)
    zone = reader.zone("time_zone", needed=True)
    language = reader.language("language", "en")
    title = reader.line("title", limit=TITLE_LIMIT)
    organiser = reader.invitee("organiser", zone, language)
    coach = reader.invitee("coach", zone, language) if given.get("coach") else None
    people = [
        reader.invitee(f"participants[{n}]", zone, language)
        for n in range(1, len(reader.rows("participants")) + 1)
    ]
    takes_part = reader.flag("organiser.takes_part")
    starts = reader.wall("conversation.starts", zone)
    due = reader.wall("replies_due", zone, day_means=DUE_AT)
    _check_times(reader, starts, due, zone, now)
    takes_part, people = _check_people(reader, organiser, coach, people, takes_part, limit)
    rhythm = reader.rhythm("reviews.every", starts)
    key, version, questions = _questions(reader)
    minutes = reader.minutes("conversation.minutes", 60)
    review_minutes = reader.minutes("reviews.minutes", 30)
    place = reader.line("conversation.place", limit=PLACE_LIMIT, needed=False)
    reader.finish()
    return Plan(
        title=title,
        time_zone=zone,
        language=language,
        question_set=key,
        question_set_version=version,
        questions=questions,
        organiser=organiser,
        organiser_takes_part=takes_part,
        coach=coach,
        participants=tuple(people),
        conversation_starts=starts,
        conversation_minutes=minutes,
        conversation_place=place,
        replies_due=instant(due, zone),
        rhythm=rhythm,
        review_minutes=review_minutes,
    )


def _check_times(
    reader: "_Reader", starts: datetime, due: datetime, zone: str, now: datetime
) -> None:
    given = reader.given
    if instant(starts, zone) <= now and not reader.has_problem("conversation.starts"):
        reader.refuse("conversation.starts", say("this has passed: choose a time in the future"))
    if reader.has_problem("replies_due") or given.get("replies_due") in (None, ""):
        return
    if instant(due, zone) <= now:
        reader.refuse("replies_due", say("this has passed: choose a time in the future"))
    elif instant(due, zone) > instant(starts, zone) and not reader.has_problem(
        "conversation.starts"
    ):
        reader.refuse(
            "replies_due",
            say(
                "replies must be due before the conversation: choose an earlier time, or move the "
                "conversation"
            ),
        )


def _check_people(  # noqa: PLR0913, PLR0917 - all the people of a plan are checked against each other
    reader: "_Reader",
    organiser: Invitee,
    coach: Invitee | None,
    people: list[Invitee],
    takes_part: bool,  # noqa: FBT001 - passed on by one caller
    limit: int,
) -> tuple[bool, list[Invitee]]:
    """Whether the organiser takes part, and the others who do."""
    seen: dict[str, int] = {}
    others = []
    for number, person in enumerate(people, 1):
        field = f"participants[{number}].email"
        if not person.email:
            continue
        address = person.email.casefold()
        if address in seen:
            reader.refuse(
                field,
                say(
                    "%(email)s stands at participant %(number)s already: name each once",
                    email=person.email,
                    number=seen[address],
                ),
            )
        elif coach and same_address(coach.email, person.email):
            reader.refuse(
                field,
                say(
                    "%(email)s is the coach: a coach reads what is meant for the coach only, "
                    "so they cannot take part as well",
                    email=person.email,
                ),
            )
        seen.setdefault(address, number)
        if same_address(person.email, organiser.email):
            takes_part = True
        else:
            others.append(person)
    if takes_part and coach and organiser.email and same_address(coach.email, organiser.email):
        reader.refuse("coach.email", say("the coach cannot take part as well: name somebody else"))
    count = len(people) + (takes_part and organiser.email.casefold() not in seen)
    if count < 2:  # noqa: PLR2004 - an alliance is between at least two
        reader.refuse("participants", say("an alliance needs at least two people: add another"))
    if count > limit:
        reader.refuse(
            "participants", say("at most %(limit)s people can take part: name fewer", limit=limit)
        )
    return takes_part, others


def _questions(reader: "_Reader") -> tuple[str, int, tuple[Question, ...]]:
    key = str(reader.given.get("question_set") or "work")
    chosen = reader.attempt("question_set", lambda: load_set(key), None)
    if chosen is None:
        return key, 0, ()
    sections = [section for section, _title, _intro in chosen.sections]
    extra = []
    for number, row in enumerate(reader.rows("questions"), 1):
        field = f"questions[{number}]"
        section = str(row.get("section") or sections[-1])
        if section not in sections:
            reader.refuse(
                f"{field}.section", say("choose one of: %(known)s", known=", ".join(sections))
            )
            continue
        question = reader.attempt(
            field,
            lambda row=row, section=section, number=number: extra_question(
                section=section,
                text=str(row.get("text") or ""),
                kind=str(row.get("kind") or "points"),
                number=number,
                added_by=None,
            ),
            None,
        )
        extra += [question] if question else []
    return chosen.key, chosen.version, (*chosen.questions, *extra)


class _Reader:
    """Reads field by field; what cannot be used is noted, with a stand-in, until `finish`."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given
        self.problems: list[Problem] = []
        self._refuse_unknown("", given)
        for name in ("organiser", "coach", "conversation", "reviews"):
            self._refuse_unknown(name, self._table(name))
        for name in ("participants", "questions"):
            for number, row in enumerate(self.rows(name), 1):
                self._refuse_unknown(name, row, f"{name}[{number}]")

    def refuse(self, field: str, advice: str) -> None:
        self.problems.append(Problem(field=field, advice=advice))

    def has_problem(self, field: str) -> bool:
        return any(p.field == field for p in self.problems)

    def finish(self) -> None:
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
        text = self._value(field)
        if text is not None and not isinstance(text, str):
            self.refuse(field, say("write this as text, in quotation marks"))
            return ""
        line = self.attempt(field, lambda: clean_line(text or "", limit), "")
        if needed and not line and not self.has_problem(field):
            self.refuse(field, say("this is missing: fill it in"))
        return line

    def flag(self, field: str) -> bool:
        value = self._value(field)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.refuse(field, say("write true or false"))
        return False

    def minutes(self, field: str, default: int) -> int:
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

    def zone(self, field: str, *, default: str = "UTC", needed: bool = False) -> str:
        name = self.line(field, needed=needed)
        if name and not known_zone(name):
            self.refuse(
                field, say("“%(name)s” is no time zone: write one like Europe/Berlin", name=name)
            )
        return name if known_zone(name) else default

    def language(self, field: str, default: str) -> str:
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
        return code

    def invitee(self, field: str, zone: str, language: str) -> Invitee:
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
        stand_in = _NO_TIME
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
        text = str(self._value(field) or "4 weeks")
        monthly = Rhythm(unit="week", interval=4)
        return self.attempt(field, lambda: read_rhythm(text, starts.date()), monthly)

    def rows(self, name: str) -> list[Mapping[str, Any]]:
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
        return self.rows(name)[int(number) - 1].get(rest)

    def _refuse_unknown(self, name: str, table: Mapping[str, Any], shown: str = "") -> None:
        known = _FIELDS[name].split()
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
    if isinstance(value, datetime):
        return wall_time(value, zone) if value.tzinfo else value
    if isinstance(value, date) and day_means:
        return datetime.combine(value, day_means)
    raise ValueError(say("give a date and a time such as 2027-03-01T14:00"))
