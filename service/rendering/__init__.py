"""Words and paper: mails, texts in calendars, the agreement as a document, the pages' templates."""

from service.emails import Rendered
from service.rendering.agreements import (
    AgreementSection,
    AgreementView,
    ClauseChanged,
    KeptVersion,
    Milestone,
    Objection,
    Sign,
    TrustSaid,
    agreement_html,
    agreement_markdown,
    agreement_pdf,
)
from service.rendering.environments import page_environment
from service.rendering.mails import render_event_text, render_mail

__all__ = [
    "AgreementSection",
    "AgreementView",
    "ClauseChanged",
    "KeptVersion",
    "Milestone",
    "Objection",
    "Rendered",
    "Sign",
    "TrustSaid",
    "agreement_html",
    "agreement_markdown",
    "agreement_pdf",
    "page_environment",
    "render_event_text",
    "render_mail",
]
