"""The local mailbox: mail that stays here, and calendars' buttons that work as they do outside."""

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime

from icalendar import Calendar, vCalAddress

from service import alliance as core
from service.clock import require_aware
from service.errors import NotFound
from service.itip import PartStat
from service.links import address_tag, hash_token, new_token
from service.outbox import LocalMail
from service.workflow.receiving import receive
from service.workflow.work import Work


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """What a calendar shows of an invitation. `partstat` is what the service knows by now."""

    summary: str
    starts: str
    partstat: str
    method: str


def addresses(work: Work) -> list[tuple[str, str, int]]:
    """(name, address, number of mails) of everybody who has mail."""
    return [(_name(work, address), address, count) for address, count in work.tx.local_addresses()]


def local_mail(work: Work, mail_id: str) -> LocalMail:
    """One mail of the local mailbox; raises NotFound."""
    found = work.tx.local_mail(mail_id) if mail_id.isprintable() else None
    if found is None:
        raise NotFound
    return found


def press(work: Work, ics: str, *, to: str, by: str, partstat: str) -> str:
    """The calendar of `by` answers the invitation; the reply is taken like any mail."""
    if partstat not in {"ACCEPTED", "TENTATIVE", "DECLINED"} or not ics:
        raise NotFound
    answer = _answered(ics, by, partstat, work)
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = by
    message["To"] = to
    message["Subject"] = f"{partstat.capitalize()}: {answer.events[0].get('SUMMARY', '')}"
    message["Date"] = format_datetime(work.now)
    message["Message-ID"] = f"<{new_token()}@mailbox.invalid>"
    message.set_content(f"{by} has answered: {partstat.lower()}.")
    message.add_alternative(
        answer.to_ical(),
        maintype="text",
        subtype="calendar",
        params={"method": "REPLY", "charset": "UTF-8"},
    )
    return receive(work, message.as_bytes(), [to])


def write_back(work: Work, mail_id: str, text: str) -> str:
    """Whoever got the mail answers it in words, above the quoted mail as programs set it."""
    found = local_mail(work, mail_id)
    mail = email.message_from_bytes(found.raw, _class=EmailMessage, policy=email.policy.default)
    body = mail.get_body(("plain",))
    quoted = "".join(f"> {line}\n" for line in str(body.get_content()).splitlines()) if body else ""
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = found.address
    message["To"] = str(mail["From"])
    message["Subject"] = f"Re: {mail['Subject']}"
    message["Date"] = format_datetime(work.now)
    message["Message-ID"] = f"<{new_token()}@mailbox.invalid>"
    message["In-Reply-To"] = str(mail["Message-ID"])
    message.set_content(f"{text}\n\nOn {found.at:%d %B %Y} {mail['From']} wrote:\n\n{quoted}")
    return receive(work, message.as_bytes())


def invitation_in(work: Work, ics: str, *, to: str) -> Invitation:
    """What a calendar would show. `to` is the event's own address."""
    calendar = Calendar.from_ical(ics)
    event = calendar.events[0]
    start = event.DTSTART
    known = work.tx.address(hash_token(address_tag(to) or ""))
    said = None
    if known:
        alliance = work.tx.alliance(known[0])
        said = core.rsvp_of(alliance, str(event["UID"]), known[1])
    return Invitation(
        summary=str(event.get("SUMMARY", "")),
        starts=f"{start:%A %d %B %Y, %H:%M} ({start.tzinfo})",
        partstat=said.partstat.value if said else PartStat.NEEDS_ACTION.value,
        method=str(calendar.get("METHOD", "")),
    )


def _answered(ics: str, by: str, partstat: str, work: Work) -> Calendar:
    """METHOD:REPLY with the one attendee, as calendars send it (RFC 5546 §3.2.3)."""
    calendar = Calendar.from_ical(ics)
    calendar["METHOD"] = "REPLY"
    for event in calendar.events:
        attendee = vCalAddress(f"mailto:{by}")
        attendee.params["PARTSTAT"] = partstat
        event.pop("ATTENDEE", None)
        event.add("ATTENDEE", attendee)
        event.DTSTAMP = require_aware(work.now)
        event.subcomponents.clear()
    return calendar


def _name(work: Work, address: str) -> str:
    people = work.tx.people_with_address(address)
    return people[0][1].name if people else address
