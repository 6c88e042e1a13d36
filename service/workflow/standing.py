"""How far each person is, for the organiser: mails, form, reply, invitation."""

from dataclasses import dataclass

from service import alliance as core
from service.alliance import Alliance, Progress
from service.itip import RSVP
from service.outbox import QueuedMail
from service.participants import Person
from service.workflow.work import Work


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One person of an alliance. `progress` is of the current round; None for who is not asked."""

    person: Person
    progress: Progress | None
    mails: tuple[QueuedMail, ...]
    rsvp: RSVP | None
    reviews_rsvp: RSVP | None

    @property
    def state(self) -> str:
        """The furthest this person has come, in a word that pages and programs know."""
        if self.person.left_at:
            return "left"
        if self.person.silenced_at:
            return "silenced"
        if self.person.suspended_at:
            return "undelivered"
        if self.progress:
            for word, moment in (
                ("replied", self.progress.replied_at),
                ("draft", self.progress.drafted_at),
                ("opened", self.progress.opened_at),
            ):
                if moment:
                    return word
        return self.mails[-1].state.value if self.mails else "queued"


def people_rows(work: Work, alliance: Alliance) -> tuple[Standing, ...]:
    """Everybody, in the order in which they were named."""
    mails: dict[str | None, list[QueuedMail]] = {}
    for mail in work.tx.mails(alliance.id):
        mails.setdefault(mail.person, []).append(mail)
    progress = {p.person: p for p in alliance.current_round.progress}
    series = alliance.reviews
    return tuple(
        Standing(
            person=person,
            progress=progress.get(person.id),
            mails=tuple(mails.get(person.id, ())),
            rsvp=core.rsvp_of(alliance, alliance.conversation.uid, person.id),
            reviews_rsvp=core.rsvp_of(alliance, series.uid, person.id) if series else None,
        )
        for person in alliance.people
    )
