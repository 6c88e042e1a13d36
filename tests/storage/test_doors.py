from datetime import timedelta

import pytest

from service.links import Link
from service.participants import Role


@pytest.fixture
def garden(store, alliance):
    with store.write() as tx:
        tx.add_alliance(alliance)
    return store


def link(name, role, now, person="ada"):
    return Link(token_hash=name, alliance="garden", person=person, role=role, made_at=now)


def test_a_link_is_found_by_its_hash_alone(garden, now):
    made = link("h1", Role.PARTICIPANT, now)
    with garden.write() as tx:
        tx.add_link(made)
    with garden.read() as tx:
        assert tx.link("h1") == made
        assert tx.link("h2") is None


def test_links_of_one_role_are_revoked_and_the_others_stay(garden, now):
    later = now + timedelta(days=1)
    with garden.write() as tx:
        tx.add_link(link("h1", Role.PARTICIPANT, now))
        tx.add_link(link("h2", Role.ORGANISER, now))
        tx.add_link(link("h3", Role.PARTICIPANT, now, person="ben"))
        tx.revoke_links("garden", "ada", Role.PARTICIPANT, later)
        assert [tx.link(h).revoked_at for h in ("h1", "h2", "h3")] == [later, None, None]
        tx.revoke_links("garden", "ada", None, later + timedelta(days=1))
        assert tx.link("h2").revoked_at == later + timedelta(days=1)
        assert tx.link("h1").revoked_at == later


def test_a_reply_address_belongs_to_one_person(garden):
    with garden.write() as tx:
        tx.add_address("t1", "garden", "ada", "uid")
        tx.add_address("t1", "garden", "ben", "uid")
        tx.add_address("t2", "garden", "ben", None)
    with garden.read() as tx:
        assert tx.address("t1") == ("garden", "ada", "uid")
        assert tx.address("t2") == ("garden", "ben", None)
        assert tx.address("t3") is None


def test_a_start_waits_for_its_word_and_not_for_ever(store, now):
    with store.write() as tx:
        tx.add_start("s1", "h1", "the plan", now)
        tx.add_start("s2", "h2", "another plan", now + timedelta(days=2))
        assert tx.start("h1", since=now) == "the plan"
        assert tx.start("h1", since=now + timedelta(1)) is None
        tx.delete_starts_before(now + timedelta(days=1))
        assert tx.start("h1", since=now) is None
        tx.delete_start("h2")
        assert tx.start("h2", since=now) is None


def test_a_silenced_address_stays_silent(store, now):
    with store.write() as tx:
        assert not tx.silenced("ada@example.org")
        tx.silence_address("ada@example.org", now)
        tx.silence_address("ADA@example.org", now)
    with store.read() as tx:
        assert tx.silenced("Ada@Example.org")
        assert not tx.silenced("ben@example.org")
