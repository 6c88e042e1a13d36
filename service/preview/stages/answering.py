"""Everybody answers on their own."""

from dataclasses import replace

from service import emails
from service.alliance import Progress
from service.emails import Message
from service.languages import say
from service.preview.cast import ADA, ALLIANCE, BEN, DONE, DUE, FIRST, RELEASED, TALK, Page
from service.preview.letters import BASE, NUMBERED, REVIEW_AT, common
from service.preview.offices import LETTER, UNSENT
from service.preview.visits import TYPED, form, home, visit


def pages() -> dict[str, Page]:
    """Each page of this stage in each state, as its route gives it."""
    replied = replace(FIRST, progress=(DONE[0], Progress(person="p2")))
    return {
        "participant.html asked": home(ALLIANCE, FIRST),
        "participant.html replied": home(
            ALLIANCE,
            replied,
            rsvp="ACCEPTED",
            notice="Thank you. The others see your answer.",
        ),
        "form.html empty": form(FIRST, {}, {}, progress=Progress(person="p1")),
        "form.html draft": form(FIRST, TYPED, {}),
        "form.html late": form(RELEASED, {}, {}, progress=Progress(person="p1")),
        "form.html problems": form(
            FIRST,
            {**TYPED, "trust": ["12"]},
            {
                "trust": say("choose a whole number from 0 to %(most)s", most=10),
                "your_qualities.p2": say("shorten it to at most %(limit)s characters", limit=4000),
            },
        ),
        "form.html without coach": form(FIRST, TYPED, {}, coach=None),
        "preview.html": visit(ALLIANCE, ADA, "/p/abc", **UNSENT),
        "preview.html in a group": visit(
            ALLIANCE,
            ADA,
            "/p/abc",
            **UNSENT | {"last_to_answer": True, "nameless": True, "withheld": []},
        ),
        "sent.html": home(ALLIANCE, replied),
        "words.html held": visit(
            ALLIANCE, BEN, "/p/abc", **LETTER, held=True, left=False, passed_on=False
        ),
        "words.html left": visit(
            ALLIANCE, BEN, "/p/abc", **LETTER, held=False, left=True, passed_on=False
        ),
        "words.html passed on": visit(
            ALLIANCE, BEN, "/p/abc", **LETTER, held=False, left=False, passed_on=True
        ),
    }


def mails() -> dict[str, Message]:
    """Each mail of this stage, and more where its words change much."""
    return _gathering() | _words_by_mail()


def _gathering() -> dict[str, Message]:
    form = f"{BASE}/p/T0k3n/form/0"
    invitation = {
        "form_url": form,
        "others": ("Ada",),
        "questions": 18,
        "replies_due": DUE,
        "conversation_at": TALK,
        "conversation_minutes": 60,
    }
    return {
        "form_invitation": emails.FormInvitation(
            **common(),
            **invitation,
            coach="Cleo",
            conversation_place="Room 4, second floor",
            numbered=NUMBERED,
        ),
        "form_invitation_own": emails.FormInvitation(
            **common("Ada"), **invitation | {"others": ("Ben",)}, coach="", conversation_place=""
        ),
        "reminder": emails.Reminder(
            **common(),
            form_url=form,
            occasion="first",
            replied=("Ada",),
            replies_due=DUE,
            conversation_at=TALK,
            draft_saved=True,
        ),
        "reminder_review": emails.Reminder(
            **common(),
            form_url=form,
            occasion="review",
            replied=(),
            replies_due=REVIEW_AT,
            conversation_at=REVIEW_AT,
            draft_saved=False,
        ),
        "reply_received": emails.ReplyReceived(
            **common(),
            form_url=form,
            occasion="first",
            waiting_for=("Ada",),
            replies_due=DUE,
            conversation_at=TALK,
        ),
        "question_added": emails.QuestionAdded(
            **common(),
            form_url=form,
            author="Ada",
            question="How do we want to handle days on which one of us works from home?",
            replies_due=DUE,
        ),
    }


def _words_by_mail() -> dict[str, Message]:
    home = f"{BASE}/p/T0k3n"
    form, page = f"{home}/form/0", f"{home}/words/5e1f"
    found = (
        emails.AnswerFound(
            number="1",
            question=NUMBERED[0].text,
            lines=("Good soil", "Early peas, and company while we wait for them"),
            for_coach=False,
        ),
        emails.AnswerFound(
            number="2b", question=NUMBERED[1].text, lines=("Patience",), for_coach=True
        ),
        emails.AnswerFound(
            number="18",
            question=NUMBERED[2].text,
            lines=("quite high",),
            for_coach=False,
            doubt="number",
        ),
    )
    left = "I shall be late on Monday.\n\nCould we begin at eleven?"
    return {
        "answers_read": emails.AnswersRead(
            **common(),
            found=found,
            left=left,
            form_url=form,
            left_url=page,
            page_url=home,
            sent_before=True,
        ),
        "answers_read_none": emails.AnswersRead(
            **common(), found=(), left=left, form_url=form, left_url=page, page_url=home
        ),
        "answers_read_late": emails.AnswersRead(
            **common("Ada"),
            found=(),
            left="1. Good soil",
            form_url="",
            left_url="",
            page_url=home,
            too_late=True,
        ),
        "words_held": emails.WordsHeld(
            **common(), from_address="ben@home.example", words=left, words_url=page
        ),
        "word_to_confirm": emails.WordToConfirm(
            **common(), word="Yes, please", about="meeting", page_url=f"{BASE}/p/T0k3n"
        ),
        "word_to_confirm_stop": emails.WordToConfirm(
            **common(), word="Unsubscribe", about="stop", page_url=f"{BASE}/silence/a1/p2/T0k3n"
        ),
        "note_passed_on": emails.NotePassedOn(
            **common("Ada"),
            author="Ben",
            author_email="ben@example.org",
            words=left,
            organiser_url=f"{BASE}/o/T0k3n",
        ),
    }
