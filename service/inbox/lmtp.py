"""The door for replies: a listener to which the mail server hands them over by LMTP."""

import asyncio
import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from service.errors import Unavailable

LARGEST_MESSAGE = 1024 * 1024

log = logging.getLogger(__name__)

Store = Callable[[bytes, tuple[str, ...]], None]
"""Stores (message, envelope recipients) and returns only then; raises Unavailable."""


async def listen(url: str, store: Store) -> asyncio.Server:
    """The listener is open at `lmtp://host:port`; raises ValueError or OSError."""
    host, port = address(url)
    return await asyncio.get_running_loop().create_server(lambda: _Listener(store), host, port)


def address(url: str) -> tuple[str, int]:
    """Host and port of an inbox URL; raises ValueError with what to do."""
    parts = urlsplit(url)
    if parts.scheme != "lmtp" or not parts.hostname or parts.port is None:
        raise ValueError("give the inbox as lmtp://host:port, such as lmtp://127.0.0.1:8024")
    return parts.hostname, parts.port


class _Listener(LMTP):
    """LMTP that gives one answer for each recipient (RFC 2033 §4.2)."""

    line_length_limit = LARGEST_MESSAGE
    """Some programs write whole paragraphs as one line; their mail is read all the same."""

    _recipients = 0
    _after_dot = False

    def __init__(self, store: Store) -> None:
        super().__init__(
            _Door(store),
            data_size_limit=LARGEST_MESSAGE,
            enable_SMTPUTF8=True,
            ident="Designed Alliance",
            hostname="localhost",
        )

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 (aiosmtpd's name)
        """After the message, there is one line for each recipient."""
        self._recipients = len(self.envelope.rcpt_tos) if self.envelope else 0
        await super().smtp_DATA(arg)
        self._after_dot = False

    async def push(self, status: str | bytes) -> None:
        """`status` is sent, as often as the protocol wants it."""
        text = status if isinstance(status, bytes) else status.encode()
        for _ in range(self._recipients if self._after_dot else 1):
            await super().push(text)
        self._after_dot = text.startswith(b"354")


class _Door:
    """Takes a message in once it is stored."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        recipients = tuple(envelope.rcpt_tos)
        raw = envelope.original_content or b""
        try:
            await asyncio.to_thread(self._store, raw, recipients)
        except Unavailable:
            answer = "451 4.3.0 it cannot be stored now, try again"
        except Exception:
            log.exception("a message could not be stored")
            answer = "451 4.3.0 something went wrong, try again"
        else:
            answer = "250 2.0.0 stored"
        return answer
