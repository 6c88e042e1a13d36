"""What a coach's week holds, and when it is sent."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from service.clock import wall_time
from service.digest import Facts, LineKind, news, next_digest

NOW = datetime(2026, 9, 14, 7, tzinfo=UTC)
DAY = timedelta(days=1)


def kinds(**facts):
    return [line.kind for line in news(Facts(**facts), NOW)]


def test_nothing_is_said_where_all_is_as_it_was():
    assert news(Facts(), NOW) == ()


def test_what_is_due_within_a_week_is_told_and_what_comes_later_is_not():
    assert kinds(answers_due=NOW + 3 * DAY, missing=("Ben",)) == [LineKind.ANSWERS_DUE]
    assert kinds(answers_due=NOW + 8 * DAY, missing=("Ben",)) == []
    assert kinds(answers_due=NOW + 3 * DAY) == [], "all have answered"
    assert kinds(meetings=((LineKind.REVIEW, NOW + DAY),)) == [LineKind.REVIEW]
    assert kinds(meetings=((LineKind.REVIEW, NOW + 9 * DAY),)) == []


def test_what_has_stalled_is_told_once_it_has_for_long():
    assert kinds(proposed_at=NOW - 8 * DAY, unsigned=("Ben",)) == [LineKind.UNSIGNED]
    assert kinds(proposed_at=NOW - 2 * DAY, unsigned=("Ben",)) == []
    assert kinds(talked_at=NOW - 15 * DAY) == [LineKind.UNWORDED]
    assert kinds(talked_at=NOW - 3 * DAY) == []
    assert kinds(unreached=("Ben",)) == [LineKind.UNREACHED]
    assert kinds(unanswered_at=NOW - DAY) == [LineKind.UNANSWERED]
    assert kinds(unanswered_at=NOW - 9 * DAY) == [], "it was told a week ago"


def test_trust_that_moved_this_week_is_told_with_both_numbers():
    earlier, lately = (NOW - 30 * DAY, 6.0), (NOW - DAY, 7.5)
    [line] = news(Facts(trust=(earlier, lately)), NOW)
    assert (line.kind, line.before, line.after) == (LineKind.TRUST, 6.0, 7.5)
    assert kinds(trust=(earlier,)) == [], "one number is no movement"
    assert kinds(trust=(earlier, (NOW - DAY, 6.2))) == []
    assert kinds(trust=(earlier, (NOW - 10 * DAY, 9.0))) == [], "it was told last week"


def test_times_that_wait_for_a_word_are_told():
    [line] = news(Facts(proposals=(("Ada", NOW + DAY),)), NOW)
    assert (line.kind, line.names) == (LineKind.PROPOSAL, ("Ada",))


@settings(max_examples=150, deadline=None)
@given(
    after=st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    day=st.integers(0, 6),
    zone=st.sampled_from(
        ["Europe/London", "Asia/Tokyo", "America/Los_Angeles", "Asia/Kathmandu", "Pacific/Apia"]
    ),
)
def test_it_comes_at_eight_on_the_chosen_day_within_a_week(after, day, zone):
    found = next_digest(after, day, zone)
    wall = wall_time(found, zone)
    assert wall.weekday() == day
    assert (wall.hour, wall.minute) == (8, 0)
    assert after < found <= after + 7 * DAY + timedelta(hours=1)
