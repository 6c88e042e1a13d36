"""How far each person is, for the organiser: mails, form, reply, invitation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service import alliance as core
from service.alliance import AddressWish, Alliance, Progress
from service.itip import RSVP, Event, PartStat, by_person, partstat, stands_at
from service.outbox import QueuedMail
from service.participants import Person
from service.rhythm import Occurrence, schedule
from service.workflow.work import Work

CONFIDED = "moment_confided"
"""Of this mail the organiser must not even know that there is one."""


MAILS_SHOWN = 30
"""An organiser looks at what has left lately; a long alliance has sent thousands."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One person of an alliance. `progress` is of the current round; None for who is not asked."""

    person: Person
    progress: Progress | None
    mails: tuple[QueuedMail, ...]
    """The latest of them, MAILS_SHOWN at most."""
    rsvp: RSVP | None
    reviews_rsvp: RSVP | None
    address_wish: AddressWish | None = None

    @property
    def shortened(self) -> bool:
        """Whether there are mails before those."""
        return len(self.mails) == MAILS_SHOWN

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


@dataclass(frozen=True, kw_only=True)
class Attendance:
    """One meeting ahead, and what each participant has answered to it."""

    event: Event
    occurrence: Occurrence
    answers: tuple[tuple[Person, PartStat], ...]

    def of(self, person: Person) -> PartStat:
        """What this participant has answered."""
        found = (said for who, said in self.answers if who.id == person.id)
        return next(found, PartStat.NEEDS_ACTION)

    @property
    def declined_by_all(self) -> bool:
        """Whether nobody comes."""
        return all(said == PartStat.DECLINED for _person, said in self.answers)


def attendance(alliance: Alliance, now: datetime, reviews: int = 4) -> tuple[Attendance, ...]:
    """The conversation while it lies ahead, and the next reviews, by time."""
    if alliance.closure:
        return ()
    said = by_person(alliance.rsvps)
    found = (
        Attendance(
            event=event,
            occurrence=ahead,
            answers=tuple(
                (
                    person,
                    partstat(
                        event,
                        said.get((event.uid, person.id), ()),
                        person.id,
                        ahead.original if event.rhythm else None,
                    ),
                )
                for person in alliance.participants
            ),
        )
        for event in alliance.events
        for ahead in schedule(event, after=now, limit=reviews)
    )
    return tuple(sorted(found, key=lambda each: each.occurrence.starts))


def meetings(alliance: Alliance, now: datetime) -> dict[str, Any]:
    """What pages show of the meetings ahead, and of what is open about them."""
    ahead = attendance(alliance, now)
    nobody = next((a for a in ahead if a.declined_by_all), None)
    return {
        "meetings": ahead,
        "open_proposals": core.open_proposals(alliance, now),
        "proposed_about": {
            p.id: stands_at(alliance.event(p.event), p.occurrence)
            for p in alliance.proposals
            if p.occurrence
        },
        "suggestions": core.sensible_times(alliance, nobody.occurrence.starts) if nobody else (),
        "guests": alliance.guests,
    }


def signing(alliance: Alliance) -> dict[str, Any]:
    """For whom the latest version waits, and who objects to it, by name."""
    return {
        "waits_for": [alliance.person(p).name for p in core.waited_for(alliance)],
        "objecting": [alliance.person(p).name for p in core.objecting(alliance)],
    }


def people_rows(work: Work, alliance: Alliance) -> tuple[Standing, ...]:
    """Everybody, in the order in which they were named."""
    mails: dict[str | None, list[QueuedMail]] = {}
    for mail in work.tx.latest_mails(alliance.id, MAILS_SHOWN):
        if mail.kind != CONFIDED:
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
            address_wish=core.address_wish(alliance, person.id, work.now),
        )
        for person in alliance.people
    )
