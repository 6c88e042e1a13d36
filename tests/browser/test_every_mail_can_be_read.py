"""Every mail as a mail program shows it: on a narrow phone, by day and in the dark, with no request."""

import pytest

from service.languages import LONG
from service.preview import messages
from service.rendering import render_mail
from tests.browser.conftest import SHOTS

MAILS = messages()


@pytest.fixture(scope="module", params=["light", "dark"])
def program(chromium, request):
    """A mail program's window, and all that the mail asks of the network."""
    asked = []
    context = chromium.new_context(
        viewport={"width": 360, "height": 640}, color_scheme=request.param, java_script_enabled=True
    )
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    yield page, asked, request.param
    context.close()


@pytest.mark.parametrize("name", MAILS)
def test_it_fits_a_phone_and_asks_for_nothing(program, name):
    page, asked, scheme = program
    asked.clear()
    page.set_content(render_mail(MAILS[name]).html)
    page.screenshot(path=SHOTS / f"mail-{name}-{scheme}.png", full_page=True)
    assert not asked
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


@pytest.mark.parametrize("name", MAILS)
def test_longer_words_fit_as_well(program, name):
    page, _, _ = program
    page.set_content(render_mail(in_longer_words(MAILS[name])).html)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def in_longer_words(message):
    return type(message)(**{**vars(message), "language": LONG})
