"""Whatever people do, and however long nobody looks: what is due is done, and then due no more."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from service import alliance as core
from service.alliance import Happening, Rules, read_plan
from service.errors import AllianceError
from service.participants import Person
from service.rhythm import read_rhythm

START = datetime(2026, 9, 1, 8, tzinfo=UTC)
RULES = Rules()
STEPS = 12
"""More than the duties that one moment can bring one after the other."""

names = st.integers(0, 3)
jumps = st.one_of(
    st.integers(1, 72).map(lambda n: timedelta(hours=n)),
    st.integers(1, 400).map(lambda n: timedelta(days=n)),
)


def plan(days, rhythm, zone, *, coached):
    """Ada and Ben, who answer by the day before they talk."""
    talk = START.replace(tzinfo=None) + timedelta(days=days)
    given = {
        "title": "The walled garden",
        "time_zone": zone,
        "replies_due": talk - timedelta(hours=20),
        "organiser": {"name": "Ada", "email": "ada@example.org", "takes_part": True},
        "participants": [{"name": "Ben", "email": "ben@example.org"}],
        "conversation": {"starts": talk},
        "reviews": {"every": rhythm},
    }
    if coached:
        given["coach"] = {"name": "Cleo", "email": "cleo@example.org"}
    return read_plan(given, now=START)


class Life(RuleBasedStateMachine):
    """An alliance to which anything may happen, and a clock that jumps."""

    ID: ClassVar[str] = "3a4f1c52-8a0e-4a57-9f6d-0f4f6a1c2b3d"

    @initialize(
        days=st.integers(2, 60),
        rhythm=st.sampled_from(["week", "4 weeks", "month", "quarter"]),
        zone=st.sampled_from(["Europe/London", "Pacific/Auckland", "America/New_York"]),
        coached=st.booleans(),
    )
    def begin(self, days, rhythm, zone, coached):
        self.now = START
        wish = plan(days, rhythm, zone, coached=coached)
        self.alliance = core.start(wish, alliance_id=self.ID, now=START, rules=RULES).alliance
        if coached:
            weekly = replace(self.alliance.coach, digest_day=0)
            self.alliance = core.with_person(self.alliance, weekly)

    def does(self, decision, *args, **kwargs):
        """What it makes of the alliance, where it may happen at all."""
        with suppress(AllianceError):
            outcome = decision(self.alliance, *args, **kwargs)
            self.alliance = core.settled(outcome, self.now, RULES).alliance

    def somebody(self, number):
        people = self.alliance.participants
        return people[number % len(people)].id

    @rule(jump=jumps)
    def time_passes(self, jump):
        self.now += jump

    @rule(who=names, number=st.integers(0, 2))
    def reply(self, who, number):
        open_rounds = self.alliance.open_rounds or self.alliance.rounds[:1]
        asked = open_rounds[number % len(open_rounds)]
        self.does(core.replied, asked.number, self.somebody(who), self.now)

    @rule(number=names)
    def somebody_joins(self, number):
        person = Person(
            id=f"eve{number}",
            name="Eve",
            email=f"eve{number}@example.org",
            takes_part=True,
            time_zone="Asia/Kolkata",
            joined_at=self.now,
        )
        self.does(core.person_added, person)

    @rule(who=names)
    def somebody_leaves(self, who):
        if len(self.alliance.participants) > 1:
            self.does(core.person_left, self.somebody(who), self.now)

    @rule(rest=st.one_of(st.none(), st.integers(1, 300).map(lambda n: timedelta(days=n))))
    def reviews_rest(self, rest):
        self.does(core.paused, until=rest and self.now + rest, now=self.now)

    @rule()
    def reviews_go_on(self):
        self.does(core.resumed, self.now)

    @rule(text=st.sampled_from(["week", "2 weeks", "month"]))
    def rhythm_changes(self, text):
        starts = self.now.replace(tzinfo=None) + timedelta(days=9)
        self.does(
            core.rhythm_changed,
            rhythm=read_rhythm(text, starts.date()),
            starts=starts,
            minutes=30,
            now=self.now,
        )

    @rule(days=st.integers(0, 20))
    def forms_come_earlier_or_later(self, days):
        self.does(core.lead_changed, days)

    @rule(days=st.integers(1, 30), due=st.integers(1, 30))
    def dates_move(self, days, due):
        self.does(
            core.dates_moved,
            starts=self.now.replace(tzinfo=None) + timedelta(days=days),
            minutes=60,
            place="",
            replies_due=self.now + timedelta(days=due),
            now=self.now,
        )

    @rule(who=names)
    def something_happens(self, who):
        self.does(
            core.moment_said,
            by=self.somebody(who),
            happening=Happening.CHANGE,
            words="",
            to_coach=False,
            now=self.now,
        )

    @rule(who=names)
    def somebody_would_close(self, who):
        self.does(core.close_wished, self.somebody(who), self.now)

    @rule()
    def last_words_are_asked_for(self):
        self.does(core.ending_begun, by="ada", now=self.now, why="")

    @rule()
    def open_again(self):
        self.does(
            core.reopened,
            by=self.alliance.organiser.id,
            now=self.now,
            erase_after=RULES.erase_after,
        )

    @invariant()
    def what_is_due_is_done(self):
        for _ in range(STEPS):
            due = self.alliance.due
            if due is None or due > self.now:
                return
            outcome = core.tick(self.alliance, self.now, RULES, lambda _: ())
            if outcome.erase:
                return
            self.alliance = outcome.alliance
        raise AssertionError(f"due at {due} for ever, and it is {self.now}")


Life.TestCase.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
test_the_clock_comes_to_rest = Life.TestCase
