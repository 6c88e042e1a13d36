import asyncio
from datetime import timedelta

import pytest

from service.delivery import LocalMailbox, SMTPRelay
from service.errors import Unavailable
from service.outbox import MailState


def queue(store, *mails):
    with store.write() as tx:
        tx.queue(mails)


def look(store, name):
    with store.read() as tx:
        return tx.mail(name)


def test_each_mail_leaves_once_and_its_words_are_kept_no_longer(store, sink, deliver, post, now):
    names = [f"m{n}" for n in range(20)]
    queue(store, *(post(n, f"{n}@example.org") for n in names))
    asyncio.run(deliver(lanes=3).deliver_due(now))
    assert sorted(sink.recipients) == sorted(f"{n}@example.org" for n in names)
    assert sink.connections <= 3
    asyncio.run(deliver().deliver_due(now))
    assert len(sink.mails) == 20
    mail = look(store, "m7")
    assert (mail.state, mail.attempts, mail.due) == (MailState.SENT, 1, None)
    assert mail.message_id == "<m7@example.org>"
    assert (mail.payload, mail.raw) == ("", None)
    assert mail.last_answer == "250 2.0.0 taken"


def test_the_same_wish_twice_is_one_mail(store, sink, deliver, post, now):
    queue(store, post("m1", key="k"), post("m2", key="k"))
    queue(store, post("m3", key="k"))
    asyncio.run(deliver().deliver_due(now))
    assert len(sink.mails) == 1


def test_what_is_not_due_waits(store, sink, deliver, post, now):
    queue(store, post("m1", due=now + timedelta(hours=1)))
    asyncio.run(deliver().deliver_due(now))
    assert sink.mails == []
    with store.read() as tx:
        assert tx.next_mail_due() == now + timedelta(hours=1)
    asyncio.run(deliver().deliver_due(now + timedelta(hours=1)))
    assert len(sink.mails) == 1


def test_a_line_waits_for_its_first(store, sink, deliver, post, now):
    # CALENDAR.md, rule 30: what is said of one event to one person leaves in order.
    queue(store, post("m1", order_key="uid ben"), post("m2", order_key="uid ben"))
    queue(store, post("m3", "ada@example.org", order_key="uid ada"))
    sink.answers["RCPT", "ben@example.org"] = "450 4.2.1 greylisted"
    asyncio.run(deliver(lanes=3).deliver_due(now))
    assert sink.recipients == ["ada@example.org"]
    assert look(store, "m2").attempts == 0
    sink.answers.clear()
    later = now + timedelta(minutes=1)
    asyncio.run(deliver(lanes=3).deliver_due(later))
    assert [raw.splitlines()[0] for _, raw in sink.mails[1:]] == [
        b"Message-ID: <m1@example.org>",
        b"Message-ID: <m2@example.org>",
    ]


def test_a_greylisted_mail_is_tried_again_with_growing_pauses(store, sink, deliver, post, now):
    queue(store, post("m1"))
    sink.answers["RCPT", None] = "450 4.7.1 later"
    moment, waits = now, []
    while moment < now + timedelta(hours=4):
        asyncio.run(deliver().deliver_due(moment))
        due = look(store, "m1").due
        waits.append(due - moment)
        moment = due
    assert waits == sorted(waits)
    assert len(waits) < 10
    sink.answers.clear()
    asyncio.run(deliver().deliver_due(moment))
    assert len(sink.mails) == 1


def test_after_five_days_it_is_given_up_and_told(store, sink, deliver, post, now):
    queue(store, post("m1"))
    sink.answers["RCPT", None] = "450 4.7.1 later"
    told = []
    moment = now
    while look(store, "m1").due is not None:
        due = look(store, "m1").due
        moment = due
        delivery = deliver(on_settled=lambda _, mail: told.append(mail))
        asyncio.run(delivery.deliver_due(due))
    assert timedelta(days=5) <= moment - now < timedelta(days=5, hours=5)
    assert [mail.state for mail in told] == [MailState.EXPIRED]


