"""`make long`: far more lives of an alliance's calendars than `make test` has time for."""

import sys
from time import perf_counter

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.calendar.machine import OrganiserAndCalendars


def main() -> None:
    """Raises with the shortest life in which somebody's calendar went astray."""
    count, began = int(sys.argv[1]), perf_counter()
    how = settings(
        max_examples=count,
        stateful_step_count=50,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(OrganiserAndCalendars, settings=how)
    took = perf_counter() - began
    sys.stdout.write(f"{count} lives of up to 50 steps: all calendars agree ({took:.0f} s)\n")


if __name__ == "__main__":
    main()
