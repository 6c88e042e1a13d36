"""The template environments: strict about names, careful with people's text."""

from functools import cache, partial
from gettext import NullTranslations
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from service.languages import said_in, translations
from service.rendering.filters import FILTERS

_PACKAGE = Path(str(files("service")))


@cache
def mail_environment(language: str = "en", *, autoescape: bool) -> Environment:
    """For `email_templates/` in a language: HTML with autoescape, text without."""
    return _environment(_mail_templates(), language, autoescape=autoescape)


@cache
def page_environment(language: str = "en") -> Environment:
    """For the pages in `web/templates/` in a language, with the same filters as the mails."""
    return _environment(_PACKAGE / "web" / "templates", language, autoescape=True)


def _mail_templates() -> Path:
    """Inside the package once it is installed, beside it in a checkout."""
    installed = _PACKAGE / "email_templates"
    return installed if installed.is_dir() else _PACKAGE.parent / "email_templates"


def _environment(folder: Path, language: str, *, autoescape: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=autoescape,  # noqa: S701 - off for plain text alone, where escapes would show
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(FILTERS)
    environment.filters["ours"] = partial(said_in, language=language)
    environment.policies["ext.i18n.trimmed"] = True
    environment.newstyle_gettext = True  # ty: ignore[missing-attribute] - the extension's
    environment.globals.update(_sayings(translations(language), autoescape=autoescape))
    return environment


def _sayings(catalogue: NullTranslations, *, autoescape: bool) -> dict[str, Any]:
    """What `_()` and `{% trans %}` call: texts are format strings, always; values are escaped.

    The extension's own functions ask each call for its context, and format texts
    without values too; a page says more than a hundred texts, most of them without.
    """
    markup = Markup if autoescape else str

    def value(given: object) -> object:
        return escape(given) if autoescape and not isinstance(given, int) else given

    @cache
    def plain(text: str) -> str:
        return markup(catalogue.gettext(text) % {})

    def gettext(text: str, /, **values: object) -> str:
        if not values:
            return plain(text)
        return markup(catalogue.gettext(text) % {n: value(v) for n, v in values.items()})

    def ngettext(singular: str, plural: str, num: int, /, **values: object) -> str:
        text = catalogue.ngettext(singular, plural, num)
        return markup(text % {n: value(v) for n, v in {"num": num, **values}.items()})

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext}
