"""The template environments: strict about names, careful with people's text."""

from functools import cache
from gettext import NullTranslations
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from service.rendering.filters import FILTERS

_PACKAGE = Path(str(files("service")))


@cache
def mail_environment(*, autoescape: bool) -> Environment:
    """For `email_templates/`: HTML with autoescape, text without."""
    return _environment(_mail_templates(), autoescape=autoescape)


@cache
def page_environment() -> Environment:
    """For the pages in `web/templates/`, with the same filters as the mails."""
    return _environment(_PACKAGE / "web" / "templates", autoescape=True)


def _mail_templates() -> Path:
    """Inside the package once it is installed, beside it in a checkout."""
    installed = _PACKAGE / "email_templates"
    return installed if installed.is_dir() else _PACKAGE.parent / "email_templates"


def _environment(folder: Path, *, autoescape: bool) -> Environment:
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
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_translations(  # ty: ignore[missing-attribute] - the extension adds it
        NullTranslations(), newstyle=True
    )
    return environment
