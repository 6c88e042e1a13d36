"""Names and subjects of every kind come back from readers as they were written."""

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.emails import LinkAgain, Rendered, compose
from service.emails.headers import ascii_address, mailbox, one_line, unstructured
from service.preview.cast import TALK
from service.preview.letters import common

ALPHABETS = [
    "abc xyz",
    'a,;:<>()[]"\\@. ',
    "Łukasz Żółw äöü",
    "日本語 テスト",
    "🎉👩‍👧 مرحبا שלום",
    "=?_ utf-8b?=",
]
TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=300),
    *(st.text(st.sampled_from(list(alphabet)), max_size=200) for alphabet in ALPHABETS),
    st.text(st.sampled_from(list("".join(ALPHABETS))), max_size=300),
)


def unfolded(field):
    """RFC 5322 §2.2.3: folds go, everything else stays."""
    assert re.search(r"\r(?!\n)|(?<!\r)\n", field) is None
    assert re.search(r"\r\n(?![ \t])", field) is None
    return field.replace("\r\n", "")


@settings(max_examples=300)
@given(TEXTS)
@example("word " * 60)
@example("x" * 990)
@example("=?utf-8?b?SGk=?= is no encoded word")
@example("Ünï " * 50)
def test_subject_comes_back(text):
    field = unstructured(text, after=9)
    assert str(make_header(decode_header(unfolded(field)))) == one_line(text)
    assert all(len(line) <= 78 for line in field.split("\r\n"))
    assert all(len(word) <= 75 for word in re.findall(r"=\?\S+\?=", field))


@settings(max_examples=300)
@given(TEXTS)
@example('Łukasz Żółw; the "Great", (PhD)')
@example("a" * 120)
@example("Ada\r\nBcc: dana@example.org")
def test_name_and_address_stay_one_mailbox(name):
    field = unfolded(mailbox(name, "ada@example.org"))
    assert field.isascii()
    [(found, address)] = getaddresses([field])
    assert address == "ada@example.org"
    assert str(make_header(decode_header(found))) == one_line(name)


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS)
def test_whole_mail_keeps_its_headers_apart(subject, name):
    words = Rendered(subject=subject, text=subject, html=name)
    fields = common() | {"to_name": name, "organiser": name, "silence_url": ""}
    raw = compose(
        words,
        LinkAgain(**fields, links=()),
        message_id="k7@example.org",
        date=TALK,
    )
    mail = message_from_bytes(raw, policy=policy.compat32)
    assert mail.keys() == [
        "From", "To", "Subject", "Date", "Message-ID", "Content-Language", "Auto-Submitted",
        "X-Alliance-Loop", "MIME-Version", "Content-Type",
    ]  # fmt: skip
    assert len(mail.get_payload()) == 2


@pytest.mark.parametrize(
    "address", ["a\r\nb@example.org", "a b@example.org", "a@b>,<c@example.org"]
)
def test_address_that_would_break_out_is_refused(address):
    with pytest.raises(ValueError, match="not an address"):
        ascii_address(address)


def test_international_domain_is_written_in_ascii():
    assert ascii_address("ada@bücher.example.org") == "ada@xn--bcher-kva.example.org"
    assert ascii_address("аda@bücher.example.org") == "аda@xn--bcher-kva.example.org"
