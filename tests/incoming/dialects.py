"""Replies as people's calendars write them, in our own words. All are Ada's to one series or talk."""

from base64 import b64encode, encodebytes

UID = "b7f3ad0e-1f35-4f4b-9a87-2f0a3a1f3c10"
SERVICE = "alliance+3kq9@example.net"

HEAD = f"""\
Return-Path: <ada@example.org>
Delivered-To: {SERVICE}
Received: from mx.example.org by mx.example.net; Tue, 1 Sep 2026 09:00:05 +0000
From: Ada Example <ada@example.org>
To: Designed Alliance <{SERVICE}>
Date: Tue, 1 Sep 2026 09:00:00 +0000
Message-ID: <reply-1@example.org>
MIME-Version: 1.0
"""


def crlf(text):
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode()


def calendar(method, *lines, prodid="-//Example//EN", zone=()):
    return "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            f"PRODID:{prodid}",
            "VERSION:2.0",
            *([f"METHOD:{method}"] if method else []),
            *zone,
            *lines,
            "END:VCALENDAR",
            "",
        ]
    )


EXCHANGE_ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:W. Europe Standard Time",
    "BEGIN:STANDARD",
    "DTSTART:16010101T030000",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10",
    "END:STANDARD",
    "BEGIN:DAYLIGHT",
    "DTSTART:16010101T020000",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3",
    "END:DAYLIGHT",
    "END:VTIMEZONE",
)

EXCHANGE_ICS = calendar(
    "REPLY",
    "BEGIN:VEVENT",
    "ATTENDEE;PARTSTAT=ACCEPTED;CN=Ada Example:mailto:ada@example.org",
    "COMMENT;LANGUAGE=de-DE:\\n",
    f"UID:{UID}",
    "RECURRENCE-ID;TZID=W. Europe Standard Time:20261110T140000",
    "RRULE:FREQ=WEEKLY;INTERVAL=4",
    "SUMMARY;LANGUAGE=de-DE:Zugesagt: Rückblick",
    "DTSTART;TZID=W. Europe Standard Time:20261110T140000",
    "DTEND;TZID=W. Europe Standard Time:20261110T143000",
    "CLASS:PUBLIC",
    "PRIORITY:5",
    "DTSTAMP:20260901T085958Z",
    "TRANSP:OPAQUE",
    "STATUS:CONFIRMED",
    "SEQUENCE:0",
    "X-MICROSOFT-CDO-APPT-SEQUENCE:0",
    "X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY",
    "END:VEVENT",
    prodid="Microsoft Exchange Server 2010",
    zone=EXCHANGE_ZONE,
)
EXCHANGE = crlf(
    HEAD
    + f"""\
Subject: =?utf-8?B?{b64encode("Zugesagt: Rückblick".encode()).decode()}?=
X-MS-Has-Attach:
X-Auto-Response-Suppress: DR, OOF, AutoReply
Content-Type: multipart/alternative; boundary="_000_exch_"

--_000_exch_
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

{encodebytes(b"Bis dann").decode()}
--_000_exch_
Content-Type: text/calendar; charset="utf-8"; method=REPLY
Content-Transfer-Encoding: base64

{encodebytes(EXCHANGE_ICS.encode()).decode()}
--_000_exch_--
"""
)

GOOGLE_ICS = calendar(
    "REPLY",
    "BEGIN:VEVENT",
    "DTSTART:20261013T120000Z",
    "DTEND:20261013T123000Z",
    "RRULE:FREQ=WEEKLY;INTERVAL=4",
    "DTSTAMP:20260901T090000Z",
    f"ORGANIZER;CN=Designed Alliance:mailto:{SERVICE}",
    f"UID:{UID}",
    "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Ada Ex",
    " ample;X-NUM-GUESTS=0:mailto:ada@example.org",
    "SEQUENCE:0",
    "STATUS:CONFIRMED",
    "SUMMARY:Review",
    "END:VEVENT",
    "BEGIN:VEVENT",
    "DTSTART:20261110T130000Z",
    "DTEND:20261110T133000Z",
    "DTSTAMP:20260901T090000Z",
    f"ORGANIZER;CN=Designed Alliance:mailto:{SERVICE}",
    f"UID:{UID}",
    "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=DECLINED;CN=Ada Ex",
    " ample;X-NUM-GUESTS=0:mailto:ada@example.org",
    "RECURRENCE-ID:20261110T130000Z",
    "SEQUENCE:0",
    "STATUS:CONFIRMED",
    "SUMMARY:Review",
    "END:VEVENT",
    prodid="-//Google Inc//Google Calendar 70.9054//EN",
)
GOOGLE = crlf(
    HEAD
    + f"""\
Sender: Google Calendar <calendar-notification@google.com>
Auto-Submitted: auto-generated
Subject: Accepted: Review
Content-Type: multipart/mixed; boundary="g0"

--g0
Content-Type: multipart/alternative; boundary="g1"

--g1
Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes
Content-Transfer-Encoding: base64

{encodebytes(b"Ada has accepted this invitation.").decode()}
--g1
Content-Type: text/html; charset="UTF-8"

<p>Ada has accepted this invitation.</p>
--g1
Content-Type: text/calendar; charset="UTF-8"; method=REPLY
Content-Transfer-Encoding: 7bit

{GOOGLE_ICS}
--g1--

--g0
Content-Type: application/ics; name="invite.ics"
Content-Disposition: attachment; filename="invite.ics"
Content-Transfer-Encoding: base64

{encodebytes(GOOGLE_ICS.encode()).decode()}
--g0--
"""
)

