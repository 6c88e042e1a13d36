"""An organiser, two participants and a coach go all the way, each at a browser of their own."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.browser.conftest import SHOTS, SIZES
from tests.browser.served import Somebody, serving


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("service")) as url:
        yield url


@pytest.fixture
def people(chromium, url):
    """Ada organises at a desk; Ben's browser runs no scripts; Eve is on a phone; Cleo coaches."""
    phone = {"viewport": SIZES["phone"], "has_touch": True, "is_mobile": True}
    desk = {"viewport": SIZES["desktop"]}
    made = {
        "ada": Somebody(chromium, url, "ada@example.org", SHOTS, **desk),
        "ben": Somebody(chromium, url, "ben@example.org", SHOTS, java_script_enabled=False, **desk),
        "eve": Somebody(chromium, url, "eve@example.org", SHOTS, **phone),
        "cleo": Somebody(chromium, url, "cleo@example.org", SHOTS, **desk),
    }
    yield made
    for person in made.values():
        person.page.context.close()


def test_from_the_first_page_to_the_last(people):
    ada, ben, eve, cleo = people.values()
    start(ada)
    answer_without_scripts(ben)
    answer_on_a_phone(eve)
    read_the_draft(ada, cleo)
    settle_and_sign(ben, eve)
    close(ada, ben, eve, cleo)


def start(ada):
    day = datetime.now(UTC).date() + timedelta(days=14)
    page = ada.page
    page.goto("/")
    ada.shot("start")
    page.locator("[name=title]").fill("The lighthouse")
    page.locator("[name='organiser.name']").fill("Ada")
    page.locator("[name='organiser.email']").fill(ada.address)
    page.locator("[name='organiser.takes_part']").uncheck()
    names, emails = (page.locator(f"[name='participants.{each}']") for each in ("name", "email"))
    for row, name in enumerate(("Ben", "Eve")):
        names.nth(row).fill(name)
        emails.nth(row).fill(f"{name.lower()}@example.org")
    page.get_by_text("Is there a coach?").click()
    page.locator("[name='coach.name']").fill("Cleo")
    page.locator("[name='coach.email']").fill("cleo@example.org")
    page.locator("[name='conversation.date']").fill(day.isoformat())
    page.locator("[name='conversation.time']").fill("14:00")
    page.locator("[name='replies_due.date']").fill((day - timedelta(days=3)).isoformat())
    page.locator("button.main").click()
    page.get_by_text("ada@example.org").first.wait_for()
    ada.shot("sent")
    ada.read("lighthouse")
    ada.follow("start")
    page.locator("main button").first.click()
    page.wait_for_url(re.compile("/o/"))
    ada.shot("organiser")


def answer_without_scripts(ben):
    ben.read("Ada invites you")
    ben.follow("p")
    ben.page.locator("textarea[name=purpose]").fill("Keep the lamp lit\nA dry place to sleep")
    ben.page.locator("textarea[name=contact]").fill("A call every Monday")
    ben.page.locator("[name='goals.title']").first.fill("Paint the tower")
    ben.page.locator("[name=trust][value='7']").check()
    ben.press("Send my answers")
    ben.page.wait_for_url(re.compile("/sent/"))
    ben.shot("sent")
    ben.press("Yes")
    ben.shot("rsvp")


def answer_on_a_phone(eve):
    eve.read("Ada invites you")
    eve.follow("p")
    page = eve.page
    page.locator("[name=purpose]").first.fill("Keep the lamp lit")
    page.locator("[data-state]").get_by_text(re.compile("[Ss]aved")).first.wait_for()
    page.reload()
    assert page.locator("[name=purpose]").first.input_value() == "Keep the lamp lit"
    page.locator("[name=contact]").first.fill("No calls, write to me")
    eve.shot("typed")
    eve.press("Send my answers")
    page.wait_for_url(re.compile("/round/"))
    eve.shot("all-have-answered")


def read_the_draft(ada, cleo):
    cleo.read("First summary")
    cleo.follow("c")
    cleo.page.get_by_text("Keep the lamp lit").first.wait_for()
    ada.read("Under way")


def settle_and_sign(ben, eve):
    ben.read("Your draft is ready")
    ben.follow("p")
    home = re.match(r".*/p/[^/]+", ben.page.url)[0]
    ben.page.goto(f"{home}/agreement")
    ben.shot("agreement")
    ben.press("Propose this wording")
    ben.shot("proposed")
    eve.read("Please read and sign")
    eve.follow("p")
    eve.page.goto(re.match(r".*/p/[^/]+", eve.page.url)[0] + "/agreement")
    eve.shot("to-sign")
    for person in (eve, ben):
        person.page.reload()
        person.press("I agree to all of it")
        person.shot("signed")
    ben.read("Signed by all")


def close(ada, *others):
    ada.read("Under way")
    ada.follow("o")
    ada.page.get_by_text("Close this alliance").click()
    ada.page.locator("[name=how][value=now]").check()
    ada.page.locator("[name=confirm]").check()
    ada.press("Close the alliance")
    ada.shot("closed")
    for person in others:
        person.read("Closed")
