"""Pages of organisers and coaches, and small ones, each as its route gives it."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

from service.alliance import Alliance, Guest, Phase, Progress, Proposal
from service.answers import Answer, Goal
from service.clock import wall_time
from service.itip import RSVP, PartStat
from service.languages import LANGUAGES, say
from service.outbox import MailState, QueuedMail
from service.preview.cast import (
    ADA,
    BEN,
    CLEO,
    CONVERSATION,
    DUE,
    FIRST,
    NAMES,
    NOW,
    QUESTIONS,
    RELEASED,
    REVIEW,
    TALK,
    TITLE,
    V1,
    V2,
    ZONE,
    Page,
)
from service.preview.visits import COMMON, MOMENT, visit
from service.preview.written import TRUST
from service.questions import Kind, load_sets
from service.web.starting import parts
from service.workflow.standing import Standing, meetings, signing


def mail(kind: str, state: MailState, answer: str = "") -> QueuedMail:
    """A mail to Ben."""
    return QueuedMail(
        id=kind,
        key=kind,
        alliance="a1",
        person="p2",
        kind=kind,
        recipient="ben@example.org",
        state=state,
        created_at=NOW,
        due=None,
        last_answer=answer,
    )


PROPOSAL = Proposal(
    id="r1",
    event=CONVERSATION.uid,
    person="p2",
    occurrence=TALK,
    starts=TALK + timedelta(hours=2),
    minutes=60,
    comment="I fetch the children at two.",
    sequence=0,
    at=NOW,
)
GUEST = Guest(
    id="g1",
    email="ben@home.example.org",
    rsvp=RSVP(
        event=CONVERSATION.uid, person="p2", partstat=PartStat.ACCEPTED, sequence=0, stamp=NOW
    ),
    at=NOW,
)


def organiser(alliance: Alliance, **more: object) -> Page:
    """Ada’s page as organiser; a mail to Ben has come back."""
    coming = RSVP(
        event=CONVERSATION.uid, person="p1", partstat=PartStat.ACCEPTED, sequence=0, stamp=NOW
    )
    bounced = replace(
        BEN, suspended_at=NOW, suspended_why="The server at example.org knows no such mailbox."
    )
    people = (
        Standing(
            person=ADA,
            progress=FIRST.progress[0],
            mails=(
                mail("form_invitation", MailState.SENT),
                mail("calendar_message", MailState.SENT),
            ),
            rsvp=coming,
            reviews_rsvp=None,
            address_wish=None,
        ),
        Standing(
            person=bounced,
            progress=Progress(person="p2"),
            mails=(
                mail("form_invitation", MailState.BOUNCED, "550 5.1.1 No such user"),
                mail("calendar_message", MailState.QUEUED),
            ),
            rsvp=None,
            reviews_rsvp=None,
            address_wish=None,
        ),
        Standing(
            person=CLEO,
            progress=None,
            mails=(),
            rsvp=None,
            reviews_rsvp=None,
            address_wish=None,
        ),
    )
    context = {
        **meetings(alliance, TALK - timedelta(days=1)),
        **signing(alliance),
        "guests": alliance.guests,
        "people": people,
        "round": alliance.current_round,
        "conversation": CONVERSATION,
        "conversation_at": TALK,
        "conversation_wall": CONVERSATION.starts,
        "due_wall": wall_time(DUE, ZONE),
        "lead_days": 5,
        "next_review_at": None,
        "version": None,
        "in_force": None,
        "opened": "",
        "can_move": alliance.phase in {Phase.GATHERING, Phase.MEETING},
        "can_release": alliance.current_round.released_at is None,
        "typed": {},
        "notes": (
            SimpleNamespace(at=NOW, person="p1", what="started", detail=""),
            SimpleNamespace(
                at=NOW + timedelta(hours=2), person="p1", what="sent again", detail="p2"
            ),
        ),
        "names": NAMES,
    }
    return visit(alliance, ADA, "/o/abc", **{**context, **more})


def coach(alliance: Alliance, **more: object) -> Page:
    """Cleo’s page of one alliance."""
    later = replace(REVIEW, released_at=TALK + timedelta(days=27))
    context = {
        "rounds": [RELEASED, later],
        "round": alliance.current_round,
        "answered": ["Ben"],
        "waiting_for": ["Ada"],
        **meetings(alliance, TALK - timedelta(days=1)),
        **signing(alliance),
        "conversation_at": TALK,
        "next_review_at": TALK + timedelta(days=28),
        "version": V2,
        "in_force": V1,
        "heard": (replace(MOMENT, id="m-2", told_at=None), MOMENT),
        "trust": (
            (RELEASED, TRUST),
            (later, replace(TRUST, low=6, high=9, mean=7.5)),
            (
                replace(later, released_at=TALK + timedelta(days=55)),
                replace(TRUST, low=8, high=9, mean=8.5),
            ),
        ),
    }
    return visit(alliance, CLEO, "/c/abc", **{**context, **more})


def start(typed: dict[str, list[str]], problems: dict[str, str]) -> Page:
    """Where an alliance begins."""
    return {
        **COMMON,
        "typed": typed,
        "problems": problems,
        "question_sets": list(load_sets().values()),
        "parts": parts(load_sets().values()),
        "languages": LANGUAGES,
        "browsers": "en",
        "zones": ["Europe/Berlin", "Europe/London", "UTC"],
    }


LETTER = {
    "letter": "5e1f",
    "sender": "ben@home.example",
    "words": "I shall be late on Monday.\n\nCould we begin at eleven?",
}
SCALE = next(q for q in QUESTIONS if q.kind == Kind.SCALE)
UNSENT: Page = {
    "round": FIRST,
    "base": "{}",
    "last_to_answer": False,
    "nameless": False,
    "shared": [
        (
            FIRST.questions[0],
            None,
            Answer(question=FIRST.questions[0].key, points=("Open the shop", "Stay friends")),
        ),
        (
            SCALE,
            BEN,
            Answer(question=SCALE.key, number=7, text="We have been through a hard year"),
        ),
    ],
    "withheld": [
        (
            FIRST.questions[0],
            None,
            Answer(
                question=FIRST.questions[0].key,
                goals=(Goal(title="Rest", by="May"),),
                for_coach=True,
            ),
        )
    ],
}
PLAN = SimpleNamespace(
    title=TITLE,
    time_zone=ZONE,
    organiser=ADA,
    taking_part=(ADA, BEN),
    coach=CLEO,
    conversation_starts=CONVERSATION.starts,
    conversation_minutes=CONVERSATION.minutes,
    conversation_place=CONVERSATION.place,
    replies_due=FIRST.replies_due,
    rhythm=SimpleNamespace(unit="week", interval=4),
    review_minutes=30,
    questions=FIRST.questions,
)
STARTED = {
    "title": [""],
    "time_zone": ["Europe/London"],
    "question_set": ["meeting"],
    "organiser.name": ["Ada"],
    "organiser.email": ["ada@example"],
    "participants.name": ["Ben", "", "", ""],
    "participants.email": ["ben@", "", "", ""],
    "participants.description": ["designer", "", "", ""],
    "questions.text": ["What made you laugh lately?"],
    "questions.section": ["relationship"],
    "questions.kind": ["text"],
}


def no_address(value: str) -> str:
    """What is told of an address that cannot be one."""
    return say("“%(value)s” cannot be an address: write it like name@example.org", value=value)


STARTED_WRONG = {
    "title": say("this is missing: fill it in"),
    "organiser.email": no_address("ada@example"),
    "participants.0.email": no_address("ben@"),
    "conversation.date": say("this has passed: choose a time in the future"),
}
MAIL: Page = {
    "id": "m1",
    "subject": "Ada invites you: Ada and Ben",
    "sender": "Ada via Designed Alliance <alliance+x@example.org>",
    "to": "Ben <ben@example.org>",
    "text": "Hello Ben,\n\nAda asks you to think for a moment about “Ada and Ben”.\n",
    "at": NOW,
    "kind": "form_invitation",
    "address": "ben@example.org",
    "pdf": False,
}
INVITATION = SimpleNamespace(
    summary=f"Conversation: {TITLE}",
    starts="Tuesday 24 November 2026, 14:00 (Europe/Berlin)",
    partstat="ACCEPTED",
    method="REQUEST",
)