def test_a_refused_recipient_is_told_and_the_others_arrive(store, sink, deliver, post, now):
    queue(store, *(post(f"m{n}", f"p{n}@example.org") for n in range(10)))
    sink.answers["RCPT", "p3@example.org"] = "550 5.1.1 no such person"
    told = []
    delivery = deliver(on_settled=lambda _, m: told.append((m.id, m.state)))
    asyncio.run(delivery.deliver_due(now))
    assert len(sink.mails) == 9
    assert "m3" not in dict(told), "servers have bad days"
    asyncio.run(delivery.deliver_due(now + timedelta(hours=23)))
    assert look(store, "m3").attempts == 1
    asyncio.run(delivery.deliver_due(now + timedelta(days=1)))
    assert ("m3", MailState.BOUNCED) in told
    mail = look(store, "m3")
    assert mail.last_answer == "rcpt: 550 5.1.1 no such person"
    assert mail.raw is not None


def test_what_follows_is_in_the_same_transaction(store, sink, deliver, post, alliance, now):
    with store.write() as tx:
        tx.add_alliance(alliance)
    queue(store, post("m1", alliance="garden"))
    sink.answers["RCPT", None] = "550 5.1.1 no such person"

    def tell(tx, mail):
        tx.queue([post("told", "ada@example.org")])
        tx.note("garden", now, mail.person, "undelivered", mail.last_answer)

    asyncio.run(deliver(lanes=1).deliver_due(now))
    asyncio.run(deliver(lanes=1, on_settled=tell).deliver_due(now + timedelta(days=1)))
    assert look(store, "m1").state == MailState.BOUNCED
    assert look(store, "told").state == MailState.DEFERRED


def test_what_fails_to_follow_is_undone_but_the_answer_stays(store, sink, deliver, post, now):
    queue(store, post("m1"))

    def stumble(tx, mail):
        tx.queue([post("half")])
        raise ZeroDivisionError

    asyncio.run(deliver(on_settled=stumble).deliver_due(now))
    assert look(store, "m1").state == MailState.SENT
    assert look(store, "half") is None


def test_a_corrected_address_resumes_where_it_stopped(store, sink, deliver, post, now):
    queue(store, post("m1"))
    sink.answers["RCPT", "ben@example.org"] = "550 5.1.1 no such person"
    asyncio.run(deliver().deliver_due(now))
    with store.write() as tx:
        assert tx.requeue("m1", now, recipient="benjamin@example.org")
    asyncio.run(deliver().deliver_due(now))
    assert sink.recipients == ["benjamin@example.org"]
    with store.write() as tx:
        assert not tx.requeue("m1", now)


def test_a_template_that_fails_is_parked_and_the_others_leave(
    store, sink, deliver, post, now, caplog
):
    composed = []

    def compose(mail):
        composed.append(mail.id)
        if mail.id == "m2":
            raise KeyError("name")
        return b"Subject: fine\r\n\r\nfine\r\n"

    queue(store, *(post(f"m{n}") for n in range(5)))
    moment = now
    for _ in range(5):
        asyncio.run(deliver(composing=compose).deliver_due(moment))
        moment += timedelta(hours=2)
    assert len(sink.mails) == 4
    assert composed.count("m2") == 3
    assert look(store, "m2").state == MailState.PARKED
    assert any(r.levelname == "ERROR" and "m2" in r.message for r in caplog.records)


def test_bytes_are_rendered_once_whatever_happens(store, sink, deliver, post, now):
    composed = []

    def compose(mail):
        composed.append(mail.id)
        return f"Subject: {len(composed)}\r\n\r\nwords\r\n".encode()

    queue(store, post("m1"))
    sink.answers["DATA", None] = "451 4.3.0 later"
    asyncio.run(deliver(composing=compose).deliver_due(now))
    sink.answers.clear()
    asyncio.run(deliver(composing=compose).deliver_due(now + timedelta(minutes=1)))
    assert composed == ["m1"]
    assert sink.mails[0][1].startswith(b"Subject: 1\r\n")


