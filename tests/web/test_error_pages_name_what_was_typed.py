"""A page that gives typed words back calls them by the labels beside which they were typed."""

import re

import pytest

from service.rendering import page_environment


def kept(**typed):
    fields = {name.replace("__", "."): [value] for name, value in typed.items()}
    macros = page_environment("en").get_template("_forms.html").module
    html = str(macros.kept(fields))
    return [" ".join(label.split()) for label in re.findall(r"<label>([^<]+)<textarea", html)]


@pytest.mark.parametrize(
    "field, label",
    [
        ("title", "A name for it"),
        ("organiser.email", "Your email address"),
        ("participants.email", "Email address"),
        ("conversation.date", "Day"),
        ("conversation.time", "Time"),
        ("extra_minutes", "Minutes"),
        ("new_name", "Name"),
        ("risks", "What could go wrong"),
        ("goals.milestone", "First milestone"),
        ("clause_being.reason", "What stands in the way?"),
        ("a_question_of_ours", "Your words"),
    ],
)
def test_a_field_is_called_by_its_label(field, label):
    assert kept(**{field: "Early peas"}) == [label]


def test_what_was_only_pressed_or_chosen_is_not_given_back():
    chosen = {"question_set": "meeting", "reviews.every": "month", "zone": "Europe/Berlin"}
    pressed = {"partstat": "ACCEPTED", "action": "send", "clause_being": "keep", "risks": ""}
    assert kept(**chosen, **pressed) == []
