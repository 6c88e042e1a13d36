"""When the conversation is over, each who takes part is asked once to settle the wording."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service import alliance as core
from service.agreement import Clause, Version
from service.alliance import Phase, Rules

OVER = datetime(2026, 9, 15, 14, 0, tzinfo=UTC)
"""The end of the conversation: 15:00 in London."""


@pytest.fixture
def talking(alliance, now):
    """Both have replied, and meet."""
    first = alliance.first_round
    progress = tuple(replace(p, replied_at=now) for p in first.progress)
    first = replace(first, released_at=now, progress=progress)
    known = "3a4f1c52-8a0e-4a57-9f6d-0f4f6a1c2b3d"
    return replace(alliance, id=known, rounds=(first,), phase=Phase.MEETING)


def asked(alliance, moment=OVER):
    outcome = core.tick(alliance, moment, Rules(), lambda _: ())
    return [wish.to for wish in outcome.wishes if wish.kind == "settle_wording"]


def test_each_who_takes_part_is_asked_as_it_ends(talking):
    assert asked(talking, OVER - timedelta(minutes=1)) == []
    assert asked(talking) == ["ada", "ben"]


def test_nobody_is_asked_twice(talking):
    after = core.tick(talking, OVER, Rules(), lambda _: ()).alliance
    assert asked(after, OVER + timedelta(days=1)) == []


def test_who_has_proposed_already_needs_no_asking(talking, now):
    clause = Clause(key="contact", section="relationship", heading="Contact", text="Every day.")
    version = Version(
        number=1, clauses=(clause,), proposed_by="ada", proposed_at=now, signers=("ada", "ben")
    )
    assert asked(replace(talking, versions=(version,))) == []


def test_where_nobody_answered_there_is_no_draft(talking, alliance):
    silent = replace(talking.first_round, progress=alliance.first_round.progress)
    assert asked(replace(talking, rounds=(silent,))) == []


def test_a_corrected_address_is_asked_as_well(talking):
    running = core.tick(talking, OVER, Rules(), lambda _: ()).alliance
    corrected = core.resent(running, "ben", OVER + timedelta(hours=1))
    assert corrected.wishes[-1].kind == "settle_wording"
