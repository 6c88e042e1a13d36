"""They read the draft, and meet."""

from dataclasses import replace
from typing import Any

from service import emails
from service.alliance import Progress
from service.emails import Message
from service.merge import Merge
from service.preview.calendars import REVIEW_EVENT, TALK_EVENT
from service.preview.cast import (
    ADA,
    CONVERSATION,
    DONE,
    MEETING,
    NAMES,
    RELEASED,
    RUNNING,
    TALK,
    Page,
)
from service.preview.letters import BASE, REVIEW_AT, TOLD_HEADINGS, common
from service.preview.offices import GUEST, PROPOSAL, organiser
from service.preview.summaries import merge
from service.preview.visits import home, outcome, visit


def pages() -> dict[str, Page]:
    """Each page of this stage in each state, as its route gives it."""
    return {
        "participant.html released": home(
            MEETING, replace(RELEASED, progress=(Progress(person="p1"), DONE[1]))
        ),
        "round.html": outcome(RELEASED),
        "round.html nobody": outcome(
            RELEASED, merge=Merge(), agenda=(), unanswered=("Ada", "Ben"), trust_then=()
        ),
        "organiser.html scheduling": organiser(
            replace(RUNNING, proposals=(PROPOSAL,), guests=(GUEST,)), notes=()
        ),
        "calendar.html": visit(
            RUNNING,
            ADA,
            "/p/abc",
            events=[(CONVERSATION, "https://a.example.org", "https://b.example.org")],
            feed="https://alliance.example.org/feed/abc.ics",
            feed_webcal="webcal://alliance.example.org/feed/abc.ics",
        ),
    }


def mails() -> dict[str, Message]:
    """Each mail of this stage, and more where its words change much."""
    return _draft() | _calendar() | _scheduling()


def _calendar() -> dict[str, Message]:
    conversation, reviews = TALK_EVENT, REVIEW_EVENT
    shared: dict[str, Any] = {**common(), "ics": "", "public_url": f"{BASE}/alliance/9c3d"}
    return {
        "calendar_message": emails.CalendarMessage(
            **shared, method="REQUEST", purpose="conversation", change="new", event=conversation
        ),
        "calendar_message_moved": emails.CalendarMessage(
            **shared, method="REQUEST", purpose="conversation", change="moved", event=conversation
        ),
        "calendar_message_updated": emails.CalendarMessage(
            **shared,
            method="REQUEST",
            purpose="conversation",
            change="updated",
            event=conversation,
            differs=("note",),
        ),
        "calendar_message_reviews": emails.CalendarMessage(
            **shared, method="REQUEST", purpose="reviews", change="new", event=reviews
        ),
        "calendar_message_ended": emails.CalendarMessage(
            **shared, method="REQUEST", purpose="reviews", change="ended", event=reviews
        ),
        "calendar_message_cancelled": emails.CalendarMessage(
            **shared,
            method="CANCEL",
            purpose="conversation",
            change="cancelled",
            event=conversation,
        ),
    }


def _scheduling() -> dict[str, Message]:
    series = _calendar()["calendar_message_reviews"]
    return {
        "calendar_message_one_moved": replace(
            series,
            change="moved",
            occurrence=REVIEW_AT,
            occurrence_at=REVIEW_AT.replace(hour=15),
        ),
        "calendar_message_one_skipped": replace(
            series, method="CANCEL", change="cancelled", occurrence=REVIEW_AT
        ),
        "time_proposed": emails.TimeProposed(
            **common("Ada", "organiser"),
            person="Ben",
            purpose="conversation",
            current_at=TALK,
            proposed_at=TALK.replace(hour=15),
            comment="I fetch the children at two.",
            organiser_url=f"{BASE}/o/T0k3n",
        ),
        "proposal_declined": emails.ProposalDeclined(
            **common("Ben"),
            purpose="reviews",
            current_at=REVIEW_AT,
            proposed_at=REVIEW_AT.replace(hour=15),
            page_url=f"{BASE}/p/T0k3n",
            method="DECLINECOUNTER",
        ),
        "guest_answered": emails.GuestAnswered(
            **common("Ada", "organiser"),
            person="Ben",
            email="ben@home.example.org",
            partstat="ACCEPTED",
            organiser_url=f"{BASE}/o/T0k3n",
        ),
        "all_declined": emails.AllDeclined(
            **common("Ada", "organiser"),
            purpose="conversation",
            event_at=TALK,
            suggestions=(TALK.replace(day=25), TALK.replace(day=26)),
            organiser_url=f"{BASE}/o/T0k3n",
        ),
    }


def _draft() -> dict[str, Message]:
    return {
        "draft_ready": emails.DraftReady(
            **common(),
            merge=merge(),
            names=NAMES,
            headings=TOLD_HEADINGS,
            page_url=f"{BASE}/p/T0k3n/round/0",
            unanswered=(),
            conversation_at=TALK,
            conversation_minutes=60,
            conversation_place="",
        ),
        "settle_wording": emails.SettleWording(**common(), page_url=f"{BASE}/p/T0k3n/agreement"),
    }
