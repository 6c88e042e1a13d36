"""Links that put an event into a calendar on the web, for those whose mail shows no invitation."""

from urllib.parse import urlencode

from service.clock import instant
from service.itip.event import length
from service.itip.writing import Entry
from service.rhythm import rrule


def google_link(entry: Entry) -> str:
    """Opens Google's calendar with the event filled in, its rhythm too."""
    event = entry.event
    starts = instant(event.starts, event.time_zone)
    ends = starts + length(event)
    fields = {
        "action": "TEMPLATE",
        "text": entry.summary,
        "dates": f"{starts:%Y%m%dT%H%M%SZ}/{ends:%Y%m%dT%H%M%SZ}",
        "ctz": event.time_zone,
        "details": entry.description,
        "location": event.place,
    }
    if event.rhythm:
        fields["recur"] = "RRULE:" + rrule(event.rhythm, event.until).to_ical().decode()
    return "https://calendar.google.com/calendar/render?" + urlencode(fields)


def outlook_link(entry: Entry) -> str:
    """Opens Outlook on the web with the event filled in; it takes no rhythm from a link."""
    event = entry.event
    starts = instant(event.starts, event.time_zone)
    fields = {
        "rru": "addevent",
        "path": "/calendar/action/compose",
        "subject": entry.summary,
        "startdt": f"{starts:%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{starts + length(event):%Y-%m-%dT%H:%M:%SZ}",
        "body": entry.description,
        "location": event.place,
    }
    return "https://outlook.live.com/calendar/0/deeplink/compose?" + urlencode(fields)
