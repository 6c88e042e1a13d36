"""From wishes to mails in the outbox: who is told what, in which message."""

from collections.abc import Iterable

from service.alliance import Alliance, Wish
from service.emails import Message
from service.outbox import QueuedMail
from service.participants import Person
from service.workflow.posting import Post, queued
from service.workflow.wording import (
    coaching,
    ending,
    forming,
    meeting,
    moments,
    organising,
    reviewing,
    scheduling,
)
from service.workflow.wording.builders import Builder


def mails(post: Post, alliance: Alliance, wishes: Iterable[Wish]) -> list[QueuedMail]:
    """One mail for each wish whose person may still be written to."""
    return [
        queued(
            message(post, alliance, person, wish),
            key=f"{alliance.id}:{wish.kind}:{wish.about}:{person.id}",
            alliance=alliance.id,
            person=person.id,
            order_key=f"{wish.calendar.event.uid}:{person.id}" if wish.calendar else "",
            now=post.now,
        )
        for wish in wishes
        if (person := alliance.person(wish.to)).mailable
        # Who has left is still told so, and that the event is not theirs any more.
        and (person.present or wish.calendar or wish.kind == "farewell")
    ]


def message(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    """What the wish comes to, as its reader gets it."""
    return _BUILDERS[wish.kind](post, alliance, person, wish)


_BUILDERS: dict[str, Builder] = {
    **forming.BUILDERS,
    **meeting.BUILDERS,
    **reviewing.BUILDERS,
    **moments.BUILDERS,
    **scheduling.BUILDERS,
    **organising.BUILDERS,
    **coaching.BUILDERS,
    **ending.BUILDERS,
}

KINDS = frozenset(_BUILDERS)
"""What wishes become."""
