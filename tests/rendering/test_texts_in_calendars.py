import pytest

from service.itip import Purpose
from service.rendering import render_event_text


@pytest.mark.parametrize("purpose", list(Purpose))
def test_event_says_who_meets_and_where_the_page_is(purpose):
    summary, description = render_event_text(
        purpose,
        alliance="The walled garden",
        people=("Ada", "Ben"),
        public_url="https://alliance.example.org/alliance/garden",
        language="en",
    )
    assert summary.startswith("The walled garden: ")
    assert description.startswith("Ada and Ben ")
    assert description.endswith("\nhttps://alliance.example.org/alliance/garden")


def test_title_that_is_no_line_becomes_one():
    summary, _ = render_event_text(
        "reviews", alliance="a\r\nATTENDEE:x", people=("Ada",), public_url="u", language="en"
    )
    assert summary == "a ATTENDEE:x: review"
