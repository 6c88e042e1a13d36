"""DKIM signatures (RFC 6376), for those whose relay does not sign."""

from __future__ import annotations  # the extra `dkim` may not be installed

import base64
from functools import cached_property
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

if TYPE_CHECKING:
    import dkim
else:
    try:
        import dkim
    except ImportError:  # the extra `dkim` is not installed
        dkim = None

SIGNED = (
    b"From",
    b"To",
    b"Reply-To",
    b"Subject",
    b"Date",
    b"Message-ID",
    b"Content-Language",
    b"Auto-Submitted",
    b"MIME-Version",
    b"Content-Type",
    # RFC 8058 §4: both must be covered, or nobody offers the one click.
    b"List-Unsubscribe",
    b"List-Unsubscribe-Post",
)
"""RFC 6376 §5.4.1; those that a mail does not have are signed as absent, so none can be added."""

SHORTEST_KEY = 1024
"""RFC 8301 §3.2."""


class Signer:
    """Signs as `domain` with a private key (PEM) whose other half is in the DNS at `selector`.

    Raises ValueError, with what to do, when the key or the installation will not do.
    """

    def __init__(self, domain: str, selector: str, pem: bytes) -> None:
        if dkim is None:
            raise ValueError("signing needs the extra: pip install designed-alliance[dkim]")
        key = serialization.load_pem_private_key(pem, password=None)
        if not isinstance(key, RSAPrivateKey) or key.key_size < SHORTEST_KEY:
            raise ValueError(f"give an RSA key of {SHORTEST_KEY} bits or more, such as 2048")
        self._domain = domain
        self._selector = selector
        self._key = key

    def sign(self, raw: bytes) -> bytes:
        """The mail with its signature in front."""
        signature = dkim.sign(
            raw,
            self._selector.encode(),
            self._domain.encode(),
            self._pem,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=list(SIGNED),
        )
        return signature + raw

    @property
    def record(self) -> tuple[str, str]:
        """The name and the text that the DNS must have (RFC 6376 §3.6.1)."""
        public = self._key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        text = f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"
        return f"{self._selector}._domainkey.{self._domain}", text

    @cached_property
    def _pem(self) -> bytes:
        return self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
