"""A report is understood whoever wrote it, in whichever language; and suspends none by mistake."""

import pytest

from service.incoming import SortedAs, sort
from tests.incoming.bounces import SAMPLES
from tests.incoming.dialects import SERVICE


@pytest.mark.parametrize("name", SAMPLES)
def test_it_says_who_was_not_reached_and_whether_for_good(name):
    sample = SAMPLES[name]
    message = sort(sample.raw)
    assert message.kind == SortedAs.BOUNCE
    assert message.recipients == (SERVICE,)
    assert message.bounce.permanent == sample.permanent
    if sample.permanent:
        assert message.bounce.recipient == sample.recipient
        assert message.bounce.diagnostic
    assert message.bounce.status == sample.status
    assert message.bounce.original_id == sample.original


@pytest.mark.parametrize("filling", ["\n", "<a@b.c>:\n", "x: ", " ", "550 "])
def test_a_servers_own_words_take_no_time_however_many(filling):
    head = (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.org\r\nSubject: failure notice\r\n\r\n"
    )
    assert sort((head + filling * (40_000 // len(filling))).encode()).kind == SortedAs.BOUNCE
