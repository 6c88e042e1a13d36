"""People come, go, and change how they are reached."""

from dataclasses import replace

from service import emails
from service.emails import Message
from service.languages import LANGUAGES, say
from service.preview.cast import ALLIANCE, BEN, NOW, OFFERED, REVIEW, RUNNING, WISH, Page
from service.preview.letters import BASE, REVIEW_AT, common
from service.preview.offices import no_address, organiser
from service.preview.visits import COMMON, home, visit


def pages() -> dict[str, Page]:
    """Each page of this stage in each state, as its route gives it."""
    return {
        "participant.html joined later": home(
            RUNNING, replace(REVIEW, released_at=NOW), late_questions=True, may_read=False
        ),
        "handover.html": {**COMMON, "alliance": OFFERED, "to": BEN},
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
            problems={
                "zone": say(
                    "“%(name)s” is no time zone: write one like Europe/Berlin", name="Berlin"
                )
            },
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
        "organiser.html handing over": organiser(OFFERED),
        "organiser.html": organiser(ALLIANCE),
        "organiser.html problems": organiser(
            ALLIANCE,
            problems={
                "conversation.starts": say("this has passed: choose a time in the future"),
                "confirm": say("tick the box to say that you mean it"),
            },
            typed={"date": ["2020-01-01"]},
        ),
        "organiser.html wrong address": organiser(
            ALLIANCE,
            problems={"email": no_address("ben@")},
            typed={"person": ["p2"], "email": ["ben@"]},
        ),
    }


def mails() -> dict[str, Message]:
    """Each mail of this stage, and more where its words change much."""
    return _changes() | _comings_and_goings() | _reaching()


def _changes() -> dict[str, Message]:
    return {
        f"people_changed_{change}": emails.PeopleChanged(
            **common(),
            page_url=f"{BASE}/p/T0k3n",
            change=change,
            person=who,
            agreed=change != "removed",
        )
        for change, who in (
            ("joined", "Dana"),
            ("left", "Dana"),
            ("removed", "Dana"),
            ("coach", "Cleo"),
            ("no_coach", "Cleo"),
            ("organiser", "Dana"),
        )
    }


def _comings_and_goings() -> dict[str, Message]:
    page = f"{BASE}/p/T0k3n"
    return {
        "people_changed_mine": emails.PeopleChanged(
            **common(), page_url=f"{BASE}/o/T0k3n", change="organiser", person="Ben", is_me=True
        ),
        "farewell_left": emails.Farewell(**common(), change="left", pdf=b"%PDF-1.7\n"),
        "farewell_removed": emails.Farewell(**common(), change="removed"),
        "farewell_coach": emails.Farewell(**common("Cleo", "coach"), change="coach"),
        "too_few": emails.TooFew(
            **common("Ada", "organiser"), person="Ben", organiser_url=f"{BASE}/o/T0k3n"
        ),
        "organiser_asked": emails.OrganiserAsked(
            **common(), confirm_url=f"{BASE}/handover/a1/T0k3n"
        ),
        "address_to_confirm": emails.AddressToConfirm(
            **common("Ben"), confirm_url=f"{BASE}/address/a1/p2/T0k3n"
        ),
        "address_changed": emails.AddressChanged(**common("Ben"), mine=False),
        "address_changed_mine": emails.AddressChanged(**common("Ada"), mine=True),
        "welcome": emails.Welcome(
            **common("Ben"),
            page_url=f"{BASE}/p/T0k3n",
            others=("Ada",),
            coach="Cleo",
            next_review_at=REVIEW_AT,
        ),
        "welcome_late": emails.Welcome(
            **common("Dana"),
            page_url=f"{page}/agreement",
            others=("Ada", "Ben"),
            coach="",
            next_review_at=None,
            form_url=f"{page}/form/0",
            to_sign=7,
        ),
    }


def _reaching() -> dict[str, Message]:
    return {
        "undelivered": emails.Undelivered(
            **common("Ada", "organiser"),
            person="Ben",
            email="ben@example.org",
            reason="550 5.1.1 No such mailbox here",
            organiser_url=f"{BASE}/o/T0k3n",
        ),
        "silenced": emails.Silenced(
            **common("Ada", "organiser"), person="Ben", organiser_url=f"{BASE}/o/T0k3n"
        ),
    }
