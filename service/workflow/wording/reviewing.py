"""What people are told of reviews."""

from service import emails
from service.alliance import (
    Alliance,
    Occasion,
    Round,
    Wish,
    in_force,
    may_read,
    next_review,
)
from service.emails import Message, TrustAt
from service.participants import Person, Role
from service.reviews import GOAL_PREFIX
from service.workflow.concluding import confirmed_in, draft_differs, due_next, outcome_of
from service.workflow.paths import opened_at
from service.workflow.posting import Post
from service.workflow.summaries import clauses_to_review, review_at, trust_until
from service.workflow.wording.builders import Builder, coach_name, numbered_questions, others


def _review_form(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    asked = alliance.round(wish.round)
    return emails.ReviewForm(
        **post.common(alliance, person),
        form_url=post.link(alliance, person, Role.PARTICIPANT, "form", str(asked.number)),
        others=others(alliance, person),
        coach=coach_name(alliance),
        clauses=len(clauses_to_review(alliance)),
        goals=sum(q.key.startswith(GOAL_PREFIX) for q in asked.questions),
        missed=asked.missed,
        replies_due=asked.replies_due,
        review_at=review_at(alliance, asked),
        review_minutes=alliance.review_minutes,
        in_force=in_force(alliance) is not None,
        numbered=numbered_questions(alliance, asked, person),
    )


def _review_summary(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    asked = alliance.round(wish.round)
    seen = post.summary(alliance, wish.round, for_coach=False, reader=person)
    found = outcome_of(post.tx, alliance, wish.round)
    following = next_review(alliance, max(post.now, review_at(alliance, asked)))
    regular = asked.occasion == Occasion.REVIEW
    return emails.ReviewSummary(
        **post.common(alliance, person),
        page_url=post.link(alliance, person, Role.PARTICIPANT, "round", str(wish.round)),
        merge=seen.merge,
        names=dict(seen.names),
        headings=dict(seen.headings),
        unanswered=seen.unanswered,
        review_at=review_at(alliance, asked),
        next_review_at=following,
        trust_then=seen.trust_then,
        changed=found.changed,
        occasion=asked.occasion,
        outcome=found if regular else None,
        confirmed=confirmed_in(alliance, asked.number),
        drafted=found.changed and draft_differs(alliance),
        trust=_trust(post, alliance, asked, person) if regular else (),
        due=due_next(alliance, asked, found, following),
    )


def _reviews_unanswered(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    page = post.link(alliance, person, Role.ORGANISER)
    return emails.ReviewsUnanswered(
        **post.common(alliance, person),
        silent=alliance.round(int(wish.about)).missed + 1,
        next_review_at=next_review(alliance, post.now),
        rhythm_url=opened_at(page, "change-rhythm"),
        pause_url=opened_at(page, "pause"),
        close_url=opened_at(page, "close"),
    )


def _trust(post: Post, alliance: Alliance, asked: Round, reader: Person) -> tuple[TrustAt, ...]:
    return tuple(
        TrustAt(at=review_at(alliance, earlier), low=scale.low, high=scale.high, mean=scale.mean)
        for earlier, scale in trust_until(post.tx, alliance, asked, for_coach=False)
        if may_read(reader, earlier)
    )


BUILDERS: dict[str, Builder] = {
    "review_form": _review_form,
    "review_summary": _review_summary,
    "reviews_unanswered": _reviews_unanswered,
}
