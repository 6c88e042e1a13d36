"""Whatever is done to reports and words on their way, their readers read on."""

import hashlib
import subprocess
import sys
from random import Random

from tests.long.fuzz_words import damaged, read

TELL = """
import hashlib
from random import Random
from tests.long.fuzz_words import damaged
print(hashlib.sha256(b"".join(damaged(Random(seed)) for seed in range(100))).hexdigest())
"""


def test_some_hundred_damaged_reports_and_words():
    kinds = {read(damaged(Random(seed)))[0] for seed in range(400)}
    assert {"bounce", "auto-reply", "words", "words, answers"} <= kinds


def test_a_seed_is_the_same_message_in_every_process():
    here = hashlib.sha256(b"".join(damaged(Random(seed)) for seed in range(100))).hexdigest()
    told = subprocess.run([sys.executable, "-c", TELL], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == here
