from datetime import timedelta

import pytest

from service.answers import Answer, Goal, Reply


@pytest.fixture
def garden(store, alliance):
    with store.write() as tx:
        tx.add_alliance(alliance)
    return store


ANSWERS = (
    Answer(question="purpose", points=("to grow", "„{{ 7*7 }}“ 🌱 \u202e <b>")),
    Answer(question="goals", goals=(Goal(title="Wall", by="end of May"),), for_coach=True),
    Answer(question="trust", number=7, text="so far"),
    Answer(question="best_in_you", about="ben", points=("x" * 100_000,)),
)


def test_a_draft_is_replaced_by_the_next_and_gone_with_the_reply(garden, now):
    with garden.write() as tx:
        assert tx.draft("garden", 0, "ada") is None
        tx.save_draft("garden", 0, "ada", ANSWERS[:1], now)
        tx.save_draft("garden", 0, "ada", ANSWERS, now)
        assert tx.draft("garden", 0, "ada") == ANSWERS
        assert tx.draft("garden", 0, "ben") is None
        tx.save_reply("garden", 0, Reply(person="ada", answers=ANSWERS, sent_at=now))
        assert tx.draft("garden", 0, "ada") is None


def test_a_reply_can_be_changed_and_all_are_listed(garden, now):
    first = Reply(person="ben", answers=ANSWERS[:1], sent_at=now)
    second = Reply(person="ben", answers=ANSWERS, sent_at=now + timedelta(hours=1), late=True)
    ada = Reply(person="ada", answers=ANSWERS, sent_at=now)
    with garden.write() as tx:
        for reply in (first, second, ada):
            tx.save_reply("garden", 0, reply)
    with garden.read() as tx:
        assert tx.reply("garden", 0, "ben") == second
        assert tx.reply("garden", 1, "ben") is None
        assert tx.replies("garden", 0) == (ada, second)
