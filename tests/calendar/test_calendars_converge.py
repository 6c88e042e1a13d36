"""Whatever an organiser does, a calendar that applies what it is sent shows the same as the service."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from service.itip import (
    Change,
    Purpose,
    Sent,
    cancel_event,
    change_rhythm,
    end,
    messages,
    move_occurrence,
    new_event,
    raised,
    renewed,
    reschedule,
    resume,
    skip_occurrence,
    write,
)
from service.participants import Person
from service.rhythm import occurrences, original_wall, read_rhythm, schedule
from tests.calendar.client import Calendar
from tests.calendar.reader import parse, wall

START = datetime(2026, 9, 1, 8, tzinfo=UTC)
ZONES = ["Europe/London", "America/New_York", "Africa/Casablanca", "Pacific/Auckland", "UTC"]
ALL = ("ada", "ben")


def person(name):
    return Person(
        id=name, name=name.title(), email=f"{name}@example.org", time_zone="UTC", joined_at=START
    )


def text(wanted):
    return write(
        wanted,
        attendees=[person("ada"), person("ben")],
        to=person("ada"),
        organizer_address="alliance+x@example.net",
        organizer_name="Designed Alliance",
        summary="Review",
        description="",
        url="",
    )


def a_series(zone, rhythm, hour):
    first = wall(f"2026-10-13 {hour:02}:30")
    return new_event(
        uid="series",
        purpose=Purpose.REVIEWS,
        starts=first,
        time_zone=zone,
        minutes=45,
        rhythm=read_rhythm(rhythm, date(2026, 10, 13)),
        now=START,
    )


def changed(event, now, verb, number):
    """The event after one act of its organiser; itself where there is nothing to act on."""
    ahead = schedule(event, after=now, limit=number + 1)
    target = original_wall(event, ahead[-1].original) if ahead and event.rhythm else None
    if verb == "reschedule":
        return reschedule(
            event,
            starts=event.starts + timedelta(days=number, hours=1),
            minutes=event.minutes,
            place=event.place,
            now=now,
        )
    if verb == "place":
        return reschedule(
            event, starts=event.starts, minutes=event.minutes, place=f"Room {number}", now=now
        )
    if verb == "rhythm":
        text = ("week", "3 weeks", "month", "quarter")[number % 4]
        return change_rhythm(event, rhythm=read_rhythm(text, event.starts.date()), now=now)
    if verb == "move" and target:
        to = target + timedelta(days=number - 3, hours=2)
        return move_occurrence(event, original=target, starts=to, minutes=30, now=now)
    if verb == "skip" and target:
        return skip_occurrence(event, original=target, now=now)
    others = {"title": renewed, "people": raised, "end": end, "resume": resume}
    return others[verb](event, now) if verb in others and not event.cancelled else event


acts = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "reschedule",
                "place",
                "rhythm",
                "move",
                "move",
                "skip",
                "skip",
                "title",
                "people",
                "end",
                "resume",
                "nothing",
            ]
        ),
        st.integers(0, 6),
        st.integers(0, 40),
        st.sampled_from(["at once", "later", "twice"]),
    ),
    max_size=9,
)


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    rhythm=st.sampled_from(["week", "4 weeks", "month", "quarter"]),
    hour=st.sampled_from([0, 2, 14, 23]),
    forgets=st.booleans(),
    acts=acts,
)
def test_a_calendar_follows_its_series(zone, rhythm, hour, forgets, acts):
    event, calendar, sent, now = a_series(zone, rhythm, hour), Calendar(forgets), None, START
    versions = []
    for verb, number, days, delivery in [("nothing", 0, 0, "at once"), *acts]:
        now += timedelta(days=days, minutes=1)
        event = changed(event, now, verb, number)
        if delivery == "later":
            continue
        for wanted in messages(sent, event, attendees=ALL, person="ada", now=now):
            ics = text(wanted)
            calendar.receive(ics)
            if delivery == "twice":
                calendar.receive(ics)
            sent = Sent(
                event="series", person="ada", as_sent=wanted.event, attendees=ALL, sent_at=now
            )
            versions.append((wanted.event.sequence, wanted.event.changed_at))
    for wanted in messages(sent, event, attendees=ALL, person="ada", now=now):
        calendar.receive(text(wanted))
        versions.append((wanted.event.sequence, wanted.event.changed_at))
        sent = Sent(event="series", person="ada", as_sent=wanted.event, attendees=ALL, sent_at=now)
    before = now + timedelta(days=400)
    # Rules 17, 19, 23, 24, 25: what lies ahead is the same in both.
    assert calendar.shows(now, before) == list(occurrences(event, after=now, before=before))
    # Rule 21: neither SEQUENCE nor DTSTAMP ever goes down.
    assert versions == sorted(versions)
    assert [v[1] for v in versions] == sorted(v[1] for v in versions)
    assert messages(sent, event, attendees=ALL, person="ada", now=now) == ()


def test_rule_24_past_reviews_stay_after_the_end(series, text, told, now):
    ended = end(series, datetime(2027, 2, 1, tzinfo=UTC))
    (wanted,) = messages(
        told(series), ended, attendees=ALL, person="ada", now=datetime(2027, 2, 1, tzinfo=UTC)
    )
    assert wanted.change == Change.ENDED
    calendar = Calendar(forgets=True)
    calendar.receive(text(wanted))
    took_place = occurrences(series, before=datetime(2027, 2, 1, tzinfo=UTC))
    assert len(took_place) == 4
    assert calendar.shows(now, datetime(2030, 1, 1, tzinfo=UTC)) == list(took_place)
    rule = parse(text(wanted)).named("VEVENT")[0].value("RRULE")
    assert f"UNTIL={took_place[-1]:%Y%m%dT%H%M%SZ}" in rule  # rule 18: in UTC


def test_rule_24_where_nothing_took_place_the_series_is_cancelled(series, told, now):
    ended = end(series, now)
    (wanted,) = messages(told(series), ended, attendees=ALL, person="ada", now=now)
    assert (wanted.method, wanted.change) == ("CANCEL", Change.CANCELLED)
    assert wanted.event.sequence > series.sequence  # rule 26


def test_rule_25_exceptions_beyond_the_end_are_dropped(series, now):
    originals = [series.starts + timedelta(weeks=4 * n) for n in range(6)]
    for original in originals:
        series = move_occurrence(
            series, original=original, starts=original + timedelta(hours=1), minutes=30, now=now
        )
    ended = end(series, datetime(2026, 12, 25, tzinfo=UTC))
    assert [m.original for m in ended.moved] == originals[:3]


def test_a_moved_review_that_has_not_begun_at_the_end_does_not_take_place(series, now, told):
    second, third = series.starts + timedelta(weeks=4), series.starts + timedelta(weeks=8)
    moved = move_occurrence(
        series, original=second, starts=third + timedelta(days=7), minutes=30, now=now
    )
    close = datetime(2026, 12, 10, tzinfo=UTC)
    ended = end(moved, close)
    assert ended.skipped == (second,)
    assert occurrences(ended, after=close, limit=3) == ()
    wanted = messages(told(moved), ended, attendees=ALL, person="ada", now=close)
    assert [(w.method, w.change) for w in wanted] == [("REQUEST", "ended"), ("CANCEL", "cancelled")]


def test_rule_28_only_who_is_removed_gets_a_cancellation(series, told, ada, ben, now):
    after = raised(series, now)
    (to_ben,) = messages(told(series, ben), after, attendees=("ada",), person="ben", now=now)
    (to_ada,) = messages(told(series, ada), after, attendees=("ada",), person="ada", now=now)
    assert (to_ben.method, to_ben.change) == ("CANCEL", Change.REMOVED)
    assert (to_ada.method, to_ada.change) == ("REQUEST", Change.UPDATED)
    assert to_ben.event.sequence > series.sequence  # rule 26


def test_rule_21_who_comes_back_gets_a_higher_sequence_than_their_cancellation(series, told, now):
    (gone,) = messages(told(series), series, attendees=("ben",), person="ada", now=now)
    sent = told(gone.event, removed=True)
    (back,) = messages(sent, series, attendees=ALL, person="ada", now=now)
    assert (back.method, back.change) == ("REQUEST", Change.NEW)
    assert back.event.sequence > gone.event.sequence > series.sequence


def test_a_new_attendee_alone_renews_the_stamp_for_the_others(series, told, now):
    later = now + timedelta(days=2)
    sent = told(series, attendees=("ada",))
    (wanted,) = messages(sent, series, attendees=ALL, person="ada", now=later)
    assert wanted.event.changed_at == later
    assert wanted.event.sequence == series.sequence


def test_an_update_says_what_is_new(series, told, now):
    later = now + timedelta(hours=1)
    elsewhere = reschedule(
        series, starts=series.starts, minutes=series.minutes, place="Room 5", now=later
    )
    for event, knew, differs in (
        (elsewhere, ALL, ("place",)),
        (series, ("ada",), ("people",)),
        (elsewhere, ("ada",), ("place", "people")),
        (renewed(series, later), ALL, ("note",)),
    ):
        sent = told(series, attendees=knew)
        (wanted,) = messages(sent, event, attendees=ALL, person="ada", now=later)
        assert (wanted.change, wanted.differs) == (Change.UPDATED, differs)


def test_a_skipped_review_is_one_cancellation_of_that_review(series, told, text, now):
    skipped = skip_occurrence(series, original=series.starts, now=now)
    (wanted,) = messages(told(series), skipped, attendees=ALL, person="ada", now=now)
    component = parse(text(wanted)).named("VEVENT")[0]
    assert (wanted.method, wanted.change) == ("CANCEL", Change.CANCELLED)
    assert component.value("RECURRENCE-ID") == "20261013T140000"
    assert component.value("STATUS") == "CANCELLED"
    (whole, *_) = messages(None, skipped, attendees=ALL, person="ada", now=now)
    assert parse(text(whole)).named("VEVENT")[0].value("EXDATE") == "20261013T140000"


def test_a_person_who_missed_messages_gets_the_difference_in_one(series, told, now):
    after = reschedule(
        series, starts=series.starts, minutes=45, place="Room 5", now=now + timedelta(hours=1)
    )
    after = renewed(after, now + timedelta(hours=2))
    after = change_rhythm(
        after, rhythm=read_rhythm("6 weeks", series.starts), now=now + timedelta(hours=3)
    )
    (wanted,) = messages(told(series), after, attendees=ALL, person="ada", now=now)
    assert wanted.event == after
    assert wanted.change == Change.MOVED


def test_nobody_is_invited_to_what_is_over_or_cancelled(talk, told, now):
    afterwards = datetime(2026, 9, 16, tzinfo=UTC)
    assert messages(None, talk, attendees=ALL, person="ada", now=afterwards) == ()
    assert messages(None, cancel_event(talk, now), attendees=ALL, person="ada", now=now) == ()
    assert messages(told(talk), talk, attendees=("ben",), person="ada", now=afterwards) == ()


def test_the_end_leaves_a_conversation_that_took_place_in_the_calendars(talk, told):
    afterwards = datetime(2026, 9, 16, tzinfo=UTC)
    ended = end(talk, afterwards)
    assert ended == talk
    assert messages(told(talk), ended, attendees=ALL, person="ada", now=afterwards) == ()


def test_a_review_that_is_back_in_its_place_is_said_to_be(series, told, text, now):
    second = series.starts + timedelta(weeks=4)
    moved = move_occurrence(
        series, original=second, starts=second + timedelta(days=1), minutes=30, now=now
    )
    rarer = change_rhythm(moved, rhythm=read_rhythm("8 weeks", series.starts), now=now)
    assert rarer.moved == ()
    again = change_rhythm(rarer, rhythm=read_rhythm("4 weeks", series.starts), now=now)
    calendar = Calendar(forgets=False)
    for before, after in ((None, series), (told(series), moved), (told(moved), again)):
        for wanted in messages(before, after, attendees=ALL, person="ada", now=now):
            calendar.receive(text(wanted))
    before = now + timedelta(days=100)
    assert calendar.shows(now, before) == list(occurrences(again, after=now, before=before))


def test_who_was_removed_without_hearing_of_it_is_told_though_all_has_ended(series, told):
    close = datetime(2026, 12, 10, tzinfo=UTC)
    ended = end(series, close)
    (wanted,) = messages(told(series), ended, attendees=("ben",), person="ada", now=close)
    # Rule 24: three reviews had taken place by then.
    assert (wanted.method, wanted.change, wanted.event.until) == (
        "REQUEST",
        Change.REMOVED,
        ended.until,
    )
    assert messages(told(ended), ended, attendees=("ben",), person="ada", now=close) == ()
