"""People, questions and replies made up for the tests of the merge."""

from datetime import UTC, datetime, timedelta

from service.answers import Answer, Goal, Reply
from service.merge import merge
from service.participants import Person
from service.questions import Kind, Question, load_set

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
WORK = load_set("work").questions


def person(name, number=0):
    first = name.split()[0].casefold()
    return Person(
        id=first,
        name=name,
        email=f"{first}@example.org",
        takes_part=True,
        time_zone="Europe/London",
        joined_at=NOW + timedelta(minutes=number),
    )


ADA, BEN, EVE = person("Ada Lund"), person("Ben Okri"), person("Eve Moreau")


def points(key, *lines, about=None, for_coach=False):
    about = about.id if about else None
    return Answer(question=key, about=about, points=lines, for_coach=for_coach)


def goals(*rows):
    return Answer(question="goals", goals=tuple(Goal(**row) for row in rows))


def scale(number, text="", key="trust"):
    return Answer(question=key, number=number, text=text)


def reply(who, *answers, late=False, hours=0):
    return Reply(person=who.id, answers=answers, sent_at=NOW + timedelta(hours=hours), late=late)


def question(key, kind=Kind.POINTS, **rest):
    return Question(key=key, section="relationship", text="…", kind=kind, **rest)


def merged_points(*said, people=None, key="being"):
    """The one merged question in which each of `said` is (person, line, line, …)."""
    replies = [reply(who, points(key, *lines)) for who, *lines in said]
    return merge([question(key)], people or [ADA, BEN], replies).questions[0]


def of(merge_result, key, about=None):
    about = about.id if about else None
    return next(q for q in merge_result.about(key) if q.about == about)
