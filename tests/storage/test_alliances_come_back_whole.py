from dataclasses import replace
from datetime import timedelta

import pytest

from service.agreement import Clause, SignOff, Version, WorkingClause
from service.alliance import Closure, Phase, Progress
from service.errors import Conflict, NotFound
from service.itip import RSVP, PartStat, Sent
from service.storage import Store, WrongKeyError
from service.storage.alliances import _ALL_PARTS


@pytest.fixture
def full(alliance, now):
    """An alliance with parts of every kind."""
    clause = Clause(key="purpose", section="roles", heading="Why", text="To grow things")
    event = alliance.events[0]
    return replace(
        alliance,
        sent=(
            Sent(
                event=event.uid,
                person="ben",
                as_sent=event,
                attendees=("ada@example.org", "ben@example.org"),
                sent_at=now,
            ),
        ),
        rsvps=(
            RSVP(event=event.uid, person="ben", partstat=PartStat.ACCEPTED, sequence=0, stamp=now),
            RSVP(
                event=event.uid,
                person="ben",
                occurrence=now + timedelta(days=28),
                partstat=PartStat.DECLINED,
                sequence=1,
                stamp=now,
                comment="away",
            ),
        ),
        clauses=(WorkingClause(clause=clause, revision=2, edited_by="ada", edited_at=now),),
        versions=(
            Version(
                number=1,
                clauses=(clause,),
                proposed_by="ada",
                proposed_at=now,
                signers=("ada", "ben"),
            ),
        ),
        sign_offs=(
            SignOff(
                person="ada",
                clause_key="purpose",
                clause_hash=clause.hash,
                agrees=False,
                at=now,
                reason="too short",
                wording="To grow things together",
            ),
        ),
    )


def test_every_part_is_as_it_was(store, full):
    with store.write() as tx:
        tx.add_alliance(full)
    with store.read() as tx:
        assert tx.alliance("garden") == full


def test_an_unknown_id_is_not_found(store):
    with store.read() as tx, pytest.raises(NotFound):
        tx.alliance("nowhere")


def test_what_changes_is_saved_and_the_revision_goes_up(store, full, dana, now):
    with store.write() as tx:
        tx.add_alliance(full)
    first = full.rounds[0]
    after = replace(
        full,
        phase=Phase.CLOSED,
        title="The orchard",
        people=(full.people[1], full.people[0], dana),
        rsvps=full.rsvps[1:],
        rounds=(
            replace(first, progress=(Progress(person="ada", opened_at=now), first.progress[1])),
        ),
        closure=Closure(at=now, by="ada", why="harvested"),
        due=None,
    )
    with store.write() as tx:
        saved = tx.save(tx.alliance("garden", lock=True), after)
    assert saved == replace(after, revision=1)
    with store.read() as tx:
        assert tx.alliance("garden") == saved


def test_only_rows_that_differ_are_written(store, full, now):
    with store.write() as tx:
        tx.add_alliance(full)
    with store.read() as tx:
        before = _bodies(tx)
    first = full.rounds[0]
    ada, ben = first.progress
    opened = replace(first, progress=(replace(ada, opened_at=now), ben))
    with store.write() as tx:
        tx.save(full, replace(full, rounds=(opened,)))
    with store.read() as tx:
        after = _bodies(tx)
    changed = {place for place in before if before[place] != after.get(place)}
    assert changed == {("progress", "0 ada")}


def _bodies(tx):
    rows = tx._connection.execute(_ALL_PARTS, {"alliance": "garden"}).all()
    return {(r.kind, r.key): bytes(r.body) for r in rows}


def test_who_comes_second_gets_a_conflict_and_changes_nothing(store, full):
    with store.write() as tx:
        tx.add_alliance(full)
        tx.save(full, replace(full, title="First"))
    with pytest.raises(Conflict), store.write() as tx:
        tx.save(full, replace(full, title="Second"))
    with store.read() as tx:
        assert tx.alliance("garden").title == "First"


def test_two_parts_with_one_key_are_refused(store, full):
    with pytest.raises(ValueError, match="two parts"), store.write() as tx:
        tx.add_alliance(replace(full, people=(*full.people, full.people[0])))


def test_an_exception_leaves_nothing(store, full):
    def stumble():
        with store.write() as tx:
            tx.add_alliance(full)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stumble()
    with store.read() as tx:
        assert tx.alliances() == ()


def test_lists_are_by_phase_and_latest_first(store, full, now):
    older = replace(full, id="older", started_at=now - timedelta(days=9), phase=Phase.CLOSED)
    with store.write() as tx:
        tx.add_alliance(older)
        tx.add_alliance(full)
    with store.read() as tx:
        assert [a.id for a in tx.alliances()] == ["garden", "older"]
        assert tx.alliances(phase=Phase.CLOSED) == (older,)


def test_due_ones_come_in_the_order_of_their_waiting(store, full, now):
    with store.write() as tx:
        for name, due in (("later", 2), ("sooner", 1), ("never", None), ("future", 9)):
            moment = due and now + timedelta(hours=due)
            tx.add_alliance(replace(full, id=name, due=moment))
    with store.write() as tx:
        assert tx.due_alliances(now, 9) == ()
        assert tx.due_alliances(now + timedelta(hours=2), 9) == ("sooner", "later")
        assert tx.due_alliances(now + timedelta(hours=2), 1) == ("sooner",)
        assert tx.next_due() == now + timedelta(hours=1)


def test_people_are_found_by_address_whatever_its_case(store, full, alliance, ben):
    with store.write() as tx:
        tx.add_alliance(full)
    with store.read() as tx:
        assert tx.people_with_address("BEN@example.org") == (("garden", ben),)
        assert tx.people_with_address("dana@example.org") == ()


def test_another_key_opens_nothing(store, database_url, full):
    with store.write() as tx:
        tx.add_alliance(full)
    other = Store(database_url, b"another key")
    with pytest.raises(WrongKeyError), other.read() as tx:
        tx.alliance("garden")
    other.close()
