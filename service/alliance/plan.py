"""What an organiser asks for, read and checked before anything happens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.alliance.reading import DUE_AT, PLACE_LIMIT, TITLE_LIMIT, Invitee, Reader
from service.clock import instant
from service.languages import say
from service.participants import same_address
from service.questions import Question, QuestionSet, extra_question, load_set
from service.rhythm import Rhythm


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A whole, checked wish for an alliance. `conversation_starts` is naive wall time."""

    title: str
    time_zone: str
    language: str
    question_set: str
    question_set_version: int
    sections: tuple[tuple[str, str, str], ...]
    """(key, title, introduction) of those that the questions stand in."""
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
    lead_days: int | None = None
    """How many days before a review its form is mailed; None for the service's own setting."""

    @property
    def taking_part(self) -> tuple[Invitee, ...]:
        """All who answer and sign, the organiser first where they do."""
        return (*((self.organiser,) if self.organiser_takes_part else ()), *self.participants)


def read_plan(
    given: Mapping[str, Any],
    *,
    now: datetime,
    limit: int = 200,
    sets: Mapping[str, QuestionSet] | None = None,
) -> Plan:
    """The plan that a file or a form describes; raises InvalidInput with every problem at once.

    `given` has the shape of the start file. Times may be datetimes, dates or ISO
    strings, in the alliance's zone. `limit` is the most people that may take part,
    `sets` the question sets to choose from, the built-in ones by default.
    """
    reader = Reader(given)
    zone = reader.zone("time_zone", needed=True)
    language = reader.language("language", "en")
    title = reader.line("title", limit=TITLE_LIMIT)
    organiser = reader.invitee("organiser", zone, language)
    coach = reader.invitee("coach", zone, language) if given.get("coach") else None
    people = [
        reader.invitee(f"participants[{n}]", zone, language)
        for n in range(1, min(len(reader.rows["participants"]), limit + 1) + 1)
    ]
    takes_part = reader.flag("organiser.takes_part")
    starts = reader.wall("conversation.starts", zone)
    due = reader.wall("replies_due", zone, day_means=DUE_AT)
    _check_times(reader, starts, due, zone, now)
    takes_part, people = _check_people(reader, organiser, coach, people, takes_part, limit)
    rhythm = reader.rhythm("reviews.every", starts)
    chosen, extra = _questions(reader, sets)
    minutes = reader.minutes("conversation.minutes", 60)
    review_minutes = reader.minutes("reviews.minutes", 30)
    lead_days = reader.days("reviews.form_days_before")
    place = reader.line("conversation.place", limit=PLACE_LIMIT, needed=False)
    reader.finish()
    return Plan(
        title=title,
        time_zone=zone,
        language=language,
        question_set=chosen.key,
        question_set_version=chosen.version,
        sections=chosen.sections,
        questions=(*chosen.questions, *extra),
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
        lead_days=lead_days,
    )


def _check_times(reader: Reader, starts: datetime, due: datetime, zone: str, now: datetime) -> None:
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
    reader: Reader,
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
    unclear = reader.has_problem("organiser.takes_part")
    if count + unclear < 2:  # noqa: PLR2004 - an alliance is between at least two
        reader.refuse("participants", say("an alliance needs at least two people: add another"))
    if count > limit:
        reader.refuse(
            "participants", say("at most %(limit)s people can take part: name fewer", limit=limit)
        )
    return takes_part, others


def _questions(
    reader: Reader, sets: Mapping[str, QuestionSet] | None
) -> tuple[QuestionSet, tuple[Question, ...]]:
    """The chosen set, and the organiser's own questions besides."""
    key = str(reader.given.get("question_set") or "work")
    chosen = reader.attempt("question_set", lambda: load_set(key, sets), load_set("work"))
    sections = [section for section, _title, _intro in chosen.sections]
    extra = [
        _own_question(reader, number, row, sections)
        for number, row in enumerate(reader.rows["questions"], 1)
    ]
    return chosen, tuple(q for q in extra if q)


def _own_question(
    reader: Reader, number: int, row: Mapping[str, Any], sections: Sequence[str]
) -> Question | None:
    field = f"questions[{number}]"
    section = str(row.get("section") or sections[-1])
    if section not in sections:
        reader.refuse(
            f"{field}.section", say("choose one of: %(known)s", known=", ".join(sections))
        )
        section = sections[-1]
    return reader.attempt(
        field,
        lambda: extra_question(
            section=section,
            text=str(row.get("text") or ""),
            kind=str(row.get("kind") or "points"),
            number=number,
            added_by=None,
        ),
        None,
    )
