"""Pages of participants, each as its route gives it."""

import json
from datetime import timedelta
from types import SimpleNamespace

from service.agreement import Clause
from service.alliance import (
    Alliance,
    Happening,
    Moment,
    Occasion,
    Phase,
    Promise,
    Round,
    in_force,
    moment_offered,
)
from service.links import form_token
from service.participants import Person
from service.preview.cast import (
    ADA,
    ALLIANCE,
    BEN,
    CLAUSES,
    CONVERSATION,
    HEADINGS,
    MEETING,
    NAMES,
    NOW,
    RUNNING,
    TALK,
    V1,
    ZONE,
    Page,
    sign_off,
)
from service.preview.letters import BASE
from service.preview.written import AGENDA, MERGE
from service.reviews import keepable
from service.storage import Note
from service.workflow.forming import form_parts
from service.workflow.standing import meetings, signing


def row(number: int, **more: object) -> SimpleNamespace:
    """A clause beside all that the agreement page shows with it."""
    clause = CLAUSES[number]
    working = MEETING.clauses[number]
    return SimpleNamespace(
        **{
            "working": working,
            "sources": MERGE.about(clause.key) + MERGE.about("goals"),
            "proposed": True,
            "signed": (),
            "mine": None,
            "missing": (),
            "suggested": (),
            **more,
        }
    )


OBJECTION = sign_off(
    "p2",
    CLAUSES[2],
    agrees=False,
    reason="A day is short when one of us travels.",
    wording="We say it directly, within three days.",
)
ROWS = [
    (
        "Purpose, goals and roles",
        [
            row(
                0,
                signed=(("Ada", sign_off("p1", CLAUSES[0])), ("Ben", sign_off("p2", CLAUSES[0]))),
                mine=sign_off("p1", CLAUSES[0]),
            ),
            row(
                1,
                signed=(("Ben", sign_off("p2", CLAUSES[1])),),
                missing=("We write down what we decide",),
                suggested=(("Ben", "We decide together, and write it down."),),
            ),
        ],
    ),
    ("How we want to be", [row(2, signed=(("Ben", OBJECTION),)), row(3, proposed=False)]),
]
_BOTH = [(("Ada", sign_off("p1", each)), ("Ben", sign_off("p2", each))) for each in CLAUSES]
SIGNED = [
    (title, [row(number, signed=_BOTH[number], mine=_BOTH[number][0][1]) for number in numbers])
    for title, numbers in (("Purpose, goals and roles", (0, 1)), ("How we want to be", (2, 3)))
]


TYPED = {
    "purpose": [
        "To bring the spring launch to its first hundred customers\nTo learn from each other"
    ],
    "goals.title": ["Open the shop page", ""],
    "goals.milestone": ["Texts ready", ""],
    "goals.by": ["end of May", ""],
    "goals.who": ["Ada", ""],
    "your_part.p2": ["The design"],
    "your_part.p2.for_coach": ["on"],
    "trust": ["7"],
    "trust.text": ["We are new to each other, and it begins well."],
}

COMMON: Page = {
    "base": BASE,
    "service_name": "Designed Alliance",
    "form_token": form_token(b"for samples alone", "/"),
    "zone": ZONE,
    "now": NOW,
    "notice": None,
    "problems": {},
    "mailbox": True,
    "asset_version": "1",
}


def visit(alliance: Alliance, me: Person, path: str, **more: object) -> Page:
    """A page behind a personal link."""
    return {
        **COMMON,
        "alliance": alliance,
        "me": me,
        "link": path,
        "others": tuple(p for p in alliance.participants if p.id != me.id),
        "coach": alliance.coach,
        "happened": path.startswith("/p/") and moment_offered(alliance),
        **more,
    }


