"""Links and addresses that are known only to those who were sent them."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from service.participants import Role


@dataclass(frozen=True, kw_only=True)
class Link:
    """What a token opens: one role of one person in one alliance. Only the hash is kept."""

    token_hash: str
    alliance: str
    person: str
    role: Role
    made_at: datetime
    revoked_at: datetime | None = None


def new_token() -> str:
    """256 random bits, as 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """What is stored of a token: SHA-256, in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def form_token(key: bytes, scope: str) -> str:
    """What a form carries to show that it came from the page that `scope` opened."""
    return hmac.new(key, b"form\0" + scope.encode(), hashlib.sha256).hexdigest()


def is_form_token(key: bytes, scope: str, given: str) -> bool:
    """Whether `given` is the form token of `scope`, in constant time."""
    return hmac.compare_digest(form_token(key, scope).encode(), given.encode())


def address_token(key: bytes, *names: str) -> str:
    """A secret local part for the one address that `names` (event, person) share for ever.

    26 lower-case letters and digits (130 bits), since mail systems fold case.
    """
    digest = hmac.new(key, b"address\0" + "\0".join(names).encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:26]


def tagged_address(address: str, tag: str) -> str:
    """`name@host` with `tag` as subaddress (RFC 5233): `name+tag@host`."""
    local, host = address.rsplit("@", 1)
    return f"{local}+{tag}@{host}"


def address_tag(address: str) -> str | None:
    """The subaddress of an address, lower-case, if it has one."""
    local = address.rsplit("@", 1)[0]
    return local.split("+", 1)[1].lower() if "+" in local else None
