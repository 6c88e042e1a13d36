"""The samples as files, the same for a folder and for the demo's `/preview`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from html import unescape

from service.colours import OWN, Accent
from service.emails import Message, Rendered, compose, kind
from service.errors import NotFound
from service.languages import LANGUAGES, in_language, locale_of
from service.preview.cast import NOW, ZONE, Page
from service.preview.paper import paper
from service.preview.samples import in_their_language
from service.preview.stages import STAGES, Stage
from service.rendering import page_environment, render_mail
from service.settings import Settings

INDEX = "index.html"
_MEDIA = {
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "eml": "message/rfc822",
    "ics": "text/calendar; charset=utf-8",
}


@dataclass(frozen=True, kw_only=True)
class Face:
    """What a practice's pages and mails wear."""

    service_name: str
    accent: Accent
    mark: str
    dressed: bool
    asset_version: str = "0"

    @classmethod
    def of(cls, settings: Settings, asset_version: str = "0") -> "Face":
        """The face that a practice has been given."""
        return cls(
            service_name=settings.practice_name,
            accent=settings.accents,
            mark="/practice/mark" if settings.mark else "/static/mark.svg",
            dressed=settings.accents != OWN,
            asset_version=asset_version,
        )


@dataclass(frozen=True, kw_only=True)
class File:
    """One file, as it is written or answered."""

    content: bytes
    media: str
    is_mail: bool = False
    """Whether it is a mail's HTML: to be shown as mail programs do, without scripts."""


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A sample in the index: how its reader knows it, and how we do."""

    title: str
    name: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A stage in the index."""

    title: str
    pages: tuple[Listed, ...]
    mails: tuple[Listed, ...]


def paths(language: str) -> Iterator[str]:
    """The name of every file of a language, in the folder of that language."""
    yield INDEX
    for stage in STAGES:
        yield from map(page_path, stage.pages())
        for name, message in stage.mails().items():
            yield from (mail_path(name, each) for each in ("html", "mail.html", "txt", "eml"))
            if hasattr(in_their_language(message, language), "ics"):
                yield mail_path(name, "ics")


def file(language: str, path: str, face: Face) -> File:
    """The file of that name; NotFound where there is none."""
    if language not in LANGUAGES:
        raise NotFound
    folder, _, name = path.rpartition("/")
    if path == INDEX:
        return _html(_index(language, face))
    if folder == "pages":
        return _html(_page(_known_page(path), language, face))
    if folder == "mails":
        sample, _, form = name.partition(".")
        return _mail(sample, form, language, face)
    raise NotFound


def page_path(name: str) -> str:
    """Where a page is: `form.html draft` at `pages/form-draft.html`."""
    return f"pages/{name.replace('.html', '').replace(' ', '-')}.html"


def mail_path(name: str, form: str = "html") -> str:
    """Where a mail is: beside its text (html), alone (mail.html), as txt, eml or ics."""
    return f"mails/{name}.{form}"


def _index(language: str, face: Face) -> str:
    context = {
        "languages": _switch(INDEX),
        "chapters": [
            {
                "title": chapter.title,
                "pages": [(each.title, each.name, each.path) for each in chapter.pages],
                "mails": [(each.title, each.name, each.path) for each in chapter.mails],
            }
            for chapter in _chapters(language, face)
        ],
    }
    return _rendered("samples.html", context, language, face)


@cache
def _chapters(language: str, face: Face) -> tuple[Chapter, ...]:
    return tuple(_chapter(stage, language, face) for stage in STAGES)


def _chapter(stage: Stage, language: str, face: Face) -> Chapter:
    pages = (
        Listed(title=_title(_page(name, language, face)), name=name, path=page_path(name))
        for name in stage.pages()
    )
    mails = (
        Listed(
            title=_words(in_their_language(message, language), face).subject,
            name=name,
            path=mail_path(name),
        )
        for name, message in stage.mails().items()
    )
    return Chapter(title=in_language(stage.title, language), pages=(*pages,), mails=(*mails,))


