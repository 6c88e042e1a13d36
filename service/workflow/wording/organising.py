"""What people are told of those who come, and of those whom mail does not reach."""

from service import emails
from service.alliance import (
    Alliance,
    Wish,
    in_force,
    next_review,
    unsigned,
)
from service.emails import Message
from service.participants import Person, Role
from service.workflow.paths import opened_at
from service.workflow.posting import Post
from service.workflow.wording.builders import Builder, coach_name, others


def _welcome(post: Post, alliance: Alliance, person: Person, _: Wish) -> Message:
    first = alliance.first_round
    asked = next((p for p in first.progress if p.person == person.id), None)
    to_answer = asked is not None and asked.replied_at is None
    return emails.Welcome(
        **post.common(alliance, person),
        page_url=post.home(alliance, person, "agreement"),
        others=others(alliance, person),
        coach=coach_name(alliance),
        next_review_at=next_review(alliance, post.now),
        form_url=post.link(alliance, person, Role.PARTICIPANT, "form", "0") if to_answer else "",
        to_sign=len(unsigned(alliance, person.id)),
    )


def _people_changed(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    change = wish.about.partition("/")[0]
    mine = wish.by == person.id
    return emails.PeopleChanged(
        **post.common(alliance, person),
        page_url=post.link(alliance, person, Role.ORGANISER)
        if mine and person.organises
        else post.home(alliance, person),
        change=change,
        person=alliance.person(wish.by or "").name,
        is_me=mine,
        agreed=in_force(alliance) is not None,
    )


def _farewell(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    version = in_force(alliance)
    return emails.Farewell(
        **post.common(alliance, person),
        change=wish.about.partition("/")[0],
        pdf=post.pdf(alliance, version, person) if version and person.takes_part else b"",
    )


def _too_few(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    return emails.TooFew(
        **post.common(alliance, person),
        person=alliance.person(wish.by or "").name,
        organiser_url=opened_at(post.link(alliance, person, Role.ORGANISER), "close"),
    )


def _undelivered(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    lost = alliance.person(wish.by or "")
    return emails.Undelivered(
        **post.common(alliance, person),
        person=lost.name,
        email=lost.email,
        reason=lost.suspended_why,
        organiser_url=opened_at(post.link(alliance, person, Role.ORGANISER), f"mail-{lost.id}"),
    )


def _silenced(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    return emails.Silenced(
        **post.common(alliance, person),
        person=alliance.person(wish.by or "").name,
        organiser_url=post.link(alliance, person, Role.ORGANISER),
    )


BUILDERS: dict[str, Builder] = {
    "welcome": _welcome,
    "people_changed": _people_changed,
    "farewell": _farewell,
    "too_few": _too_few,
    "undelivered": _undelivered,
    "silenced": _silenced,
}
