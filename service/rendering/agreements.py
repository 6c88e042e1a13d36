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
from jinja2 import Environment

from service.colours import OWN, Accent
from service.languages import locale_of, said_in
from service.rendering.environments import mail_environment
from service.rendering.filters import changes, clause_blocks
from service.rhythm import Rhythm


@dataclass(frozen=True, kw_only=True)
class AgreementSection:
    """A section's title and its clauses as (heading, text), in their order."""

    title: str
    clauses: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """A goal as it was written in the first answers: what is reached on the way, when, by whom."""

    goal: str
    milestone: str = ""
    by: str = ""
    who: str = ""


@dataclass(frozen=True, kw_only=True)
class TrustSaid:
    """How high people said the trust is, lowest first; a name is empty where none is shown.

    `review_at` is None for the first answers, and for the last words when `last`.
    """

    review_at: datetime | None
    values: tuple[tuple[str, int], ...]
    last: bool = False

    @property
    def low(self) -> int:
        """The lowest number."""
        return min(number for _, number in self.values)

    @property
    def high(self) -> int:
        """The highest number."""
        return max(number for _, number in self.values)


@dataclass(frozen=True, kw_only=True)
class Sign:
    """Who signs, to how many clauses they agree, and when their last word on one fell."""

    name: str
    agreed: int
    at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Objection:
    """Who cannot sign which clause yet, why, and how they would put it."""

    name: str
    heading: str
    reason: str
    wording: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ClauseChanged:
    """A clause that differs from the version before; one that came or went is empty on one side."""

    heading: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class KeptVersion:
    """A version in the history of an agreement, and what it changed in the one before."""

    number: int
    hash: str
    proposed_at: datetime
    changes: tuple[ClauseChanged, ...]


@dataclass(frozen=True, kw_only=True)
class AgreementView:
    """All that stands on the paper. `version` is None for a wording not yet proposed.

    `people` are (name, how the others know them). `changes` are those since
    the version before. In a keepsake `history` holds every version instead, and
    `last_words` are (author, to whom or empty, lines).
    """

    title: str
    people: tuple[tuple[str, str], ...]
    sections: tuple[AgreementSection, ...]
    time_zone: str
    language: str
    version: int | None = None
    hash: str = ""
    proposed_at: datetime | None = None
    signs: tuple[Sign, ...] = ()
    objections: tuple[Objection, ...] = ()
    changes: tuple[ClauseChanged, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    trust: tuple[TrustSaid, ...] = ()
    history: tuple[KeptVersion, ...] = ()
    last_words: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    closed_at: datetime | None = None
    rhythm: Rhythm | None = None

    @property
    def clauses(self) -> int:
        """How many clauses it has."""
        return sum(len(section.clauses) for section in self.sections)


def agreement_markdown(view: AgreementView) -> str:
    """The agreement as Markdown in which people's words mean only themselves."""
    rendered = _environment(view).get_template("_agreement/agreement.md").render(_context(view))
    return re.sub(r"\n{3,}", "\n\n", rendered).strip() + "\n"


def agreement_html(view: AgreementView) -> str:
    """The agreement as one HTML page that needs nothing else."""
    environment = mail_environment(view.language, autoescape=True)
    return environment.get_template("_agreement/agreement.html").render(_context(view))


def agreement_pdf(view: AgreementView, accent: Accent = OWN) -> bytes:
    """The agreement on A4, tagged and accessible (PDF/UA-1) where our fonts have every letter.

    The fonts that come with the typesetter are tried first, then those of the
    machine; a letter that none of them has makes the paper, but not by the standard.
    """
    data = json.dumps({**_paper(view), "accent": accent.light}, ensure_ascii=False)
    for own_fonts_only in (True, False):
        try:
            return _typeset(data, "ua-1", own_fonts_only=own_fonts_only)
        except typst.TypstError:
            # The strict standard refuses a missing letter; nothing else in the
            # data can fail, since it is never read as markup.
            continue
    return _typeset(data, "1.7", own_fonts_only=False)


def _environment(view: AgreementView) -> Environment:
    return mail_environment(view.language, autoescape=False)


def _context(view: AgreementView) -> dict[str, Any]:
    """What the templates are given; `labels` are our own words, in the reader's language."""
    known = {
        "view": view,
        "zone": view.time_zone,
        "language": view.language,
        "direction": locale_of(view.language).text_direction,
    }
    labels = _environment(view).get_template("_agreement/labels.json").render(known)
    return {**known, "labels": json.loads(labels)}


def _paper(view: AgreementView) -> dict[str, Any]:
    """What the typesetter is given: texts only, none of which it reads as markup."""
    context = _context(view)
    return {
        "title": view.title,
        "language": locale_of(view.language).language,
        "direction": context["direction"],
        "labels": context["labels"],
        "people": [list(person) for person in view.people],
        "sections": [
            {
                "title": said_in(section.title, view.language),
                "clauses": [
                    {
                        "heading": said_in(heading, view.language),
                        "blocks": [[b.item, b.words] for b in clause_blocks(text)],
                    }
                    for heading, text in section.clauses
                ],
            }
            for section in view.sections
        ],
        "milestones": [[m.goal, m.milestone, m.by, m.who] for m in view.milestones],
        "trust": [[number for _, number in said.values] for said in view.trust],
        "changes": [
            {"heading": said_in(c.heading, view.language), "lines": changes(c.before, c.after)}
            for c in view.changes
        ],
        "history": [
            [
                {"heading": said_in(c.heading, view.language), "lines": changes(c.before, c.after)}
                for c in kept.changes
            ]
            for kept in view.history
        ],
        "last_words": [list(lines) for _author, _about, lines in view.last_words],
        "signs": [sign.name for sign in view.signs],
        "objections": [
            [o.name, said_in(o.heading, view.language), o.reason, o.wording]
            for o in view.objections
        ],
        "proposed": view.version is not None,
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