def home(alliance: Alliance, asked: Round, **more: object) -> Page:
    """Ada’s own page."""
    waiting = [NAMES[p.person] for p in asked.progress if not p.replied_at]
    context = {
        "round": asked,
        "progress": asked.progress[0],
        "waiting_for": waiting,
        "replied": [NAMES[p.person] for p in asked.progress if p.replied_at],
        "conversation": CONVERSATION,
        "conversation_at": TALK,
        "rsvp": None,
        "reviews": alliance.reviews,
        "reviews_rsvp": None,
        **signing(alliance),
        "written": [r for r in alliance.rounds if r.released_at],
        "next_review_at": None,
        "version": alliance.versions[-1] if alliance.versions else None,
        "in_force": in_force(alliance),
        "unsigned": 0,
        "running": alliance.phase == Phase.RUNNING,
        "open": asked.released_at is None,
        "typed": {},
        **meetings(alliance, TALK - timedelta(days=1)),
    }
    return visit(alliance, ADA, "/p/abc", **{**context, **more})


def form(
    asked: Round, typed: dict[str, list[str]], problems: dict[str, str], **more: object
) -> Page:
    """Ada’s form."""
    context = {
        "round": asked,
        "parts": form_parts(ALLIANCE, (BEN,), asked.questions, typed, problems),
        "typed": typed,
        "base": json.dumps(typed),
        "problems": problems,
        "progress": asked.progress[0],
        "last_to_answer": False,
        "reviewing": asked.occasion == Occasion.REVIEW,
        "keepable": keepable(asked.questions),
        "rsvp": "ACCEPTED",
        "conversation": CONVERSATION,
        "conversation_at": TALK,
    }
    return visit(RUNNING if asked.number else ALLIANCE, ADA, "/p/abc", **{**context, **more})


def moment_page(alliance: Alliance, **more: object) -> Page:
    """Where Ben says that something has happened."""
    context = {
        "mine": None,
        "event": None,
        "asked": None,
        "others_moments": [],
        "rounds": {r.number: r for r in alliance.rounds},
        "promises": {
            "change": None,
            "difficulty": Promise(clause=SAID_EARLY, version=2),
            "success": Promise(clause=SAID_EARLY, version=None),
        },
        "names": NAMES,
        "can_confide": True,
        "typed": {},
        "problems": {},
    }
    return visit(alliance, BEN, "/p/abc", **{**context, **more})


SAID_EARLY = Clause(
    key="when_difficulty",
    section="relationship",
    heading="When it gets difficult",
    text="We say it early\nIn person, not by message",
)
MOMENT = Moment(
    id="m-1",
    happening=Happening.DIFFICULTY,
    by="p2",
    words="The builder has left.\nI do not know what to do.",
    at=NOW,
    told_at=NOW,
    event=CONVERSATION.uid,
    round=3,
)


def agreement(alliance: Alliance, **more: object) -> Page:
    """The agreement, as Ada words and signs it."""
    context = {
        "sections": ROWS,
        "names": NAMES,
        "version": V1,
        "in_force": None,
        **signing(alliance),
        "can_edit": True,
        "can_sign": True,
        "unsigned": {"my_part", "when_difficulty"},
        "changed_since_version": True,
        "clash": {},
        "refused": "",
        "typed": {},
        "left": [],
        "history": (
            Note(at=NOW, person="p1", what="reworded", detail=CLAUSES[0].key),
            Note(at=NOW, person="p2", what="proposed", detail="1"),
        ),
    }
    return visit(alliance, ADA, "/p/abc", **{**context, **more})


def outcome(asked: Round, **more: object) -> Page:
    """What a round came to, as Ada reads it."""
    context = {
        "round": asked,
        "for_coach": False,
        "merge": MERGE,
        "names": NAMES,
        "headings": HEADINGS,
        "agenda": AGENDA,
        "unanswered": (),
        "trust_then": (4, 6),
        "withheld": (),
        "conversation_at": asked.occurrence or TALK,
    }
    return visit(MEETING, ADA, "/p/abc", **{**context, **more})
