"""How a person is written to: in which language, at whose time."""

from dataclasses import replace

from service import alliance as core
from service.clock import known_zone
from service.errors import InvalidInput, Problem
from service.languages import LANGUAGES, say
from service.participants import Person
from service.workflow.work import Visit, Work, conclude


def prefer(work: Work, visit: Visit, *, language: str, zone: str) -> None:
    """From now on this person reads pages and mails in `language`, with times in `zone`."""
    changed = preferring(visit.me, language=language, zone=zone)
    conclude(work, visit.alliance, core.Outcome(alliance=core.with_person(visit.alliance, changed)))


def preferring(person: Person, *, language: str, zone: str) -> Person:
    """The person with these; raises InvalidInput that names the fields `language` and `zone`."""
    problems = []
    if language not in LANGUAGES:
        problems.append(Problem(field="language", advice=say("choose one of the languages")))
    if not known_zone(zone):
        advice = say("“%(name)s” is no time zone: write one like Europe/Berlin", name=zone[:80])
        problems.append(Problem(field="zone", advice=advice))
    if problems:
        raise InvalidInput(*problems)
    return replace(person, language=language, time_zone=zone)
