"""Whatever the zone, the rhythm, the rests and the pauses of the service: the schedule holds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.alliance import (
    Alliance,
    Occasion,
    Phase,
    lead_changed,
    paused,
    settled,
    tick,
)
from service.alliance.calendars import with_review_series
from service.alliance.record import Progress, Round
from service.alliance.wishes import Outcome, Rules
from service.clock import instant, is_skipped, wall_time
from service.itip import Event, Purpose
from service.participants import Person
from service.rhythm import Rhythm, monthly, schedule

RULES = Rules()
TALK = datetime(2026, 9, 14, 14, 0)
END = datetime(2028, 1, 10, tzinfo=UTC)
ZONES = sorted(z for z in available_timezones() if "/" in z and not z.startswith("Etc/"))

zones = st.sampled_from(ZONES)
rhythms = st.one_of(
    st.integers(1, 13).map(lambda n: Rhythm(unit="week", interval=n)),
    st.integers(1, 6).map(lambda n: monthly(n, TALK.date())),
)
hours = st.integers(0, 23)
leads = st.integers(1, 20)


def running(zone, rhythm, hour, lead_days):
    """Two people, just after their conversation at that hour of the wall."""
    starts = TALK.replace(hour=hour)
    over = instant(starts, zone) + timedelta(hours=1)
    people = tuple(
        Person(
            id=who,
            name=who.title(),
            email=f"{who}@example.org",
            takes_part=True,
            organises=who == "ada",
            time_zone=zone,
            joined_at=over,
        )
        for who in ("ada", "ben")
    )
    talk = Event(
        uid="talk",
        purpose=Purpose.CONVERSATION,
        starts=starts,
        time_zone=zone,
        minutes=60,
        changed_at=over,
    )
    first = Round(
        number=0,
        occasion=Occasion.FIRST,
        questions=(),
        opened_at=over,
        replies_due=over,
        released_at=over,
        progress=tuple(Progress(person=p.id, replied_at=over) for p in people),
    )
    alliance = Alliance(
        id="3a4f1c52-8a0e-4a57-9f6d-0f4f6a1c2b3d",
        title="Anywhere",
        time_zone=zone,
        language="en",
        phase=Phase.RUNNING,
        question_set="work",
        question_set_version=1,
        people=people,
        rhythm=rhythm,
        review_minutes=30,
        events=(talk,),
        rounds=(first,),
        started_at=over,
    )
    begun = lead_changed(with_review_series(alliance, over), lead_days)
    return settled(begun, over, RULES).alliance, over


def live(alliance, now, until):
    """The engine sleeps until something is due, and does it."""
    for _ in range(2000):
        if alliance.due is None or alliance.due > until:
            return alliance
        now = max(now, alliance.due)
        before = alliance
        alliance = tick(alliance, now, RULES, lambda _: ()).alliance
        assert alliance.due is None or alliance.due > now or alliance != before, "it goes on"
    raise AssertionError("the clock is needed without end")


def reviews(alliance):
    return [r for r in alliance.rounds if r.occasion == Occasion.REVIEW]


@settings(max_examples=60, deadline=None)
@example(zone="Africa/Abidjan", rhythm=Rhythm(unit="week", interval=1), hour=0, lead_days=7)
@given(zone=zones, rhythm=rhythms, hour=hours, lead_days=leads)
def test_each_review_opens_once_at_its_wall_time(zone, rhythm, hour, lead_days):
    alliance, over = running(zone, rhythm, hour, lead_days)
    lived = live(alliance, over, END)
    opened = [r.occurrence for r in reviews(lived)]
    assert opened == sorted(set(opened)), "each once, in order"
    through_end = END + timedelta(microseconds=1)
    expected = [o.starts for o in schedule(lived.reviews, before=through_end)]
    assert opened[: len(expected)] == expected
    assert len(opened) - len(expected) in {0, 1}, "at most the next one is open"
    for at in expected:
        wall = wall_time(at, zone)
        if not is_skipped(wall.replace(hour=hour, minute=0), zone):
            assert (wall.hour, wall.minute) == (hour, 0)
    for asked in reviews(lived):
        assert asked.opened_at < asked.occurrence
        assert asked.replies_due <= asked.occurrence
        assert asked.occurrence - asked.opened_at <= timedelta(days=lead_days)


@settings(max_examples=50, deadline=None)
@given(
    zone=zones,
    rhythm=rhythms,
    hour=hours,
    away=st.integers(5, 300),
    gone=st.integers(1, 120),
)
def test_a_service_that_was_away_opens_one_round_for_all_it_missed(zone, rhythm, hour, away, gone):
    alliance, over = running(zone, rhythm, hour, 5)
    leaves = over + timedelta(days=away)
    back = leaves + timedelta(days=gone)
    before = live(alliance, over, leaves)
    known = {r.number for r in before.rounds}
    woken = tick(before, back, RULES, lambda _: ()).alliance
    fresh = [r for r in reviews(woken) if r.number not in known]
    assert len(fresh) <= 1
    held = {r.occurrence for r in reviews(before)}
    begun = [o.starts for o in schedule(before.reviews, after=over, before=back)]
    missed = [at for at in begun if at not in held]
    if missed:
        [asked] = fresh
        assert asked.missed >= len(missed)
        assert asked.occurrence > back
        assert asked.replies_due <= back + timedelta(days=7)
    lived = live(woken, back, END)
    opened = [r.occurrence for r in reviews(lived)]
    assert opened == sorted(set(opened))
    ahead = [o.starts for o in schedule(lived.reviews, after=back, before=END)]
    assert [at for at in opened if back < at < END] == ahead, "none after that is left out"


@settings(max_examples=50, deadline=None)
@given(
    zone=zones,
    rhythm=rhythms,
    hour=hours,
    rests=st.integers(1, 200),
    wakes=st.integers(1, 200),
)
def test_a_rest_asks_nothing_and_wall_time_holds_after_it(zone, rhythm, hour, rests, wakes):
    alliance, over = running(zone, rhythm, hour, 5)
    begins = over + timedelta(days=rests)
    ends = begins + timedelta(days=wakes)
    before = live(alliance, over, begins)
    resting = settled(paused(before, until=ends, now=begins), begins, RULES).alliance
    known = {r.number for r in resting.rounds}
    lived = live(resting, begins, END)
    assert lived.pause is None
    later = [r for r in reviews(lived) if r.number not in known]
    for asked in later:
        assert asked.opened_at >= ends, "nothing was asked while they rested"
        due = [
            r for r in reviews(lived) if r.number < asked.number and r.released_at >= r.replies_due
        ]
        assert asked.missed == len(due), "silent ones alone: no rest was missed"
        wall = wall_time(asked.occurrence, zone)
        if not is_skipped(wall.replace(hour=hour, minute=0), zone):
            assert wall.hour == hour
    opened = [r.occurrence for r in later]
    assert opened == sorted(set(opened))


def test_the_property_would_notice_an_hours_shift():
    alliance, over = running("Europe/London", Rhythm(unit="week", interval=4), 10, 5)
    summer_all_year = replace(
        alliance,
        events=tuple(replace(e, time_zone="Etc/GMT-1") for e in alliance.events),
    )
    lived = live(settled(Outcome(alliance=summer_all_year), over, RULES).alliance, over, END)
    walls = {wall_time(r.occurrence, "Europe/London").hour for r in reviews(lived)}
    assert walls == {9, 10}
