"""What the clock alone makes happen."""

from service import alliance as core
from service.alliance import Alliance
from service.outbox import MailState, QueuedMail
from service.questions import Question
from service.reviews import review_questions
from service.workflow.summaries import clauses_to_review
from service.workflow.work import Work, conclude


def tick(work: Work, alliance_id: str) -> None:
    """Everything that has come due in this alliance has happened."""
    before = work.tx.alliance(alliance_id, lock=True)
    outcome = core.tick(before, work.now, work.rules, _review_form)
    if outcome.erase:
        work.tx.erase_alliance(alliance_id)
        return
    conclude(work, before, outcome)


def mail_settled(work: Work, mail: QueuedMail) -> None:
    """An address that refuses mail for good is suspended, and the organiser told."""
    if mail.state not in {MailState.BOUNCED, MailState.EXPIRED} or not (
        mail.alliance and mail.person
    ):
        return
    before = work.tx.alliance(mail.alliance, lock=True)
    outcome = core.suspended(before, mail.person, mail.last_answer, work.now)
    conclude(work, before, outcome)


def _review_form(alliance: Alliance) -> tuple[Question, ...]:
    return review_questions(clauses_to_review(alliance))
