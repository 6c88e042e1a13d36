"""Whatever people type comes through mails as letters: no tag, no template, no header, no flood."""

import re
from dataclasses import fields, is_dataclass, replace

import pytest

from service.emails import Silenced, Undelivered, compose
from service.preview import messages
from service.preview.cast import TALK
from service.rendering import render_mail
from tests.emails.test_every_mail_as_recorded import KIB_100, Page

MESSAGES = messages()
NAUGHTY = [
    '<script>alert("x")</script><img src=x onerror=alert(1)>',
    "</td></table></body></html><a href='https://evil.example.org'>press</a>",
    "{{ 7 * 7 }}{% for x in ().__class__.__mro__ %}{{ x }}{% endfor %}",
    "%(alliance)s %s %d 100% %%",
    "-- \nYou get this because\n\nHello Ben,",
    "line one\r\nBcc: dana@example.org\r\n\r\nbody",
    "مرحبا\u202eabc\u202c 日本語 🎉👩‍👧‍👦 Z̸̢͑a̴l̵g̶o",
    "<!--[if mso]> --> <style>*{display:none}</style> &lt;b&gt; &amp;amp;",
    "\x00\x07\x1b[31m\u2028\u2029\ufeff",
    "a" * 100_000,
    "word " * 20_000,
    "- point\n" * 20_000,
]
OURS = {
    "to_email", "language", "time_zone", "sender", "reply_to", "why", "silence_url", "moment_url", "rhythm_url", "pause_url", "close_url", "confirm_url",
    "organiser_url", "left_url", "words_url", "form_url", "page_url", "public_url", "links", "method", "ics", "purpose",
    "change", "occasion", "uid", "key", "section", "kind", "author", "authors", "about", "answered", "person",
    "mine", "theirs", "reasons", "sequence", "value", "others_answered", "unit",
}  # fmt: skip
"""Fields that the service fills itself, and ids by which names are looked up."""
LONG = {"text", "lines", "reason", "wording", "before", "after"}
"""Fields that are not held to one line of 120 characters where people type them."""


def poisoned(value, text):
    if isinstance(value, str):
        return text
    if isinstance(value, tuple):
        return tuple(poisoned(each, text) for each in value)
    if isinstance(value, dict):
        return dict.fromkeys(value, text)
    if is_dataclass(value):
        changes = {
            field.name: poisoned(
                getattr(value, field.name), text if field.name in LONG else text[:120]
            )
            for field in fields(value)
            if field.name not in OURS
        }
        if isinstance(value, Undelivered | Silenced):
            changes["person"] = text[:120]
        return replace(value, **changes)
    return value


def attributes(html):
    return {(tag, name) for tag, attrs in Page(html).tags for name in attrs}


@pytest.mark.parametrize("naughty", NAUGHTY, ids=range(len(NAUGHTY)))
@pytest.mark.parametrize("name", MESSAGES)
def test_naughty_words_change_nothing_around_them(name, naughty):
    clean, message = (poisoned(MESSAGES[name], text) for text in ("Plain", naughty))
    before, after = render_mail(clean), render_mail(message)
    assert attributes(after.html) <= attributes(before.html)
    tags = {tag for tag, _ in Page(before.html).tags}
    assert {tag for tag, _ in Page(after.html).tags} <= tags
    assert Page(after.html).links == Page(before.html).links
    assert "49" not in after.text
    assert re.search(r"[\r\n]", after.subject) is None
    assert len(after.subject) < 60
    raw = compose(after, message, message_id="k7@example.org", date=TALK)
    head = raw.split(b"\r\n\r\n")[0]
    assert b"\r\nBcc" not in head
    assert len(raw) < KIB_100


def test_words_in_a_template_language_are_shown_as_typed():
    message = replace(MESSAGES["clause_objected"], reason="{{ 7 * 7 }} <b>&amp;</b> 100%")
    rendered = render_mail(message)
    assert "> {{ 7 * 7 }} <b>&amp;</b> 100%" in rendered.text
    assert "{{ 7 * 7 }} &lt;b&gt;&amp;amp;&lt;/b&gt; 100%" in rendered.html


def test_a_list_of_two_hundred_people_is_counted_beyond_the_first():
    others = tuple(f"Person {n}" for n in range(1, 200))
    text = render_mail(replace(MESSAGES["form_invitation"], others=others)).text
    assert "Person 12 and 187 others" in " ".join(text.split())
    assert "Person 13" not in text
