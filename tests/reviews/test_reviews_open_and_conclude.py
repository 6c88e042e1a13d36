"""When a review's round opens, what is made up for, and what a review leaves behind."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service import itip
from service.agreement import Clause
from service.alliance import (
    Happening,
    Pause,
    ending_begun,
    lead_changed,
    moment_said,
    next_review,
    paused,
    replied,
    resumed,
    review_concluded,
    review_moved,
    settled,
    tick,
    topics_named,
)
from service.alliance.calendars import calendars_told, with_review_series
from service.alliance.wishes import Outcome, Rules
from service.answers import Answer, Reply
from service.clock import days
from service.errors import Closed, InvalidInput
from service.reviews import review_outcome, review_questions
from service.rhythm import Rhythm

RULES = Rules()
TALK_OVER = datetime(2026, 9, 15, 14, tzinfo=UTC)
FIRST = datetime(2026, 10, 13, 13, tzinfo=UTC)


def none_asked(_alliance):
    return ()


@pytest.fixture
def series(running):
    return settled(
        Outcome(alliance=with_review_series(running, TALK_OVER)), TALK_OVER, RULES
    ).alliance


def run(alliance, until, step=timedelta(hours=6), since=TALK_OVER):
    """Ticks as the engine does, on the way to `until`; the wishes by their kind."""
    kinds = []
    now = since
    while now < until:
        now = min(now + step, until)
        if alliance.due and alliance.due <= now:
            outcome = tick(alliance, now, RULES, none_asked)
            alliance = outcome.alliance
            kinds += [(w.kind, w.to) for w in outcome.wishes if w.kind != "calendar_message"]
    return alliance, kinds


def test_the_form_is_mailed_some_days_before(series):
    early, kinds = run(series, FIRST - days(5) - timedelta(minutes=1))
    assert kinds == []
    _, kinds = run(early, FIRST - days(5), since=FIRST - days(6))
    assert kinds == [("review_form", "ada"), ("review_form", "ben")]


def test_each_alliance_has_days_of_its_own(series):
    longer = settled(lead_changed(series, 12), TALK_OVER, RULES).alliance
    early, _ = run(longer, FIRST - days(12) - timedelta(minutes=1))
    assert early.current_round.number == 0
    opened, _ = run(early, FIRST - days(12), since=FIRST - days(13))
    assert opened.current_round.occurrence == FIRST


@pytest.mark.parametrize("lead_days", [0, 61])
def test_days_that_make_no_sense_are_refused(series, lead_days):
    with pytest.raises(InvalidInput):
        lead_changed(series, lead_days)


def test_a_closed_alliance_changes_no_days(series):
    with pytest.raises(Closed):
        lead_changed(replace(series, phase="closed"), 3)


def test_reviews_missed_while_the_service_was_away_are_made_up_for_by_one(series):
    weekly = replace(
        series,
        events=tuple(
            replace(e, rhythm=Rhythm(unit="week", interval=1)) if e.rhythm else e
            for e in series.events
        ),
    )
    back = FIRST + days(19)
    outcome = tick(weekly, back, RULES, none_asked)
    forms = [w for w in outcome.wishes if w.kind == "review_form"]
    assert {w.to for w in forms} == {"ada", "ben"}
    assert len(forms) == 2
    asked = outcome.alliance.current_round
    assert asked.missed == 3
    assert asked.occurrence > back
    quiet, kinds = run(outcome.alliance, asked.replies_due - timedelta(hours=1), since=back)
    assert {k for k, _ in kinds} <= {"reminder"}
    assert quiet.current_round.number == asked.number


def test_a_catch_up_does_not_wait_for_a_review_that_is_months_ahead(series):
    quarterly = replace(
        series,
        events=tuple(
            replace(e, rhythm=Rhythm(unit="week", interval=13)) if e.rhythm else e
            for e in series.events
        ),
    )
    back = FIRST + days(20)
    asked = tick(quarterly, back, RULES, none_asked).alliance.current_round
    assert asked.missed == 1
    assert asked.replies_due == back + days(7)
    assert asked.occurrence > back + days(60)


def test_nothing_is_made_up_for_where_nothing_was_missed(series):
    after, _ = run(series, FIRST + days(40))
    assert [r.missed for r in after.rounds] == [0, 0, 1], "one that nobody answered counts"


def test_after_two_silent_reviews_the_organiser_is_asked_once(series):
    _, kinds = run(series, FIRST + days(29))
    assert kinds.count(("reviews_unanswered", "ada")) == 1
    _, kinds = run(series, FIRST + days(57))
    assert kinds.count(("reviews_unanswered", "ada")) == 1, "not again before two more"
    _, kinds = run(series, FIRST + days(85))
    assert kinds.count(("reviews_unanswered", "ada")) == 2


def test_an_answer_in_between_starts_the_count_anew(series):
    one, _ = run(series, FIRST + days(25))
    answered = replied(one, one.current_round.number, "ben", FIRST + days(25)).alliance
    _, kinds = run(
        settled(Outcome(alliance=answered), FIRST + days(25), RULES).alliance,
        FIRST + days(60),
        since=FIRST + days(25),
    )
    assert "reviews_unanswered" not in {k for k, _ in kinds}


def test_while_the_reviews_rest_none_is_missed(series):
    resting = replace(
        series,
        pause=Pause(at=TALK_OVER, until=FIRST + days(40)),
        events=tuple(itip.end(e, TALK_OVER) if e.rhythm else e for e in series.events),
    )
    after, kinds = run(
        settled(Outcome(alliance=resting), TALK_OVER, RULES).alliance, FIRST + days(41)
    )
    assert "review_form" not in {k for k, _ in kinds}
    assert after.pause is None


CHANGED = Clause(
    key="when_difficulty", section="relationship", heading="H", text="Say it early, in person"
)


def concluded(alliance, **choices):
    """The review, as Ada and Ben answer: `ada="keep"` or `ben=("change", "words")`."""
    questions = review_questions((CHANGED,))
    replies = tuple(
        Reply(
            person=who,
            sent_at=FIRST,
            answers=(
                Answer(
                    question="clause_when_difficulty",
                    choice=said if isinstance(said, str) else said[0],
                    text="" if isinstance(said, str) else said[1],
                ),
            ),
        )
        for who, said in choices.items()
    )
    return review_concluded(alliance, 1, review_outcome(questions, replies), FIRST)


def test_where_nobody_asks_for_a_change_the_agreement_is_confirmed(signed_alliance):
    [held] = concluded(signed_alliance, ada="keep", ben="keep").confirmations
    assert (held.version, held.round, held.at, held.by) == (1, 1, FIRST, ("ada", "ben"))


def test_nothing_is_confirmed_by_nobody_or_where_nothing_is_in_force(running, signed_alliance):
    assert concluded(signed_alliance).confirmations == ()
    assert concluded(running, ada="keep").confirmations == ()


def test_a_wording_goes_into_the_draft_and_nothing_is_proposed_by_itself(signed_alliance):
    after = concluded(signed_alliance, ada="keep", ben=("change", "Say it the same day"))
    assert [w.clause.text for w in after.clauses] == ["Say it the same day"]
    assert after.versions == signed_alliance.versions
    assert after.confirmations == ()


def test_what_all_let_go_leaves_the_draft(signed_alliance):
    after = concluded(signed_alliance, ada="retire", ben="retire")
    assert [w.clause.text for w in after.clauses] == [""]


def test_words_that_people_have_written_since_are_not_overwritten(signed_alliance):
    working = signed_alliance.clauses[0]
    edited = replace(working, clause=replace(working.clause, text="Say it"), revision=1)
    after = concluded(replace(signed_alliance, clauses=(edited,)), ben=("change", "Other words"))
    assert after.clauses == (edited,)


def test_a_calendar_entry_names_topics_without_raising_sequence(series):
    told = calendars_told(series, TALK_OVER).alliance
    before = told.reviews
    named = topics_named(told, before.uid, ("Keeping in touch",), FIRST, FIRST - days(3))
    outcome = calendars_told(named, FIRST - days(3))
    assert {w.to for w in outcome.wishes} == {"ada", "ben"}
    for wish in outcome.wishes:
        assert wish.calendar.event.sequence == before.sequence
        assert wish.calendar.event.changed_at > before.changed_at
        assert wish.calendar.method == "REQUEST"
    again = topics_named(outcome.alliance, before.uid, ("Keeping in touch",), FIRST, FIRST)
    assert calendars_told(again, FIRST).wishes == (), "the same topics are sent once"


OPENED = FIRST - days(5)


@pytest.fixture
def asked(series):
    """The form of the first review is out."""
    return run(series, OPENED)[0]


def test_a_rest_ends_the_form_of_the_review_that_it_takes_away(asked):
    rests = settled(paused(asked, until=None, now=OPENED), OPENED, RULES).alliance
    assert rests.open_rounds == ()
    _, kinds = run(rests, FIRST + days(40), since=OPENED)
    assert kinds == [], "nobody is reminded, nor is silence counted"


def test_what_was_answered_before_a_rest_is_shown(asked):
    answered = replied(asked, 1, "ada", OPENED).alliance
    outcome = paused(answered, until=None, now=OPENED)
    assert ("review_summary", "ben") in {(w.kind, w.to) for w in outcome.wishes}


def test_a_form_is_open_again_where_the_rest_was_short(asked):
    rests = paused(asked, until=None, now=OPENED).alliance
    goes_on = resumed(rests, OPENED + days(1)).alliance
    assert [r.occurrence for r in goes_on.open_rounds] == [FIRST]
    _, kinds = run(settled(Outcome(alliance=goes_on), OPENED, RULES).alliance, FIRST, since=OPENED)
    assert ("review_form", "ada") not in kinds, "they have it"


def test_a_review_that_all_have_answered_and_that_moves_is_asked_for_once(asked):
    answered = replied(replied(asked, 1, "ada", OPENED).alliance, 1, "ben", OPENED).alliance
    assert answered.current_round.released_at
    later = datetime(2026, 11, 3, 14)
    moved = review_moved(answered, original=FIRST, starts=later, minutes=30, now=OPENED)
    assert moved.alliance.current_round.occurrence == next_review(moved.alliance, OPENED)
    after = settled(moved, OPENED, RULES).alliance
    _, kinds = run(after, datetime(2026, 11, 4, tzinfo=UTC), since=OPENED)
    assert "review_form" not in {kind for kind, _ in kinds}


def test_only_a_reviews_silence_is_told_as_such(series):
    silent, kinds = run(series, FIRST + days(29))
    assert kinds.count(("reviews_unanswered", "ada")) == 1
    now = FIRST + days(30)
    said = moment_said(
        silent, happening=Happening.SUCCESS, by="ada", words="", to_coach=False, now=now
    ).alliance
    answered = replied(said, said.rounds[-1].number, "ada", now).alliance
    ending = ending_begun(answered, by="ada", why="", now=now).alliance
    _, kinds = run(settled(Outcome(alliance=ending), now, RULES).alliance, now + days(9), since=now)
    assert ("alliance_closed", "ben") in kinds
    assert ("reviews_unanswered", "ada") not in kinds
