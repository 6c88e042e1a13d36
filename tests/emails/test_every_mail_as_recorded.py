"""Golden subject, text and HTML of each mail; RECORD_MAILS=1 writes them anew."""

import os
import re
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path

import pytest

from service.emails import compose, kinds
from service.preview import messages
from service.preview.cast import TALK
from service.rendering import render_mail
from service.rendering.filters import TEXT_WIDTH

GOLDEN = Path(__file__).parent / "golden"
MESSAGES = messages()
URL = re.compile(r"https://[^\s<>\"]+")
KIB_100 = 100 * 1024


class Page(HTMLParser):
    """What a reader of the HTML sees: its links, and its words without the style sheet."""

    def __init__(self, html):
        super().__init__()
        self.links, self.words, self._hidden, self.tags = set(), [], 0, []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in {"style", "title"}:
            self._hidden += 1
        if tag == "a":
            self.links.add(dict(attrs)["href"])

    def handle_endtag(self, tag):
        if tag in {"style", "title"}:
            self._hidden -= 1

    def handle_data(self, data):
        if not self._hidden:
            self.words += data.split()


def test_templates_and_messages_match_one_to_one():
    folders = Path("email_templates")
    names = {f.name for f in folders.iterdir() if not f.name.startswith("_")}
    assert names == set(kinds())
    for name in names:
        files = {f.name for f in (folders / name).iterdir()}
        assert files == {"subject.txt", "body.txt", "body.html"}, name


def test_there_is_a_sample_of_every_message():
    assert {type(m) for m in MESSAGES.values()} == set(kinds().values())


@pytest.mark.parametrize("name", MESSAGES)
def test_words_are_as_recorded(name):
    rendered = render_mail(MESSAGES[name])
    words = {"txt": f"{rendered.subject}\n\n{rendered.text}", "html": rendered.html}
    for ending, content in words.items():
        recorded = GOLDEN / f"{name}.{ending}"
        if os.environ.get("RECORD_MAILS"):
            recorded.write_text(content, "utf-8")
        assert content == recorded.read_text("utf-8"), f"RECORD_MAILS=1 records {recorded.name}"


def test_nothing_is_recorded_of_mails_that_are_gone():
    assert {f.stem for f in GOLDEN.iterdir()} == set(MESSAGES)


@pytest.mark.parametrize("name", MESSAGES)
def test_text_and_html_hold_the_same_links(name):
    rendered = render_mail(MESSAGES[name])
    assert set(URL.findall(rendered.text)) == Page(rendered.html).links


@pytest.mark.parametrize("name", MESSAGES)
def test_html_says_all_that_the_text_says(name):
    rendered = render_mail(MESSAGES[name])
    html = " ".join(Page(rendered.html).words).casefold()
    for line in re.sub(r"\n +", " ", rendered.text).splitlines():
        said = " ".join(line.split())
        if said in {"", "--"} or URL.search(said):
            continue
        for piece in re.split(r"^- |\[|\]|:$|^> ", said):
            words = " ".join(piece.split()[:6]).casefold()
            assert words in html, piece


@pytest.mark.parametrize("name", MESSAGES)
def test_shape_suits_every_mail_program(name):
    rendered = render_mail(MESSAGES[name])
    assert len(rendered.subject) < 60
    assert all(len(li) <= TEXT_WIDTH or URL.search(li) for li in rendered.text.splitlines())
    tags = Page(rendered.html).tags
    assert not {"img", "script", "link", "iframe"} & {tag for tag, _ in tags}
    sizes = re.findall(
        r"font-size: ?(\d+)px", re.sub(r"<div[^>]*display: ?none.*?>", "", rendered.html)
    )
    assert sizes
    assert min(map(int, sizes)) >= 16
    assert "prefers-color-scheme: dark" in rendered.html
    # Who has left has nothing more to do here; nor has who asked for a test mail.
    quiet = name.startswith(("farewell", "mail_check", "address_changed"))
    buttons = 2 if name == "link_again" else 0 if quiet else 1
    assert sum(attrs.get("class") == "button-link" for _, attrs in tags) == buttons


@pytest.mark.parametrize("name", MESSAGES)
def test_mail_is_read_back_as_it_was_written(name):
    message = MESSAGES[name]
    rendered = render_mail(message)
    raw = compose(rendered, message, message_id="<k7@example.org>", date=TALK)
    mail = message_from_bytes(raw, policy=policy.default)
    assert not mail.defects
    assert mail["Subject"] == rendered.subject
    texts = [p for p in mail.walk() if p.get_content_type() in {"text/plain", "text/html"}]
    text, html = (part.get_content() for part in texts)
    assert text.replace("\r\n", "\n") == rendered.text
    assert html.replace("\r\n", "\n").rstrip() == rendered.html.rstrip()
    assert len(raw) - sum(len(p.as_bytes()) for p in mail.iter_attachments()) < KIB_100