def test_an_unreachable_relay_holds_all_and_loses_none(store, sink, deliver, post, now):
    queue(store, *(post(f"m{n}") for n in range(4)))
    nowhere = SMTPRelay("smtp://127.0.0.1:9", lambda _: "bounces@example.org")
    asyncio.run(deliver(to=nowhere, lanes=1).deliver_due(now))
    assert [look(store, f"m{n}").attempts for n in range(4)] == [1, 0, 0, 0]
    asyncio.run(deliver().deliver_due(now + timedelta(hours=1)))
    assert len(sink.mails) == 4


def test_silenced_mail_does_not_leave(store, sink, deliver, post, alliance, now):
    with store.write() as tx:
        tx.add_alliance(alliance)
    queue(store, post("m1", alliance="garden"), post("m2", alliance="garden", person="ada"))
    with store.write() as tx:
        tx.cancel_mails("garden", "ben", now=now)
    asyncio.run(deliver().deliver_due(now))
    assert [raw for _, raw in sink.mails] == [
        b"Message-ID: <m2@example.org>\r\nSubject: reminder\r\n\r\nwords of m2\r\n"
    ]
    with store.read() as tx:
        assert [m.state for m in tx.mails("garden")] == [MailState.SILENCED, MailState.SENT]


def test_a_mail_that_outlived_its_lease_belongs_to_another(store, post, now):
    queue(store, post("m1"))
    lease = timedelta(minutes=10)
    with store.write() as tx:
        first = tx.claim(now, "one", lease)
        assert tx.claim(now, "two", lease) is None
    with store.write() as tx:
        second = tx.claim(now + lease, "two", lease)
        assert (second.id, second.attempts) == ("m1", 2)
    with store.write() as tx:
        assert not tx.settle(first, "one")
        assert tx.lanes() == ("two",)
        tx.release("two", now)
        assert tx.claim(now, "three", lease).id == "m1"


def test_the_local_mailbox_takes_everything_once(store, post, deliver, now):
    queue(store, post("m1"), post("m2", "ada@example.org"), post("m3"))
    asyncio.run(deliver(to=LocalMailbox(store, lambda: now)).deliver_due(now))
    with store.write() as tx:
        tx.drop_local(post("m1"), b"again", now)
    with store.read() as tx:
        assert tx.local_addresses() == (("ada@example.org", 1), ("ben@example.org", 2))
        assert {m.id for m in tx.local_mails("ben@example.org")} == {"m1", "m3"}
        assert tx.local_mail("m2").raw.startswith(b"Message-ID: <m2@example.org>\r\n")
        assert tx.local_mail("none") is None


@pytest.mark.parametrize("answer", ["disconnect", "421 4.3.2 going down"])
@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
def test_a_relay_that_goes_away_at_any_stage_gets_it_later(
    store, sink, deliver, post, now, stage, answer
):
    queue(store, post("m1"), post("m2"))
    sink.answers[stage, None] = answer
    asyncio.run(deliver(lanes=1).deliver_due(now))
    assert sink.mails == []
    sink.answers.clear()
    asyncio.run(deliver(lanes=1).deliver_due(now + timedelta(hours=1)))
    assert len(sink.mails) == 2


def test_what_could_not_follow_for_want_of_the_database_follows_at_the_next_try(
    store, sink, deliver, post, now
):
    queue(store, post("m1"))
    tries = []

    def busy_once(tx, mail):
        tries.append(mail.id)
        if tries == ["m1"]:
            raise Unavailable
        if mail.id == "m1":
            tx.queue([post("told")])

    asyncio.run(deliver(on_settled=busy_once).deliver_due(now))
    assert tries == ["m1", "m1", "told"]
    assert len(sink.mails) == 2, "each mail once"


def test_the_latest_mails_of_each_person_are_found(store, post, alliance):
    with store.write() as tx:
        tx.add_alliance(alliance)
    ours = {"alliance": "garden"}
    hers = [post(f"a{n}", person="ada", **ours) for n in range(2)]
    queue(store, *(post(f"b{n}", **ours) for n in range(5)), *hers, post("elsewhere"))
    with store.read() as tx:
        assert [m.id for m in tx.latest_mails("garden", 3)] == ["b2", "b3", "b4", "a0", "a1"]
        assert tx.latest_mails("garden", 99) == tx.mails("garden")
