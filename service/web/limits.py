"""How often one address may guess links, or make us write mail."""

from http import HTTPStatus
from ipaddress import ip_network

from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request

WRONG_LINKS = RateLimitItemPerMinute(30)
"""Pages that are not there, by one client."""
ASKED_MAILS = RateLimitItemPerHour(30)
"""Forms that make us write to an address that nobody has confirmed, or may not be theirs."""

WATCHED = frozenset({"/healthz", "/readyz"})
"""What is asked by those who watch the service, and needs no link."""

_SAME_HOME = 64
"""Bits of an IPv6 address that name a network; its owner has the rest to choose from."""


class Limits:
    """Counts in this process's memory; several processes each count their own."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def too_many(self, request: Request) -> bool:
        """Whether this client must wait before it is answered again."""
        if request.url.path in WATCHED:
            return False
        if asks_for_mail(request):
            return not self._limiter.hit(ASKED_MAILS, _client(request))
        return not self._limiter.test(WRONG_LINKS, _client(request))

    def count(self, request: Request, status: int) -> None:
        """A wrong guess weighs; everything else does not."""
        if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            self._limiter.hit(WRONG_LINKS, _client(request))


def asks_for_mail(request: Request) -> bool:
    """Whether the form starts an alliance, asks for a link, or gives an address."""
    path = request.url.path
    asks = path == "/" or path.startswith("/alliance/") or path.endswith("/self")
    return request.method == "POST" and asks


def _client(request: Request) -> str:
    host = request.client.host if request.client else "unknown"
    try:
        return str(ip_network(f"{host}/{_SAME_HOME}", strict=False))
    except ValueError:  # an IPv4 address, or none at all
        return host
