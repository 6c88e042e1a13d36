"""Mail on its way, as whoever runs the service sees it."""

from datetime import datetime
from typing import Any

from service import alliance as core
from service import emails
from service.alliance import Alliance
from service.errors import Conflict, NotFound
from service.languages import say
from service.outbox import MailState, QueuedMail
from service.participants import Person, same_address
from service.settings import Settings
from service.workflow.posting import queued
from service.workflow.work import Work, conclude


def outbox_rows(work: Work, *, everything: bool) -> list[dict[str, Any]]:
    """Each mail that has not arrived (or every one): whose, what, how far, and why."""
    known: dict[str, Alliance] = {}
    rows = []
    for mail in work.tx.outbox(everything=everything):
        if mail.alliance and mail.alliance not in known:
            known[mail.alliance] = work.tx.alliance(mail.alliance)
        alliance = known.get(mail.alliance or "")
        person = _person(alliance, mail) if alliance else None
        rows.append(
            {
                "id": mail.id,
                "alliance": mail.alliance,
                "title": alliance.title if alliance else None,
                "person": person.name if person else None,
                "email": mail.recipient,
                "kind": mail.kind,
                "state": mail.state.value,
                "attempts": mail.attempts,
                "queued": mail.created_at.isoformat(),
                "next": mail.due.isoformat() if mail.due else None,
                "settled": mail.settled_at.isoformat() if mail.settled_at else None,
                "why": mail.last_answer,
            }
        )
    return rows


def as_line(row: dict[str, Any]) -> str:
    """A row of the above, for people."""
    whose = f"{row['person'] or row['email']}, {row['kind'].replace('_', ' ')}"
    following = f"again {row['next']}" if row["next"] else ""
    return "  ".join(filter(None, (row["id"], f"{row['state']:<8}", whose, following, row["why"])))


def send_again(work: Work, mail_id: str) -> QueuedMail:
    """The mail waits again from now, and its person is written to again.

    Raises NotFound; Conflict, saying why, for a mail that cannot leave any more.
    """
    mail = work.tx.mail(mail_id)
    if mail is None:
        raise NotFound
    if mail.state == MailState.SENT:
        raise Conflict(say("It has been delivered, and its words are kept no longer."))
    if mail.state == MailState.SILENCED:
        raise Conflict(say("It was called off, or the person wants no mail: nothing is sent."))
    if mail.alliance and mail.person:
        _write_to_again(work, mail)
    work.tx.requeue(mail.id, work.now)
    return mail


def mail_check(settings: Settings, address: str, now: datetime) -> QueuedMail:
    """A test mail to that address; it goes past the outbox and belongs to nobody."""
    message = emails.MailCheck(
        to_name=address.rpartition("@")[0],
        to_email=address,
        language="en",
        time_zone="UTC",
        sender=settings.mail_from,
        reply_to=settings.mail_from,
        alliance="",
        organiser="",
        why="organiser",
    )
    key = f"mail_check:{now.isoformat()}:{address}"
    return queued(message, key=key, alliance=None, person=None, now=now)


def _write_to_again(work: Work, mail: QueuedMail) -> None:
    alliance = work.tx.alliance(mail.alliance or "", lock=True)
    person = _person(alliance, mail)
    if person is None or not same_address(person.email, mail.recipient):
        raise Conflict(say("The address has been corrected since: everything was sent there."))
    if person.silenced_at:
        raise Conflict(say("The person wants no mail: reach them in another way."))
    if person.suspended_at:
        conclude(work, alliance, core.believed(alliance, person.id))


def _person(alliance: Alliance, mail: QueuedMail) -> Person | None:
    return next((p for p in alliance.people if p.id == mail.person), None)
