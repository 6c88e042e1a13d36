"""What people are told until the release."""

from service import emails
from service.alliance import (
    Alliance,
    Wish,
    missing,
    repliers,
)
from service.emails import Message
from service.participants import Person, Role
from service.reviews import keepable
from service.workflow.posting import Post
from service.workflow.summaries import review_at
from service.workflow.wording.builders import (
    Builder,
    coach_name,
    names,
    numbered_questions,
    others,
)


def _alliance_started(post: Post, alliance: Alliance, person: Person, _: Wish) -> Message:
    return emails.AllianceStarted(
        **post.common(alliance, person),
        organiser_url=post.link(alliance, person, Role.ORGANISER),
        participants=tuple(p.name for p in alliance.participants),
        coach=alliance.coach.name if alliance.coach else "",
        replies_due=alliance.first_round.replies_due,
        conversation_at=alliance.conversation_at,
    )


def _form_invitation(post: Post, alliance: Alliance, person: Person, _: Wish) -> Message:
    asked, talk = alliance.first_round, alliance.conversation
    return emails.FormInvitation(
        **post.common(alliance, person),
        form_url=post.link(alliance, person, Role.PARTICIPANT, "form", "0"),
        others=others(alliance, person),
        coach=coach_name(alliance),
        questions=len(asked.questions),
        replies_due=asked.replies_due,
        conversation_at=alliance.conversation_at,
        conversation_minutes=talk.minutes,
        conversation_place=talk.place,
        numbered=numbered_questions(alliance, asked, person),
    )


def _reminder(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    asked = alliance.round(wish.round)
    mine = next(p for p in asked.progress if p.person == person.id)
    return emails.Reminder(
        **post.common(alliance, person),
        form_url=post.link(alliance, person, Role.PARTICIPANT, "form", str(asked.number)),
        occasion=asked.occasion,
        replied=names(alliance, repliers(asked)),
        replies_due=asked.replies_due,
        conversation_at=review_at(alliance, asked),
        draft_saved=mine.drafted_at is not None,
        keepable=bool(keepable(asked.questions)),
        questions=len(asked.questions),
    )


def _reply_received(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    asked = alliance.round(wish.round)
    return emails.ReplyReceived(
        **post.common(alliance, person),
        form_url=post.link(alliance, person, Role.PARTICIPANT, "form", str(asked.number)),
        occasion=asked.occasion,
        waiting_for=names(alliance, missing(alliance, asked)),
        replies_due=asked.replies_due,
        conversation_at=review_at(alliance, asked),
    )


def _question_added(post: Post, alliance: Alliance, person: Person, wish: Wish) -> Message:
    asked = alliance.round(wish.round)
    key = wish.about.rpartition("/")[2]
    question = next(q for q in asked.questions if q.key == key)
    return emails.QuestionAdded(
        **post.common(alliance, person),
        form_url=post.link(alliance, person, Role.PARTICIPANT, "form", str(asked.number)),
        author=alliance.person(wish.by or "").name,
        question=question.text,
        replies_due=asked.replies_due,
    )


BUILDERS: dict[str, Builder] = {
    "alliance_started": _alliance_started,
    "form_invitation": _form_invitation,
    "reminder": _reminder,
    "reply_received": _reply_received,
    "question_added": _question_added,
}
