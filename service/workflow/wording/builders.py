"""What all who write mails have in common."""

from collections.abc import Callable, Iterable

from service.alliance import (
    Alliance,
    Wish,
)
from service.emails import Message
from service.participants import Person
from service.workflow.posting import Post

Builder = Callable[[Post, Alliance, Person, Wish], Message]
"""Makes one person's message of a wish."""


def coach_name(alliance: Alliance) -> str:
    """The coach's name, empty where there is none."""
    return alliance.coach.name if alliance.coach else ""


def others(alliance: Alliance, person: Person) -> tuple[str, ...]:
    """The names of all who take part but this person."""
    return tuple(p.name for p in alliance.participants if p.id != person.id)


def names(alliance: Alliance, ids: Iterable[str]) -> tuple[str, ...]:
    """Their names, in the order given."""
    return tuple(alliance.person(i).name for i in ids)
