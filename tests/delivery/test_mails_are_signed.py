"""DKIM (RFC 6376): receivers find the signature good, and the mail as it was signed."""

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from service.delivery import Signer
from tests.emails.test_wire_shape import MESSAGES, sent


def pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


@pytest.fixture(scope="module")
def signer():
    return Signer("example.org", "alliance", pem(rsa.generate_private_key(65537, 2048)))


@pytest.fixture
def published(signer):
    """Asks the DNS as a receiver would."""
    name, text = signer.record
    return lambda asked, **_: text.encode() if asked == f"{name}.".encode() else None


@pytest.mark.parametrize("name", MESSAGES)
def test_receivers_find_every_mail_good(signer, published, name):
    raw = signer.sign(sent(name))
    assert raw.startswith(b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org;")
    assert raw.endswith(sent(name))
    assert dkim.verify(raw, dnsfunc=published)


@pytest.mark.parametrize(
    "before, after",
    [
        (b"Subject: Hello", b"Subject: Hallo"),
        (b"silence/nQ2x", b"silence/mine"),
        (b"To: Ben", b"Reply-To: <dana@example.org>\r\nTo: Ben"),
        (b"<p>Hello", b"<p>Hullo"),
    ],
)
def test_what_was_changed_on_the_way_is_found_out(signer, published, before, after):
    raw = signer.sign(sent())
    assert before in raw
    assert not dkim.verify(raw.replace(before, after), dnsfunc=published)


@pytest.mark.parametrize("key", [ec.generate_private_key(ec.SECP256R1())], ids=["elliptic"])
def test_a_key_that_will_not_do_is_told(key):
    with pytest.raises(ValueError, match="RSA key"):
        Signer("example.org", "alliance", pem(key))
    with pytest.raises(ValueError, match="PEM"):
        Signer("example.org", "alliance", b"no key at all")
