"""What all who write mails have in common."""

from collections.abc import Callable, Iterable

from service.alliance import (
    Alliance,
    Round,
    Wish,
)
from service.emails import Message, NumberedQuestion
from service.participants import Person
from service.replying import numbered
from service.workflow.posting import Post

Builder = Callable[[Post, Alliance, Person, Wish], Message]
"""Makes one person's message of a wish."""


def coach_name(alliance: Alliance) -> str:
    """The coach's name, empty where there is none."""
    return alliance.coach.name if alliance.coach else ""


def others(alliance: Alliance, person: Person) -> tuple[str, ...]:
    """The names of all who take part but this person."""
    return tuple(p.name for p in alliance.participants if p.id != person.id)


def numbered_questions(
    alliance: Alliance, asked: Round, person: Person
) -> tuple[NumberedQuestion, ...]:
    """The round's questions as this person may answer them by mail."""
    people = [each for each in alliance.people if each.takes_part]
    return tuple(
        NumberedQuestion(number=item.number, text=item.text, hint=item.hint)
        for item in numbered(asked.questions, people, person.id, person.language)
    )


def names(alliance: Alliance, ids: Iterable[str]) -> tuple[str, ...]:
    """Their names, in the order given."""
    return tuple(alliance.person(i).name for i in ids)
