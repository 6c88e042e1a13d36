"""Reviews, and moments in which something happens."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from service import emails
from service.alliance import Happening, Occasion, Pause
from service.emails import Message
from service.itip import Purpose
from service.languages import say
from service.merge import Merge, Scale
from service.preview.cast import (
    CLOSED,
    CONVERSATION,
    DONE,
    NAMES,
    NOW,
    RELEASED,
    REVIEW,
    RUNNING,
    TALK,
    Page,
)
from service.preview.letters import BASE, REVIEW_AT, TOLD_HEADINGS, common
from service.preview.offices import organiser
from service.preview.summaries import happened, merge, review, wish_for_change
from service.preview.visits import MOMENT, SAID_EARLY, form, home, moment_page, outcome
from service.preview.written import CAME_TO
from service.reviews import Due, ReviewOutcome, moment_questions


def pages() -> dict[str, Page]:
    """Each page of this stage in each state, as its route gives it."""
    return {
        "participant.html review": home(RUNNING, REVIEW, next_review_at=REVIEW.occurrence),
        "participant.html running": home(
            RUNNING,
            replace(REVIEW, released_at=NOW, progress=DONE),
            next_review_at=REVIEW.occurrence,
        ),
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
        ),
        "moment.html": moment_page(RUNNING),
        "moment.html problems": moment_page(
            RUNNING,
            typed={"words": ["So."]},
            problems={"happening": say("choose what has happened")},
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
            replace(REVIEW, released_at=NOW, progress=DONE),
            extra_rounds=[replace(REVIEW, number=3, occasion=Occasion.MOMENT)],
        ),
        "sent.html last": home(RUNNING, replace(REVIEW, progress=DONE)),
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
        "organiser.html resting": organiser(replace(RUNNING, pause=Pause(at=NOW, until=TALK))),
    }


def mails() -> dict[str, Message]:
    """Each mail of this stage, and more where its words change much."""
    return _running() | _moments()


def _running() -> dict[str, Message]:

    return {
        "review_form": emails.ReviewForm(
            **common(),
            form_url=f"{BASE}/p/T0k3n/form/1",
            others=("Ada",),
            coach="Cleo",
            clauses=9,
            replies_due=REVIEW_AT,
            review_at=REVIEW_AT,
            review_minutes=30,
            in_force=True,
        ),
        "review_form_catching_up": emails.ReviewForm(
            **common(),
            form_url=f"{BASE}/p/T0k3n/form/1",
            others=("Ada",),
            coach="",
            clauses=9,
            goals=3,
            missed=2,
            replies_due=REVIEW_AT,
            review_at=REVIEW_AT,
            review_minutes=30,
            in_force=True,
        ),
        "review_summary": emails.ReviewSummary(
            **common(),
            page_url=f"{BASE}/p/T0k3n/round/1",
            merge=replace(merge(), questions=(wish_for_change(), *merge().questions)),
            names=NAMES,
            headings=TOLD_HEADINGS,
            unanswered=(),
            review_at=REVIEW_AT,
            next_review_at=datetime(2027, 1, 19, 13, 0, tzinfo=UTC),
            trust_then=(4, 6),
            changed=True,
            outcome=review(),
            drafted=True,
            trust=(
                emails.TrustAt(at=TALK, low=4, high=6, mean=5),
                emails.TrustAt(at=REVIEW_AT, low=6, high=8, mean=7),
            ),
            due=(
                Due(line="Open — by 10 January, Ada", day=date(2027, 1, 10), late=False),
                Due(line="Lease — by 1 December", day=date(2026, 12, 1), late=True),
            ),
            moment_url=f"{BASE}/p/T0k3n/moment",
        ),
        "review_summary_confirmed": emails.ReviewSummary(
            **common(),
            page_url=f"{BASE}/p/T0k3n/round/1",
            merge=Merge(answered=("p1", "p2")),
            names=NAMES,
            headings=TOLD_HEADINGS,
            unanswered=(),
            review_at=REVIEW_AT,
            next_review_at=None,
            outcome=ReviewOutcome(answered=("p1", "p2"), clauses=review().clauses[:1]),
            confirmed=2,
        ),
        "review_summary_moment": emails.ReviewSummary(
            **common(),
            page_url=f"{BASE}/p/T0k3n/round/3",
            merge=happened(),
            names=NAMES,
            headings={"what_happened": "What happened", "served": "Did what we agreed serve us?"},
            unanswered=(),
            review_at=REVIEW_AT,
            next_review_at=None,
            occasion="moment",
        ),
        "reviews_unanswered": emails.ReviewsUnanswered(
            **common("Ada", "organiser"),
            silent=2,
            next_review_at=REVIEW_AT,
            rhythm_url=f"{BASE}/o/T0k3n?open=change-rhythm#change-rhythm",
            pause_url=f"{BASE}/o/T0k3n?open=pause#pause",
            close_url=f"{BASE}/o/T0k3n?open=close#close",
        ),
    }


def _moments() -> dict[str, Message]:
    told: dict[str, Any] = {
        "by": "Ada",
        "happening": "difficulty",
        "words": "The builder has left.\nI do not know how we open in May.",
        "heading": "When it gets difficult",
        "agreed": "We say it early, in person, not by message\nWe assume good intent",
        "version": 2,
        "form_url": f"{BASE}/p/T0k3n/form/3",
        "page_url": f"{BASE}/p/T0k3n",
        "others": ("Ada",),
        "coach": "Cleo",
        "meets_at": TALK,
        "minutes": 30,
        "place": "Room 4, second floor",
    }
    foot: dict[str, Any] = {"moment_url": f"{BASE}/p/T0k3n/moment"}
    return {
        "moment_told": emails.MomentTold(**common() | foot, **told),
        "moment_told_success": emails.MomentTold(
            **common("Ada") | foot,
            **told
            | {"happening": "success", "words": "", "agreed": "", "version": None, "coach": ""}
            | {"others": ("Ben",)},
        ),
        "moment_told_coach": emails.MomentTold(
            **common("Cleo", "coach"),
            **told
            | {"happening": "change", "version": None, "form_url": ""}
            | {"page_url": f"{BASE}/c/T0k3n"},
        ),
        "moment_confided": emails.MomentConfided(
            **common("Cleo", "coach"),
            by="Ben",
            by_email="ben@example.org",
            words="I cannot say this to Ada yet.",
            heading="When it gets difficult",
            agreed="We say it early, in person, not by message",
            page_url=f"{BASE}/c/T0k3n",
        ),
        "reminder_moment": emails.Reminder(
            **common() | foot,
            form_url=f"{BASE}/p/T0k3n/form/3",
            occasion="moment",
            replied=("Ada",),
            replies_due=TALK,
            conversation_at=TALK,
            draft_saved=False,
        ),
    }
