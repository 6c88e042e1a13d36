"""What people wrote is unreadable to who holds the database without the key."""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_FORMAT = b"\x01"
"""Stands before every sealed value, so that a later key or cipher can be told apart."""
_NONCE_BYTES = 12


class WrongKeyError(Exception):
    """The secret key is not the one that this was written with, or the row was tampered with."""


class Seal:
    """AES-256-GCM under a key derived from the secret; a value opens only in its own row."""

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(_derive(secret, b"alliance at rest"))
        self._address_key = _derive(secret, b"alliance addresses")

    def close(self, plain: bytes, *place: str) -> bytes:
        """`plain` sealed for the row that `place` names: table, then row id."""
        # A random 96-bit nonce stays safe up to 2³² values under one key (NIST SP 800-38D §8.3).
        nonce = os.urandom(_NONCE_BYTES)
        return _FORMAT + nonce + self._cipher.encrypt(nonce, plain, _where(place))

    def open(self, sealed: bytes, *place: str) -> bytes:
        """What was sealed for `place`; raises WrongKeyError."""
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, body, _where(place))
        except InvalidTag as error:
            raise WrongKeyError(f"cannot open {place[0]}: is this the right secret key?") from error

    def address_hash(self, email: str) -> str:
        """A keyed hash by which an address is found without being readable; case aside."""
        return hmac.new(self._address_key, email.casefold().encode(), hashlib.sha256).hexdigest()


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret)


def _where(place: tuple[str, ...]) -> bytes:
    return "\0".join(place).encode()
