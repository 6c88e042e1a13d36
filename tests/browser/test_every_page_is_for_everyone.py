"""Every page in every state: nothing that axe finds, nothing that runs off the screen."""

import mimetypes
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error

from service.languages import LONG, MIRRORED, locale_of
from service.preview import pages
from service.rendering import page_environment
from tests.browser.conftest import SHOTS, SIZES

STATIC = Path(__file__).parents[2] / "service" / "web" / "static"
PAGES = pages()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module", params=["light", "dark"])
def scheme(request):
    return request.param


@pytest.fixture(scope="module", params=list(SIZES))
def size(request):
    return request.param


@pytest.fixture(scope="module")
def page(chromium, scheme, size):
    with opened(chromium, viewport=SIZES[size], color_scheme=scheme) as page:
        yield page


@contextmanager
def opened(chromium, **options):
    context = chromium.new_context(**options)
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
        language = route.request.url.partition("?in=")[2] or "en"
        direction = locale_of(language).text_direction
        context = PAGES[name] | {"language": language, "direction": direction}
        html = page_environment(language).get_template(name.split()[0]).render(context)
        route.fulfill(body=html, content_type="text/html; charset=utf-8")
    else:
        route.fulfill(status=404, body="")


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(page, name, scheme, size):
    page.goto(f"http://pages.test/{name}")
    page.screenshot(path=SHOTS / f"{name.replace(' ', '_')}-{size}-{scheme}.png", full_page=True)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert not found.response["violations"], found.generate_report()
    assert not overhang(page)


@pytest.fixture(scope="module")
def magnified(chromium):
    """A phone's page at 320 CSS pixels, as 400 % on a desktop (WCAG 1.4.10)."""
    with opened(chromium, viewport={"width": 320, "height": 640}, reduced_motion="reduce") as page:
        yield page


@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_off_a_magnified_page(magnified, name):
    magnified.goto(f"http://pages.test/{name}")
    assert not overhang(magnified)


@pytest.mark.parametrize("language", [LONG, MIRRORED, "de"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_off_in_longer_words_or_from_right_to_left(magnified, name, language):
    magnified.goto(f"http://pages.test/{name}?in={language}")
    if language == MIRRORED:
        magnified.screenshot(path=SHOTS / f"{name.replace(' ', '_')}-mirrored.png", full_page=True)
    assert not overhang(magnified)


@pytest.mark.parametrize("name", PAGES)
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(magnified, name):
    magnified.goto(f"http://pages.test/{name}")
    expected = magnified.evaluate(REACHABLE)
    reached = []
    for _ in range(6 * expected):  # fields for days and times have stops of their own
        if len(reached) == expected:
            break
        magnified.keyboard.press("Tab")
        try:  # a frame hands the focus on in its own time
            focused = magnified.wait_for_function(FOCUSED, timeout=5000)
        except Error:
            break
        place, seen = focused.json_value()
        if place not in reached:
            assert seen, f"no ring shows where the keyboard is, at stop {place}"
            reached.append(place)
    assert reached == list(range(expected))


def overhang(page):
    """How many pixels the page is wider than the screen."""
    return max(0, page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


STOPS = """
const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
  .filter((e) => e.tabIndex >= 0 && !e.disabled && e.type !== "hidden" && e.checkVisibility({visibilityProperty: true}))
  .filter((e) => e.type !== "radio" || e === radio(e));
function radio(e) {
  const group = [...document.getElementsByName(e.name)].filter((o) => o.form === e.form);
  return group.find((o) => o.checked) ?? group[0];
}
"""
REACHABLE = f"() => {{ {STOPS} return stops.length }}"
FOCUSED = f"""() => {{ {STOPS}
  const now = document.activeElement;
  if (!stops.includes(now)) return null;
  const shown = [now, now.nextElementSibling, now.closest("label")].filter(Boolean).map((e) => getComputedStyle(e));
  return [stops.indexOf(now), shown.some((s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0)];
}}"""
