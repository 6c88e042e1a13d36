"""Reports of undelivered mail, in our own words after the manner of many mail servers."""

import zlib
from dataclasses import dataclass
from email.message import EmailMessage

from tests.incoming.dialects import SERVICE, crlf

TO = "ada@example.org"
ABROAD = "jürgen@example.org"
SENT = "<sent-7@example.net>"


@dataclass(frozen=True)
class Sample:
    """`permanent` is whether the address is of no use; `status` the enhanced code, if any.

    `original` is the Message-ID of the mail that came back, where the report tells.
    """

    raw: bytes
    permanent: bool = True
    status: str = ""
    recipient: str = TO
    original: str = SENT


def report(sender, subject, said, *, action="failed", status="5.1.1", code="", language="en"):
    """A report as RFC 3464 wants it, told to people in `language`."""
    text = EmailMessage()
    text.set_content(said)
    return Sample(
        raw=crlf(
            f"""\
Return-Path: <>
From: {sender}
To: {SERVICE}
Date: Tue, 1 Sep 2026 09:00:00 +0000
Subject: {subject}
Message-ID: <{zlib.crc32(said.encode())}@mx.example.org>
Auto-Submitted: auto-replied
Content-Language: {language}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="r0"

--r0
{text.as_string()}
--r0
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Original-Recipient: rfc822;{TO}
Final-Recipient: rfc822;{TO}
Action: {action}
Status: {status}
{f"Diagnostic-Code: smtp;{code}" if code else "Remote-MTA: dns;mail.example.org"}

--r0
Content-Type: message/rfc822

From: Ada via Designed Alliance <{SERVICE}>
Message-ID: <sent-7@example.net>
Subject: Ada invites you

Hello
--r0--
"""
        ),
        permanent=action == "failed" and status.startswith("5"),
        status=status,
    )


COPY = f"""\
Return-Path: <{SERVICE}>
From: Ada via Designed Alliance <{SERVICE}>
Message-ID: {SENT}
Subject: Ada invites you

Hello
"""


def plain(sender, subject, said, *, extra="", permanent=True, status="", **more):
    """A report in a server's own form; most end with a copy of what came back."""
    text = EmailMessage()
    text.set_content(said)
    head = f"Return-Path: <>\nFrom: {sender}\nTo: {SERVICE}\nSubject: {subject}\n{extra}"
    return Sample(raw=crlf(head + text.as_string()), permanent=permanent, status=status, **more)


def international(kind, recipient, *, charset):
    """A report about an address beyond ASCII (RFC 6533), in the form that fits the way back."""
    return Sample(
        raw=crlf(
            f"""\
Return-Path: <>
From: {POSTFIX}
To: {SERVICE}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="r1"

--r1
Content-Type: text/plain; charset=utf-8

<{ABROAD}>: 550 5.1.1 no such user
--r1
Content-Type: message/{kind}

Reporting-MTA: dns; mx.example.org

Final-Recipient: {charset}; {recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--r1
Content-Type: message/{"global" if "global" in kind else "rfc822"}

Message-ID: {SENT}
Subject: Ada invites you

Hello
--r1--
"""
        ),
        status="5.1.1",
        recipient=ABROAD,
    )


EXCHANGE = "Microsoft Outlook <postmaster@example.org>"
GOOGLE = "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"
POSTFIX = "Mail Delivery System <MAILER-DAEMON@mx.example.org>"
NOT_FOUND = "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"
UNKNOWN = "550-5.1.1 The email account that you tried to reach does not exist."

