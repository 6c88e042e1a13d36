"""`make readers`: other people's readers see our events at the very instants that we mean.

Installs what is missing into `.cache/readers`, and libical by apt where root runs
it. A reader that cannot be had is named with the reason; the others must agree.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import icalendar
import recurring_ical_events

from tests.readers.cases import BEFORE, Case, all_cases

HERE = Path(__file__).parent
CACHE = Path(".cache/readers").absolute()
CASES = CACHE / "cases.json"
SYSTEM_PYTHON = "/usr/bin/python3"
DEBIAN = ("gir1.2-ical-3.0", "python3-gi")
SHOWN = 10
PATIENCE = 240
OVERRULED = ("DECLINECOUNTER", "SEQUENCE property")
"""libical 3.0 forbids what RFC 5546 §3.2.8 asks for: the SEQUENCE of the declined proposal."""

Starts = Mapping[str, Sequence[float]]


class Missing(Exception):
    """A reader that this machine has not and cannot get."""


def main() -> int:
    """0 where every reader that could be had agrees, and there was one at least."""
    CACHE.mkdir(parents=True, exist_ok=True)
    cases = list(all_cases())
    write_cases(cases)
    readers: dict[str, Callable[[list[Case]], list[str]]] = {
        "recurring-ical-events": by_recurring_ical_events,
        "ical.js": lambda cases: compare(cases, by_node("ical_js.mjs")),
        "node-ical": lambda cases: compare(cases, by_node("node_ical.mjs")),
        "libical": by_libical,
    }
    asked = wrong = 0
    for name, read in readers.items():
        try:
            problems = read(cases)
        except Missing as reason:
            say(f"SKIPPED {name}: {reason}")
            continue
        asked += 1
        wrong += len(problems)
        count = sum(len(case.starts) for case in cases)
        say(f"{name}: {len(cases)} calendars, {count} starts, {len(problems)} problems")
        for problem in problems[:SHOWN]:
            say(f"  {problem}")
    if not asked:
        say("no reader could be had, so nothing is proved")
    return 0 if asked and not wrong else 1


def write_cases(cases: list[Case]) -> None:
    """The cases are where readers in other languages find them."""
    content = {
        "before": BEFORE.timestamp(),
        "kept": {case.name: case.kept for case in cases},
        "sent": {case.name: case.sent for case in cases},
    }
    CASES.write_text(json.dumps(content), encoding="utf-8")


def compare(cases: list[Case], seen: Starts) -> list[str]:
    """One line for each case that a reader sees otherwise."""
    problems = []
    for case in cases:
        theirs, ours = sorted(seen[case.name]), [start.timestamp() for start in case.starts]
        if theirs != ours:
            only = [spelled(set(a) - set(b)) for a, b in ((theirs, ours), (ours, theirs))]
            problems.append(f"{case.name}: it alone {only[0]}, we alone {only[1]}")
    return problems


def spelled(seconds: set[float]) -> str:
    """The first few instants."""
    few = sorted(seconds)[:3]
    return ", ".join(f"{datetime.fromtimestamp(s, UTC):%Y-%m-%d %H:%MZ}" for s in few) or "none"


def by_recurring_ical_events(cases: list[Case]) -> list[str]:
    """icalendar's reader, expanded by recurring-ical-events."""
    seen = {}
    for case in cases:
        calendar = icalendar.Calendar.from_ical(case.kept)
        found = recurring_ical_events.of(calendar).between(datetime(2026, 1, 1, tzinfo=UTC), BEFORE)
        kept = (event for event in found if event.get("STATUS") != "CANCELLED")
        seen[case.name] = [event["DTSTART"].dt.timestamp() for event in kept]
    return compare(cases, seen)


def by_node(script: str) -> Starts:
    """What a reader from npm sees."""
    return json.loads(output("node", str(HERE / script), str(CASES), str(npm_packages())))


@lru_cache
def npm_packages() -> Path:
    """Where the packages of our lock file are; installed if they are not yet."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise Missing(f"no {program} on PATH")
    lock = (HERE / "package-lock.json").read_bytes()
    installed = CACHE / "package-lock.json"
    if not (installed.is_file() and installed.read_bytes() == lock):
        shutil.copy(HERE / "package.json", CACHE)
        # npm reads the lock by this name too; the usual one says that all went well.
        (CACHE / "npm-shrinkwrap.json").write_bytes(lock)
        run_or_miss("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=CACHE)
        installed.write_bytes(lock)
    return CACHE


def by_libical(cases: list[Case]) -> list[str]:
    """What libical sees, and what its tables of iTIP object to."""
    require_libical()
    found = json.loads(output(SYSTEM_PYTHON, str(HERE / "libical.py"), str(CASES)))
    methods = [f"{o['method']}: {o['line']}" for o in found["objections"]]
    objections = [o for o in methods if not all(part in o for part in OVERRULED)]
    return compare(cases, found["starts"]) + sorted(set(objections))


def require_libical() -> None:
    """Debian's bindings to libical are there; raises Missing where they are not to be had."""
    probe = "import gi; gi.require_version('ICalGLib', '3.0')"
    if not Path(SYSTEM_PYTHON).exists():
        raise Missing(f"no {SYSTEM_PYTHON}")
    if succeeds(SYSTEM_PYTHON, "-c", probe):
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise Missing(f"install {' and '.join(DEBIAN)}, or run this as root on Debian")
    install = ("apt-get", "install", "--yes", "--no-install-recommends", *DEBIAN)
    if not succeeds(*install):  # known packages may be too old to be there still
        run_or_miss("apt-get", "update")
        run_or_miss(*install)
    run_or_miss(SYSTEM_PYTHON, "-c", probe)


def succeeds(*command: str) -> bool:
    try:
        run_or_miss(*command)
    except Missing:
        return False
    return True


def run_or_miss(*command: str, cwd: Path | None = None) -> None:
    """The command has succeeded; raises Missing with its last words otherwise."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(
            command, cwd=cwd, env=environment, check=True, capture_output=True, timeout=PATIENCE
        )
    except subprocess.CalledProcessError as error:
        words = error.stderr.decode("utf-8", "replace").strip().splitlines() or [""]
        raise Missing(f"{' '.join(command[:2])}: {words[-1]}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missing(f"{' '.join(command[:2])}: {error}") from error


def output(*command: str) -> str:
    """What a reader writes. One that fails is no reader that is missing: that is ours to mend."""
    return subprocess.run(
        command, check=True, stdout=subprocess.PIPE, encoding="utf-8", timeout=PATIENCE
    ).stdout


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
