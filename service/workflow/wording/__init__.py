"""From wishes to mails in the outbox: who is told what, in which message."""

from collections.abc import Iterable

from service.alliance import Alliance, Wish
from service.outbox import QueuedMail
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
            _BUILDERS[wish.kind](post, alliance, person, wish),
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
