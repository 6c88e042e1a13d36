"""An organiser who changes their mind, people whose mail is late, and what all of them end up with."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from service.clock import instant, wall_time
from service.itip import (
    Entry,
    PartStat,
    Purpose,
    Sent,
    Verdict,
    apply_reply,
    change_rhythm,
    decline_counter,
    end,
    messages,
    move_occurrence,
    new_event,
    partstat,
    raised,
    read_reply,
    renewed,
    reschedule,
    resume,
    skip_occurrence,
    write,
)
from service.participants import Person
from service.rhythm import occurrences, original_wall, read_rhythm, schedule
from tests.calendar.client import Calendar

BEGIN = datetime(2026, 9, 1, 8, tzinfo=UTC)
ZONES = ["Europe/London", "America/New_York", "Africa/Casablanca", "Pacific/Auckland", "UTC"]
ANSWERS = ["ACCEPTED", "DECLINED", "TENTATIVE"]
NAMES = ["ada", "ben", "dana"]
FAR = timedelta(days=400)
UID = "0c9a4c1c-6a0f-4c53-9a39-3d3d5b1f7d10"

names = st.sampled_from(NAMES)
few = st.integers(0, 5)


class OrganiserAndCalendars(RuleBasedStateMachine):
    """Once everything has arrived, each calendar shows what the service has, and so do the answers.

    Mail waits in `out` and `back` until a rule delivers it: in any order, and
    more than once; though in order (CALENDAR.md, rule 30) to a calendar that keeps
    old exceptions, for it cannot know which of them a message still to come ended.
    Who comes back after leaving is somebody new, at the same address.
    """

    def __init__(self):
        super().__init__()
        self.now = BEGIN
        self.people = {}  # name: their present id
        self.ids = 0
        self.sent, self.rsvps = {}, {}
        self.out = {name: [] for name in NAMES}
        self.past = {name: [] for name in NAMES}
        self.back, self.said = [], []
        self.closed = False
        self.timed, self.timed_one = 0, {}

    @initialize(
        zone=st.sampled_from(ZONES),
        rhythm=st.sampled_from([None, "week", "4 weeks", "month", "quarter"]),
        hour=st.sampled_from([0, 2, 14, 23]),
        forgetful=st.sets(names),
    )
    def start(self, zone, rhythm, hour, forgetful):
        self.event = new_event(
            uid=UID,
            purpose=Purpose.REVIEWS if rhythm else Purpose.CONVERSATION,
            starts=datetime(2026, 10, 13, hour, 30),
            time_zone=zone,
            minutes=45,
            rhythm=rhythm and read_rhythm(rhythm, date(2026, 10, 13)),
            now=BEGIN,
        )
        self.calendars = {n: Calendar(n in forgetful, f"{n}@example.org") for n in NAMES}
        for name in ("ada", "ben"):
            self._joins(name)
        self._tell()

    @rule(days=st.integers(1, 60))
    def time_passes(self, days):
        self.now += timedelta(days=days)

    # What an organiser does.

    @precondition(lambda self: not self.closed)
    @rule(days=st.integers(0, 7), hours=few, told=st.booleans())
    def move_all(self, days, hours, told):
        starts = self.event.starts + timedelta(days=days, hours=hours)
        if starts != self.event.starts:
            self._now_is(self._rescheduled(starts, self.event.place), told, timed=True)

    @precondition(lambda self: not self.closed)
    @rule(room=few, told=st.booleans())
    def change_place(self, room, told):
        self._now_is(self._rescheduled(self.event.starts, f"Room {room}"), told)

    @precondition(lambda self: not self.closed)
    @rule(told=st.booleans())
    def change_words(self, told):
        self._now_is(renewed(self.event, self._tick()), told)

    @precondition(lambda self: self._ahead() and self.event.rhythm and not self.closed)
    @rule(number=few, days=st.integers(-3, 9), told=st.booleans())
    def move_one(self, number, days, told):
        original = self._original(number)
        starts = original + timedelta(days=days, hours=2)
        event = move_occurrence(
            self.event, original=original, starts=starts, minutes=30, now=self._tick()
        )
        self.timed_one[instant(original, event.time_zone)] = event.sequence
        self._now_is(event, told)

    @precondition(lambda self: self._ahead() and self.event.rhythm and not self.closed)
    @rule(number=few, told=st.booleans())
    def skip_one(self, number, told):
        original = self._original(number)
        self._now_is(skip_occurrence(self.event, original=original, now=self._tick()), told)

    @precondition(lambda self: self.event.rhythm and not self.closed)
    @rule(text=st.sampled_from(["week", "3 weeks", "month", "quarter"]), told=st.booleans())
    def change_rhythm(self, text, told):
        rhythm = read_rhythm(text, self.event.starts.date())
        event = change_rhythm(self.event, rhythm=rhythm, now=self._tick())
        self._now_is(event, told, timed=event != self.event)

    @precondition(lambda self: not self.closed)
    @rule(told=st.booleans())
    def pause(self, told):
        if self._begun():
            self._now_is(end(self.event, self._tick()), told)

    @precondition(lambda self: not self.closed)
    @rule(told=st.booleans())
    def resume(self, told):
        event = resume(self.event, self._tick())
        self._now_is(event, told, timed=event != self.event)

    @precondition(lambda self: len(self.people) < len(NAMES) and not self.closed)
    @rule(name=names, told=st.booleans())
    def add_person(self, name, told):
        if name not in self.people:
            self._joins(name)
            self._now_is(raised(self.event, self._tick()), told)

    @precondition(lambda self: len(self.people) > 1 and not self.closed)
    @rule(name=names)
    def remove_person(self, name):
        if self.people.pop(name, None):
            # At once: who comes back at the same address is invited above that cancellation.
            self._now_is(raised(self.event, self._tick()), told=True)

    @rule()
    def close(self):
        self.closed = True
        self._now_is(end(self.event, self._tick()), told=True)

    # What the people invited do.

    @rule(name=names, answer=st.sampled_from(ANSWERS), number=st.none() | few)
    def answer(self, name, answer, number):
        calendar, at = self.calendars[name], self._tick()
        if calendar.master is None or name not in self.people:
            return
        ahead = calendar.originals(self.now, self.now + FAR)
        if number is not None and not ahead:
            return
        original = None if number is None else ahead[number % len(ahead)]
        self.back.append((self.people[name], calendar.answers(answer, at, original=original)))
        said = (calendar.sequence(original), at, answer)
        self.said.append((self.people[name], original, said))

    @precondition(lambda self: not self.event.rhythm and self._ahead() and not self.closed)
    @rule(name=names, days=st.integers(1, 5), accepted=st.booleans(), told=st.booleans())
    def propose_another_time(self, name, days, accepted, told):
        calendar, at = self.calendars[name], self._tick()
        if calendar.master is None or name not in self.people:
            return
        proposed = self._ahead()[0].starts + timedelta(days=days)
        (part,) = read_reply(calendar.answers("TENTATIVE", at, proposed=proposed))
        known = tuple(self.rsvps.values())
        person = self.people[name]
        decision = apply_reply(known, part, person=person, event=self.event, now=at)
        assert (decision.code, decision.rsvp) == (Verdict.PROPOSAL, None)  # rule 49
        if accepted:
            starts = wall_time(part.proposed_start, self.event.time_zone)
            self._now_is(self._rescheduled(starts, self.event.place), told, timed=True)
        else:
            entry = Entry(
                event=self.event, organizer_address="x@example.net", organizer_name="", summary=""
            )
            self.out[name].append(decline_counter(entry, sequence=part.sequence, now=at))

    # What the mail does.

    @rule(name=names, which=st.integers(0, 20))
    def mail_arrives(self, name, which):
        self._deliver(name, which)

    @rule(name=names, which=st.integers(0, 20))
    def mail_arrives_again(self, name, which):
        past = self.past[name]
        if past:
            self.calendars[name].receive(past[which % len(past)])

    @precondition(lambda self: self.back)
    @rule(which=st.integers(0, 20), again=st.booleans())
    def answer_arrives(self, which, again):
        self._take(self.back[which % len(self.back)])
        if not again:
            self.back.pop(which % len(self.back))

    @rule(random=st.randoms(use_true_random=False))
    def everything_arrives(self, random):
        self._tell()
        random.shuffle(self.back)
        while self.back:
            self._take(self.back.pop())
        for name, waiting in self.out.items():
            while waiting:
                self._deliver(name, random.randrange(len(waiting)))
        self._all_agree()

    def teardown(self):
        if hasattr(self, "event"):
            self._tell()
            for name, waiting in self.out.items():
                while waiting:
                    self._deliver(name, -1)
            for answer in self.back:
                self._take(answer)
            self._all_agree()

    @invariant()
    def answers_count_for_the_time_that_they_were_about(self):
        ahead = [o.original for o in self._ahead()[:3]]
        for original in (None, *ahead) if ahead else ():  # rule 48: what is over stays as it is
            for person in self.people.values():
                shown = partstat(self.event, self.rsvps.values(), person, original)
                assert shown in {self._meant(person, original), PartStat.NEEDS_ACTION} or self.back

    # Below: how the above is done.

    def _deliver(self, name, which):
        waiting, calendar = self.out[name], self.calendars[name]
        if waiting:
            ics = waiting.pop(which % len(waiting) if calendar.forgets else 0)
            calendar.receive(ics)
            self.past[name].append(ics)

    def _all_agree(self):
        ahead = list(occurrences(self.event, after=self.now, before=self.now + FAR))
        for name, calendar in self.calendars.items():
            shown = calendar.shows(self.now, self.now + FAR)
            assert shown == (ahead if name in self.people else []), name
            if ahead and name in self.people:
                assert calendar.attendees() == {f"{n}@example.org" for n in self.people}
                # Rule 42: what is answered to the present time is told from older answers.
                assert self.timed <= calendar.sequence() <= self.event.sequence
                for original in calendar.originals(self.now, self.now + FAR):
                    assert calendar.sequence(original) >= self.timed_one.get(original, 0)
        for original in (None, *(o.original for o in self._ahead()[:3])):
            for person in self.people.values() if ahead else ():
                answered = partstat(self.event, self.rsvps.values(), person, original)
                assert answered == self._meant(person, original), (person, original)

    def _meant(self, person, original):
        """What the person last said of the time that stands now."""
        since = max(self.timed, self.timed_one.get(original, 0))
        mine = [(o, said) for who, o, said in self.said if who == person and said[0] >= since]
        own = [said for o, said in mine if o == original and original]
        whole = [said for o, said in mine if o is None]
        return max(own or whole or [(0, self.now, "NEEDS-ACTION")])[2]

    def _joins(self, name):
        self.ids += 1
        self.people[name] = f"{name}-{self.ids}"

    def _now_is(self, event, told, *, timed=False):
        self.event = event
        if timed:
            self.timed = event.sequence
        if told:
            self._tell()

    def _tell(self):
        """Everybody is sent what their calendar lacks, those who left included."""
        present = {person: name for name, person in self.people.items()}
        for person in {**self.sent, **present}:
            before = self.sent.get(person)
            for wanted in messages(
                before, self.event, attendees=tuple(present), person=person, now=self.now
            ):
                name = person.partition("-")[0]
                self.out[name].append(self._text(wanted, name))
                self.sent[person] = Sent(
                    event=UID,
                    person=person,
                    as_sent=wanted.event,
                    attendees=tuple(present),
                    sent_at=self.now,
                    removed=wanted.change == "removed",
                )

    def _text(self, wanted, to):
        return write(
            wanted,
            attendees=[_person(name, person) for name, person in self.people.items()],
            to=_person(to, self.people.get(to, "")),
            organizer_address="alliance+x@example.net",
            organizer_name="Designed Alliance",
            summary="Review",
            description="",
            url="",
            rsvps=tuple(self.rsvps.values()),
        )

    def _take(self, answer):
        person, ics = answer
        for part in read_reply(ics):
            known = tuple(self.rsvps.values())
            rsvp = apply_reply(known, part, person=person, event=self.event, now=self.now).rsvp
            if rsvp:
                self.rsvps[rsvp.person, rsvp.occurrence] = rsvp

    def _tick(self):
        self.now += timedelta(minutes=1)
        return self.now

    def _ahead(self):
        return schedule(self.event, after=self.now, limit=6)

    def _begun(self):
        return occurrences(self.event, before=self.now)

    def _original(self, number):
        ahead = self._ahead()
        return original_wall(self.event, ahead[number % len(ahead)].original)

    def _rescheduled(self, starts, place):
        return reschedule(
            self.event, starts=starts, minutes=self.event.minutes, place=place, now=self._tick()
        )


def _person(name, identity):
    return Person(
        id=identity,
        name=name.title(),
        email=f"{name}@example.org",
        time_zone="UTC",
        joined_at=BEGIN,
    )
