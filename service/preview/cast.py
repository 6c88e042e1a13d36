"""The invented people and what has become of their alliance, for pages."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from service import digest
from service.agreement import Clause, SignOff, Version, WorkingClause
from service.alliance import (
    AddressWish,
    Alliance,
    Closure,
    Ending,
    Handover,
    Occasion,
    Phase,
    Progress,
    Round,
)
from service.clock import wall_time
from service.emails import Withheld
from service.itip import Event, Purpose
from service.participants import Person
from service.questions import load_sets
from service.reviews import last_questions, review_questions
from service.rhythm import Rhythm

Page = dict[str, Any]
NOW = datetime(2026, 11, 16, 9, 5, tzinfo=UTC)
TALK = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
ZONE = "Europe/Berlin"
TITLE = "Ada and Ben, spring launch"


_SOMEBODY = Person(id="p1", name="Ada", email="ada@example.org", time_zone=ZONE, joined_at=NOW)
ADA = replace(_SOMEBODY, takes_part=True, organises=True, description="team lead")
BEN = replace(
    _SOMEBODY,
    id="p2",
    name="Ben",
    email="ben@example.org",
    takes_part=True,
    description="designer",
)
CLEO = replace(_SOMEBODY, id="p3", name="Cleo", email="cleo@example.org", coaches=True)
NAMES = {"p1": "Ada", "p2": "Ben", "p3": "Cleo"}

WORK = load_sets()["work"]
QUESTIONS = WORK.questions
HEADINGS = {q.key: q.heading for q in QUESTIONS}

CONVERSATION = Event(
    uid="talk-1@alliance",
    purpose=Purpose.CONVERSATION,
    starts=wall_time(TALK, ZONE),
    time_zone=ZONE,
    minutes=60,
    place="Room 3, or https://meet.example.org/spring",
    changed_at=NOW,
)
REVIEWS = replace(
    CONVERSATION,
    uid="reviews-1@alliance",
    purpose=Purpose.REVIEWS,
    starts=wall_time(TALK + timedelta(days=28), ZONE),
    minutes=30,
    rhythm=Rhythm(unit="week", interval=4),
)
FIRST = Round(
    number=0,
    occasion=Occasion.FIRST,
    questions=QUESTIONS,
    opened_at=NOW,
    replies_due=DUE,
    progress=(
        Progress(person="p1", opened_at=NOW, drafted_at=NOW),
        Progress(person="p2", replied_at=NOW),
    ),
)
RELEASED = replace(FIRST, released_at=DUE)

CLAUSES = (
    Clause(
        key="purpose",
        section="roles",
        heading="Why we work together",
        text="To bring the spring launch to its first hundred customers.\n"
        "To learn from each other on the way.",
    ),
    Clause(
        key="my_part",
        section="roles",
        heading="What each of us takes on",
        text="Ada: the plan, the budget, telling the board.\n"
        "Ben: the design, the texts, the test with customers.",
    ),
    Clause(
        key="when_difficulty",
        section="relationship",
        heading="When it gets difficult",
        text="We say it directly, within a day, and never in front of others.\n"
        "We ask before we advise.",
    ),
    Clause(
        key="contact",
        section="relationship",
        heading="How we stay in contact",
        text="A short call every Monday at 9:00.\nAn answer to messages within one working day.",
    ),
)
OLD = (
    CLAUSES[0],
    CLAUSES[1],
    replace(CLAUSES[2], text="We say it directly, within a week.\nWe ask before we advise."),
)
V1 = Version(number=1, clauses=OLD, proposed_by="p1", proposed_at=TALK, signers=("p1", "p2"))
V2 = Version(
    number=2,
    clauses=CLAUSES,
    proposed_by="p2",
    proposed_at=TALK + timedelta(days=28),
    signers=("p1", "p2"),
)


def sign_off(
    who: str, clause: Clause, *, agrees: bool = True, reason: str = "", wording: str = ""
) -> SignOff:
    """Somebody’s word on a clause."""
    return SignOff(
        person=who,
        clause_key=clause.key,
        clause_hash=clause.hash,
        agrees=agrees,
        at=TALK,
        reason=reason,
        wording=wording,
    )


ALLIANCE = Alliance(
    id="a1",
    title=TITLE,
    time_zone=ZONE,
    language="en",
    phase=Phase.GATHERING,
    question_set="work",
    question_set_version=1,
    people=(ADA, BEN, CLEO),
    rhythm=Rhythm(unit="week", interval=4),
    review_minutes=30,
    events=(CONVERSATION,),
    rounds=(FIRST,),
    started_at=NOW,
)
MEETING = replace(
    ALLIANCE,
    phase=Phase.MEETING,
    rounds=(RELEASED,),
    clauses=tuple(
        WorkingClause(clause=c, revision=1, edited_by="p2", edited_at=TALK) for c in CLAUSES
    ),
    versions=(V1,),
    sign_offs=(
        sign_off("p1", OLD[0]),
        *(sign_off("p2", clause) for clause in OLD[:2]),
        sign_off("p2", OLD[2], agrees=False, reason="A week is long."),
    ),
)
REVIEW = Round(
    number=1,
    occasion=Occasion.REVIEW,
    questions=review_questions(CLAUSES, ("Open the shop page — Texts ready — by 31 May, Ada",)),
    opened_at=TALK + timedelta(days=23),
    replies_due=TALK + timedelta(days=27),
    occurrence=TALK + timedelta(days=28),
    progress=(Progress(person="p1"), Progress(person="p2")),
)
RUNNING = replace(
    MEETING,
    phase=Phase.RUNNING,
    events=(CONVERSATION, REVIEWS),
    versions=(V1, V2),
    sign_offs=tuple(sign_off(who, clause) for who in ("p1", "p2") for clause in CLAUSES),
    rounds=(RELEASED, REVIEW),
)
CLOSED = replace(
    RUNNING,
    phase=Phase.CLOSED,
    due=TALK + timedelta(days=290),
    closure=Closure(
        at=TALK + timedelta(days=200), by="p1", why="The launch is done. Thank you, Ben."
    ),
)


LAST = Round(
    number=2,
    occasion=Occasion.LAST,
    questions=last_questions(),
    opened_at=NOW,
    replies_due=TALK,
    progress=(Progress(person="p1"), Progress(person="p2", replied_at=NOW)),
)
ENDING = replace(
    RUNNING,
    rounds=(*RUNNING.rounds, LAST),
    ending=Ending(at=NOW, by="p1", why="The shop is open.", closes_at=TALK),
)
WISH = AddressWish(person="p2", email="ben@elsewhere.example.org", at=NOW)
OFFERED = replace(RUNNING, handover=Handover(to=BEN, at=NOW))
NEWS = (
    digest.Line(kind=digest.LineKind.REVIEW, at=TALK),
    digest.Line(kind=digest.LineKind.UNSIGNED, at=NOW, names=("Ben",)),
    digest.Line(kind=digest.LineKind.TRUST, at=NOW, before=6, after=7.5),
)
WITHHELD = (
    Withheld(
        author="Ada", heading="What could go wrong", about="", lines=("I give too little notice",)
    ),
)
ENDS = {"wished": [(ADA, False), (BEN, False)], "mine": False, "alone": True}

DONE = (Progress(person="p1", replied_at=NOW), Progress(person="p2", replied_at=NOW))
