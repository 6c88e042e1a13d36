"""What people are told of the end."""

from service import emails
from service.alliance import Alliance, Wish, in_force, next_meeting
from service.emails import Message, TrustAt
from service.participants import Person, Role
from service.workflow.keepsakes import last_words
from service.workflow.posting import Post
from service.workflow.summaries import trust_over_time
from service.workflow.wording.builders import Builder


def _close_wished(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    return emails.CloseWished(
        **post.common(alliance, person),
        page_url=post.link(alliance, person, Role.PARTICIPANT, "end"),
        by=alliance.person(wish.by or "").name,
    )


def _last_round(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    ending, asked = alliance.ending, alliance.last_round
    if ending is None or asked is None:
        raise ValueError("there is no last round")
    is_asked = person.id in {p.person for p in asked.progress}
    number = str(wish.round or asked.number)
    return emails.LastRound(
        **post.common(alliance, person),
        page_url=post.home(alliance, person),
        form_url=post.link(alliance, person, Role.PARTICIPANT, "form", number) if is_asked else "",
        by=alliance.person(ending.by).name if ending.by else "",
        together=ending.together,
        reason=ending.why,
        closes_at=ending.closes_at,
    )


def _alliance_closed(post: Post, alliance: Alliance, person: Person, _: Wish) -> Message:
    closure = alliance.closure
    if closure is None or alliance.due is None:
        raise ValueError("the last mail follows the close")
    version = in_force(alliance) or (alliance.versions[-1] if alliance.versions else None)
    reads = person.takes_part or person.coaches
    return emails.AllianceClosed(
        **post.common(alliance, person),
        page_url=post.home(alliance, person),
        by=alliance.person(closure.by).name if closure.by else "",
        together=closure.together,
        reason=closure.why,
        version=version,
        erased_at=alliance.due,
        last_words=last_words(post.tx, alliance) if reads else (),
        trust=tuple(
            TrustAt(at=asked.released_at, low=scale.low, mean=scale.mean, high=scale.high)
            for asked, scale in trust_over_time(post.tx, alliance, for_coach=False)
            if asked.released_at and asked.released_at >= person.joined_at
        )
        if reads
        else (),
        pdf=post.keepsake(alliance, person) if version and reads else b"",
    )


def _reopened(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    return emails.Reopened(
        **post.common(alliance, person),
        page_url=post.home(alliance, person),
        by=alliance.person(wish.by or "").name,
        next_at=next_meeting(alliance, post.now),
    )


BUILDERS: dict[str, Builder] = {
    "close_wished": _close_wished,
    "last_round": _last_round,
    "alliance_closed": _alliance_closed,
    "reopened": _reopened,
}
