"""Rules 21, 24 and 28 over a whole alliance: who leaves and comes back is invited again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.alliance.calendars import calendars_told
from service.itip import move_occurrence
from service.rhythm import occurrences
from tests.calendar.client import Calendar

AHEAD = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.fixture
def told(text):
    """The alliance after everybody was told, and what each was sent."""

    def tell(alliance, now):
        outcome = calendars_told(alliance, now)
        sent = {}
        for wish in outcome.wishes:
            person = outcome.alliance.person(wish.to)
            ics = text(wish.calendar, to=person, attendees=outcome.alliance.participants)
            sent.setdefault(wish.to, []).append(ics)
        return outcome.alliance, sent

    return tell


def test_who_comes_back_at_the_same_address_is_invited_above_their_cancellation(
    alliance, told, dana, now
):
    calendar, starts = Calendar(False, dana.email), []
    first = replace(alliance, people=(*alliance.people, dana))
    left = replace(dana, left_at=now)
    again = replace(dana, id="dana-again")
    companies = (first.people, (*alliance.people, left), (*alliance.people, left, again))
    for hours, people in enumerate(companies):
        first, sent = told(replace(first, people=people), now + timedelta(hours=hours))
        for ics in (*sent.get("dana", ()), *sent.get("dana-again", ())):
            calendar.receive(ics)
        starts.append(len(calendar.shows(now, AHEAD)))
    assert starts == [1, 0, 1]


def test_nobody_is_told_twice_that_somebody_came(alliance, told, dana, now):
    begun, _ = told(alliance, now)
    joined, sent = told(replace(begun, people=(*begun.people, dana)), now + timedelta(hours=1))
    assert {who: len(messages) for who, messages in sent.items()} == {"ada": 1, "ben": 1, "dana": 1}
    later, sent = told(joined, now + timedelta(hours=2))
    assert sent == {}
    assert later == joined


def test_who_cannot_be_reached_does_not_raise_the_sequence_again_and_again(
    alliance, told, ben, dana, now
):
    begun, _ = told(alliance, now)
    silent = replace(ben, silenced_at=now)
    people = tuple(silent if p.id == ben.id else p for p in begun.people)
    joined, _ = told(replace(begun, people=(*people, dana)), now + timedelta(hours=1))
    later, sent = told(joined, now + timedelta(hours=2))
    assert sent == {}
    assert later.events == joined.events


@pytest.mark.parametrize("forgets", [True, False])
def test_rule_24_who_leaves_a_running_series_keeps_the_past_reviews(
    alliance, told, dana, series, now, forgets
):
    third = series.starts + timedelta(weeks=8)
    moved = move_occurrence(
        series, original=third, starts=third + timedelta(days=30), minutes=30, now=now
    )
    company = replace(alliance, people=(*alliance.people, dana), events=(series,))
    begun, sent = told(company, now)
    calendar = Calendar(forgets, dana.email)
    close = datetime(2026, 12, 20, tzinfo=UTC)
    changed, more = told(replace(begun, events=(moved,)), now + timedelta(hours=1))
    left = replace(dana, left_at=close)
    gone, last = told(replace(changed, people=(*alliance.people, left)), close)
    for messages in (sent, more, last):
        for ics in messages["dana"]:
            calendar.receive(ics)
    past = calendar.shows(now, datetime(2030, 1, 1, tzinfo=UTC))
    assert past == list(occurrences(moved, after=now, before=close))
    assert len(past) == 2
    assert all("STATUS:CANCELLED" not in ics for ics in last["dana"])  # rule 27
    assert [s.removed for s in gone.sent if s.person == "dana"] == [True]
    again = replace(dana, id="dana-again")
    _, back = told(replace(gone, people=(*alliance.people, left, again)), close)
    for ics in back["dana-again"]:
        calendar.receive(ics)
    ahead = datetime(2027, 6, 1, tzinfo=UTC)
    assert calendar.shows(close, ahead) == list(occurrences(moved, after=close, before=ahead))