THUNDERBIRD_ICS = calendar(
    "REPLY",
    "BEGIN:VEVENT",
    "CREATED:20260831T080000Z",
    "LAST-MODIFIED:20260901T090000Z",
    "DTSTAMP:20260901T090000Z",
    f"UID:{UID}",
    "SUMMARY:Rückblick – Gärten",
    f"ORGANIZER;CN=Designed Alliance:mailto:{SERVICE}",
    "ATTENDEE;CN=Ada;PARTSTAT=TENTATIVE;ROLE=REQ-PARTICIPANT:mailto:ada@example.org",
    "RRULE:FREQ=WEEKLY;INTERVAL=4",
    "DTSTART;TZID=Europe/Berlin:20261013T140000",
    "DTEND;TZID=Europe/Berlin:20261013T143000",
    "SEQUENCE:0",
    "DESCRIPTION:What we agreed",
    "END:VEVENT",
    prodid="-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN",
)
THUNDERBIRD = crlf(
    HEAD
    + f"""\
Subject: Invitation reply
User-Agent: Mozilla Thunderbird
Content-Type: multipart/mixed; boundary="t0"

--t0
Content-Type: multipart/alternative; boundary="t1"

--t1
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 8bit

Ada has tentatively accepted.

--t1
Content-Type: text/calendar; method=REPLY; charset=UTF-8
Content-Transfer-Encoding: 8bit

{THUNDERBIRD_ICS}
--t1--

--t0
Content-Type: application/ics; name="invite.ics"
Content-Disposition: attachment; filename="invite.ics"
Content-Transfer-Encoding: 8bit

{THUNDERBIRD_ICS}
--t0--
"""
)

APPLE_ICS = calendar(
    "REPLY",
    "BEGIN:VEVENT",
    f"UID:{UID}",
    "DTSTAMP:20260901T090000Z",
    "DTSTART;TZID=Europe/Berlin:20261013T140000",
    "ATTENDEE;CN=Ada;PARTSTAT=ACCEPTED:MAILTO:ADA@EXAMPLE.ORG",
    "SEQUENCE:0",
    "END:VEVENT",
    prodid="-//Apple Inc.//Mac OS X 10.9//EN",
)
APPLE = crlf(
    HEAD
    + f"""\
Subject: Accepted: Review
Content-Type: multipart/alternative; boundary="a0"

--a0
Content-Type: text/plain; charset=us-ascii

Ada accepted.

--a0
Content-Type: multipart/mixed; boundary="a1"

--a1
Content-Type: text/html; charset=us-ascii

<html><body>Ada accepted.</body></html>
--a1
Content-Type: text/calendar; name="iCal.ics"
Content-Disposition: attachment; filename="iCal.ics"
Content-Transfer-Encoding: quoted-printable

{APPLE_ICS.replace("=", "=3D")}
--a1--

--a0--
"""
)

PROTON_ICS = calendar(
    "REPLY",
    "BEGIN:VEVENT",
    f"UID:{UID}",
    "DTSTAMP:20260901T090000Z",
    "DTSTART:20261110T130000Z",
    "DTEND:20261110T133000Z",
    "RECURRENCE-ID:20261110T130000Z",
    "SEQUENCE:0",
    f"ORGANIZER:mailto:{SERVICE}",
    "ATTENDEE;PARTSTAT=DECLINED:mailto:ada@example.org",
    "END:VEVENT",
    prodid="-//Proton AG//WebCalendar 5.0//EN",
)
PROTON = crlf(
    HEAD
    + f"""\
Subject: =?UTF-8?Q?Re:_Invitation?=
Content-Type: multipart/mixed; boundary="p0"

--p0
Content-Type: text/plain; charset=utf-8

ada@example.org declined your invitation
--p0
Content-Type: text/calendar; filename="invite.ics"; name="invite.ics"; method=reply
Content-Disposition: attachment; filename="invite.ics"
Content-Transfer-Encoding: base64

{encodebytes(PROTON_ICS.encode()).decode()}
--p0--
"""
)

