"""What people are told when something has happened."""

from service import emails
from service.alliance import Alliance, Moment, Wish, promise
from service.clock import instant
from service.emails import Message
from service.participants import Person, Role
from service.workflow.posting import Post
from service.workflow.wording.builders import Builder, coach_name, others


def _moment_told(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    moment = _moment(alliance, wish)
    event = alliance.event(moment.event)
    agreed = promise(alliance, moment.happening)
    asked = {p.person for p in alliance.round(moment.round).progress}
    return emails.MomentTold(
        **post.common(alliance, person),
        by=alliance.person(moment.by).name,
        happening=moment.happening,
        words=moment.words,
        heading=agreed.clause.heading if agreed else "",
        agreed=agreed.clause.text if agreed else "",
        version=agreed.version if agreed else None,
        form_url=(
            post.link(alliance, person, Role.PARTICIPANT, "form", str(moment.round))
            if person.id in asked
            else ""
        ),
        page_url=post.home(alliance, person),
        others=others(alliance, person),
        coach=coach_name(alliance),
        meets_at=instant(event.starts, event.time_zone),
        minutes=event.minutes,
        place=event.place,
    )


def _moment_confided(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    moment = _moment(alliance, wish)
    agreed = promise(alliance, moment.happening)
    by = alliance.person(moment.by)
    return emails.MomentConfided(
        **post.common(alliance, person),
        by=by.name,
        by_email=by.email,
        words=moment.words,
        heading=agreed.clause.heading if agreed else "",
        agreed=agreed.clause.text if agreed else "",
        page_url=post.link(alliance, person, Role.COACH),
    )


def _moment(alliance: Alliance, wish: Wish) -> Moment:
    return next(m for m in alliance.moments if m.id == wish.about)


BUILDERS: dict[str, Builder] = {
    "moment_told": _moment_told,
    "moment_confided": _moment_confided,
}
