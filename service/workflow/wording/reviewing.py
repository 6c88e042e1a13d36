"""What people are told of reviews."""

from collections.abc import Iterable

from service import emails
from service.alliance import (
    Alliance,
    Wish,
    in_force,
    next_review,
)
from service.answers import Reply
from service.emails import Message
from service.participants import Person, Role
from service.workflow.posting import Post
from service.workflow.summaries import clauses_to_review, review_at
from service.workflow.wording.builders import Builder, coach_name, others


def _review_form(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    asked = alliance.round(wish.round)
    return emails.ReviewForm(
        **post.common(alliance, person),
        form_url=post.link(alliance, person, Role.PARTICIPANT, "form", str(asked.number)),
        others=others(alliance, person),
        coach=coach_name(alliance),
        clauses=len(clauses_to_review(alliance)),
        replies_due=asked.replies_due,
        review_at=review_at(alliance, asked),
        review_minutes=alliance.review_minutes,
        in_force=in_force(alliance) is not None,
    )


def _review_summary(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    asked = alliance.round(wish.round)
    seen = post.summary(alliance, wish.round, for_coach=False)
    return emails.ReviewSummary(
        **post.common(alliance, person),
        page_url=post.link(alliance, person, Role.PARTICIPANT, "round", str(wish.round)),
        merge=seen.merge,
        names=dict(seen.names),
        headings=dict(seen.headings),
        unanswered=seen.unanswered,
        review_at=review_at(alliance, asked),
        next_review_at=next_review(alliance, max(post.now, review_at(alliance, asked))),
        trust_then=seen.trust_then,
        changed=_wants_change(post.tx.replies(alliance.id, wish.round)),
    )


def _wants_change(replies: Iterable[Reply]) -> bool:
    return any(a.choice in {"change", "retire"} for reply in replies for a in reply.answers)


BUILDERS: dict[str, Builder] = {
    "review_form": _review_form,
    "review_summary": _review_summary,
}
