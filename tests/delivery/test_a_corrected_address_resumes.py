"""Who could not be reached goes on from where mail stopped: form, draft, signature, calendar."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service import alliance as core
from service.agreement import Clause, SignOff, Version
from service.alliance import Phase

DAY = timedelta(days=1)


@pytest.fixture
def released(alliance, now):
    first = replace(alliance.first_round, released_at=now)
    return replace(alliance, rounds=(first,), phase=Phase.MEETING)


@pytest.fixture
def proposed(released, now):
    clause = Clause(key="contact", section="relationship", heading="Contact", text="Every day.")
    version = Version(
        number=1, clauses=(clause,), proposed_by="ada", proposed_at=now, signers=("ada", "ben")
    )
    return replace(released, versions=(version,))


def kinds(alliance, now):
    corrected = core.address_corrected(alliance, "ben", "benjamin@example.org", now)
    assert {wish.to for wish in corrected.wishes} == {"ben"}
    return [wish.kind for wish in corrected.wishes]


def test_before_the_release_it_is_the_form(alliance, now):
    assert kinds(alliance, now) == ["form_invitation"]


def test_after_it_also_the_draft(released, now):
    assert kinds(released, now) == ["form_invitation", "draft_ready"]


def test_a_version_that_waits_for_their_word(proposed, now):
    assert kinds(proposed, now) == ["form_invitation", "agreement_proposed"]
    [clause] = proposed.versions[-1].clauses
    said = SignOff(
        person="ben", clause_key=clause.key, clause_hash=clause.hash, agrees=True, at=now
    )
    assert kinds(replace(proposed, sign_offs=(said,)), now) == ["form_invitation"]


def test_two_refusals_a_day_apart_suspend_and_a_correction_forgets_them(alliance, now):
    once = core.returned(alliance, "ben", "550 no such user", now)
    assert (once.wishes, once.alliance.person("ben").suspended_at) == ((), None)
    soon = core.returned(once.alliance, "ben", "550", now + DAY / 2)
    assert soon.alliance.person("ben").suspended_at is None
    twice = core.returned(soon.alliance, "ben", "550 no such user", now + DAY)
    ben = twice.alliance.person("ben")
    assert (ben.suspended_at, ben.suspended_why) == (now + DAY, "550 no such user")
    assert [(w.kind, w.to) for w in twice.wishes] == [("undelivered", "ada")]
    corrected = core.address_corrected(twice.alliance, "ben", "b@example.org", now + 2 * DAY)
    ben = corrected.alliance.person("ben")
    assert (ben.suspended_at, ben.returned_at, ben.mailable) == (None, None, True)


def test_a_refusal_of_long_ago_says_nothing(alliance, now):
    once = core.returned(alliance, "ben", "550", now).alliance
    later = core.returned(once, "ben", "550", now + 90 * DAY).alliance
    assert (later.person("ben").suspended_at, later.person("ben").returned_at) == (
        None,
        now + 90 * DAY,
    )
