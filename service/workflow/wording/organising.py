"""What people are told of those who come, and of those whom mail does not reach."""

from service import emails
from service.alliance import (
    Alliance,
    Wish,
    next_review,
)
from service.emails import Message
from service.participants import Person, Role
from service.workflow.posting import Post
from service.workflow.wording.builders import Builder, coach_name, others


def _welcome(post: Post, alliance: Alliance, person: Person, _: Wish) -> Message:
    return emails.Welcome(
        **post.common(alliance, person),
        page_url=post.home(alliance, person),
        others=others(alliance, person),
        coach=coach_name(alliance),
        next_review_at=next_review(alliance, post.now),
    )


def _undelivered(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    lost = alliance.person(wish.by or "")
    return emails.Undelivered(
        **post.common(alliance, person),
        person=lost.name,
        email=lost.email,
        reason=lost.suspended_why,
        organiser_url=post.link(alliance, person, Role.ORGANISER),
    )


def _silenced(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    return emails.Silenced(
        **post.common(alliance, person),
        person=alliance.person(wish.by or "").name,
        organiser_url=post.link(alliance, person, Role.ORGANISER),
    )


BUILDERS: dict[str, Builder] = {
    "welcome": _welcome,
    "undelivered": _undelivered,
    "silenced": _silenced,
}
