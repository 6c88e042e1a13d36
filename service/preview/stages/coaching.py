"""What a coach sees."""

from dataclasses import replace
from types import SimpleNamespace

from service import digest, emails
from service.emails import Message
from service.languages import LANGUAGES
from service.preview.cast import (
    ADA,
    ALLIANCE,
    CLEO,
    CLOSED,
    DUE,
    NAMES,
    NEWS,
    NOW,
    RELEASED,
    REVIEW,
    RUNNING,
    TALK,
    V1,
    V2,
    WITHHELD,
    Page,
)
from service.preview.letters import BASE, REVIEW_AT, TOLD_HEADINGS, common
from service.preview.offices import coach
from service.preview.summaries import merge
from service.preview.visits import MOMENT, SIGNED, agreement, outcome, visit


def pages() -> dict[str, Page]:
    """Each page of this stage in each state, as its route gives it."""
    return {
        "round.html seen": outcome(RELEASED, seen_by=CLEO, withheld=WITHHELD),
        "seen.html": visit(
            RUNNING, ADA, "/p/abc", rounds=[RELEASED], trust=[], heard=(MOMENT,), version=V1
        ),
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
        "coach.html closed": coach(CLOSED),
        "round.html coach": outcome(
            replace(REVIEW, released_at=NOW), for_coach=True, unanswered=("Ben",), link="/c/abc"
        ),
        "agreement.html coach": agreement(
            RUNNING,
            sections=SIGNED,
            version=V2,
            in_force=V2,
            unsigned=set(),
            can_edit=False,
            can_sign=False,
            link="/c/abc",
        ),
        "coach.html": coach(RUNNING),
        "coach.html nothing yet": coach(ALLIANCE, rounds=[], version=None, in_force=None, trust=()),
    }


def mails() -> dict[str, Message]:
    """Each mail of this stage, and more where its words change much."""
    return _summary() | _coaching()


def _summary() -> dict[str, Message]:
    first = _first_summary()
    return {"coach_summary": first, "coach_summary_last": replace(first, occasion="last")}


def _first_summary() -> emails.CoachSummary:
    return emails.CoachSummary(
        **common("Cleo", "coach"),
        merge=merge(),
        names=NAMES,
        headings=TOLD_HEADINGS,
        page_url=f"{BASE}/c/T0k3n/round/0",
        occasion="first",
        unanswered=("Ben",),
        conversation_at=TALK,
        trust_then=(4, 6),
        withheld=(
            emails.Withheld(
                author="Ada",
                heading="What brings out the best in each of us",
                about="Ben",
                lines=("I go quiet, and I would like help with that",),
            ),
        ),
    )


def _coaching() -> dict[str, Message]:
    cleo = common("Cleo", "coach")
    kinds = digest.LineKind
    lines = (
        digest.Line(kind=kinds.ANSWERS_DUE, at=DUE, names=("Ben",)),
        digest.Line(kind=kinds.CONVERSATION, at=TALK),
        digest.Line(kind=kinds.REVIEW, at=REVIEW_AT),
        digest.Line(kind=kinds.EXTRA_REVIEW, at=REVIEW_AT),
        digest.Line(kind=kinds.CLOSES, at=REVIEW_AT),
        digest.Line(kind=kinds.UNANSWERED, at=TALK),
        digest.Line(kind=kinds.UNWORDED, at=TALK),
        digest.Line(kind=kinds.UNSIGNED, at=TALK, names=("Ada", "Ben")),
        digest.Line(kind=kinds.UNREACHED, names=("Ben",)),
        digest.Line(kind=kinds.TRUST, at=TALK, before=6.5, after=8.0),
        digest.Line(kind=kinds.PROPOSAL, at=REVIEW_AT, names=("Ada",)),
    )
    return {
        "coach_welcome": emails.CoachWelcome(
            **cleo, page_url=f"{BASE}/c/T0k3n", participants=("Ada", "Ben"), next_at=TALK
        ),
        "coach_welcome_from_start": emails.CoachWelcome(
            **cleo,
            page_url=f"{BASE}/c/T0k3n",
            participants=("Ada", "Ben"),
            next_at=TALK,
            from_start=True,
        ),
        "weekly_digest": emails.WeeklyDigest(
            **cleo,
            page_url=f"{BASE}/c/T0k3n/all",
            entries=(
                emails.DigestEntry(title="Ada and Ben", lines=lines),
                emails.DigestEntry(title="The walled garden", lines=lines[2:3]),
            ),
        ),
    }
