"""What stands around it all."""

from dataclasses import replace

from service import emails
from service.emails import Message
from service.languages import LANGUAGES, say
from service.preview.cast import ALLIANCE, BEN, NOW, TITLE, Page
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
            "title": say("We cannot store anything right now"),
            "text": say("The service cannot store anything right now. Try again in a minute."),
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
        "unsubscribe.html again": {
            **COMMON,
            "alliance": ALLIANCE,
            "me": replace(BEN, silenced_at=NOW),
            "everywhere": True,
        },
        "unsubscribed.html": {**COMMON, "alliance": ALLIANCE, "me": BEN, "everywhere": False},
        "about.html": {**COMMON, "erase_after_days": 90},
        "accessibility.html": COMMON,
        "samples.html": {
            **COMMON,
            "language": "en",
            "languages": [(code, called, f"/preview/{code}") for code, called in LANGUAGES.items()],
            "chapters": [
                {
                    "title": say("It comes to its end"),
                    "pages": [("Your form", "form.html draft", "/preview/form")],
                    "mails": [("Closed", "alliance_closed", "/preview/closed")],
                }
            ],
        },
        "samples_mail.html": {
            **COMMON,
            "language": "en",
            "languages": [(code, called, f"/preview/{code}") for code, called in LANGUAGES.items()],
            "subject": MAIL["subject"],
            "text": MAIL["text"],
            "to": MAIL["to"],
            "name": MAIL["kind"],
            "folder": "email_templates/form_invitation",
            "html": "/preview/mails/form_invitation.mail.html",
            "files": ["form_invitation.txt", "form_invitation.eml"],
            "index": "/preview",
            "before": "/preview/mails/alliance_started.html",
            "after": "/preview/mails/reminder.html",
        },
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
