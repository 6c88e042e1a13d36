"""What stands around it all."""

from service import emails
from service.emails import Message
from service.languages import say
from service.preview.cast import ALLIANCE, BEN, TITLE, Page
from service.preview.letters import BASE, common
from service.preview.offices import INVITATION, MAIL
from service.preview.visits import COMMON


def pages() -> dict[str, Page]:
    """Each page of this stage in each state, as its route gives it."""
    return {
        "public.html": COMMON,
        "public_sent.html": COMMON,
        "message.html": {
            **COMMON,
            "title": say("A new link is on its way"),
            "text": say(
                "This link no longer works. A new one goes to the address that we have on file."
            ),
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
            "title": say("There is nothing here"),
            "advice": say("There is nothing here."),
            "typed": {},
        },
        "error.html 503": {
            **COMMON,
            "code": 503,
            "title": say("We cannot store anything right now"),
            "advice": say("The service cannot store anything right now. Try again in a minute."),
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


def mails() -> dict[str, Message]:
    """Each mail of this stage, and more where its words change much."""
    asked_for = {"silence_url": "", "alliance": "", "organiser": "", "to_name": "ada"}
    return {
        "link_again": emails.LinkAgain(
            **common() | {"silence_url": ""},
            links=(
                ("participant", f"{BASE}/p/T0k3n"),
                ("organiser", f"{BASE}/o/T0k3n"),
            ),
        ),
        "mail_check": emails.MailCheck(
            **common("Ada", "organiser") | asked_for | {"sender": "alliance@example.org"}
        ),
    }
