"""The doors for replies: LMTP, where the mail server hands them over, and an IMAP mailbox.

Both do the same: a message is stored before it is acknowledged.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from service.inbox.imap import Mailbox, reading
from service.inbox.lmtp import LARGEST_MESSAGE, Store, address, listen

__all__ = ["LARGEST_MESSAGE", "Mailbox", "Store", "address", "check", "listen", "open_door"]


@asynccontextmanager
async def open_door(url: str, store: Store) -> AsyncGenerator[None]:
    """Replies come in until the end of the block; raises ValueError or OSError at once."""
    if urlsplit(url).scheme in {"imap", "imaps"}:
        async with reading(url, store):
            yield
        return
    server = await listen(url, store)
    try:
        yield
    finally:
        server.close()


def check(url: str) -> None:
    """The URL names a door that we have; raises ValueError with what to do."""
    parts = urlsplit(url)
    if parts.scheme in {"imap", "imaps"} and parts.hostname and parts.username:
        return
    if parts.scheme in {"imap", "imaps"}:
        raise ValueError("give the mailbox as imaps://user:password@host/INBOX")
    address(url)
