"""In a language that is made up, nothing of ours is left as it was written."""

import ast
import dataclasses
import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from pathlib import Path

import pytest

from service.languages import LONG, MIRRORED, in_language, preferred, say, translations
from service.preview import pages
from service.rendering import page_environment

PAGES = pages()
NAMES = {"Google", "Outlook", "HTML", "Ada <ada@example.org>, ben@example.org"}
"""What is called so everywhere, and an example of addresses."""


DATES = r"(?:\w+day )?\d+ [A-Z]\w+(?: \d{4})?|\d+ (?:minutes?|hours?)|\b[a-f0-9]{8,}\b"


class Seen(HTMLParser):
    """What a page says, to eyes and to screen readers."""

    def __init__(self, html):
        super().__init__()
        self.texts, self.unseen = [], 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.unseen += tag in {"script", "style"}
        self.texts += [v for k, v in attrs if k in {"aria-label", "placeholder", "title"} and v]

    def handle_endtag(self, tag):
        self.unseen -= tag in {"script", "style"}

    def handle_data(self, data):
        if not self.unseen:
            self.texts.append(data)


def strings(value, seen):
    """Every text in a page's context: what people wrote, and what stands in the record."""
    if id(value) in seen:
        return
    seen[id(value)] = value  # kept, so that no other takes its id
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in (*value.keys(), *value.values()):
            yield from strings(each, seen)
    elif isinstance(value, Iterable):
        for each in value:
            yield from strings(each, seen)
    elif dataclasses.is_dataclass(value) or hasattr(value, "__dict__"):
        names = (
            [f.name for f in dataclasses.fields(value)] if dataclasses.is_dataclass(value) else []
        )
        for each in [getattr(value, n) for n in names] or list(vars(value).values()):
            yield from strings(each, seen)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_nothing_in_english(name):
    context = PAGES[name]
    page = page_environment(LONG).get_template(name.split()[0])
    text = "\n".join(Seen(page.render({**context, "language": LONG})).texts)
    data = {*strings(context, {}), *NAMES}
    while (without := re.sub(r"\[[^\[\]]*~*\]", " ", text)) != text:
        text = without
    text = re.sub(DATES, " ", text)
    for known in sorted(data, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(known)}(?!\w)", " ", text) if known.strip() else text
    known = {word for each in data for word in re.findall(r"[A-Za-z]{3,}", each)}
    assert not [word for word in re.findall(r"[A-Za-z]{3,}", text) if word not in known | {"and"}]


def test_everything_that_an_error_advises_can_be_translated():
    loose = []
    for path in Path("service").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                advice = [k.value for k in node.keywords if k.arg == "advice"]
                if node.func.id in {"Conflict", "Gone", "Closed"}:
                    advice += node.args
                loose += [
                    f"{path}:{each.lineno}"
                    for each in advice
                    if isinstance(each, ast.Constant | ast.JoinedStr)
                ]
    assert not loose, "wrap these sentences in say()"


def test_a_sentence_is_said_again_in_another_language():
    said = say("%(name)s has replied", name="Ada")
    assert said == "Ada has replied"
    assert in_language(said, LONG).startswith("[Ada hás réplíéd ~")
    assert in_language("Ada's own words", LONG) == "Ada's own words"
    assert (
        in_language(say("closed since %(what)s", what=say("today")), MIRRORED).count("\u2067") == 2
    )


def test_a_language_without_a_catalogue_leaves_texts_as_they_are():
    assert translations("xx").gettext("Hello") == "Hello"
    assert translations("../../etc").gettext("Hello") == "Hello"


@pytest.mark.parametrize(
    "accepted, chosen",
    [
        ("", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("tlh, en;q=0.1", "en"),
        ("en;q=0", "en"),
        ("*;q=x,,;", "en"),
    ],
)
def test_a_browser_gets_the_language_that_it_asks_for(accepted, chosen):
    assert preferred(accepted) == chosen
