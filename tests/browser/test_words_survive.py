"""Nobody's words are lost: on two devices at once, offline, or emptied by mistake."""

import re
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import SHOTS
from tests.browser.served import Somebody, serving
from tests.browser.test_a_journey import start


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("service")) as url:
        yield url


@pytest.fixture
def devices(chromium, url):
    """Ben's form, open on his phone and on his desk."""
    ada, phone, desk = (
        Somebody(chromium, url, address, SHOTS)
        for address in ("ada@example.org", "ben@example.org", "ben@example.org")
    )
    start(ada)
    phone.read("Ada invites you")
    phone.follow("p")
    desk.page.goto(urlsplit(phone.page.url).path)
    yield phone.page, desk.page
    for person in (ada, phone, desk):
        person.page.context.close()


def told(page, what):
    page.locator("[data-state]").get_by_text(re.compile(what)).wait_for()


def test_words_survive(devices):
    phone, desk = devices
    phone.fill("#f-purpose", "Keep the lamp lit")
    phone.locator("[name='goals.title']").first.fill("Paint the tower")
    told(phone, "^Saved")
    desk.fill("#f-risks", "Storms")
    told(desk, "brought in")
    assert desk.input_value("#f-purpose") == "Keep the lamp lit"
    assert desk.locator("[name='goals.title']").first.input_value() == "Paint the tower"

    phone.context.set_offline(True)
    phone.fill("#f-purpose", "Keep the lamp lit\nWritten at sea")
    told(phone, "^Offline")
    desk.fill("#f-purpose", "Keep the lamp lit\nWritten ashore")
    told(desk, "^Saved")
    phone.get_by_role("button", name="Send my answers").click()
    told(phone, "^Offline")
    phone.context.set_offline(False)
    told(phone, "brought in")
    assert phone.input_value("#f-purpose").splitlines() == [
        "Keep the lamp lit",
        "Written at sea",
        "Written ashore",
    ]
    assert phone.input_value("#f-risks") == "Storms"

    phone.fill("#f-purpose", "")
    phone.get_by_role("button", name="Bring my words back").click()
    assert "Written at sea" in phone.input_value("#f-purpose")
    phone.get_by_role("button", name="See what the others will read").click()
    phone.get_by_text("Look before you send").first.wait_for()
    assert "Written ashore" in phone.inner_text("main")
    phone.get_by_role("button", name="Send my answers").click()
    phone.wait_for_url(re.compile("/sent/"))
