"""`make long`: lives of chance, more and longer than `make test` has time for.

Says the seed of a life in which something broke: `python -m tests.long.lives 1 SEED` lives it again.
"""

import logging
import random
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from tests.delivery.sink import running_sink
from tests.flow.conftest import MONDAY
from tests.flow.lives import Life
from tests.flow.stage import Stage

STEPS = 120


def main() -> None:
    """Raises what broke in the first life in which something did."""
    count, began = int(sys.argv[1]), perf_counter()
    first = int(sys.argv[2]) if sys.argv[2:] else random.randrange(1_000_000)
    logging.disable(logging.CRITICAL)
    for seed in range(first, first + count):
        with tempfile.TemporaryDirectory() as folder, running_sink() as sink:
            stage = Stage(f"sqlite:///{folder}/life.sqlite3", sink, MONDAY, Path(folder))
            sys.stdout.write(f"life {seed}\n")
            Life(stage, seed).live(STEPS)
            stage.close()
    sys.stdout.write(f"{count} lives: what is promised held ({perf_counter() - began:.0f} s)\n")


if __name__ == "__main__":
    main()
