"""An alliance begins."""

from service import emails
from service.emails import Message
from service.preview.cast import DUE, TALK, Page
from service.preview.letters import BASE, common
from service.preview.offices import PLAN, STARTED, STARTED_WRONG, start
from service.preview.visits import COMMON


def pages() -> dict[str, Page]:
    """Each page of this stage in each state, as its route gives it."""
    return {
        "start.html empty": start({}, {}),
        "start.html problems": start(STARTED, STARTED_WRONG),
        "start_sent.html": {**COMMON, "email": "ada@example.org"},
        "confirm.html": {**COMMON, "start": PLAN, "written_in": "English"},
    }


def mails() -> dict[str, Message]:
    """Each mail of this stage, and more where its words change much."""
    ada = common("Ada", "organiser")
    return {
        "confirm_start": emails.ConfirmStart(
            **ada | {"silence_url": ""},
            confirm_url=f"{BASE}/confirm/T0k3n",
            participants=("Ada", "Ben"),
            expires_at=DUE,
        ),
        "alliance_started": emails.AllianceStarted(
            **ada,
            organiser_url=f"{BASE}/o/T0k3n",
            participants=("Ada", "Ben"),
            coach="Cleo",
            replies_due=DUE,
            conversation_at=TALK,
        ),
    }
