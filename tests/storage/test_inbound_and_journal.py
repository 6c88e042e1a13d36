from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from service.storage import Inbound, Note


def test_a_message_is_stored_once_and_waits_until_it_is_settled(store, alliance, now):
    with store.write() as tx:
        tx.add_alliance(alliance)
        later = tx.store_inbound("d2", "<2@x>", b"two", now + timedelta(1), ("a@example.org",))
        first = tx.store_inbound("d1", "<1@x>", b"one", now)
        assert tx.store_inbound("d1", "<1@x>", b"one", now) is None
    with store.write() as tx:
        assert tx.unsettled_inbound() == (first, later)
        assert tx.claim_inbound(first) == Inbound(
            id=first, raw=b"one", recipients=(), received_at=now
        )
        assert tx.claim_inbound(later) == Inbound(
            id=later, raw=b"two", recipients=("a@example.org",), received_at=now + timedelta(1)
        )
        tx.settle_inbound(first, "rsvp", "garden")
        tx.settle_inbound(later, "junk", None)
        assert tx.unsettled_inbound() == ()
        assert tx.claim_inbound(first) is tx.claim_inbound(later) is None
        assert tx.store_inbound("d2", "<2@x>", b"two", now) is None


def test_the_journal_says_who_did_what_in_order(store, alliance, now):
    with store.write() as tx:
        tx.add_alliance(alliance)
        tx.note("garden", now, "ada", "moved", "to Tuesday")
        tx.note("garden", now, None, "closed", "")
    with store.read() as tx:
        assert tx.notes("garden") == (
            Note(at=now, person="ada", what="moved", detail="to Tuesday"),
            Note(at=now, person=None, what="closed", detail=""),
        )


def test_writers_of_one_database_take_turns(store, alliance, now):
    with store.write() as tx:
        tx.add_alliance(alliance)

    def note(number):
        with store.write() as tx:
            tx.note("garden", now, None, "noted", str(number))

    with ThreadPoolExecutor(20) as writers:
        list(writers.map(note, range(100)))
    with store.read() as tx:
        assert {n.detail for n in tx.notes("garden")} == {str(n) for n in range(100)}
