"""A form mail and an invitation, from message to bytes, against the bare libraries.

The limit says the same with flat Jinja2 templates whose lines are wrapped and
whose styles are inlined already, icalendar, and email.message.
"""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, vCalAddress, vText
from icalendar import Event as Component
from jinja2 import Environment, Template

from service import emails, itip
from service.emails import CalendarMessage, FormInvitation, Message, Rendered
from service.itip import Change, Event, Method, Wanted
from service.participants import Person
from service.preview import messages
from service.preview.cast import DUE, TALK
from service.preview.letters import BASE
from service.rendering import render_event_text, render_mail
from tests.bench.row import row

COUNT = 300
ROUNDS = 5
VARIABLES = ("to_name", "alliance", "organiser", "form_url", "public_url", "silence_url")
ATTENDEES = tuple(
    Person(
        id=name.lower(),
        name=name,
        email=f"{name.lower()}@example.org",
        takes_part=True,
        time_zone="Europe/Berlin",
        joined_at=DUE,
    )
    for name in ("Ada", "Ben")
)


def measure() -> Iterator[dict[str, object]]:
    """One line: pairs of mails a second, ours and the limit; the aim is half of it and more."""
    known = messages()
    form, invitation = known["form_invitation"], known["calendar_message"]
    if not isinstance(form, FormInvitation) or not isinstance(invitation, CalendarMessage):
        raise TypeError("the samples have other names now")
    bare_form, bare_invitation = _bare(form), _bare(invitation)

    def ours() -> None:
        _composed(form)
        _composed(invitation, ics=_ics(invitation.event))

    def limit() -> None:
        bare_form(None)
        bare_invitation(_bare_ics(invitation.event))

    ours_best, limit_best = _best(ours), _best(limit)
    yield row("compose", ours_best * 1000, limit_best * 1000, "ms a pair; at most 2×")


def _composed(message: Message, ics: str = "") -> bytes:
    """All that happens between the wish and the wire."""
    given = {"ics": ics} if ics else {}
    payload = emails.dump(type(message)(**{**vars(message), **given}))
    loaded = emails.load(emails.kind(message), payload)
    return emails.compose(render_mail(loaded), loaded, message_id="a@b", date=TALK)


def _ics(event: Event) -> str:
    summary, description = render_event_text(
        event,
        alliance="Ada and Ben",
        people=("Ada", "Ben"),
        public_url=f"{BASE}/alliance/9c3d",
        language="en",
    )
    return itip.write(
        Wanted(method=Method.REQUEST, event=event, change=Change.NEW),
        attendees=ATTENDEES,
        to=ATTENDEES[1],
        organizer_address="alliance+4k2m@example.org",
        organizer_name="Designed Alliance",
        summary=summary,
        description=description,
        url=f"{BASE}/alliance/9c3d",
    )


def _bare(message: Message) -> Callable[[str | None], bytes]:
    rendered = render_mail(message)
    given = {name: getattr(message, name) for name in VARIABLES if hasattr(message, name)}
    templates = _flat(rendered, given)

    def compose(ics: str | None) -> bytes:
        subject, text, html = (template.render(given) for template in templates)
        mail = EmailMessage(policy=SMTP)
        mail["From"] = "Ada via Designed Alliance <alliance+4k2m@example.org>"
        mail["To"] = f"{message.to_name} <{message.to_email}>"
        mail["Subject"] = subject
        mail["Date"] = format_datetime(TALK)
        mail["Message-ID"] = "<a@b>"
        mail["Auto-Submitted"] = "auto-generated"
        mail["List-Unsubscribe"] = f"<{message.silence_url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        mail.set_content(text)
        mail.add_alternative(html, subtype="html")
        if ics is not None:
            mail.add_alternative(ics, subtype="calendar", params={"method": "REQUEST"})
            mail.add_attachment(
                ics.encode(), maintype="application", subtype="ics", filename="invite.ics"
            )
        return mail.as_bytes()

    return compose


def _flat(rendered: Rendered, given: dict[str, str]) -> tuple[Template, Template, Template]:
    """Templates that give these very words, with the variables where their values stand."""
    plain, rich = Environment(autoescape=False), Environment(autoescape=True)  # noqa: S701 - text

    def with_holes(text: str) -> str:
        for name in sorted(given, key=lambda n: -len(given[n])):
            if given[name]:
                text = text.replace(given[name], "{{ " + name + " }}")
        return text

    return (
        plain.from_string(with_holes(rendered.subject)),
        plain.from_string(with_holes(rendered.text)),
        rich.from_string(with_holes(rendered.html)),
    )


def _bare_ics(event: Event) -> str:
    zone = ZoneInfo(event.time_zone)
    component = Component()
    component.add("uid", event.uid)
    component.add("dtstamp", event.changed_at)
    component.add("dtstart", event.starts.replace(tzinfo=zone))
    component.add("dtend", (event.starts + timedelta(minutes=event.minutes)).replace(tzinfo=zone))
    component.add("sequence", event.sequence)
    component.add("summary", "Ada and Ben: the conversation")
    component.add("description", "You talk about how you want to be with each other. " * 4)
    component.add("location", event.place)
    component.add("url", f"{BASE}/alliance/9c3d")
    organizer = vCalAddress("MAILTO:alliance+4k2m@example.org")
    organizer.params["cn"] = vText("Designed Alliance")
    component["organizer"] = organizer
    for person in ATTENDEES:
        attendee = vCalAddress(f"MAILTO:{person.email}")
        attendee.params["cn"] = vText(person.name)
        attendee.params["partstat"] = vText("NEEDS-ACTION")
        attendee.params["rsvp"] = vText("TRUE")
        component.add("attendee", attendee, encode=False)
    calendar = Calendar()
    calendar.add("prodid", "-//bench//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "REQUEST")
    calendar.add_component(component)
    calendar.add_missing_timezones()
    return calendar.to_ical().decode()


def _best(work: Callable[[], None]) -> float:
    """Seconds of processor time for one, in the best of some rounds."""
    work()
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(COUNT // ROUNDS):
            work()
        times.append((time.process_time() - began) / (COUNT // ROUNDS))
    return min(times)
