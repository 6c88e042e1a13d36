"""Every page in every state: nothing that axe finds, nothing that runs off the screen."""

import mimetypes
import sys
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from service.rendering import page_environment
from tests.browser.conftest import SHOTS, SIZES

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))

from samples import contexts

STATIC = Path(__file__).parents[2] / "service" / "web" / "static"
PAGES = contexts()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module", params=["light", "dark"])
def scheme(request):
    return request.param


@pytest.fixture(scope="module", params=list(SIZES))
def size(request):
    return request.param


@pytest.fixture(scope="module")
def page(chromium, scheme, size):
    context = chromium.new_context(viewport=SIZES[size], color_scheme=scheme)
    page = context.new_page()
    page.route("**/*", answer)
    yield page
    context.close()


def answer(route):
    """The sample that the address names, or a static file."""
    path = route.request.url.split("/", 3)[3].split("?")[0]
    if path.startswith("static/"):
        file = STATIC / path.removeprefix("static/")
        kind = mimetypes.guess_type(file.name)[0]
        route.fulfill(body=file.read_bytes(), content_type=kind)
    elif path.replace("%20", " ") in PAGES:
        name = path.replace("%20", " ")
        html = page_environment().get_template(name.split()[0]).render(PAGES[name])
        route.fulfill(body=html, content_type="text/html; charset=utf-8")
    else:
        route.fulfill(status=404, body="")


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(page, name, scheme, size):
    page.goto(f"http://pages.test/{name}")
    page.screenshot(path=SHOTS / f"{name.replace(' ', '_')}-{size}-{scheme}.png", full_page=True)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert not found.response["violations"], found.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"the page is {wide} px wider than the screen"
