"""It comes to its end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from service import emails
from service.alliance import Progress
from service.emails import LastWord, Message
from service.languages import say
from service.preview.cast import (
    ADA,
    BEN,
    CLOSED,
    DONE,
    DUE,
    ENDING,
    ENDS,
    LAST,
    RELEASED,
    RUNNING,
    TALK,
    Page,
)
from service.preview.letters import BASE, REVIEW_AT, common
from service.preview.offices import organiser
from service.preview.summaries import version
from service.preview.visits import form, home, visit


def pages() -> dict[str, Page]:
    """Each page of this stage in each state, as its route gives it."""
    return {
        "participant.html ending": home(
            ENDING, LAST, waiting_for=["Ben"], progress=Progress(person="p1")
        ),
        "form.html last": form(LAST, {}, {}),
        "sent.html last words": home(
            ENDING, replace(LAST, progress=(DONE[0], Progress(person="p2")))
        ),
        "end.html": visit(RUNNING, BEN, "/p/abc", **ENDS),
        "end.html wished": visit(
            RUNNING, BEN, "/p/abc", **ENDS | {"mine": True, "wished": [(ADA, False), (BEN, True)]}
        ),
        "end.html problems": visit(
            RUNNING,
            BEN,
            "/p/abc",
            **ENDS | {"problems": {"leave": say("tick the box to say that you mean it")}},
        ),
        "end.html organiser": visit(ENDING, ADA, "/p/abc", **ENDS),
        "organiser.html ending": organiser(ENDING),
        "organiser.html closed": organiser(CLOSED),
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
    }


def mails() -> dict[str, Message]:
    """Each mail of this stage, and more where its words change much."""
    return _endings() | _running()


def _endings() -> dict[str, Message]:
    page = f"{BASE}/p/T0k3n"
    return {
        "close_wished": emails.CloseWished(**common(), page_url=page, by="Ada"),
        "last_round": emails.LastRound(
            **common(),
            page_url=page,
            form_url=f"{page}/form/4",
            by="Ada",
            together=False,
            reason="The shop is open.",
            closes_at=DUE,
        ),
        "last_round_coach": emails.LastRound(
            **common("Cleo", "coach"),
            page_url=f"{BASE}/c/T0k3n",
            form_url="",
            by="",
            together=True,
            reason="",
            closes_at=DUE,
        ),
        "alliance_closed_together": emails.AllianceClosed(
            **common(),
            page_url=page,
            by="",
            together=True,
            reason="",
            version=None,
            erased_at=REVIEW_AT,
        ),
        "reopened": emails.Reopened(**common(), page_url=page, by="Ada", next_at=REVIEW_AT),
    }


def _running() -> dict[str, Message]:

    return {
        "alliance_closed": emails.AllianceClosed(
            **common(),
            page_url=f"{BASE}/p/T0k3n",
            by="Ada",
            reason="The project has ended well.",
            version=version(),
            erased_at=datetime(2027, 7, 1, 10, 0, tzinfo=UTC),
            last_words=(
                emails.LastWord(
                    author="Ada", about="", lines=("To say bad news early.", "To ask twice.")
                ),
                emails.LastWord(author="Ben", about="Ada", lines=("You always called back.",)),
            ),
            trust=(
                emails.TrustAt(at=TALK, low=6, mean=6.5, high=7),
                emails.TrustAt(at=REVIEW_AT, low=8, mean=8, high=8),
            ),
            pdf=b"%PDF-1.7\n\xff\x00",
        ),
    }
