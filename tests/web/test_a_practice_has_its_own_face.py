"""An admin's name, colour and mark are on pages and in mails, and always legible."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from service.colours import LEGIBLE, NIGHT, OWN, PAPER, contrast, read_accent
from service.preview import messages
from service.rendering import render_mail
from service.settings import Settings


def settings(**given):
    return Settings(_env_file=None, **given)


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_an_accent_is_legible_by_day_and_in_the_dark_or_refused(colour):
    try:
        accent = read_accent(colour)
    except ValueError:
        assert contrast(colour, PAPER) < LEGIBLE
    else:
        assert contrast(accent.light, PAPER) >= LEGIBLE
        assert contrast(accent.dark, NIGHT) >= LEGIBLE


def test_contrast_is_what_the_guidelines_say():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    "name, value, advice",
    [
        ("accent", "teal", "#17604f"),
        ("accent", "#7cc9b2", "darker"),
        ("mark", "no/such/mark.svg", "SVG or PNG"),
        ("mark", "pyproject.toml", "SVG or PNG"),
    ],
)
def test_a_face_that_cannot_be_shown_is_refused(name, value, advice):
    with pytest.raises(ValidationError, match=advice):
        settings(**{name: value})


def test_mails_wear_the_practices_colour_and_name():
    accent = settings(accent="#5B2A86").accents
    message = messages()["form_invitation"]
    html = render_mail(message, service_name="Winter Coaching", accent=accent).html
    assert "Winter Coaching" in html
    assert accent.light in html
    assert accent.dark in html
    assert OWN.light not in html
    assert OWN.dark not in html
