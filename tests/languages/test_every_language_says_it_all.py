"""A language that is offered says everything, with the same names and marks in each sentence."""

import re
import subprocess
import sys
from collections import Counter
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po

from service.languages import LANGUAGES, preferred, translations

WRITTEN = "en"
OTHERS = [language for language in LANGUAGES if language != WRITTEN]
KEPT = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}|</?\w+[^>]*>|\[")
"""What a translation may move but not change: values, tags, and brackets around changed words."""


def catalogue(language):
    path = files("service") / "locale" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as source:
        return {message.id: message for message in read_po(source, locale=language) if message.id}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """What is to be translated: every text that code, templates and question sets mark."""
    found = tmp_path_factory.mktemp("messages") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract"]
    options = ["--mapping=pyproject.toml", "--keyword=say", f"--output={found}", "."]
    subprocess.run([*command, *options], check=True)
    with found.open("rb") as source:
        return {message.id for message in read_po(source) if message.id}


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_missing_and_nothing_is_left_over(language, written):
    known = catalogue(language)
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