def _known_page(path: str) -> str:
    found = next((n for stage in STAGES for n in stage.pages() if page_path(n) == path), None)
    if found is None:
        raise NotFound
    return found


def _page(name: str, language: str, face: Face) -> str:
    [context] = [stage.pages()[name] for stage in STAGES if name in stage.pages()]
    return _rendered(name.partition(" ")[0], context, language, face)


def _rendered(template: str, context: Page, language: str, face: Face) -> str:
    shared = {
        "zone": ZONE,
        "now": NOW,
        "mailbox": True,
        **context,
        "language": language,
        "direction": locale_of(language).text_direction,
        **{field.name: getattr(face, field.name) for field in fields(face)},
    }
    told = {name: _told(value, language) for name, value in shared.items()}
    return page_environment(language).get_template(template).render(told)


def _told(value: object, language: str) -> object:
    """Sentences of ours in the reader's language, also where they stand by name."""
    if isinstance(value, Mapping):
        return {name: _told(each, language) for name, each in value.items()}
    return in_language(value, language) if isinstance(value, str) else value


def _mail(name: str, form: str, language: str, face: Face) -> File:
    mails = {n: m for stage in STAGES for n, m in stage.mails().items()}
    if name not in mails:
        raise NotFound
    message = in_their_language(mails[name], language)
    words = _words(message, face)
    ics = getattr(message, "ics", "")
    match form:
        case "html":
            return _html(_beside(name, tuple(mails), message, words, face))
        case "mail.html":
            html = words.html.replace("<head>", '<head><base target="_blank">', 1)
            return File(content=html.encode(), media=_MEDIA["html"], is_mail=True)
        case "txt":
            text = f"{words.subject}\n\n{words.text}"
            return File(content=text.encode(), media=_MEDIA["txt"])
        case "eml":
            return File(content=_wire(name, message, words, face), media=_MEDIA["eml"])
        case "ics" if ics:
            return File(content=ics.encode(), media=_MEDIA["ics"])
        case _:
            raise NotFound


def _beside(
    name: str, names: tuple[str, ...], message: Message, words: Rendered, face: Face
) -> str:
    """The page that shows a mail as HTML and, beside it, as plain text."""
    here = names.index(name)
    context: Page = {
        "languages": _switch(f"mails/{name}.html"),
        "subject": words.subject,
        "text": words.text,
        "to": f"{message.to_name} <{message.to_email}>",
        "name": name,
        "folder": f"email_templates/{kind(message)}",
        "html": f"{name}.mail.html",
        "files": [f"{name}.{form}" for form in ("txt", "eml")]
        + ([f"{name}.ics"] if getattr(message, "ics", "") else []),
        "index": f"../{INDEX}",
        "before": f"{names[here - 1]}.html" if here else "",
        "after": f"{names[here + 1]}.html" if here + 1 < len(names) else "",
    }
    return _rendered("samples_mail.html", context, message.language, face)


def _switch(path: str) -> list[tuple[str, str, str]]:
    """The same place in each language: code, name, and how to get there from beside it."""
    up = "../" * (path.count("/") + 1)
    return [(code, called, f"{up}{code}/{path}") for code, called in LANGUAGES.items()]


def _words(message: Message, face: Face) -> Rendered:
    return render_mail(message, service_name=face.service_name, accent=face.accent)


def _wire(name: str, message: Message, words: Rendered, face: Face) -> bytes:
    if getattr(message, "pdf", b""):
        message = replace(message, pdf=paper(message.language))
    host = message.sender.partition("@")[2]
    return compose(
        words,
        message,
        message_id=f"{name}@{host}",
        date=NOW,
        service_name=face.service_name,
    )


def _html(text: str) -> File:
    return File(content=text.encode(), media=_MEDIA["html"])


def _title(html: str) -> str:
    """What stands in the window's bar, without the practice's name."""
    found = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    return unescape(found[1]).rpartition(" · ")[0] if found else ""
