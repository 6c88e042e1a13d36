"""What people's calendars send when a button is pressed in an invitation, and what relays return."""

from base64 import encodebytes
from email.utils import format_datetime
from itertools import count

from icalendar import Calendar

_ids = count(1)


def event_of(invitation):
    return invitation.calendar.events[0]


def ics(invitation, address, partstat, *, method="REPLY", now, program="thunderbird", **more):
    """The calendar part. Each program writes the same in its own way."""
    event = event_of(invitation)
    uid, sequence = more.get("uid", str(event["UID"])), event.get("SEQUENCE", 0)
    attendee = {
        "thunderbird": f"ATTENDEE;CN=X;PARTSTAT={partstat};ROLE=REQ-PARTICIPANT:mailto:{address}",
        "google": "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT="
        f"{partstat};X-NUM-GUESTS=0:mailto:{address}",
        "outlook": f"ATTENDEE;PARTSTAT={partstat};CN=X:MAILTO:{address}",
    }[program]
    start = event["DTSTART"].dt.strftime("%Y%m%dT%H%M%S")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{program}//EN",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{sequence}",
        f"ORGANIZER;CN=Service:mailto:{invitation.sender}",
        attendee,
        f"DTSTART;TZID={'GMT Standard Time' if program == 'outlook' else 'Europe/London'}:{start}",
        "SUMMARY:Zugesagt: Gespräch" if program == "outlook" else "SUMMARY:The conversation",
        *(["COMMENT;LANGUAGE=de-DE:\\n"] if program == "outlook" else []),
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    text = "\r\n".join(lines).encode()
    Calendar.from_ical(text)
    return text


def pressed(invitation, who, partstat, *, now, program="thunderbird", to=None, sender=None, **more):
    """The whole message, as it would arrive."""
    part = ics(invitation, who, partstat, now=now, program=program, **more)
    method = more.get("method", "REPLY")
    kind = {
        "thunderbird": f"text/calendar; method={method}; charset=UTF-8",
        "google": f'text/calendar; charset="UTF-8"; method={method}',
        "outlook": f'text/calendar; charset="utf-8"; method={method}',
    }[program]
    head = [
        f"From: {sender or who}",
        f"To: {to or invitation.sender}",
        f"Date: {format_datetime(now)}",
        f"Message-ID: <reply-{next(_ids)}@example.org>",
        "Subject: =?utf-8?Q?Zugesagt=3A_Gespr=C3=A4ch?=",
        "MIME-Version: 1.0",
        *(["Auto-Submitted: auto-generated"] if program == "google" else []),
        *(["X-Auto-Response-Suppress: DR, OOF, AutoReply"] if program == "outlook" else []),
        'Content-Type: multipart/alternative; boundary="b0"',
    ]
    body = encodebytes(part).decode().replace("\n", "\r\n")
    lines = [
        "",
        "--b0",
        "Content-Type: text/plain; charset=utf-8",
        "",
        f"{who} has answered.",
        "--b0",
        f"Content-Type: {kind}",
        "Content-Transfer-Encoding: base64",
        "",
        body,
        "--b0--",
        "",
    ]
    return "\r\n".join([*head, *lines]).encode()


def returned(to, recipient, *, now, status="5.1.1", action="failed"):
    """A delivery status notification (RFC 3464) about `recipient`."""
    text = f"""\
Return-Path: <>
From: Mail Delivery <MAILER-DAEMON@mx.example.org>
To: {to}
Date: {format_datetime(now)}
Message-ID: <dsn-{next(_ids)}@mx.example.org>
Auto-Submitted: auto-replied
Subject: Undelivered mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="d0"

--d0
Content-Type: text/plain

Nobody is here by that name.
--d0
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Original-Recipient: rfc822;{recipient}
Final-Recipient: rfc822;{recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user
--d0--
"""
    return text.replace("\n", "\r\n").encode()
