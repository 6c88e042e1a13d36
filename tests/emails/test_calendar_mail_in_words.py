from dataclasses import replace

import pytest

from service.itip import Purpose
from service.preview import messages
from service.rendering import render_mail

CONVERSATION = messages()["calendar_message"]
REVIEWS = messages()["calendar_message_reviews"]


@pytest.mark.parametrize("purpose", list(Purpose))
@pytest.mark.parametrize(
    "change,subject",
    [
        ("new", "Invitation: "),
        ("updated", "Updated: "),
        ("moved", "New time: "),
        ("ended", "Last one: "),
        ("cancelled", "Cancelled: "),
        ("removed", "Cancelled: "),
    ],
)
def test_every_change_of_every_event_has_its_words(purpose, change, subject):
    message = REVIEWS if purpose == Purpose.REVIEWS else CONVERSATION
    rendered = render_mail(replace(message, purpose=purpose, change=change))
    assert rendered.subject.startswith(subject)
    assert message.public_url in rendered.text


def test_an_update_says_what_is_new():
    words = {"place": "The place", "people": "Who is invited", "note": "The note"}
    for differs in (("place",), ("people",), ("note",), ("place", "people"), ()):
        message = replace(CONVERSATION, change="updated", differs=differs)
        text = " ".join(render_mail(message).text.split())
        assert {part for part, said in words.items() if said in text} == set(differs)


def test_organiser_is_not_told_that_they_invite_themselves():
    text = render_mail(replace(CONVERSATION, to_name="Ada")).text
    assert "Ada invites you" not in text
    assert "Ada invites you" in render_mail(CONVERSATION).text


def test_who_is_no_longer_invited_is_not_told_where_it_is():
    assert "Room 4" in render_mail(CONVERSATION).text
    assert "Room 4" not in render_mail(replace(CONVERSATION, change="removed")).text
