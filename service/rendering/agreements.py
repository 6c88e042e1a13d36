"""The agreement as something to keep: Markdown, and a PDF that one would print."""

import json
import re
import tempfile
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

from service.rendering.environments import mail_environment
from service.rendering.filters import clause_blocks, locale_of
from service.rhythm import Rhythm


@dataclass(frozen=True, kw_only=True)
class AgreementSection:
    """A section's title and its clauses as (heading, text), in their order."""

    title: str
    clauses: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Sign:
    """Who gave their word, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class AgreementView:
    """All that stands on the paper. `version` is None for a wording not yet proposed.

    `people` are (name, how the others know them). `sign_offs` are of those who
    agree to every clause, `objections` of those who do not.
    """

    title: str
    people: tuple[tuple[str, str], ...]
    sections: tuple[AgreementSection, ...]
    version: int | None
    hash: str
    proposed_at: datetime | None
    sign_offs: tuple[Sign, ...]
    objections: tuple[Sign, ...]
    time_zone: str
    language: str
    closed_at: datetime | None = None
    rhythm: Rhythm | None = None


def agreement_markdown(view: AgreementView) -> str:
    """The agreement as Markdown in which people's words mean only themselves."""
    context = _context(view) | {"labels": _labels(view)}
    rendered = mail_environment(autoescape=False).get_template("_agreement/agreement.md")
    return re.sub(r"\n{3,}", "\n\n", rendered.render(context)).strip() + "\n"


def agreement_html(view: AgreementView) -> str:
    """The agreement as one HTML page that needs nothing else."""
    context = _context(view) | {"labels": _labels(view)}
    return (
        mail_environment(autoescape=True).get_template("_agreement/agreement.html").render(context)
    )


def agreement_pdf(view: AgreementView) -> bytes:
    """The agreement on A4: tagged and accessible (PDF/UA-1) where our fonts have every letter.

    The fonts that come with the typesetter are tried first, then those of the
    machine; a letter that none of them has makes the paper, but not by the standard.
    """
    data = json.dumps(_paper(view), ensure_ascii=False)
    for own_fonts_only in (True, False):
        try:
            return _typeset(data, "ua-1", own_fonts_only=own_fonts_only)
        except typst.TypstError:
            # The strict standard refuses a missing letter; nothing else in the
            # data can fail, since it is never read as markup.
            continue
    return _typeset(data, "1.7", own_fonts_only=False)


def _context(view: AgreementView) -> dict[str, Any]:
    return {"view": view, "zone": view.time_zone, "language": view.language}


def _labels(view: AgreementView) -> dict[str, str]:
    """Our own words on the paper, in the reader's language."""
    template = mail_environment(autoescape=False).get_template("_agreement/labels.json")
    return json.loads(template.render(_context(view)))


def _paper(view: AgreementView) -> dict[str, Any]:
    """What the typesetter is given: texts only, none of which it reads as markup."""
    locale = locale_of(view.language)
    moments = mail_environment(autoescape=False).from_string("{{ at|moment }}")
    context = _context(view)

    def signs(given: tuple[Sign, ...]) -> list[list[str]]:
        return [[sign.name, moments.render(context, at=sign.at)] for sign in given]

    return {
        "title": view.title,
        "language": locale.language,
        "direction": locale.text_direction,
        "labels": _labels(view),
        "people": [list(person) for person in view.people],
        "sections": [
            {
                "title": section.title,
                "clauses": [
                    {"heading": heading, "blocks": [[b.item, b.words] for b in clause_blocks(text)]}
                    for heading, text in section.clauses
                ],
            }
            for section in view.sections
        ],
        "proposed": view.version is not None,
        "signs": signs(view.sign_offs),
        "objections": signs(view.objections),
        "hash": view.hash,
    }


def _typeset(data: str, standard: Literal["ua-1", "1.7"], *, own_fonts_only: bool) -> bytes:
    """The PDF; its root holds nothing but our template, so that nothing else can get in."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder, "agreement.typ")
        template.write_bytes(_template())
        return typst.compile(
            template,
            root=Path(folder),
            ignore_system_fonts=own_fonts_only,
            format="pdf",
            sys_inputs={"agreement": data},
            pdf_standards=standard,
        )


@cache
def _template() -> bytes:
    return files("service.rendering").joinpath("agreement.typ").read_bytes()
