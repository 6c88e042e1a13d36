"""`make bench`: each measure beside its limit, taken in the same run; one JSON object a line.

Name measures to take only those: `python -m tests.bench form deliver`.
"""

import json
import sys

from tests.bench import compose, deliver, form, invite, memory, merge, process, tick

MEASURES = {
    "form": form,
    "deliver": deliver,
    "compose": compose,
    "tick": tick,
    "memory": memory,
    "merge": merge,
    "invite": invite,
    "process": process,
}


def main() -> None:
    for name in sys.argv[1:] or MEASURES:
        for line in MEASURES[name].measure():
            print(json.dumps(line), flush=True)  # noqa: T201 - what it is for


if __name__ == "__main__":
    main()
