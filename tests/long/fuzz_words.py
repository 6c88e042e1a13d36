"""`make fuzz`, second half: damaged reports and words, given to all that reads them.

Fails with the seed of the first that crashes a reader, takes too long or too much
memory; `python -m tests.long.fuzz_words 1 SEED` gives it that one again. A seed is
the same message in every run: nothing in the samples depends on the process.
"""

import resource
import statistics
import sys
import time
import tracemalloc
from collections import Counter
from contextlib import suppress
from email.message import EmailMessage
from random import Random, randrange

from service.incoming import NotAMessage, sort
from service.replying import one_word, own_text, read_lines, understand, without_courtesies
from tests.incoming.bounces import SAMPLES
from tests.incoming.damage import BLOWS
from tests.incoming.dialects import HEAD, crlf
from tests.incoming.robots import all_robots
from tests.replying.letters import ABOVE, BELOW, ITEMS, MAIL, inline

SECONDS, BYTES = 2, 256 * 1024 * 1024
"""What one message may take: of work, and of memory together with the whole process."""
REPORTS = tuple(sample.raw for sample in SAMPLES.values())
ROBOTS = tuple(raw for _, raw in all_robots())
TOKENS = (
    "[1]",
    "7.",
    "> ",
    "\n\n",
    "On 7 Sept Ada wrote:\n> ",
    "From: a\nSent: b\nTo: c\n",
    "coach:",
)


def main() -> int:
    """0 where nothing crashed, and nothing took more than it may."""
    count = int(sys.argv[1])
    first = int(sys.argv[2]) if len(sys.argv) > 2 else randrange(10**9)
    kinds, times = Counter(), []
    for seed in range(first, first + count):
        raw = damaged(Random(seed))
        try:
            kind, took = read(raw)
        except Exception:
            sys.stdout.write(f"seed {seed}\n")
            raise
        kinds[kind] += 1
        times.append((took, seed))
    # The highest that the process ever stood, so no single message can have taken more.
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    slowest, seed = max(times)
    tracemalloc.start()
    read(damaged(Random(seed)))
    most = tracemalloc.get_traced_memory()[1]
    for kind, seen in kinds.most_common():
        sys.stdout.write(f"{seen:7} {kind}\n")
    sys.stdout.write(
        f"{count} damaged reports and words from seed {first}: no crash; median "
        f"{statistics.median(took for took, _ in times) * 1000:.2f} ms, slowest "
        f"{slowest * 1000:.1f} ms (seed {seed}, {most / 1e6:.1f} MB); "
        f"the process never held more than {highest / 1e6:.0f} MB\n"
    )
    return 0 if slowest < SECONDS and highest < BYTES else 1


def read(raw: bytes) -> tuple[str, float]:
    """(what it was, seconds): sorted, and its words read as an answer to the form's mail."""
    began = time.thread_time()
    kind = "no message"
    with suppress(NotAMessage):
        message = sort(raw)
        kind = message.kind
        lines = read_lines(message.words, MAIL)
        found = understand(lines, ITEMS, "Ben Okafor")
        one_word(own_text(without_courtesies(lines)))
        kind += ", answers" if found.placed else ""
    return kind, time.thread_time() - began


def damaged(random: Random) -> bytes:
    """A report, a robot's mail or somebody's words, damaged by up to four blows."""
    kind = random.random()
    if kind < 0.4:
        raw = random.choice(REPORTS)
    elif kind < 0.55:
        raw = random.choice(ROBOTS)
    else:
        raw = _words(random)
    for _ in range(random.randint(0, 4)):
        raw = random.choice(BLOWS)(raw, random)
    return raw


def _words(random: Random) -> bytes:
    numbers = random.sample([item.number for item in ITEMS], 3)
    typed = inline({n: random.choice(ABOVE) for n in numbers}, random.choice(["> ", "", "| "]))
    text = random.choice([typed, random.choice(ABOVE) + random.choice(list(BELOW.values()))])
    for _ in range(random.randint(0, 6)):
        at = random.randrange(len(text))
        text = text[:at] + random.choice(TOKENS) * random.choice([1, 1, 50]) + text[at:]
    said = EmailMessage()
    said.set_content(text)
    return crlf(HEAD + said.as_string())


if __name__ == "__main__":
    sys.exit(main())
