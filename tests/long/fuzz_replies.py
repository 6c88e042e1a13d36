"""`make fuzz`: damaged replies by the hundred thousand, each given to the whole service.

Fails with the seed of the first message that crashes it or changes what it may
not; `python -m tests.long.fuzz_replies 1 SEED` gives it that one again.
"""

import logging
import statistics
import sys
import tempfile
from collections import Counter
from random import Random, randrange

from tests.incoming.damage import damaged
from tests.incoming.witness import Witness

LIMIT = 0.5
"""Seconds of work that a message may take, even one of twenty thousand lines."""
SHOWN = 12


def main() -> int:
    """0 where nothing crashed, nothing changed that may not, and nothing took too long."""
    logging.disable(logging.CRITICAL)
    count = int(sys.argv[1])
    first = int(sys.argv[2]) if len(sys.argv) > 2 else randrange(10**9)
    outcomes, times = Counter(), []
    with tempfile.TemporaryDirectory() as folder:
        witness = Witness(folder)
        for seed in range(first, first + count):
            raw = damaged(Random(seed))
            try:
                outcome, took = witness.take(raw)
            except Exception:
                say(f"seed {seed}, {len(raw)} bytes:\n{raw[:4000].decode('utf-8', 'replace')}")
                raise
            if took > LIMIT:
                # Once more and again: a busy machine slows down whatever it happens to be at.
                took = min(took, *(witness.take(raw)[1] for _ in range(3)))
            outcomes[outcome.split(",")[0]] += 1
            times.append((took, seed, len(raw)))
        witness.close()
    slowest = max(times)
    for outcome, times_seen in outcomes.most_common(SHOWN):
        say(f"{times_seen:7} {outcome}")
    say(
        f"{count} damaged messages from seed {first}: no crash, nothing changed by junk; "
        f"median {statistics.median(took for took, *_ in times) * 1000:.2f} ms, slowest {slowest[0] * 1000:.1f} ms "
        f"(seed {slowest[1]}, {slowest[2]} bytes)"
    )
    return 0 if slowest[0] < LIMIT else 1


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
