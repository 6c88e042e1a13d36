"""What an alliance is: everything that decides what happens next, without anybody's answers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from service.agreement import SignOff, Version, WorkingClause
from service.clock import instant
from service.itip import RSVP, Event, Purpose, Sent
from service.participants import Person
from service.questions import Question
from service.rhythm import Rhythm


class Phase(StrEnum):
    """Where an alliance is in its life, in this order."""

    GATHERING = "gathering"
    MEETING = "meeting"
    RUNNING = "running"
    CLOSED = "closed"


class Occasion(StrEnum):
    """Why a round of questions is asked."""

    FIRST = "first"
    REVIEW = "review"
    MOMENT = "moment"
    """The extra review after something has happened."""
    LAST = "last"
    """What was learned, and thanks, before the close."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far one person is in a round; what they wrote is kept elsewhere."""

    person: str
    opened_at: datetime | None = None
    drafted_at: datetime | None = None
    replied_at: datetime | None = None
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Round:
    """One round of questions to all participants. Number 0 is the first; reviews count from 1.

    Blind until `released_at`. `occurrence` is the start, in UTC, of the review
    conversation that the round prepares. `reminded` counts the waves of
    reminders that have gone out, `missed` the reviews before this one for which
    nobody answered anything and that it makes up for.
    """

    number: int
    occasion: Occasion
    questions: tuple[Question, ...]
    opened_at: datetime
    replies_due: datetime
    occurrence: datetime | None = None
    released_at: datetime | None = None
    reminded: int = 0
    missed: int = 0
    progress: tuple[Progress, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Closure:
    """The end, and who put it there."""

    at: datetime
    by: str | None
    """The id of the person who closed it; None when the admin did, or all together."""
    why: str = ""
    together: bool = False
    """Whether all participants agreed to it."""


@dataclass(frozen=True, kw_only=True)
class Ending:
    """The last round before the close, which comes at `closes_at` or once all have answered."""

    at: datetime
    by: str | None
    why: str = ""
    together: bool = False
    closes_at: datetime


@dataclass(frozen=True, kw_only=True)
class CloseWish:
    """One participant's word that the alliance may be closed."""

    person: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Handover:
    """Who has been asked to be the organiser, and has not said yes yet.

    `to` may be somebody who is not in the alliance so far.
    """

    to: Person
    at: datetime


@dataclass(frozen=True, kw_only=True)
class AddressWish:
    """Where a person would like to be reached, once they have shown that it is theirs."""

    person: str
    email: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Another time that somebody proposes for an event, or for one occurrence of it.

    `occurrence` is the original start in UTC, or None; `starts` the proposed one, in
    UTC. `sequence` is the counter-proposal's own (RFC 5546 §3.2.8). `answer` is empty
    while it is open, then "accepted" or "declined".
    """

    id: str
    event: str
    person: str
    occurrence: datetime | None = None
    starts: datetime
    minutes: int
    comment: str = ""
    sequence: int
    at: datetime
    by_mail: bool = False
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class Guest:
    """An answer from an address that was not invited, at the secret address of `rsvp.person`.

    It counts as theirs once the organiser says so.
    """

    id: str
    email: str
    rsvp: RSVP
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Pause:
    """The reviews rest; from `until` on they go on by themselves, where it is given."""

    at: datetime
    until: datetime | None = None


class Happening(StrEnum):
    """What can happen at any time. The clause for it has the key `when_<happening>`."""

    CHANGE = "change"
    DIFFICULTY = "difficulty"
    SUCCESS = "success"


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Something has happened, as one participant said it, in their own `words` or none.

    Until `told_at` the coach alone knows of it, and nobody else may read that it is
    there. `event` is the UID of the extra review, `round` the number of its round.
    `settled_at` is when its author said that it no longer matters.
    """

    id: str
    happening: Happening
    by: str
    words: str = ""
    at: datetime
    told_at: datetime | None = None
    event: str = ""
    round: int = 0
    settled_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """A review in which nobody wanted a change: the version holds on, as `by` said."""

    version: int
    round: int
    at: datetime
    by: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Alliance:
    """One alliance as a whole. `revision` goes up with every saved change.

    `due` is when the clock alone next makes something happen; None for never.
    """

    id: str
    revision: int = 0
    title: str
    time_zone: str
    language: str
    phase: Phase
    question_set: str
    question_set_version: int
    sections: tuple[tuple[str, str, str], ...] = ()
    """(key, title, introduction) of those in its question set."""
    people: tuple[Person, ...]
    rhythm: Rhythm | None
    review_minutes: int
    events: tuple[Event, ...] = ()
    sent: tuple[Sent, ...] = ()
    rsvps: tuple[RSVP, ...] = ()
    rounds: tuple[Round, ...] = ()
    clauses: tuple[WorkingClause, ...] = ()
    versions: tuple[Version, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    started_at: datetime
    proposals: tuple[Proposal, ...] = ()
    guests: tuple[Guest, ...] = ()
    pause: Pause | None = None
    lead_days: int | None = None
    """How many days before a review its form is mailed; None for the service's own setting."""
    moments: tuple[Moment, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    ending: Ending | None = None
    close_wishes: tuple[CloseWish, ...] = ()
    handover: Handover | None = None
    address_wishes: tuple[AddressWish, ...] = ()
    digested_at: datetime | None = None
    """When the coach's weekly digest was last looked at for this alliance."""
    closure: Closure | None = None
    due: datetime | None = None

    @property
    def participants(self) -> tuple[Person, ...]:
        """Those who answer and sign, in the order in which they were named."""
        return tuple(p for p in self.people if p.takes_part and p.present)

    @property
    def organiser(self) -> Person:
        """Who started it and steers it."""
        return next(p for p in self.people if p.organises)

    @property
    def coach(self) -> Person | None:
        """Who reads the summaries, where there is somebody."""
        return next((p for p in self.people if p.coaches and p.present), None)

    @property
    def conversation(self) -> Event:
        """The talk about the first replies; after a reopening, the one that took its place."""
        return next(e for e in reversed(self.events) if e.purpose == Purpose.CONVERSATION)

    @property
    def conversation_at(self) -> datetime:
        """When the conversation starts, in UTC."""
        return instant(self.conversation.starts, self.conversation.time_zone)

    @property
    def reviews(self) -> Event | None:
        """The recurring series of the present, once the conversation is over."""
        series = (e for e in reversed(self.events) if e.purpose == Purpose.REVIEWS)
        return next(series, None)

    def event(self, uid: str) -> Event:
        """The event of that UID; raises StopIteration where there is none."""
        return next(e for e in self.events if e.uid == uid)

    @property
    def first_round(self) -> Round:
        """The questions with which it began."""
        return self.rounds[0]

    @property
    def current_round(self) -> Round:
        """The latest round that was opened, those of extra reviews aside."""
        return next(r for r in reversed(self.rounds) if r.occasion != Occasion.MOMENT)

    @property
    def closure_at(self) -> datetime | None:
        """When it was closed."""
        return self.closure.at if self.closure else None

    @property
    def last_round(self) -> Round | None:
        """The round before the close, while it is under way or closed by it."""
        asked = self.rounds[-1]
        return asked if asked.occasion == Occasion.LAST else None

    @property
    def open_rounds(self) -> tuple[Round, ...]:
        """The rounds that have not been released."""
        return tuple(r for r in self.rounds if r.released_at is None)

    def person(self, person_id: str) -> Person:
        """The person of that id; raises StopIteration where there is none."""
        return next(p for p in self.people if p.id == person_id)

    def round(self, number: int) -> Round:
        """The round of that number; raises StopIteration where there is none."""
        return next(r for r in self.rounds if r.number == number)
