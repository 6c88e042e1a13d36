"""What is damaged on the way has no effect beyond what still stands in it, and stops nothing.

`make fuzz` does the same with a hundred thousand messages.
"""

from collections import Counter
from random import Random

import pytest

from tests.incoming import damage, dialects
from tests.incoming.witness import Witness


@pytest.fixture(scope="module")
def witness(tmp_path_factory):
    witness = Witness(tmp_path_factory.mktemp("damaged"))
    yield witness
    witness.close()


@pytest.mark.parametrize("blow", damage.BLOWS, ids=lambda blow: blow.__name__)
def test_each_way_of_damaging_every_dialect(witness, blow):
    for number, raw in enumerate(damage.SOUND):
        witness.take(blow(raw, Random(f"{blow.__name__}/{number}")))


def test_some_hundred_damaged_messages(witness):
    random = Random(20260902)
    outcomes = Counter(witness.take(damage.damaged(random))[0] for _ in range(300))
    # The proof would be worth little if nothing were understood any more, or everything.
    assert outcomes["calendar: applied"] > 10
    assert outcomes.total() - outcomes["calendar: applied"] > 100


def test_the_witness_sees_what_an_intact_answer_does(witness):
    assert witness.take(dialects.THUNDERBIRD)[0] == "calendar: applied"
    assert witness.take(dialects.OUTLOOK_COUNTER)[0] == "calendar: proposal"
    assert witness.take(dialects.DSN)[0] == "bounce: noted"
    assert witness.take(dialects.WINMAIL)[0] == "unreadable"
