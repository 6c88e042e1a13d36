"""A message in words: subject, text and HTML from `email_templates/`."""

import re
from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import Any

from css_inline import CSSInliner

from service.colours import OWN, Accent
from service.emails import Message, Rendered, kind
from service.itip import Event
from service.languages import locale_of
from service.rendering.environments import mail_environment
from service.rendering.filters import short, wrapped

LONGEST_SUBJECT = 59
"""Characters that a list of mails on a phone still shows. What may be long stands at the end."""


def render_mail(
    message: Message, *, service_name: str = "Designed Alliance", accent: Accent = OWN
) -> Rendered:
    """The message in its reader's language and zone, in the practice's colour.

    Raises jinja2.TemplateError when a template fails on this message.
    """
    folder = kind(message)
    context: dict[str, Any] = {
        field.name: getattr(message, field.name) for field in fields(message)
    }
    context |= {
        "kind": folder,
        "zone": message.time_zone,
        "service_name": service_name,
        "accent": accent,
        "direction": locale_of(message.language).text_direction,
    }
    plain = mail_environment(message.language, autoescape=False)
    subject = plain.get_template(f"{folder}/subject.txt").render(context)
    context["subject"] = short(subject, LONGEST_SUBJECT)
    text = plain.get_template(f"{folder}/body.txt").render(context)
    rich = mail_environment(message.language, autoescape=True)
    html = rich.get_template(f"{folder}/body.html").render(context)
    return Rendered(
        subject=context["subject"], text=wrapped(text), html=_compact(_inliner().inline(html))
    )


def render_event_text(
    event: Event, *, alliance: str, people: Sequence[str], public_url: str, language: str
) -> tuple[str, str]:
    """SUMMARY and DESCRIPTION of an event. They hold no personal link: calendars are shared."""
    context = {
        "topics": event.topics,
        "topics_at": event.topics_at,
        "zone": event.time_zone,
        "alliance": alliance,
        "people": tuple(people),
        "public_url": public_url,
        "language": language,
    }
    plain = mail_environment(language, autoescape=False)
    folder = f"_calendar/{event.purpose}"
    summary = plain.get_template(f"{folder}/summary.txt").render(context)
    description = plain.get_template(f"{folder}/description.txt").render(context)
    return re.sub(r"\s+", " ", summary).strip(), re.sub(r"\n{3,}", "\n\n", description).strip()


@cache
def _inliner() -> CSSInliner:
    """Moves the style sheet onto the elements; only its media queries stay in the head."""
    return CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def _compact(html: str) -> str:
    """Without the indentation of the templates."""
    return re.sub(r"\n\s*", "\n", html)
