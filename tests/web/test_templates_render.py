"""Every page renders in every state: whole, inert, and usable without a script."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from service.preview import pages
from service.rendering import page_environment

WEB = Path(__file__).parents[2] / "service" / "web"
PAGES = pages()
VOID = {"meta", "link", "input", "img", "br", "line", "circle", "polyline"}
HOSTILE = "<script>alert(1)</script>{{ 7 * 7 }}\"'><img src=x onerror=alert(1)>"


class Outline(HTMLParser):
    """What a test asks of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.forms: list[dict[str, str]] = []
        self.tokens: set[int] = set()
        self.inline: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "form":
            self.forms.append(found)
        if tag == "input" and found.get("name") == "form_token":
            self.tokens.add(len(self.forms) - 1)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        assert self.open, f"a stray </{tag}>"
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] in {"script", "style"} and data.strip():
            self.inline.append(data)


def render(name):
    return page_environment().get_template(name.split()[0]).render(PAGES[name])


def test_every_template_has_a_sample():
    pages = {path.name for path in (WEB / "templates").glob("*.html")}
    partial = {name for name in pages if name.startswith("_")} | {"layout.html"}
    assert {name.split()[0] for name in PAGES} == pages - partial


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_well_formed_and_names_each_id_once(name):
    page = Outline(render(name))
    assert page.open == []
    ids = [found["id"] for _tag, found in page.tags if "id" in found]
    assert len(ids) == len(set(ids)), sorted(i for i in ids if ids.count(i) > 1)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_obeys_the_content_security_policy(name):
    page = Outline(render(name))
    assert page.inline == []
    for tag, found in page.tags:
        assert "style" not in found
        assert not any(attribute.startswith("on") for attribute in found), (tag, found)
        if tag in {"script", "img", "link", "iframe"}:
            assert found.get("src", found.get("href", "")).startswith("/")


@pytest.mark.parametrize("name", PAGES)
def test_every_form_posts_with_its_token(name):
    page = Outline(render(name))
    assert all(form.get("method") == "post" for form in page.forms)
    assert page.tokens == set(range(len(page.forms)))


@pytest.mark.parametrize("name", PAGES)
def test_every_field_has_a_name_for_screen_readers(name):
    html = render(name)
    page = Outline(html)
    labelled = {found["for"] for tag, found in page.tags if tag == "label" and "for" in found}
    inside = set()
    depth = 0

    class Labels(HTMLParser):
        def handle_starttag(self, tag, attrs):
            nonlocal depth
            depth += tag == "label"
            if depth and tag in {"input", "select", "textarea"}:
                inside.add(self.getpos())
            elif tag in {"input", "select", "textarea"}:
                found = dict(attrs)
                if found.get("type") != "hidden" and "hidden" not in found:
                    assert found.get("id") in labelled, (tag, found)

        def handle_endtag(self, tag):
            nonlocal depth
            depth -= tag == "label"

    Labels().feed(html)


@pytest.mark.parametrize("name", PAGES)
def test_every_label_description_and_inner_link_finds_its_target(name):
    page = Outline(render(name))
    ids = {found["id"] for _tag, found in page.tags if "id" in found}
    for tag, found in page.tags:
        for attribute in ("for", "aria-labelledby", "aria-describedby"):
            assert set(found.get(attribute, "").split()) <= ids, (tag, found)
        if tag == "a" and found.get("href", "").startswith("#") and "hidden" not in found:
            assert found["href"][1:] in ids, found


@pytest.mark.parametrize("name", ["form.html draft", "message.html kept", "start.html problems"])
def test_what_people_typed_is_shown_whole_and_inert(name):
    context = dict(PAGES[name])
    context["typed"] = {field: [HOSTILE] for field in context["typed"]}
    html = page_environment().get_template(name.split()[0]).render(context)
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "{{ 7 * 7 }}" in html


def test_stylesheet_and_script_stay_small():
    assert (WEB / "static" / "style.css").stat().st_size < 20 * 1024
    assert (WEB / "static" / "form.js").stat().st_size < 10 * 1024