OUTLOOK_COUNTER_ICS = calendar(
    "COUNTER",
    "BEGIN:VEVENT",
    "ATTENDEE;PARTSTAT=TENTATIVE;CN=Ada Example:mailto:ada@example.org",
    "COMMENT;LANGUAGE=en-GB:The day after suits me better\\, if it can be.\\n",
    f"UID:{UID}",
    "RECURRENCE-ID;TZID=W. Europe Standard Time:20261110T140000",
    "SUMMARY;LANGUAGE=en-GB:New Time Proposed: Review",
    "DTSTART;TZID=W. Europe Standard Time:20261111T100000",
    "DTEND;TZID=W. Europe Standard Time:20261111T103000",
    "DTSTAMP:20260901T090000Z",
    "SEQUENCE:0",
    "X-MS-OLK-ORIGINALSTART;TZID=W. Europe Standard Time:20261110T140000",
    "X-MS-OLK-ORIGINALEND;TZID=W. Europe Standard Time:20261110T143000",
    "END:VEVENT",
    prodid="-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN",
    zone=EXCHANGE_ZONE,
)
OUTLOOK_COUNTER = crlf(
    HEAD
    + f"""\
Subject: New Time Proposed: Review
Content-Type: multipart/alternative; boundary="o0"

--o0
Content-Type: text/plain; charset=utf-8

The day after suits me better, if it can be.
--o0
Content-Type: text/calendar; method=COUNTER; charset=utf-8
Content-Transfer-Encoding: base64

{encodebytes(OUTLOOK_COUNTER_ICS.encode()).decode()}
--o0--
"""
)

ECHOING_ICS = calendar(
    "REPLY",
    "BEGIN:VEVENT",
    f"UID:{UID}",
    "DTSTAMP:20260901T090000Z",
    "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:ben@example.org",
    "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@example.org",
    "SEQUENCE:0",
    "END:VEVENT",
)
ECHOING = crlf(
    HEAD
    + f"""\
Subject: Accepted
Content-Type: text/calendar; charset=utf-8; method=REPLY

{ECHOING_ICS}"""
)

METHOD_IN_TYPE_ALONE = ECHOING.replace(b"METHOD:REPLY\r\n", b"")

WINMAIL = crlf(
    HEAD
    + f"""\
Subject: Accepted: Review
Content-Type: multipart/mixed; boundary="w0"

--w0
Content-Type: text/plain; charset=us-ascii

--w0
Content-Type: application/ms-tnef; name="winmail.dat"
Content-Disposition: attachment; filename="winmail.dat"
Content-Transfer-Encoding: base64

{encodebytes(bytes(range(200))).decode()}
--w0--
"""
)

DSN = crlf(
    f"""\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
To: {SERVICE}
Date: Tue, 1 Sep 2026 09:00:00 +0000
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-ID: <bounce-1@mx.example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="d0"

--d0
Content-Type: text/plain; charset=us-ascii

Your message could not be delivered.

--d0
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Tue, 1 Sep 2026 08:59:00 +0000

Final-Recipient: rfc822; Ada@example.org
Original-Recipient: rfc822;ada@example.org
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.example.org
Diagnostic-Code: smtp; 550 5.1.1 <ada@example.org>: Recipient
    address rejected: User unknown

--d0
Content-Type: message/rfc822

From: Designed Alliance <{SERVICE}>
To: ada@example.org
Subject: Invitation
Message-ID: <sent-7@example.net>
MIME-Version: 1.0
Content-Type: text/calendar; method=REPLY

{ECHOING_ICS}
--d0--
"""
)

DELAYED = (
    DSN.replace(b"Action: failed", b"Action: delayed")
    .replace(b"Status: 5.1.1", b"Status: 4.4.1")
    .replace(b"550 5.1.1", b"451 4.4.1")
)

EAI_DSN = crlf(
    f"""\
From: MAILER-DAEMON@mx.example.org
To: {SERVICE}
Message-ID: <bounce-2@mx.example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=global-delivery-status; boundary="e0"

--e0
Content-Type: text/plain; charset=utf-8

Nicht zustellbar
--e0
Content-Type: message/global-delivery-status
Content-Transfer-Encoding: 8bit

Reporting-MTA: dns; mx.example.org

Final-Recipient: utf-8; jürgen@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 unknown

--e0
Content-Type: message/global-headers

Message-ID: <sent-8@example.net>
Subject: Invitation
--e0--
"""
)

OUT_OF_OFFICE = crlf(
    HEAD
    + """\
Subject: Automatic reply: Review
Auto-Submitted: auto-replied
X-Auto-Response-Suppress: All
Content-Type: text/plain; charset=utf-8

I am away until Monday.
"""
)

WORDS = crlf(
    HEAD
    + """\
Subject: =?utf-8?q?Re=3A_Gr=C3=BC=C3=9Fe?=
In-Reply-To: <sent-7@example.net>
References: <sent-1@example.net> <sent-7@example.net>
Content-Type: multipart/alternative; boundary="x0"

--x0
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Sch=F6n, bis dann.

--x0
Content-Type: text/html; charset=utf-8

<p>Schön, <b>bis dann</b>.</p>
--x0--
"""
)
