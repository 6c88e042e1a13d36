"""What every mail of one moment needs: links, secret addresses, summaries, paper."""

from datetime import datetime
from typing import Any

from service import emails, itip
from service.agreement import Version
from service.alliance import Alliance, Proposal, may_read, moment_offered
from service.emails import Message
from service.itip import Entry, Event, Wanted
from service.links import Link, address_token, hash_token, new_token, tagged_address
from service.outbox import QueuedMail
from service.participants import Person, Role
from service.rendering import agreement_pdf, render_event_text
from service.settings import Settings
from service.storage import Transaction
from service.workflow.documents import agreement_view
from service.workflow.keepsakes import keepsake_pdf
from service.workflow.paths import link_path, public_path, silence_path
from service.workflow.summaries import Summary, summary


class Post:
    """Makes what mails are built from, each thing once, in one transaction."""

    def __init__(self, tx: Transaction, settings: Settings, key: bytes, now: datetime) -> None:
        self.tx = tx
        self.settings = settings
        self.key = key
        self.now = now
        self._summaries: dict[tuple[int, bool, datetime | None], Summary] = {}
        self._pdfs: dict[str, bytes] = {}
        self._tokens: dict[tuple[str, str, Role], str] = {}

    def link(self, alliance: Alliance, person: Person, role: Role, *more: str) -> str:
        """A new link of the person's own, one for each role in this moment's mails.

        Its token is known to nobody but its reader.
        """
        whose = (alliance.id, person.id, role)
        token = self._tokens.get(whose)
        if token is None:
            self._tokens[whose] = token = new_token()
            self._open(
                Link(
                    token_hash=hash_token(token),
                    alliance=alliance.id,
                    person=person.id,
                    role=role,
                    made_at=self.now,
                )
            )
        return "/".join((self.settings.public_url + link_path(role, token), *more))

    def address(self, alliance: Alliance, person: Person, event: str | None = None) -> str:
        """The one address, for ever, at which this person's words (about this event) arrive."""
        return tagged_address(self.settings.mail_from, self._tag(alliance, person, event))

    def ics(self, alliance: Alliance, person: Person, wanted: Wanted) -> str:
        """The calendar message that was wanted, as this person gets it."""
        entry = self.entry(alliance, person, wanted.event)
        return itip.write(
            wanted,
            attendees=alliance.participants,
            to=person,
            organizer_address=entry.organizer_address,
            organizer_name=entry.organizer_name,
            summary=entry.summary,
            description=entry.description,
            url=entry.url,
            rsvps=alliance.rsvps,
        )

    def declined(self, alliance: Alliance, person: Person, proposal: Proposal) -> str:
        """The answer of calendars to a proposed time that is not taken (RFC 5546 §3.2.8)."""
        return itip.decline_counter(
            self.entry(alliance, person, alliance.event(proposal.event)),
            sequence=proposal.sequence,
            occurrence=proposal.occurrence,
            now=self.now,
        )

    def entry(self, alliance: Alliance, person: Person, event: Event) -> Entry:
        """The event with the words and the address that it has in this person's calendar."""
        public_url = self.settings.public_url + public_path(alliance.id)
        summary_line, description = render_event_text(
            event,
            alliance=alliance.title,
            people=tuple(p.name for p in alliance.participants),
            public_url=public_url,
            language=person.language,
        )
        return Entry(
            event=event,
            organizer_address=self.address(alliance, person, event.uid),
            organizer_name=self.settings.practice_name,
            summary=summary_line,
            description=description,
            url=public_url,
        )

    def common(
        self, alliance: Alliance, person: Person, event: str | None = None
    ) -> dict[str, Any]:
        """The fields that every message has."""
        address = self.address(alliance, person, event)
        self._expect(alliance, person, event)
        return {
            "to_name": person.name,
            "to_email": person.email,
            "language": person.language,
            "time_zone": person.time_zone,
            "sender": address,
            "reply_to": address,
            "alliance": alliance.title,
            "organiser": alliance.organiser.name,
            "why": _why(person),
            "moment_url": "" if event else self._moment_url(alliance, person),
            "silence_url": self.settings.public_url
            + silence_path(self.key, alliance.id, person.id),
        }

    def summary(
        self, alliance: Alliance, number: int, *, for_coach: bool, reader: Person
    ) -> Summary:
        """A round's summary, worked out once for all who get the same."""
        late = reader.joined_at > alliance.started_at
        key = (number, for_coach, reader.joined_at if late else None)
        known = self._summaries.get(key)
        if known is None:
            known = summary(self.tx, alliance, number, for_coach=for_coach, since=key[2])
            self._summaries[key] = known
        return known

    def pdf(self, alliance: Alliance, version: Version, person: Person) -> bytes:
        """The agreement as a document, typeset once for all who may read the same."""
        known = _reading(alliance, person)
        if known not in self._pdfs:
            view = agreement_view(
                self.tx, alliance, version, language=person.language, reader=person
            )
            self._pdfs[known] = agreement_pdf(view, self.settings.accents)
        return self._pdfs[known]

    def keepsake(self, alliance: Alliance, person: Person) -> bytes:
        """What one may keep, as a document, typeset once for all who may read the same."""
        known = f"keepsake/{_reading(alliance, person)}"
        if known not in self._pdfs:
            self._pdfs[known] = keepsake_pdf(self.tx, alliance, person, self.settings.accents)
        return self._pdfs[known]

    def home(self, alliance: Alliance, person: Person, *more: str) -> str:
        """A link to what the person may see: as participant, else as coach, else as organiser."""
        role = next(r for r in (Role.PARTICIPANT, Role.COACH, Role.ORGANISER) if person.has(r))
        return self.link(alliance, person, role, *(more if role != Role.ORGANISER else ()))

    def _open(self, link: Link) -> None:
        self.tx.add_link(link)

    def _expect(self, alliance: Alliance, person: Person, event: str | None) -> None:
        tag_hash = hash_token(self._tag(alliance, person, event))
        self.tx.add_address(tag_hash, alliance.id, person.id, event)

    def _moment_url(self, alliance: Alliance, person: Person) -> str:
        """Where a participant says that something has happened, once anything is agreed.

        Mails about an event have none: calendars show them to assistants too.
        """
        if not (moment_offered(alliance) and person.takes_part and person.present):
            return ""
        return self.link(alliance, person, Role.PARTICIPANT, "moment")

    def _tag(self, alliance: Alliance, person: Person, event: str | None) -> str:
        return address_token(self.key, event or alliance.id, person.id)


class Sketch(Post):
    """Builds a mail to be read here and sent to nobody: its links open nothing."""

    def _open(self, link: Link) -> None:
        pass

    def _expect(self, alliance: Alliance, person: Person, event: str | None) -> None:
        pass


def queued(  # noqa: PLR0913 - what a row in the outbox needs
    message: Message,
    *,
    key: str,
    alliance: str | None,
    person: str | None,
    now: datetime,
    order_key: str = "",
) -> QueuedMail:
    """The message as a row for the outbox, due at once."""
    return QueuedMail(
        id=new_token(),
        key=key,
        alliance=alliance,
        person=person,
        kind=emails.kind(message),
        recipient=message.to_email,
        order_key=order_key,
        payload=emails.dump(message),
        created_at=now,
        due=now,
    )


def _reading(alliance: Alliance, person: Person) -> str:
    """What the same paper is for: a language, and the rounds that may be read."""
    read = (str(asked.number) for asked in alliance.rounds if may_read(person, asked))
    return f"{person.language}/{','.join(read)}"


def _why(person: Person) -> str:
    return next(r for r in (Role.PARTICIPANT, Role.COACH, Role.ORGANISER) if person.has(r))
