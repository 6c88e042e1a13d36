"""Something happened: who hears of it, what they are handed, and when they meet."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.alliance import (
    Alliance,
    Happening,
    Occasion,
    Pause,
    Phase,
    close,
    extra_review_called_off,
    extra_review_moved,
    moment_said,
    moment_settled,
    moment_shared,
    moments_of,
    open_moment,
    promise,
    proposal_accepted,
    replied,
    sensible_times,
    settled,
    tick,
)
from service.alliance.record import Proposal
from service.alliance.wishes import Rules
from service.clock import wall_time
from service.errors import Closed, Conflict, InvalidInput, NotFound
from service.itip import Purpose, messages
from service.participants import Person

MONDAY = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
ZONES = ["Europe/London", "Europe/Berlin", "Asia/Kolkata", "America/Sao_Paulo", "Africa/Cairo"]


def said(alliance, happening=Happening.DIFFICULTY, by="ben", now=MONDAY, **more):
    given = {"words": "The builder has left.", "to_coach": False, **more}
    return moment_said(alliance, happening=happening, by=by, now=now, **given)


def test_all_are_told_at_once_and_invited(running):
    outcome = said(running)
    after = outcome.alliance
    [moment] = after.moments
    assert moment.told_at == MONDAY
    assert [(w.kind, w.to) for w in outcome.wishes] == [
        ("moment_told", "ada"),
        ("moment_told", "ben"),
        ("moment_told", "cleo"),
    ]
    event = after.event(moment.event)
    assert event.purpose == Purpose.MOMENT
    assert event.rhythm is None
    asked = after.round(moment.round)
    assert asked.occasion == Occasion.MOMENT
    assert {p.person for p in asked.progress} == {"ada", "ben"}
    invited = settled(outcome, MONDAY, Rules())
    calendars = [w for w in invited.wishes if w.kind == "calendar_message"]
    assert {w.to for w in calendars if w.calendar.event.uid == event.uid} == {"ada", "ben"}


def test_the_promise_is_that_in_force_word_for_word_else_that_of_the_draft(
    running, signed_alliance
):
    drafted = promise(running, Happening.DIFFICULTY)
    assert (drafted.clause.text, drafted.version) == ("Say it early, in person", None)
    reworded = replace(
        signed_alliance,
        clauses=tuple(
            replace(w, clause=replace(w.clause, text="Say it late"))
            for w in signed_alliance.clauses
        ),
    )
    agreed = promise(reworded, Happening.DIFFICULTY)
    assert (agreed.clause.text, agreed.version) == ("Say it early, in person", 1)
    assert promise(running, Happening.SUCCESS) is None


def test_the_extra_review_asks_whether_the_clause_served_where_there_is_one(running):
    asked = said(running).alliance.rounds[-1]
    served = next(q for q in asked.questions if q.key == "served")
    assert served.current == "Say it early, in person"
    success = said(running, Happening.SUCCESS).alliance.rounds[-1]
    assert "served" not in {q.key for q in success.questions}


def test_one_open_moment_for_each_person(running):
    once = said(running).alliance
    with pytest.raises(Conflict):
        said(once, Happening.CHANGE)
    other = said(once, Happening.CHANGE, by="ada").alliance
    assert len(other.moments) == 2
    assert len({m.id for m in other.moments}) == 2
    assert len({e.uid for e in other.events}) == len(other.events)
    over = MONDAY + timedelta(days=8)
    assert open_moment(once, "ben", over) is None
    assert said(once, now=over).alliance.moments[-1].told_at == over


def test_two_extra_reviews_are_not_at_once(running):
    both = said(said(running).alliance, by="ada").alliance
    one, two = (both.event(m.event) for m in both.moments)
    assert abs(one.starts - two.starts) >= timedelta(minutes=running.review_minutes)


def test_a_difficulty_is_confided_to_the_coach_and_to_nobody_else(running):
    outcome = said(running, to_coach=True)
    [wish] = settled(outcome, MONDAY, Rules()).wishes[:1]
    assert (wish.kind, wish.to) == ("moment_confided", "cleo")
    after = outcome.alliance
    assert after.events == running.events
    assert after.rounds == running.rounds
    assert moments_of(after, "ada") == ()
    assert [m.words for m in moments_of(after, "ben")] == ["The builder has left."]
    with pytest.raises(NotFound):
        moment_shared(after, after.moments[0].id, by="ada", words="", now=MONDAY)


@pytest.mark.parametrize("happening", [Happening.CHANGE, Happening.SUCCESS])
def test_only_a_difficulty_is_confided(running, happening):
    with pytest.raises(InvalidInput):
        said(running, happening, to_coach=True)


def test_nothing_is_confided_where_there_is_no_coach(running):
    alone = replace(running, people=running.people[:2])
    with pytest.raises(InvalidInput):
        said(alone, to_coach=True)


def test_what_was_confided_is_shared_later_in_other_words_or_settled(running):
    confided = said(running, to_coach=True).alliance
    moment_id = confided.moments[0].id
    shared = moment_shared(confided, moment_id, by="ben", words="I need help.", now=MONDAY)
    assert shared.alliance.moments[0].words == "I need help."
    assert {w.to for w in shared.wishes} == {"ada", "ben", "cleo"}
    with pytest.raises(Conflict):
        moment_shared(shared.alliance, moment_id, by="ben", words="", now=MONDAY)
    quiet = moment_settled(confided, moment_id, by="ben", now=MONDAY)
    assert quiet.wishes == ()
    assert open_moment(quiet.alliance, "ben", MONDAY) is None


def test_words_may_be_missing_but_not_endless(running):
    assert said(running, words="  ").alliance.moments[0].words == ""
    with pytest.raises(InvalidInput):
        said(running, words="x" * 5000)


def test_who_does_not_take_part_says_nothing_and_a_closed_alliance_hears_nothing(running):
    with pytest.raises(NotFound):
        said(running, by="cleo")
    with pytest.raises(Closed):
        said(replace(running, phase=Phase.CLOSED))


def test_all_answers_release_the_extra_round_and_leave_the_reviews_alone(running):
    after = said(running).alliance
    number = after.moments[0].round
    one = replied(after, number, "ben", MONDAY)
    both = replied(one.alliance, number, "ada", MONDAY + timedelta(hours=1))
    assert {w.kind for w in both.wishes} == {"review_summary", "coach_summary"}
    assert both.alliance.current_round.number == 0


def test_the_extra_round_is_released_when_it_begins_and_is_silent_if_nobody_answered(running):
    after = settled(said(running), MONDAY, Rules()).alliance
    at = after.round(after.moments[0].round).replies_due
    assert after.due is not None
    outcome = tick(after, at, Rules(), lambda _: ())
    assert outcome.alliance.round(after.moments[0].round).released_at == at
    assert not [w for w in outcome.wishes if w.round == after.moments[0].round]


def test_the_organiser_moves_it_and_calls_it_off(running):
    after = settled(said(running), MONDAY, Rules()).alliance
    uid = after.moments[0].event
    moved = extra_review_moved(
        after, uid, starts=datetime(2026, 10, 8, 15, 0), minutes=20, now=MONDAY
    ).alliance
    assert moved.round(after.moments[0].round).replies_due == datetime(2026, 10, 8, 14, tzinfo=UTC)
    off = extra_review_called_off(moved, uid, MONDAY).alliance
    assert off.event(uid).cancelled
    assert open_moment(off, "ben", MONDAY) is None
    told = settled(replace(said(running), alliance=off, wishes=()), MONDAY, Rules())
    assert {w.calendar.method for w in told.wishes} == {"CANCEL"}
    with pytest.raises(Conflict):
        extra_review_called_off(off, uid, MONDAY)
    with pytest.raises(NotFound):
        extra_review_called_off(off, off.conversation.uid, MONDAY)


def test_another_time_that_is_proposed_for_it_is_taken(running):
    after = said(running).alliance
    uid = after.moments[0].event
    proposal = Proposal(
        id="p",
        event=uid,
        person="ada",
        starts=datetime(2026, 10, 9, 14, tzinfo=UTC),
        minutes=30,
        sequence=0,
        at=MONDAY,
    )
    taken = proposal_accepted(replace(after, proposals=(proposal,)), "p", MONDAY).alliance
    assert taken.event(uid).starts == datetime(2026, 10, 9, 15, 0)


def test_the_close_takes_it_out_of_the_calendars(running):
    after = settled(said(running), MONDAY, Rules()).alliance
    closed = settled(close(after, by="ada", why="", now=MONDAY), MONDAY, Rules())
    calendar = [w.calendar for w in closed.wishes if w.calendar]
    assert "CANCEL" in {wanted.method for wanted in calendar}
    event = closed.alliance.event(after.moments[0].event)
    assert messages(None, event, attendees=("ada",), person="ada", now=MONDAY) == ()


def test_while_the_reviews_rest_something_may_still_happen(running):
    resting = replace(running, pause=Pause(at=MONDAY))
    assert said(resting).alliance.moments


@settings(max_examples=60, deadline=None)
@given(
    zones=st.lists(st.sampled_from(ZONES), min_size=2, max_size=2),
    hours=st.integers(0, 24 * 370),
)
def test_sensible_times_are_working_hours_for_all_who_share_any(zones, hours):
    after = MONDAY + timedelta(hours=hours)
    for at in sensible_times(_spread_over(zones), after, 3):
        assert timedelta(hours=12) < at - after < timedelta(days=22)
        walls = [wall_time(at, zone) for zone in zones]
        if set(zones) != {"Asia/Kolkata", "America/Sao_Paulo"}:
            assert all(w.weekday() < 5 and 9 <= w.hour < 17 for w in walls), walls


def _spread_over(zones):
    people = tuple(
        Person(
            id=f"p{n}",
            name=f"P{n}",
            email=f"p{n}@example.org",
            takes_part=True,
            time_zone=zone,
            joined_at=MONDAY,
        )
        for n, zone in enumerate(zones)
    )
    return Alliance(
        id="spread",
        title="Spread",
        time_zone=zones[0],
        language="en",
        phase=Phase.RUNNING,
        question_set="work",
        question_set_version=1,
        people=people,
        rhythm=None,
        review_minutes=30,
        started_at=MONDAY,
    )
