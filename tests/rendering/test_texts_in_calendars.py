from dataclasses import replace
from datetime import UTC, datetime

import pytest

from service.itip import Event, Purpose
from service.rendering import render_event_text

REVIEW = Event(
    uid="r",
    purpose=Purpose.REVIEWS,
    starts=datetime(2026, 11, 16, 10, 0),
    time_zone="Europe/London",
    minutes=30,
    changed_at=datetime(2026, 9, 1, tzinfo=UTC),
)


def texts(event, title="The walled garden"):
    return render_event_text(
        event,
        alliance=title,
        people=("Ada", "Ben"),
        public_url="https://alliance.example.org/alliance/garden",
        language="en",
    )


@pytest.mark.parametrize("purpose", list(Purpose))
def test_event_says_who_meets_and_where_the_page_is(purpose):
    summary, description = texts(replace(REVIEW, purpose=purpose))
    assert summary.startswith("The walled garden: ")
    assert description.startswith("Ada and Ben ")
    assert description.endswith("\nhttps://alliance.example.org/alliance/garden")
    assert "first" not in description


@pytest.mark.parametrize("purpose", list(Purpose))
def test_what_differs_most_is_named(purpose):
    at = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
    event = replace(REVIEW, purpose=purpose, topics=("Keeping in touch", "Trust"), topics_at=at)
    _, description = texts(event)
    assert "\n- Keeping in touch\n- Trust\n" in description
    if purpose == Purpose.REVIEWS:
        assert "the review of Monday 16 November 2026" in description


def test_title_that_is_no_line_becomes_one():
    summary, _ = texts(REVIEW, title="a\r\nATTENDEE:x")
    assert summary == "a ATTENDEE:x: review"
