"""One context for each page and state, made of real values, as the routes give them."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from service import digest
from service.agreement import Clause, SignOff, Version, WorkingClause, changed_words
from service.alliance import (
    AddressWish,
    Alliance,
    Closure,
    Ending,
    Guest,
    Handover,
    Happening,
    Moment,
    Occasion,
    Pause,
    Phase,
    Progress,
    Promise,
    Proposal,
    Round,
)
from service.answers import Answer, Goal
from service.emails import LastWord, Withheld
from service.itip import RSVP, Event, PartStat, Purpose
from service.languages import LANGUAGES
from service.merge import (
    AgendaItem,
    Comparison,
    Difference,
    GoalRow,
    Line,
    Merge,
    MergedGoal,
    MergedQuestion,
    Reason,
    Scale,
    ScaleValue,
    Source,
)
from service.outbox import MailState, QueuedMail
from service.participants import Person
from service.questions import Kind, Question, load_sets
from service.reviews import (
    ClauseOutcome,
    Due,
    GoalOutcome,
    ReviewOutcome,
    Said,
    last_questions,
    moment_questions,
)
from service.rhythm import Rhythm
from service.storage import Note
from service.workflow.standing import meetings

NOW = datetime(2026, 11, 16, 9, 5, tzinfo=UTC)
TALK = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
ZONE = "Europe/Berlin"
TITLE = "Ada and Ben, spring launch"


def person(key: str, name: str, **more: Any) -> Person:
    return Person(
        id=key,
        name=name,
        email=f"{name.lower()}@example.org",
        time_zone=ZONE,
        joined_at=NOW,
        **more,
    )


ADA = person("p1", "Ada", takes_part=True, organises=True, description="team lead")
BEN = person("p2", "Ben", takes_part=True, description="designer")
CLEO = person("p3", "Cleo", coaches=True)
NAMES = {"p1": "Ada", "p2": "Ben", "p3": "Cleo"}

WORK = load_sets()["work"]
QUESTIONS = WORK.questions
HEADINGS = {q.key: q.heading for q in QUESTIONS}

CONVERSATION = Event(
    uid="talk-1@alliance",
    purpose=Purpose.CONVERSATION,
    starts=datetime(2026, 11, 24, 14, 0),
    time_zone=ZONE,
    minutes=60,
    place="Room 3, or https://meet.example.org/spring",
    changed_at=NOW,
)
REVIEWS = replace(
    CONVERSATION,
    uid="reviews-1@alliance",
    purpose=Purpose.REVIEWS,
    starts=datetime(2026, 12, 22, 14, 0),
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
        text="To bring the spring launch to its first hundred customers.\nTo learn from each other on the way.",
    ),
    Clause(
        key="my_part",
        section="roles",
        heading="What each of us takes on",
        text="Ada: the plan, the budget, telling the board.\nBen: the design, the texts, the test with customers.",
    ),
    Clause(
        key="when_difficulty",
        section="relationship",
        heading="When it gets difficult",
        text="We say it directly, within a day, and never in front of others.\nWe ask before we advise.",
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
)
REVIEW = Round(
    number=1,
    occasion=Occasion.REVIEW,
    questions=(
        *tuple(
            Question(
                key=f"clause_{c.key}",
                section="agreement",
                text=c.heading,
                heading=c.heading,
                kind=Kind.CHOICE,
                options=(("keep", "Keep it"), ("change", "Change it"), ("retire", "Retire it")),
                current=c.text,
            )
            for c in CLAUSES
        ),
        Question(
            key="trust",
            section="now",
            text="How high is the trust between you now?",
            heading="Trust",
            kind=Kind.SCALE,
        ),
    ),
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
WITHHELD = (Withheld(author="Ada", heading="Risks", about="", lines=("I give too little notice",)),)
ENDS = {"wished": [(ADA, False), (BEN, False)], "mine": False, "alone": True}


def line(text: str, *sources: tuple[str, str]) -> Line:
    return Line(
        text=text,
        sources=tuple(Source(author=a, text=t) for a, t in sources)
        or (Source(author="p1", text=text),),
    )


def mine(text: str, who: str = "p1") -> Line:
    return line(text, (who, text))


MONDAY = mine("A short call every Monday")
DAILY = mine("A short call every morning", "p2")
MERGE = Merge(
    answered=("p1", "p2"),
    late=("p2",),
    questions=(
        MergedQuestion(
            key="purpose",
            section="roles",
            kind=Kind.POINTS,
            answered=("p1", "p2"),
            lines=(
                line(
                    "To bring the spring launch to its first hundred customers",
                    ("p1", "To bring the spring launch to its first hundred customers"),
                    ("p2", "Get the first 100 customers for the spring launch"),
                ),
                mine("To learn from each other on the way"),
            ),
        ),
        MergedQuestion(
            key="goals",
            section="roles",
            kind=Kind.GOALS,
            answered=("p1", "p2"),
            goals=(
                MergedGoal(
                    title="Open the shop page",
                    sources=(
                        Source(author="p1", text="Open the shop page"),
                        Source(author="p2", text="Shop page open"),
                    ),
                    rows=(
                        GoalRow(
                            author="p1",
                            goal=Goal(
                                title="Open the shop page",
                                milestone="Texts ready",
                                by="end of May",
                                who="Ada",
                            ),
                        ),
                        GoalRow(
                            author="p2", goal=Goal(title="Shop page open", by="mid June", who="Ben")
                        ),
                    ),
                    milestones=(mine("Texts ready"),),
                    dates=(mine("end of May"), mine("mid June", "p2")),
                    owners=(mine("Ada"), mine("Ben", "p2")),
                    reasons=("date", "owner"),
                ),
                MergedGoal(
                    title="Ten interviews with customers",
                    sources=(Source(author="p2", text="Ten interviews with customers", late=True),),
                    rows=(
                        GoalRow(
                            author="p2", goal=Goal(title="Ten interviews with customers"), late=True
                        ),
                    ),
                    unowned=True,
                ),
            ),
            distance=0.7,
        ),
        MergedQuestion(
            key="my_part",
            section="roles",
            kind=Kind.POINTS,
            answered=("p1",),
            lines=(mine("the plan"),),
        ),
        MergedQuestion(
            key="contact",
            section="relationship",
            kind=Kind.POINTS,
            answered=("p1", "p2"),
            lines=(MONDAY, DAILY, mine("An answer within one working day", "p2")),
            differences=(Difference(one=MONDAY, other=DAILY, reasons=("frequency",)),),
            more_differences=1,
            distance=0.6,
        ),
        MergedQuestion(
            key="trust",
            section="relationship",
            kind=Kind.SCALE,
            answered=("p1", "p2"),
            scale=Scale(
                values=(ScaleValue(number=5, author="p2"), ScaleValue(number=8, author="p1")),
                low=5,
                high=8,
                mean=6.5,
                spread=3,
            ),
            texts=(Source(author="p2", text="We are new to each other.", late=True),),
        ),
        MergedQuestion(key="risks", section="relationship", kind=Kind.POINTS),
    ),
    comparisons=(
        Comparison(
            mine="my_part",
            theirs="your_part",
            person="p1",
            both=(line("The plan", ("p1", "The plan"), ("p2", "Planning")),),
            only_own=(mine("Telling the board"),),
            only_others=(mine("Deciding which customers we take on", "p2"),),
            own_answered=True,
            others_answered=("p2",),
        ),
        Comparison(
            mine="my_part",
            theirs="your_part",
            person="p2",
            both=(mine("The design", "p2"),),
            own_answered=True,
            others_answered=("p1",),
        ),
        Comparison(
            mine="my_qualities",
            theirs="your_qualities",
            person="p2",
            both=(mine("Patience", "p2"),),
            only_others=(mine("Humour"),),
            own_answered=True,
            others_answered=("p1",),
        ),
    ),
)
AGENDA = (
    AgendaItem(
        question="goals",
        minutes=20,
        reasons=(Reason(code="date_of_goal"), Reason(code="unowned_goal", count=1)),
    ),
    AgendaItem(
        question="contact",
        minutes=15,
        reasons=(Reason(code="frequency"), Reason(code="single", count=2)),
    ),
    AgendaItem(question="my_part", minutes=15, reasons=(Reason(code="gap", count=1, about="p1"),)),
    AgendaItem(question="trust", minutes=10, reasons=(Reason(code="spread", count=3),)),
)


def row(number: int, **more: Any) -> SimpleNamespace:
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
            "missing": ("We write down what we decide",),
            "suggested": (("Ben", "We decide together, and write it down."),),
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
            row(1, signed=(("Ben", sign_off("p2", CLAUSES[1])),)),
        ],
    ),
    ("How we want to be", [row(2, signed=(("Ben", OBJECTION),)), row(3, proposed=False)]),
]


def form_sections(
    questions: tuple[Question, ...], problems: dict[str, str]
) -> list[tuple[str, str, list[Any]]]:
    titles = {key: (title, intro) for key, title, intro in WORK.sections}
    titles |= {
        "agreement": ("What you agreed", "Keep, change or retire each part."),
        "now": ("How it is now", ""),
        "happened": ("What happened", "A few lines are enough."),
        "farewell": ("Before it ends", "A few lines are enough."),
    }
    rows: dict[str, list[Any]] = {}
    for question in questions:
        for about in (BEN,) if question.per_person else (None,):
            name = f"{question.key}.{about.id}" if about else question.key
            rows.setdefault(question.section, []).append(
                (question, about, name, problems.get(name))
            )
    return [(*titles[section], items) for section, items in rows.items()]


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

COMMON: dict[str, Any] = {
    "base": "https://alliance.example.org",
    "service_name": "Designed Alliance",
    "form_token": "f0f0",
    "zone": ZONE,
    "now": NOW,
    "notice": None,
    "problems": {},
    "mailbox": True,
    "asset_version": "1",
}


def visit(alliance: Alliance, me: Person, path: str, **more: Any) -> dict[str, Any]:
    return {
        **COMMON,
        "alliance": alliance,
        "me": me,
        "link": path,
        "others": tuple(p for p in alliance.participants if p.id != me.id),
        "coach": alliance.coach,
        **more,
    }


def home(alliance: Alliance, asked: Round, **more: Any) -> dict[str, Any]:
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
        "next_review_at": None,
        "version": alliance.versions[-1] if alliance.versions else None,
        "in_force": None,
        "unsigned": 0,
        "running": alliance.phase == Phase.RUNNING,
        "open": asked.released_at is None,
        "typed": {},
        **meetings(alliance, TALK - timedelta(days=1)),
    }
    return visit(alliance, ADA, "/p/abc", **{**context, **more})


def form(
    asked: Round, typed: dict[str, list[str]], problems: dict[str, str], **more: Any
) -> dict[str, Any]:
    context = {
        "round": asked,
        "sections": form_sections(asked.questions, problems),
        "typed": typed,
        "base": json.dumps(typed),
        "problems": problems,
        "progress": asked.progress[0],
        "reviewing": asked.number > 0,
        "rsvp": "ACCEPTED",
        "conversation": CONVERSATION,
        "conversation_at": TALK,
    }
    return visit(RUNNING if asked.number else ALLIANCE, ADA, "/p/abc", **{**context, **more})


def moment_page(alliance: Alliance, **more: Any) -> dict[str, Any]:
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


def agreement(alliance: Alliance, **more: Any) -> dict[str, Any]:
    context = {
        "sections": ROWS,
        "names": NAMES,
        "version": V1,
        "in_force": None,
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


def outcome(asked: Round, **more: Any) -> dict[str, Any]:
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
        "conversation_at": TALK,
    }
    return visit(MEETING, ADA, "/p/abc", **{**context, **more})


def said(*texts: str) -> tuple[Said, ...]:
    return tuple(Said(author=f"p{n}", text=text) for n, text in enumerate(texts, 1))


CAME_TO = ReviewOutcome(
    answered=("p1", "p2"),
    clauses=(
        ClauseOutcome(key="being", heading="Being", current="Kind", keep=said("", "It helps")),
        ClauseOutcome(
            key="contact",
            heading="Keeping in touch",
            current="A call every Monday.",
            change=said("A call every Tuesday.", ""),
        ),
        ClauseOutcome(
            key="needs", heading="Needs", current="A plan", retire=said("", "We have it")
        ),
    ),
    goals=(
        GoalOutcome(
            key="goal_1",
            title="Open the shop",
            line="Open the shop — by 10 January",
            states=(("on_way", said("")), ("moved", said("", "to March")[1:])),
        ),
        GoalOutcome(key="goal_2", title="Hire", line="Hire", states=(("done", said("", "")),)),
    ),
)


def mail(kind: str, state: MailState, answer: str = "") -> QueuedMail:
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


def organiser(alliance: Alliance, **more: Any) -> dict[str, Any]:
    said = RSVP(
        event=CONVERSATION.uid, person="p1", partstat=PartStat.ACCEPTED, sequence=0, stamp=NOW
    )
    bounced = replace(
        BEN, suspended_at=NOW, suspended_why="The server at example.org knows no such mailbox."
    )
    people = (
        SimpleNamespace(
            person=ADA,
            progress=FIRST.progress[0],
            mails=(
                mail("form_invitation", MailState.SENT),
                mail("calendar_message", MailState.SENT),
            ),
            rsvp=said,
            reviews_rsvp=None,
            address_wish=None,
            state="draft",
        ),
        SimpleNamespace(
            person=bounced,
            progress=Progress(person="p2"),
            mails=(
                mail("form_invitation", MailState.BOUNCED, "550 5.1.1 No such user"),
                mail("calendar_message", MailState.QUEUED),
            ),
            rsvp=None,
            reviews_rsvp=None,
            address_wish=None,
            state="undelivered",
        ),
        SimpleNamespace(
            person=CLEO,
            progress=None,
            mails=(),
            rsvp=None,
            reviews_rsvp=None,
            address_wish=None,
            state="queued",
        ),
    )
    context = {
        **meetings(alliance, TALK - timedelta(days=1)),
        "guests": alliance.guests,
        "people": people,
        "round": alliance.current_round,
        "conversation": CONVERSATION,
        "conversation_at": TALK,
        "conversation_wall": CONVERSATION.starts,
        "due_wall": datetime(2026, 11, 20, 18, 0),
        "lead_days": 5,
        "next_review_at": None,
        "version": None,
        "in_force": None,
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


def coach(alliance: Alliance, **more: Any) -> dict[str, Any]:
    scale = MERGE.about("trust")[0].scale
    assert scale is not None
    later = replace(REVIEW, released_at=TALK + timedelta(days=27))
    context = {
        "rounds": [RELEASED, later],
        "round": alliance.current_round,
        "answered": ["Ben"],
        "waiting_for": ["Ada"],
        **meetings(alliance, TALK - timedelta(days=1)),
        "conversation_at": TALK,
        "next_review_at": TALK + timedelta(days=28),
        "version": V2,
        "in_force": V1,
        "trust": (
            (RELEASED, scale),
            (later, replace(scale, low=6, high=9, mean=7.5)),
            (
                replace(later, released_at=TALK + timedelta(days=55)),
                replace(scale, low=8, high=9, mean=8.5),
            ),
        ),
    }
    return visit(alliance, CLEO, "/c/abc", **{**context, **more})


def start(typed: dict[str, list[str]], problems: dict[str, str]) -> dict[str, Any]:
    return {
        **COMMON,
        "typed": typed,
        "problems": problems,
        "question_sets": list(load_sets().values()),
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
PREVIEW = {
    "round": FIRST,
    "base": "{}",
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
STARTED_WRONG = {
    "title": "this is missing: fill it in",
    "organiser.email": "“ada@example” cannot be an address: the part after the @ is not whole",
    "participants.0.email": "“ben@” cannot be an address: there is nothing after the @",
    "conversation.date": "this has passed: choose a time in the future",
}
MAIL = {
    "id": "m1", "subject": "Ada asks you a few questions", "sender": "alliance+x@example.org", "to": "Ben <ben@example.org>",
    "text": "Hello Ben,\n\nAda asks you to design an alliance with her.\n", "at": NOW, "kind": "form_invitation", "address": "ben@example.org", "pdf": False,
}  # fmt: skip
INVITATION = SimpleNamespace(
    summary=f"Conversation: {TITLE}",
    starts="Tuesday 24 November 2026, 14:00 (Europe/Berlin)",
    partstat="ACCEPTED",
    method="REQUEST",
)


def contexts() -> dict[str, dict[str, Any]]:
    """Every template in every state that differs: "template state" → context."""
    done = (Progress(person="p1", replied_at=NOW), Progress(person="p2", replied_at=NOW))
    return {
        "start.html empty": start({}, {}),
        "start.html problems": start(STARTED, STARTED_WRONG),
        "start_sent.html": {**COMMON, "email": "ada@example.org"},
        "confirm.html": {**COMMON, "start": PLAN},
        "participant.html asked": home(ALLIANCE, FIRST),
        "participant.html replied": home(
            ALLIANCE,
            replace(FIRST, progress=(done[0], Progress(person="p2"))),
            rsvp="ACCEPTED",
            notice="Thank you. The others see your answer.",
        ),
        "participant.html released": home(
            MEETING, replace(RELEASED, progress=(Progress(person="p1"), done[1]))
        ),
        "participant.html to sign": home(MEETING, replace(RELEASED, progress=done), unsigned=2),
        "participant.html review": home(RUNNING, REVIEW, next_review_at=REVIEW.occurrence),
        "participant.html running": home(
            RUNNING,
            replace(REVIEW, released_at=NOW, progress=done),
            next_review_at=REVIEW.occurrence,
        ),
        "participant.html ending": home(
            ENDING, LAST, waiting_for=["Ben"], progress=Progress(person="p1")
        ),
        "participant.html joined later": home(
            RUNNING, replace(REVIEW, released_at=NOW), late_questions=True, may_read=False
        ),
        "form.html last": form(LAST, {}, {}),
        "sent.html last words": home(ENDING, LAST),
        "round.html seen": outcome(RELEASED, seen_by=CLEO, withheld=WITHHELD),
        "end.html": visit(RUNNING, BEN, "/p/abc", **ENDS),
        "end.html wished": visit(
            RUNNING, BEN, "/p/abc", **ENDS | {"mine": True, "wished": [(ADA, False), (BEN, True)]}
        ),
        "end.html problems": visit(
            RUNNING, BEN, "/p/abc", **ENDS | {"problems": {"leave": "tick the box"}}
        ),
        "end.html organiser": visit(ENDING, ADA, "/p/abc", **ENDS),
        "seen.html": visit(RUNNING, ADA, "/p/abc", rounds=[RELEASED], trust=[], version=V1),
        "handover.html": {**COMMON, "alliance": OFFERED, "to": BEN},
        "coached.html": visit(
            RUNNING,
            CLEO,
            "/c/abc",
            rows=[
                SimpleNamespace(alliance=RUNNING, me=CLEO, lines=NEWS, next_at=TALK),
                SimpleNamespace(alliance=replace(CLOSED, id="a2"), me=CLEO, lines=(), next_at=None),
            ],
            languages=LANGUAGES,
            zones=["Europe/Berlin"],
        ),
        "words.html held": visit(
            ALLIANCE, BEN, "/p/abc", **LETTER, held=True, left=False, passed_on=False
        ),
        "words.html left": visit(
            ALLIANCE, BEN, "/p/abc", **LETTER, held=False, left=True, passed_on=False
        ),
        "words.html passed on": visit(
            ALLIANCE, BEN, "/p/abc", **LETTER, held=False, left=False, passed_on=True
        ),
        "preferences.html": visit(
            RUNNING,
            BEN,
            "/p/abc",
            typed={
                "name": ["Ben"],
                "email": ["ben@example.org"],
                "language": ["de"],
                "zone": ["Berlin"],
            },
            problems={"zone": "“Berlin” is no time zone: write one like Europe/Berlin"},
            languages=LANGUAGES,
            zones=["Europe/Berlin"],
            wish=None,
        ),
        "preferences.html new address": visit(
            RUNNING,
            BEN,
            "/p/abc",
            typed={
                "name": ["Ben"],
                "email": [WISH.email],
                "language": ["de"],
                "zone": ["Europe/Berlin"],
            },
            languages=LANGUAGES,
            zones=["Europe/Berlin"],
            wish=WISH,
        ),
        "address.html": {**COMMON, "alliance": RUNNING, "me": BEN, "wish": WISH},
        "organiser.html ending": organiser(ENDING),
        "organiser.html handing over": organiser(OFFERED),
        "coach.html closed": coach(CLOSED),
        "form.html empty": form(FIRST, {}, {}, progress=Progress(person="p1")),
        "form.html draft": form(FIRST, TYPED, {}),
        "form.html problems": form(
            FIRST,
            {**TYPED, "trust": ["12"]},
            {"trust": "choose a whole number from 0 to 10", "your_qualities.p2": "shorten it"},
        ),
        "form.html without coach": form(FIRST, TYPED, {}, coach=None),
        "form.html review": form(
            REVIEW,
            {"clause_purpose": ["change"], "clause_purpose.text": ["To keep the launch going."]},
            {},
        ),
        "form.html moment": form(
            replace(
                REVIEW, number=3, occasion=Occasion.MOMENT, questions=moment_questions(SAID_EARLY)
            ),
            {},
            {},
            reviewing=False,
        ),
        "moment.html": moment_page(RUNNING),
        "moment.html problems": moment_page(
            RUNNING, typed={"words": ["So."]}, problems={"happening": "choose what has happened"}
        ),
        "moment.html without coach": moment_page(RUNNING, coach=None, can_confide=False),
        "moment.html told": moment_page(
            RUNNING,
            mine=MOMENT,
            event=replace(CONVERSATION, purpose=Purpose.MOMENT),
            asked=replace(REVIEW, number=3, occasion=Occasion.MOMENT),
            others_moments=[replace(MOMENT, id="m-2", by="p1", happening=Happening.SUCCESS)],
        ),
        "moment.html confided": moment_page(RUNNING, mine=replace(MOMENT, told_at=None, event="")),
        "moment.html closed": moment_page(CLOSED),
        "participant.html extra": home(
            RUNNING,
            replace(REVIEW, released_at=NOW, progress=done),
            extra_rounds=[replace(REVIEW, number=3, occasion=Occasion.MOMENT)],
        ),
        "preview.html": visit(ALLIANCE, ADA, "/p/abc", **PREVIEW),
        "preview.html in a group": visit(
            ALLIANCE, ADA, "/p/abc", **PREVIEW | {"nameless": True, "withheld": []}
        ),
        "sent.html": home(ALLIANCE, FIRST),
        "sent.html last": home(RUNNING, replace(REVIEW, progress=done)),
        "round.html": outcome(RELEASED),
        "round.html coach": outcome(
            replace(REVIEW, released_at=NOW), for_coach=True, unanswered=("Ben",), link="/c/abc"
        ),
        "round.html review": outcome(
            replace(REVIEW, released_at=NOW),
            review=CAME_TO,
            due=(Due(line="Open the shop — by 10 January", day=date(2027, 1, 10), late=True),),
            trust=[
                (RELEASED, Scale(values=(), low=4, high=6, mean=5.0, spread=2)),
                (
                    replace(REVIEW, released_at=NOW),
                    Scale(values=(), low=6, high=8, mean=7.0, spread=2),
                ),
            ],
            confirmed=None,
            drafted=True,
        ),
        "round.html confirmed": outcome(
            replace(REVIEW, released_at=NOW),
            review=ReviewOutcome(answered=("p1",), clauses=CAME_TO.clauses[:1]),
            due=(),
            trust=[],
            confirmed=2,
            drafted=False,
        ),
        "round.html moment": outcome(
            replace(REVIEW, number=3, occasion=Occasion.MOMENT, released_at=NOW), review=None
        ),
        "round.html nobody": outcome(
            RELEASED, merge=Merge(), agenda=(), unanswered=("Ada", "Ben"), trust_then=()
        ),
        "agreement.html draft": agreement(MEETING, version=None, unsigned=set(), can_sign=False),
        "agreement.html to sign": agreement(MEETING),
        "agreement.html refused": agreement(
            MEETING,
            refused="A newer wording has been proposed since. Read it before you sign.",
            typed={CLAUSES[0].key: ["object"], f"{CLAUSES[0].key}.wording": ["In May"]},
            left=[("Keeping in touch", "Mondays are full")],
        ),
        "agreement.html problems": agreement(
            MEETING,
            problems={f"{CLAUSES[0].key}.reason": "say why you cannot agree"},
            typed={CLAUSES[0].key: ["object"], f"{CLAUSES[0].key}.wording": ["In May"]},
        ),
        "agreement.html clash": agreement(
            MEETING, clash={"contact": ("A call every Tuesday.", CLAUSES[3].text)}
        ),
        "agreement.html signed": agreement(
            RUNNING, version=V2, in_force=V2, unsigned=set(), changed_since_version=False
        ),
        "agreement.html coach": agreement(
            RUNNING,
            version=V2,
            in_force=V2,
            unsigned=set(),
            can_edit=False,
            can_sign=False,
            link="/c/abc",
        ),
        "version.html": visit(
            RUNNING,
            ADA,
            "/p/abc",
            version=V2,
            earlier=V1,
            in_force=V1,
            names=NAMES,
            changes=[(CLAUSES[2].heading, changed_words(OLD[2].text, CLAUSES[2].text))],
        ),
        "organiser.html": organiser(ALLIANCE),
        "organiser.html problems": organiser(
            ALLIANCE,
            problems={
                "conversation.starts": "this has passed: choose a time in the future",
                "confirm": "tick the box to say that you mean it",
            },
            typed={"date": ["2020-01-01"]},
        ),
        "organiser.html wrong address": organiser(
            ALLIANCE,
            problems={"email": "“ben@” cannot be an address"},
            typed={"person": ["p2"], "email": ["ben@"]},
        ),
        "organiser.html closed": organiser(CLOSED),
        "organiser.html scheduling": organiser(
            replace(RUNNING, proposals=(PROPOSAL,), guests=(GUEST,)), notes=()
        ),
        "organiser.html resting": organiser(replace(RUNNING, pause=Pause(at=NOW, until=TALK))),
        "calendar.html": visit(
            RUNNING,
            ADA,
            "/p/abc",
            events=[(CONVERSATION, "https://a.example.org", "https://b.example.org")],
            feed="https://alliance.example.org/feed/abc.ics",
            feed_webcal="webcal://alliance.example.org/feed/abc.ics",
        ),
        "coach.html": coach(RUNNING),
        "coach.html nothing yet": coach(ALLIANCE, rounds=[], version=None, in_force=None, trust=()),
        "public.html": COMMON,
        "public_sent.html": COMMON,
        "closed.html": visit(
            CLOSED,
            ADA,
            "/p/abc",
            erased_at=TALK + timedelta(days=290),
            kept=True,
            last_words=(
                LastWord(author="Ada", about="", lines=("To ask twice.",)),
                LastWord(author="Ben", about="Ada", lines=("You always called back.",)),
            ),
            rounds=[RELEASED],
        ),
        "closed.html early": visit(
            CLOSED, ADA, "/p/abc", erased_at=TALK, kept=False, last_words=(), rounds=[]
        ),
        "message.html": {
            **COMMON,
            "title": "A new link is on its way",
            "text": "Look in your mail. The old link has stopped working.",
        },
        "message.html kept": {
            **COMMON,
            "title": "Not stored",
            "text": "Try again in a minute.",
            "typed": {"purpose": ["To learn"]},
        },
        "error.html 404": {
            **COMMON,
            "code": 404,
            "title": "There is nothing here",
            "advice": "There is nothing here.",
            "typed": {},
        },
        "error.html 503": {
            **COMMON,
            "code": 503,
            "title": "We cannot store anything right now",
            "advice": "The service cannot store anything right now. Try again in a minute.",
            "typed": {"purpose": ["To learn from each other"]},
        },
        "unsubscribe.html": {**COMMON, "alliance": ALLIANCE, "me": BEN},
        "unsubscribed.html": {**COMMON, "alliance": ALLIANCE, "me": BEN, "everywhere": False},
        "about.html": {**COMMON, "erase_after_days": 90},
        "mailbox.html": {
            **COMMON,
            "addresses": [("Ada", "ada@example.org", 3), ("Ben", "ben@example.org", 1)],
        },
        "mailbox_person.html": {
            **COMMON,
            "address": "ben@example.org",
            "mails": [
                MAIL,
                {**MAIL, "id": "m2", "kind": "calendar_message", "subject": f"Invitation: {TITLE}"},
            ],
        },
        "mailbox_mail.html": {**COMMON, "mail": MAIL, "invitation": None},
        "mailbox_mail.html invitation": {
            **COMMON,
            "mail": {**MAIL, "pdf": True},
            "invitation": INVITATION,
        },
    }
