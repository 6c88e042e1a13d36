from dataclasses import replace
from email import message_from_bytes, policy

from service import emails
from service.emails import Rendered, compose
from service.preview import messages
from service.preview.cast import TALK
from service.preview.letters import BASE

RENDERED = Rendered(subject="Hello", text="Hello\n", html="<p>Hello</p>\n")
MESSAGES = messages()


def sent(name="form_invitation", **changes):
    message = replace(MESSAGES[name], **changes)
    return compose(RENDERED, message, message_id="k7@example.org", date=TALK)


def parsed(*args, **changes):
    return message_from_bytes(sent(*args, **changes), policy=policy.default)


def test_same_message_gives_the_same_bytes():
    assert sent() == sent()


def test_every_line_ends_with_crlf_and_none_is_long():
    for name in MESSAGES:
        raw = sent(name)
        assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
        assert all(len(line) <= 998 for line in raw.split(b"\r\n"))


def test_headers_say_what_it_is():
    mail = parsed()
    assert mail["From"] == "Ada via Designed Alliance <alliance+4k2m@example.org>"
    assert mail["To"] == "Ben <ben@example.org>"
    assert mail["Message-ID"] == "<k7@example.org>"
    assert mail["Date"].datetime == TALK
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Alliance-Loop"] == "example.org"
    assert mail["List-Unsubscribe"] == f"<{BASE}/silence/nQ2x>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_mail_that_was_asked_for_has_nothing_to_unsubscribe_from():
    assert parsed(silence_url="")["List-Unsubscribe"] is None
    assert parsed(silence_url="")["List-Unsubscribe-Post"] is None


def test_reply_goes_to_its_own_address_where_that_differs():
    assert parsed()["Reply-To"] is None
    assert parsed(reply_to="words+1@example.org")["Reply-To"] == "words+1@example.org"


def test_nobody_gets_mail_by_way_of_themselves():
    assert parsed(to_name="Ada")["From"].startswith("Designed Alliance <")


# CALENDAR.md, rules 1 to 6, as far as the mail around the invitation goes.


def shape(part):
    kind = part.get_content_type()
    return (kind, [shape(p) for p in part.iter_parts()]) if part.is_multipart() else kind


def test_rule_1_calendar_part_stands_last_in_the_alternative():
    assert shape(parsed("calendar_message")) == (
        "multipart/mixed",
        [
            ("multipart/alternative", ["text/plain", "text/html", "text/calendar"]),
            "application/ics",
        ],
    )


def calendar_parts():
    alternative, attached = parsed("calendar_message").iter_parts()
    return list(alternative.iter_parts())[2], attached


def test_rules_2_and_3_method_and_charset_are_said():
    part, _ = calendar_parts()
    assert part["Content-Type"].params == {"method": "REQUEST", "charset": "UTF-8"}
    assert part["Content-Disposition"] is None
    assert part["Content-ID"] is None
    assert part["Content-Transfer-Encoding"] == "base64"


def test_rules_4_and_5_both_copies_are_the_bytes_that_were_built():
    part, attached = calendar_parts()
    assert (
        part.get_payload(decode=True)
        == attached.get_payload(decode=True)
        == MESSAGES["calendar_message"].ics.encode()
    )
    assert attached.get_filename() == "invite.ics"
    assert attached.is_attachment()


def test_agreement_goes_along_as_pdf():
    _, paper = parsed("agreement_signed").iter_parts()
    assert paper.get_content_type() == "application/pdf"
    assert paper.get_filename() == "agreement.pdf"
    assert paper.get_content() == b"%PDF-1.7\n\xff\x00"


def test_no_pdf_no_attachment():
    assert parsed("alliance_closed", pdf=b"").get_content_type() == "multipart/alternative"


def test_every_message_comes_back_from_the_outbox():
    for message in MESSAGES.values():
        assert emails.load(emails.kind(message), emails.dump(message)) == message


def test_kinds_are_named_after_their_classes():
    assert emails.kind(emails.FormInvitation) == "form_invitation"
    assert emails.kinds()["link_again"] is emails.LinkAgain
