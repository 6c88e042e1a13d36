"""One sample of each message, with the shared cast."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from service import digest, emails
from service.agreement import Clause, Version
from service.answers import Goal
from service.emails import Message
from service.itip import Event, Purpose
from service.merge import (
    ChoiceCount,
    Comparison,
    Difference,
    GoalRow,
    Line,
    Merge,
    MergedGoal,
    MergedQuestion,
    Scale,
    ScaleValue,
    Source,
)
from service.questions import Kind
from service.reviews import ClauseOutcome, Due, GoalOutcome, ReviewOutcome, Said
from service.rhythm import Rhythm

BASE = "https://alliance.example.org"
DUE = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
TALK = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
REVIEW = datetime(2026, 12, 22, 13, 0, tzinfo=UTC)
NAMES = {"p1": "Ada", "p2": "Ben"}
HEADINGS = {
    "purpose": "Why we work together",
    "goals": "Our goals",
    "when_difficulty": "When it gets difficult",
    "contact": "Keeping in touch",
    "clause_contact": "Keeping in touch",
    "my_part": "What each of us takes on",
    "trust": "Trust",
}
ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Designed Alliance//EN\r\nMETHOD:REQUEST\r\n"
    "BEGIN:VEVENT\r\nUID:6f1e\r\nDTSTAMP:20261101T090000Z\r\nDTSTART:20261124T130000Z\r\n"
    "DURATION:PT1H\r\nSUMMARY:Ada und Bén: Gespräch\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
NUMBERED = (
    emails.NumberedQuestion(
        number="1",
        text="Why do you work together? What is this relationship for, at present?",
        hint="",
    ),
    emails.NumberedQuestion(
        number="2b",
        text="Ben: What qualities do you see in this person?",
        hint="",
    ),
    emails.NumberedQuestion(
        number="18",
        text="How high is the trust between you now?",
        hint="A number from 0 to 10, and why.",
    ),
)


def messages() -> dict[str, Message]:
    """By the name of its golden files: one of each class, and more where the words change much."""
    return (
        _beginning()
        | _gathering()
        | _calendar()
        | _meeting()
        | _running()
        | _scheduling()
        | _comings_and_goings()
        | _endings()
        | _words_by_mail()
        | _coaching()
        | _special()
        | _moments()
    )


def common(to: str = "Ben", why: str = "participant") -> dict[str, Any]:
    """The fields that every message has."""
    return {
        "to_name": to,
        "to_email": f"{to.lower()}@example.org",
        "language": "en",
        "time_zone": "Europe/Berlin",
        "sender": "alliance+4k2m@example.org",
        "reply_to": "alliance+4k2m@example.org",
        "alliance": "Ada and Ben",
        "organiser": "Ada",
        "why": why,
        "silence_url": f"{BASE}/silence/nQ2x",
    }


def _beginning() -> dict[str, Message]:
    ada = common("Ada", "organiser")
    plain = {"silence_url": "", "alliance": "", "organiser": "", "to_name": "ada"}
    return {
        "mail_check": emails.MailCheck(**ada | plain | {"sender": "alliance@example.org"}),
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
            replies_due=DUE,
            conversation_at=REVIEW,
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


def _calendar() -> dict[str, Message]:
    conversation = Event(
        uid="6f1e",
        purpose=Purpose.CONVERSATION,
        starts=datetime(2026, 11, 24, 14, 0),
        time_zone="Europe/Berlin",
        minutes=60,
        place="Room 4, second floor",
        changed_at=DUE,
    )
    reviews = Event(
        uid="7a2b",
        purpose=Purpose.REVIEWS,
        starts=datetime(2026, 12, 22, 14, 0),
        time_zone="Europe/Berlin",
        minutes=30,
        rhythm=Rhythm(unit="week", interval=4),
        until=datetime(2027, 4, 13, 12, 0, tzinfo=UTC),
        changed_at=DUE,
    )
    shared = {**common(), "ics": ICS, "public_url": f"{BASE}/alliance/9c3d"}
    return {
        "calendar_message": emails.CalendarMessage(
            **shared, method="REQUEST", purpose="conversation", change="new", event=conversation
        ),
        "calendar_message_moved": emails.CalendarMessage(
            **shared, method="REQUEST", purpose="conversation", change="moved", event=conversation
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


def _meeting() -> dict[str, Message]:
    page = {"page_url": f"{BASE}/p/T0k3n/agreement"}
    summary = {"merge": merge(), "names": NAMES, "headings": HEADINGS}
    return {
        "draft_ready": emails.DraftReady(
            **common(),
            **summary,
            page_url=f"{BASE}/p/T0k3n/round/0",
            unanswered=(),
            conversation_at=TALK,
            conversation_minutes=60,
            conversation_place="",
        ),
        "coach_summary": emails.CoachSummary(
            **common("Cleo", "coach"),
            **summary,
            page_url=f"{BASE}/c/T0k3n/round/0",
            occasion="first",
            unanswered=("Ben",),
            conversation_at=TALK,
            trust_then=(4, 6),
            withheld=(
                emails.Withheld(
                    author="Ada",
                    heading="How others bring out the best in me",
                    about="Ben",
                    lines=("I go quiet, and I would like help with that",),
                ),
            ),
        ),
        "agreement_proposed": emails.AgreementProposed(
            **common(),
            **page,
            by="Ada",
            version=version(),
            changes=(
                emails.ClauseChange(
                    heading="Keeping in touch",
                    before="A call each Monday",
                    after="A call each Monday at ten\nAn answer within a day",
                ),
                emails.ClauseChange(
                    heading="When it gets difficult",
                    before="We say it directly, within a week.\nWe ask before we advise.",
                    after="We say it directly, within a day and kindly.\nWe ask before we advise.",
                ),
                emails.ClauseChange(
                    heading="When we succeed", before="", after="We stop for an hour and say so"
                ),
                emails.ClauseChange(heading="Day to day", before="Doors stay open", after=""),
            ),
        ),
        "agreement_signed": emails.AgreementSigned(
            **common(), **page, version=version(), signers=("Ada", "Ben"), pdf=b"%PDF-1.7\n\xff\x00"
        ),
        "clause_objected": emails.ClauseObjected(
            **common("Ada"),
            **page,
            by="Ben",
            heading="Keeping in touch",
            reason="Mondays are full until noon.",
            wording="A call each Tuesday at ten",
        ),
    }


def _running() -> dict[str, Message]:
    return {
        "review_form": emails.ReviewForm(
            **common(),
            form_url=f"{BASE}/p/T0k3n/form/1",
            others=("Ada",),
            coach="Cleo",
            clauses=9,
            replies_due=REVIEW,
            review_at=REVIEW,
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
            replies_due=REVIEW,
            review_at=REVIEW,
            review_minutes=30,
            in_force=True,
        ),
        "review_summary": emails.ReviewSummary(
            **common(),
            page_url=f"{BASE}/p/T0k3n/round/1",
            merge=replace(merge(), questions=(_wish_for_change(), *merge().questions)),
            names=NAMES,
            headings=HEADINGS,
            unanswered=(),
            review_at=REVIEW,
            next_review_at=datetime(2027, 1, 19, 13, 0, tzinfo=UTC),
            trust_then=(4, 6),
            changed=True,
            outcome=review(),
            drafted=True,
            trust=(
                emails.TrustAt(at=TALK, low=4, high=6, mean=5),
                emails.TrustAt(at=REVIEW, low=6, high=8, mean=7),
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
            headings=HEADINGS,
            unanswered=(),
            review_at=REVIEW,
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
            review_at=REVIEW,
            next_review_at=None,
            occasion="moment",
        ),
        "reviews_unanswered": emails.ReviewsUnanswered(
            **common("Ada", "organiser"),
            silent=2,
            next_review_at=REVIEW,
            rhythm_url=f"{BASE}/o/T0k3n#change-rhythm",
            pause_url=f"{BASE}/o/T0k3n#pause",
            close_url=f"{BASE}/o/T0k3n#close",
        ),
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
                emails.TrustAt(at=REVIEW, low=8, mean=8, high=8),
            ),
            pdf=b"%PDF-1.7\n\xff\x00",
        ),
    }


def _comings_and_goings() -> dict[str, Message]:
    page = f"{BASE}/p/T0k3n"
    changes = {
        f"people_changed_{change}": emails.PeopleChanged(
            **common(), page_url=page, change=change, person=who
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
    return changes | {
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
            erased_at=REVIEW,
        ),
        "reopened": emails.Reopened(**common(), page_url=page, by="Ada", next_at=REVIEW),
    }


def _coaching() -> dict[str, Message]:
    cleo = common("Cleo", "coach")
    kinds = digest.LineKind
    lines = (
        digest.Line(kind=kinds.ANSWERS_DUE, at=DUE, names=("Ben",)),
        digest.Line(kind=kinds.CONVERSATION, at=TALK),
        digest.Line(kind=kinds.REVIEW, at=REVIEW),
        digest.Line(kind=kinds.EXTRA_REVIEW, at=REVIEW),
        digest.Line(kind=kinds.CLOSES, at=REVIEW),
        digest.Line(kind=kinds.UNANSWERED, at=TALK),
        digest.Line(kind=kinds.UNWORDED, at=TALK),
        digest.Line(kind=kinds.UNSIGNED, at=TALK, names=("Ada", "Ben")),
        digest.Line(kind=kinds.UNREACHED, names=("Ben",)),
        digest.Line(kind=kinds.TRUST, at=TALK, before=6.5, after=8.0),
        digest.Line(kind=kinds.PROPOSAL, at=REVIEW, names=("Ada",)),
    )
    return {
        "coach_welcome": emails.CoachWelcome(
            **cleo, page_url=f"{BASE}/c/T0k3n", participants=("Ada", "Ben"), next_at=TALK
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


def _moments() -> dict[str, Message]:
    told = {
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
    foot = {"moment_url": f"{BASE}/p/T0k3n/moment"}
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


def _special() -> dict[str, Message]:
    return {
        "link_again": emails.LinkAgain(
            **common() | {"silence_url": ""},
            links=(
                ("participant", f"{BASE}/p/T0k3n"),
                ("organiser", f"{BASE}/o/T0k3n"),
            ),
        ),
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


def _scheduling() -> dict[str, Message]:
    series = _calendar()["calendar_message"]
    return {
        "calendar_message_one_moved": replace(
            series,
            purpose="reviews",
            change="moved",
            occurrence=REVIEW,
            occurrence_at=REVIEW.replace(hour=15),
        ),
        "calendar_message_one_skipped": replace(
            series, method="CANCEL", purpose="reviews", change="cancelled", occurrence=REVIEW
        ),
        "welcome": emails.Welcome(
            **common("Ben"),
            page_url=f"{BASE}/p/T0k3n",
            others=("Ada",),
            coach="Cleo",
            next_review_at=REVIEW,
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
            current_at=REVIEW,
            proposed_at=REVIEW.replace(hour=15),
            page_url=f"{BASE}/p/T0k3n",
            method="DECLINECOUNTER",
            ics=ICS.replace("METHOD:REQUEST", "METHOD:DECLINECOUNTER"),
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


def review() -> ReviewOutcome:
    """One clause that both keep, one with two wordings, one that both would let go; a goal."""

    def both(*texts: str) -> tuple[Said, ...]:
        return tuple(Said(author=f"p{n}", text=text) for n, text in enumerate(texts, 1))

    return ReviewOutcome(
        answered=("p1", "p2"),
        clauses=(
            ClauseOutcome(
                key="being", heading="How we want to be", current="Kind", keep=both("", "")
            ),
            ClauseOutcome(
                key="contact",
                heading="Keeping in touch",
                current="A call each Monday",
                change=both("A call each Tuesday at ten", "A call each Friday"),
            ),
            ClauseOutcome(
                key="needs",
                heading="What it needs",
                current="A plan",
                retire=both("", "We have one now"),
            ),
        ),
        goals=(
            GoalOutcome(
                key="goal_1",
                title="Open",
                line="Open — by 10 January, Ada",
                states=(
                    ("on_way", (Said(author="p1"),)),
                    ("moved", (Said(author="p2", text="to March"),)),
                ),
            ),
        ),
    )


def happened() -> Merge:
    """What was written before an extra review."""
    return Merge(
        questions=(
            MergedQuestion(
                key="what_happened",
                section="happened",
                kind=Kind.POINTS,
                answered=("p1",),
                lines=(_line("The builder left on Monday", "p1"),),
            ),
            MergedQuestion(
                key="served",
                section="happened",
                kind=Kind.CHOICE,
                answered=("p1",),
                choices=(ChoiceCount(value="yes", label="Yes", authors=("p1",)),),
                texts=(Source(author="p1", text="It helped to read it at once."),),
            ),
        ),
        answered=("p1",),
    )


def version() -> Version:
    """The second version, of two clauses."""
    return Version(
        number=2,
        clauses=(
            Clause(
                key="contact",
                section="relationship",
                heading="Keeping in touch",
                text="A call each Monday at ten\nAn answer within a day",
            ),
            Clause(
                key="when_success",
                section="relationship",
                heading="When we succeed",
                text="We stop for an hour and say so",
            ),
        ),
        proposed_by="p1",
        proposed_at=TALK,
        signers=("p1", "p2"),
    )


def merge() -> Merge:
    """A small result that has something of everything."""
    weekly, monthly = _line("A call each week", "p1"), _line("A call each month", "p2")
    return Merge(
        questions=(
            MergedQuestion(
                key="purpose",
                section="roles",
                kind=Kind.POINTS,
                answered=("p1", "p2"),
                lines=(
                    _line("Bring the new site to life by spring", "p1", "p2"),
                    _line("Learn from each other", "p2"),
                ),
                distance=0.1,
            ),
            MergedQuestion(
                key="goals",
                section="roles",
                kind=Kind.GOALS,
                answered=("p1",),
                goals=(
                    MergedGoal(
                        title="First customers",
                        sources=(Source(author="p1", text="First customers"),),
                        rows=(GoalRow(author="p1", goal=Goal(title="First customers")),),
                        unowned=True,
                    ),
                ),
                distance=0.3,
            ),
            MergedQuestion(
                key="contact",
                section="relationship",
                kind=Kind.POINTS,
                answered=("p1", "p2"),
                lines=(weekly, monthly),
                differences=(Difference(one=weekly, other=monthly, reasons=("frequency",)),),
                distance=0.8,
            ),
            MergedQuestion(
                key="trust",
                section="relationship",
                kind=Kind.SCALE,
                answered=("p1", "p2"),
                scale=Scale(
                    values=(ScaleValue(number=6, author="p1"), ScaleValue(number=8, author="p2")),
                    low=6,
                    high=8,
                    mean=7.0,
                    spread=2,
                ),
                distance=0.2,
            ),
        ),
        comparisons=(
            Comparison(
                mine="my_part",
                theirs="your_part",
                person="p2",
                only_others=(_line("Speaks with the customers", "p1"),),
            ),
        ),
        answered=("p1", "p2"),
    )


def _wish_for_change() -> MergedQuestion:
    return MergedQuestion(
        key="clause_contact",
        section="clauses",
        kind=Kind.CHOICE,
        answered=("p1", "p2"),
        choices=(
            ChoiceCount(value="keep", label="Keep", authors=("p1",)),
            ChoiceCount(value="change", label="Change", authors=("p2",)),
        ),
        texts=(Source(author="p2", text="A call each Tuesday at ten", late=True),),
        distance=0.6,
    )


def _line(text: str, *authors: str) -> Line:
    return Line(text=text, sources=tuple(Source(author=a, text=text) for a in authors))


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
