"""What coaches are told of their own part."""

from service import emails
from service.alliance import Alliance, Wish, next_meeting
from service.emails import Message
from service.participants import Person, Role
from service.workflow.posting import Post
from service.workflow.wording.builders import Builder


def _coach_welcome(post: Post, alliance: Alliance, person: Person, _: Wish) -> Message:
    return emails.CoachWelcome(
        **post.common(alliance, person),
        page_url=post.link(alliance, person, Role.COACH),
        participants=tuple(p.name for p in alliance.participants),
        next_at=next_meeting(alliance, post.now),
        from_start=alliance.first_round.released_at is None,
    )


BUILDERS: dict[str, Builder] = {"coach_welcome": _coach_welcome}
