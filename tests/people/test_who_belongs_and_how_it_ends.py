"""The core of people and the end: decisions as values, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service import alliance as core
from service.agreement import Clause, SignOff, WorkingClause
from service.alliance import Occasion, Phase, Rules
from service.errors import Closed, Conflict, InvalidInput, NotFound
from service.participants import Person

NOW = datetime(2026, 9, 25, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def going(alliance):
    """The first answers are shared and the conversation is over."""
    first = replace(alliance.rounds[0], released_at=datetime(2026, 9, 12, 17, tzinfo=UTC))
    return replace(
        alliance, id="3a4f1c52-8a0e-4a57-9f6d-0f4f6a1c2b3d", phase=Phase.RUNNING, rounds=(first,)
    )


def somebody(name, **roles):
    return Person(
        id=name,
        name=name.capitalize(),
        email=f"{name}@example.org",
        time_zone="UTC",
        joined_at=NOW,
        **roles,
    )


def kinds(outcome):
    return sorted({(w.kind, w.to) for w in outcome.wishes})


def test_who_comes_later_may_answer_and_does_not_read_what_was_shared_before(going):
    outcome = core.person_added(going, somebody("eve", takes_part=True))
    after = outcome.alliance
    assert ("welcome", "eve") in kinds(outcome)
    assert core.joined_later(after, "eve")
    assert not core.may_read(after.person("eve"), after.first_round)
    core.require_open(after, 0, "eve")
    with pytest.raises(Conflict):
        core.require_open(after, 0, "ada")


def test_one_who_leaves_is_told_goodbye_and_the_last_but_one_leaves_word(going):
    outcome = core.person_left(going, "ben", NOW)
    assert ("farewell", "ben") in kinds(outcome)
    assert ("too_few", "ada") in kinds(outcome)
    assert outcome.alliance.closure is None
    with pytest.raises(InvalidInput, match="hand that over"):
        core.person_left(going, "ada", NOW)
    with pytest.raises(NotFound):
        core.person_left(outcome.alliance, "ben", NOW)


def test_organising_changes_hands_only_by_a_yes(going):
    offered = core.organiser_offered(going, going.person("ben"), NOW).alliance
    assert offered.organiser.id == "ada"
    after = core.organiser_confirmed(offered, NOW).alliance
    assert after.organiser.id == "ben"
    assert after.person("ada").present, "she takes part still"
    with pytest.raises(NotFound):
        core.organiser_confirmed(core.organiser_kept(offered).alliance, NOW)


def test_a_new_coach_reads_from_their_start(going):
    outcome = core.coach_changed(going, somebody("dana", coaches=True), NOW)
    after = outcome.alliance
    assert after.coach.id == "dana"
    assert not core.may_read(after.coach, after.first_round)
    assert ("coach_welcome", "dana") in kinds(outcome)


def test_it_closes_when_all_would_and_not_before(going):
    one = core.close_wished(going, "ada", NOW)
    assert kinds(one) == [("close_wished", "ben")]
    back = core.close_unwished(one.alliance, "ada").alliance
    assert back.close_wishes == ()
    both = core.close_wished(one.alliance, "ben", NOW)
    assert both.alliance.ending.together
    assert both.alliance.last_round.occasion == Occasion.LAST


def test_the_last_round_ends_when_nobody_is_waited_for(going):
    ending = core.ending_begun(going, by="ada", why="Done", now=NOW).alliance
    assert ending.ending.closes_at == NOW + 7 * DAY
    assert core.tick(ending, NOW, Rules(), lambda _: ()).alliance.closure is None
    for who in ("ada", "ben"):
        ending = core.last_round_skipped(ending, who, NOW).alliance
    outcome = core.tick(ending, NOW, Rules(), lambda _: ())
    assert outcome.alliance.phase == Phase.CLOSED
    assert outcome.alliance.closure.why == "Done"
    with pytest.raises(Closed):
        core.close(outcome.alliance, by="ada", why="", now=NOW)


def test_before_anything_was_shared_there_is_no_last_round(alliance):
    with pytest.raises(InvalidInput, match="nothing to look back on"):
        core.ending_begun(alliance, by="ada", why="", now=NOW)


def test_what_is_closed_opens_again_within_its_time_only(going):
    closed = core.close(going, by="ada", why="", now=NOW).alliance
    window = Rules().erase_after
    again = core.reopened(closed, by="ada", now=NOW + 30 * DAY, erase_after=window).alliance
    assert again.closure is None
    assert again.phase == Phase.RUNNING
    with pytest.raises(Conflict):
        core.reopened(closed, by="ada", now=NOW + window, erase_after=window)
    with pytest.raises(Conflict):
        core.reopened(again, by="ada", now=NOW, erase_after=window)


def test_who_has_left_cannot_take_it_over(going):
    offered = core.organiser_offered(going, going.person("cleo"), NOW).alliance
    left = core.coach_changed(offered, None, NOW + DAY).alliance
    assert left.handover is None
    with pytest.raises(NotFound):
        core.organiser_confirmed(replace(left, handover=offered.handover), NOW + DAY)


def test_who_leaves_as_the_last_to_sign_puts_the_agreement_into_force(going):
    clause = Clause(key="purpose", section="roles", heading="What for", text="Good soil")
    eve = somebody("eve", takes_part=True)
    asked = replace(going, people=(*going.people, eve), clauses=(WorkingClause(clause=clause),))
    proposed = core.proposed(asked, by="ada", now=NOW).alliance
    version = proposed.versions[-1]
    signs = tuple(
        SignOff(person=who, clause_key=clause.key, clause_hash=clause.hash, agrees=True, at=NOW)
        for who in ("ada", "ben")
    )
    waiting = replace(proposed, sign_offs=signs)
    assert core.in_force(waiting) is None
    outcome = core.person_left(waiting, "eve", NOW + DAY)
    assert core.in_force(outcome.alliance) == version
    told = {who for kind, who in kinds(outcome) if kind == "agreement_signed"}
    assert told == {"ada", "ben", "cleo"}


def test_reviews_that_had_not_begun_begin_when_they_would_have(going):
    running = core.tick(replace(going, phase=Phase.MEETING), NOW, Rules(), lambda _: ()).alliance
    first = core.next_review(running, NOW)
    closed = core.close(running, by="ada", why="", now=NOW + DAY).alliance
    again = core.reopened(closed, by="ada", now=NOW + 2 * DAY, erase_after=Rules().erase_after)
    assert core.next_review(again.alliance, NOW + 2 * DAY) == first
