"""Invariants 1 and 11 of a life with calendars: late, lost in order or twice, all end up alike."""

from hypothesis import HealthCheck, settings

from tests.calendar.machine import OrganiserAndCalendars

TestOrganiserAndCalendars = OrganiserAndCalendars.TestCase
TestOrganiserAndCalendars.settings = settings(
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
