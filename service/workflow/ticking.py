"""What the clock alone makes happen."""

from service import alliance as core
from service.alliance import Alliance
from service.outbox import MailState, QueuedMail
from service.questions import Question
from service.reviews import goal_lines, review_questions
from service.workflow.coaching import send_digest
from service.workflow.concluding import goal_keys, settled_goals
from service.workflow.erasing import erase_alliance
from service.workflow.summaries import clauses_to_review
from service.workflow.work import Work, conclude


def tick(work: Work, alliance_id: str) -> None:
    """Everything that has come due in this alliance has happened."""
    before = work.tx.alliance(alliance_id, lock=True)

    def review_form(alliance: Alliance) -> tuple[Question, ...]:
        clauses = clauses_to_review(alliance)
        settled = settled_goals(work.tx, alliance)
        return review_questions(clauses, goal_lines(clauses, goal_keys(alliance), settled))

    outcome = core.tick(before, work.now, work.rules, review_form)
    if outcome.erase:
        erase_alliance(work, before)
        return
    after = conclude(work, before, outcome)
    if after.digested_at != before.digested_at:
        send_digest(work, after)


def mail_settled(work: Work, mail: QueuedMail) -> None:
    """An address that takes no mail is suspended, with all that waits for it; the organiser hears.

    What was held back for the admin is a word about that mail, not about the person.
    """
    if mail.state not in {MailState.BOUNCED, MailState.EXPIRED} or not (
        mail.alliance and mail.person
    ):
        return
    before = work.tx.alliance(mail.alliance, lock=True)
    outcome = core.suspended(before, mail.person, mail.last_answer, work.now)
    if outcome.alliance == before:
        return
    conclude(work, before, outcome)
    work.tx.give_up(before.id, mail.person, mail.last_answer, work.now)
