"""The languages that people are written to in, and texts that wait to know which."""

import re
import textwrap
from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
}
"""What is spoken here, under its own name. Our texts are written in the first."""
LONG, MIRRORED = "en-XA", "ar-XB"
"""Pseudo-locales: every text a third longer; every text from right to left. For trying pages."""

_RIGHT_TO_LEFT, _ENDS = "\u2067", "\u2069"
_KEPT = re.compile(r"(%\(\w+\)s|%%|<[^>]+>|https?://\S+)")
_ACCENTS = str.maketrans("aeiouAEIOUcn", "áéíóúÁÉÍÓÚçñ")
_HALF = 2
_WORD = 8
"""Letters of the words by which texts grow longer."""


class Said(str):
    """A sentence of ours: as text in English, and still to be said in any language.

    `message` is what catalogues list, with `%(name)s` for each of `values`.
    """

    __slots__ = ("message", "values")
    message: str
    values: Mapping[str, object]


def say(message: str, **values: object) -> Said:
    """The sentence that people are told; `in_language` says it again in theirs."""
    said = Said(message % values if values else message)
    said.message = message
    said.values = values
    return said


def in_language(text: str, language: str) -> str:
    """A sentence of ours in the reader's language; anybody else's words as they are."""
    if not isinstance(text, Said):
        return text
    message = translations(language).gettext(text.message)
    values = {
        name: in_language(value, language) if isinstance(value, Said) else value
        for name, value in text.values.items()
    }
    return message % values if values else message


def said_in(text: str, language: str) -> str:
    """A text of a built-in set in the reader’s language; anybody’s own as it is."""
    return translations(language).gettext(text) if text else text


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language; without one, texts stay as they are written."""
    if language in {LONG, MIRRORED}:
        return _Pseudo(language)
    path = files("service") / "locale" / language / "LC_MESSAGES" / "messages.po"
    if not (language.isalpha() and path.is_file()):
        return NullTranslations()
    with path.open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


@cache
def locale_of(language: str) -> Locale:
    """The locale by which dates and lists are written; British English for any unknown one."""
    if language.replace("_", "-").lower() in {"en", ""}:
        return Locale("en", "GB")
    if language == MIRRORED:
        return Locale("ar")
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en", "GB")


def preferred(accepted: str) -> str:
    """The language of ours that a browser asks for (RFC 9110 §12.5.4); English otherwise."""
    wishes = []
    for place, wish in enumerate(accepted.lower().split(",")):
        tag, _, weight = wish.partition(";")
        quality = re.fullmatch(r"\s*q=(0(?:\.\d{1,3})?|1(?:\.0{1,3})?)\s*", weight)
        wishes.append((-float(quality[1]) if quality else -1.0, place, tag.strip()[:2]))
    return next((tag for weight, _, tag in sorted(wishes) if weight and tag in LANGUAGES), "en")


class _Pseudo(NullTranslations):
    """English made strange, so that what is not translated, or does not fit, is seen."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def gettext(self, message: str) -> str:
        if self._language == MIRRORED:
            return f"{_RIGHT_TO_LEFT}{message}{_ENDS}"
        parts = _KEPT.split(message)
        strange = "".join(p if n % _HALF else p.translate(_ACCENTS) for n, p in enumerate(parts))
        return f"[{strange} {' '.join(textwrap.wrap('~' * (len(message) // 3), _WORD))}]"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)
