"""A language that is offered says everything, with the same names and marks in each sentence."""

import re
from collections import Counter

import pytest
from babel.messages.catalog import Catalog

from service.languages import LANGUAGES, preferred, translations
from tests.languages.catalogues import LOCALE, read, to_translate, update

WRITTEN = "en"
OTHERS = [language for language in LANGUAGES if language != WRITTEN]
KEPT = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}|</?\w+[^>]*>|\[")
"""What a translation may move but not change: values, tags, and brackets around changed words."""


def catalogue(language):
    path = LOCALE / language / "LC_MESSAGES" / "messages.po"
    return {message.id: message for message in read(path, language) if message.id}


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_missing_and_nothing_is_left_over(language):
    known = catalogue(language)
    written = {message.id for message in to_translate() if message.id}
    assert not sorted(map(str, written - known.keys())), "make messages, then translate these"
    assert not sorted(map(str, known.keys() - written)), "make messages removes these"
    empty = [m.id for m in known.values() if not all(_forms(m.string)) or m.fuzzy]
    assert not empty, "translate these"


@pytest.mark.parametrize("language", OTHERS)
def test_values_and_marks_are_the_same_in_each_sentence(language):
    different = []
    for message in catalogue(language).values():
        allowed = [Counter(KEPT.findall(text)) for text in _forms(message.id)]
        different += [
            (text, message.id)
            for text in _forms(message.string)
            if Counter(KEPT.findall(text)) not in allowed
        ]
    assert not different


@pytest.mark.parametrize("language", OTHERS)
def test_a_number_is_counted_as_the_language_counts(language):
    plurals = [m for m in catalogue(language).values() if isinstance(m.id, tuple)]
    assert plurals
    said = translations(language)
    for message in plurals:
        assert said.ngettext(*message.id, 1) == message.string[0]
        assert said.ngettext(*message.id, 7) == message.string[1]


@pytest.mark.parametrize("language", OTHERS)
def test_a_browser_may_ask_for_it(language):
    assert preferred(f"{language};q=0.9, tlh") == language


def _forms(text):
    return [text] if isinstance(text, str) else list(text)


def test_what_was_translated_is_kept_when_texts_are_gathered(tmp_path):
    folder = tmp_path / "de"
    wanted = Catalog()
    wanted.add("Yes", locations=[("a.html", 1), ("a.html", 2)])
    update(folder, wanted)
    path = folder / "LC_MESSAGES" / "messages.po"
    path.write_text(path.read_text("utf-8").replace('msgstr ""\n\n', 'msgstr "Ja"\n\n'), "utf-8")
    wanted.add(("%(n)s day", "%(n)s days"), locations=[("b.html", 1)])
    update(folder, wanted)
    once = path.read_text("utf-8")
    update(folder, wanted)
    assert path.read_text("utf-8") == once
    assert read(path, "de").get("Yes").string == "Ja"
    assert read(path, "de").get(("%(n)s day", "%(n)s days")).string == ("", "")
    assert once.startswith("# German texts")