SAMPLES = {
    "Exchange, English": report(
        EXCHANGE,
        "Undeliverable: Ada invites you",
        f"Your message to {TO} could not be delivered. Nobody there has that address.",
        status="5.1.10",
        code=NOT_FOUND,
    ),
    "Exchange, German": report(
        EXCHANGE,
        "Unzustellbar: Ada lädt ein",
        f"Ihre Nachricht an {TO} konnte nicht übermittelt werden. Der Empfänger ist unbekannt.",
        status="5.1.10",
        code=NOT_FOUND,
        language="de-DE",
    ),
    "Exchange, French": report(
        EXCHANGE,
        "Non remis : Ada vous invite",
        f"Votre message à {TO} n’a pas pu être remis. L’adresse est introuvable.",
        status="5.1.10",
        code=NOT_FOUND,
        language="fr-FR",
    ),
    "Exchange, Spanish": report(
        EXCHANGE,
        "No se puede entregar: Ada te invita",
        f"No se pudo entregar el mensaje a {TO}. La dirección no existe.",
        status="5.1.10",
        code=NOT_FOUND,
        language="es-ES",
    ),
    "Exchange, Polish": report(
        EXCHANGE,
        "Niedostarczone: Ada zaprasza",
        f"Nie można dostarczyć wiadomości do {TO}. Nie ma takiego adresu.",
        status="5.1.10",
        code=NOT_FOUND,
        language="pl-PL",
    ),
    "Exchange, Japanese": report(
        EXCHANGE,
        "配信不能: Ada",
        f"{TO} へのメッセージを配信できませんでした。宛先が見つかりません。",
        status="5.1.10",
        code=NOT_FOUND,
        language="ja-JP",
    ),
    "Exchange, mailbox full": report(
        EXCHANGE,
        "Undeliverable: Ada invites you",
        f"The mailbox of {TO} is full.",
        status="5.2.2",
        code="554 5.2.2 mailbox full",
    ),
    "Gmail, English": report(
        GOOGLE,
        "Delivery Status Notification (Failure)",
        f"Address not found. Your message was not delivered to {TO}.",
        code=UNKNOWN,
    ),
    "Gmail, German": report(
        GOOGLE,
        "Delivery Status Notification (Failure)",
        f"Adresse nicht gefunden. Die Nachricht an {TO} wurde nicht zugestellt.",
        code=UNKNOWN,
        language="de",
    ),
    "Gmail, French": report(
        GOOGLE,
        "Delivery Status Notification (Failure)",
        f"Adresse introuvable. Le message n’est pas parvenu à {TO}.",
        code=UNKNOWN,
        language="fr",
    ),
    "Gmail, Spanish": report(
        GOOGLE,
        "Delivery Status Notification (Failure)",
        f"No se ha encontrado la dirección. El mensaje no ha llegado a {TO}.",
        code=UNKNOWN,
        language="es",
    ),
    "Gmail, Polish": report(
        GOOGLE,
        "Delivery Status Notification (Failure)",
        f"Nie znaleziono adresu. Wiadomość do {TO} nie została doręczona.",
        code=UNKNOWN,
        language="pl",
    ),
    "Gmail, Japanese": report(
        GOOGLE,
        "Delivery Status Notification (Failure)",
        f"アドレスが見つかりません。{TO} に届きませんでした。",
        code=UNKNOWN,
        language="ja",
    ),
    "Gmail, still trying": report(
        GOOGLE,
        "Delivery Status Notification (Delay)",
        f"The message to {TO} has not arrived yet. We go on trying.",
        action="delayed",
        status="4.4.1",
    ),
    "Postfix": report(
        POSTFIX,
        "Undelivered Mail Returned to Sender",
        f"<{TO}>: host mail.example.org said: 550 5.1.1 no such user",
        code="550 5.1.1 no such user",
    ),
    "Postfix, still trying": report(
        POSTFIX,
        "Delayed Mail (still being retried)",
        f"<{TO}>: connect to mail.example.org: Connection timed out",
        action="delayed",
        status="4.4.1",
    ),
    "Postfix, given up after days": report(
        POSTFIX,
        "Undelivered Mail Returned to Sender",
        f"<{TO}>: connect to mail.example.org: Connection timed out",
        status="4.4.1",
    ),
    "Exim, as it is today": report(
        "Mail Delivery System <Mailer-Daemon@mx.example.org>",
        "Mail delivery failed: returning message to sender",
        f"The following address failed:\n  {TO}\n    550 5.1.1 no such user",
        status="5.0.0",
        code="550 5.1.1 no such user",
    ),
    "Exim, as it was": plain(
        "Mail Delivery System <Mailer-Daemon@mx.example.org>",
        "Mail delivery failed: returning message to sender",
        "One or more recipients could not be reached. This is permanent. They are:\n\n"
        f"  {TO}\n    host mail.example.org said\n    550 5.1.1 no such user\n\n"
        f"------ This is a copy of the message, including all the headers. ------\n\n{COPY}",
        extra=f"X-Failed-Recipients: {TO}\n",
        status="5.1.1",
    ),
    "qmail": plain(
        "MAILER-DAEMON@mx.example.org",
        "failure notice",
        "Hi. This is the qmail-send program at mx.example.org.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        f"It is over.\n\n<{TO}>:\nNobody of that name here. (#5.1.1)\n\n"
        f"--- Below this line is a copy of the message.\n\n{COPY}",
        status="5.1.1",
    ),
    "Yahoo": plain(
        "MAILER-DAEMON@yahoo.com",
        "Failure Notice",
        "Sorry, we were unable to deliver your message to the following address.\n\n"
        f"<{TO}>:\n554: 5.7.1 this user has no account here [-5]\n\n"
        f"--- Below this line is a copy of the message.\n\n{COPY}",
        status="5.7.1",
    ),
    "Exim, still trying": plain(
        "Mail Delivery System <Mailer-Daemon@mx.example.org>",
        "Warning: message 1abc-000 delayed 24 hours",
        f"Your mail has not yet been delivered to:\n\n  {TO}\n\n"
        "No action is required on your part. The last answer was 451 4.4.1 timed out.\n",
        permanent=False,
        status="4.4.1",
        original="",
    ),
    "qmail, given up after days": plain(
        "MAILER-DAEMON@mx.example.org",
        "failure notice",
        "Hi. This is the qmail-send program at mx.example.org.\n"
        f"It has been too long.\n\n<{TO}>:\nNo connection could be made. (#4.4.1)\n\n"
        f"--- Below this line is a copy of the message.\n\n{COPY}",
        permanent=False,
        status="4.4.1",
    ),
    "Postfix, an address beyond ASCII": international(
        "global-delivery-status", ABROAD, charset="utf-8"
    ),
    "Postfix, the same in ASCII": international(
        "delivery-status", r"j\x{FC}rgen@example.org", charset="utf-8"
    ),
    "a server of its own kind": plain(
        "postmaster@mx.example.org", "Sorry", "Something went wrong.", permanent=False, original=""
    ),
}
