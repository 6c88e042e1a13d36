"""Within a language, people are spoken to in one way, and marks stand as its printers set them."""

import re

import pytest

from tests.languages.test_every_language_says_it_all import catalogue

STRANGE = {
    "fr": r"\b(?i:tu|toi|ton|tes|t’[aeiouh]\w*)\b(?<!le ton)",
    "es": r"\b(?i:usted|ustedes)\b",
    "de": r"(?<![.:?!“] )(?<!^)\b(Sie|Ihnen|Ihre?[mnrs]?)\b",
}
"""Forms of address that a language's texts do not use: French says vous, the others du and tú."""


def texts(language):
    for message in catalogue(language).values():
        yield from (message.string,) if isinstance(message.string, str) else message.string


@pytest.mark.parametrize("language", STRANGE)
def test_everybody_is_addressed_in_one_way(language):
    odd = re.compile(STRANGE[language])
    assert not [text for text in texts(language) if odd.search(text)]


def test_french_marks_never_begin_a_line():
    loose = re.compile(r"\S [:;?!»]|« ")
    assert not [text for text in texts("fr") if loose.search(text)]
