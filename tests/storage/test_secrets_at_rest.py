import sqlite3
from dataclasses import replace

import pytest

from service.answers import Answer, Reply
from service.outbox import QueuedMail
from service.storage import Store, WrongKeyError
from service.storage.tables import metadata

SEEDED = "quince-marmalade"
"""Stands in every text below, and must stand nowhere on the disk."""


def fill(tx, alliance, now):
    person = replace(alliance.people[0], name=SEEDED, email=f"{SEEDED}@example.org")
    question = replace(alliance.rounds[0].questions[0], text=SEEDED)
    tx.add_alliance(
        replace(
            alliance,
            title=SEEDED,
            people=(person, *alliance.people[1:]),
            events=(replace(alliance.events[0], place=SEEDED),),
            rounds=(replace(alliance.rounds[0], questions=(question,)),),
        )
    )
    answers = (Answer(question="purpose", points=(SEEDED,)),)
    tx.save_draft("garden", 0, "ben", answers, now)
    tx.save_reply("garden", 0, Reply(person="ada", answers=answers, sent_at=now))
    mail = QueuedMail(
        id="m1",
        key="m1",
        alliance="garden",
        person="ada",
        kind="reminder",
        recipient=f"{SEEDED}@example.org",
        payload=SEEDED,
        raw=SEEDED.encode(),
        last_answer=SEEDED,
        created_at=now,
        due=now,
    )
    tx.queue([mail])
    tx.drop_local(mail, SEEDED.encode(), now)
    tx.store_inbound("d1", "<x@example.org>", SEEDED.encode(), now, (f"{SEEDED}@example.org",))
    tx.note("garden", now, "ada", "wrote", SEEDED)
    tx.silence_address(f"{SEEDED}@example.org", now)
    tx.add_start("s1", "h1", SEEDED, now)


def test_nothing_that_people_wrote_can_be_read_in_the_files(
    migrated_sqlite, tmp_path, alliance, now
):
    path = tmp_path / "a.sqlite3"
    path.write_bytes(migrated_sqlite.read_bytes())
    store = Store(f"sqlite:///{path}", b"key")
    with store.write() as tx:
        fill(tx, alliance, now)
    on_disk = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    store.close()
    assert b"garden" in on_disk, "the files looked at are not those that were written"
    assert SEEDED.encode() not in on_disk
    assert SEEDED.encode() not in path.read_bytes()


def test_after_erasure_no_table_but_the_inbound_digests_knows_the_alliance(store, alliance, now):
    with store.write() as tx:
        fill(tx, alliance, now)
        tx.settle_inbound(tx.unsettled_inbound()[0], "rsvp", "garden")
        tx.erase_alliance("garden")
    with store.read() as tx:
        left = {
            table.name: tx._connection.execute(table.select()).mappings().all()
            for table in metadata.sorted_tables
        }
    assert {name for name, rows in left.items() if rows} == {"inbound", "silences", "starts"}
    assert left["inbound"][0]["raw"] is None
    assert left["inbound"][0]["recipients"] is None


def test_a_value_opens_in_its_own_row_alone(tmp_path, migrated_sqlite, alliance, now):
    path = tmp_path / "a.sqlite3"
    path.write_bytes(migrated_sqlite.read_bytes())
    store = Store(f"sqlite:///{path}", b"key")
    with store.write() as tx:
        fill(tx, alliance, now)
    with sqlite3.connect(path) as thief:
        thief.execute("INSERT INTO replies SELECT alliance, 1, 'ben', at, body FROM replies")
    thief.close()
    with pytest.raises(WrongKeyError), store.read() as tx:
        tx.reply("garden", 1, "ben")
    store.close()
