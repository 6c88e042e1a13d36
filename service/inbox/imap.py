"""The door for replies that lie in a mailbox: read over IMAP, told of new ones by IDLE."""

from __future__ import annotations  # the extra `imap` may not be installed

import asyncio
import logging
import ssl
import threading
from collections.abc import AsyncGenerator, Generator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from imaplib import IMAP4
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from service.errors import Unavailable
from service.inbox.lmtp import LARGEST_MESSAGE, Store

if TYPE_CHECKING:
    from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxUnencrypted
else:
    try:
        from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxUnencrypted
    except ImportError:  # the extra `imap` is not installed
        BaseMailBox = ImapToolsError = MailBox = MailBoxUnencrypted = None

TAKEN = "AllianceTaken"
"""The keyword by which a message that is stored is known again (RFC 9051 §2.3.2)."""
LONGEST_IDLE = 240
"""Seconds; many servers and routers drop a connection that is silent for longer."""
PAUSES = (1, 5, 15, 60, 300)
"""Seconds before the next try when the mailbox cannot be reached."""

log = logging.getLogger(__name__)


@asynccontextmanager
async def reading(url: str, store: Store) -> AsyncGenerator[None]:
    """The mailbox is read, and read on, until the end of the block.

    Raises ValueError when the URL or the installation lacks something.
    """
    require_imap_tools()
    mailbox = Mailbox(url, store)
    reader = threading.Thread(target=mailbox.read_on, name="imap", daemon=True)
    reader.start()
    try:
        yield
    finally:
        mailbox.stopped.set()
        await asyncio.to_thread(reader.join, 10)


def require_imap_tools() -> None:
    """Raises ValueError, with what to do, where the extra is not installed."""
    if MailBox is None:
        raise ValueError("reading a mailbox needs the extra: pip install designed-alliance[imap]")


class Mailbox:
    """One mailbox at `imaps://user:password@host[:port]/FOLDER`.

    A message is marked once it is stored; where the mark is lost, by a new
    UIDVALIDITY or a mailbox put back from a backup, it is read again, and the
    store knows it by its bytes. `imap://` goes without TLS, on this machine only.
    """

    def __init__(self, url: str, store: Store) -> None:
        parts = urlsplit(url)
        if not parts.hostname or not parts.username:
            raise ValueError("give the mailbox as imaps://user:password@host/INBOX")
        if parts.scheme == "imap" and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
            raise ValueError("imap:// sends passwords in the clear: give imaps://")
        self.stopped = threading.Event()
        self._host = parts.hostname
        self._port = parts.port or (993 if parts.scheme == "imaps" else 143)
        self._tls = parts.scheme == "imaps"
        self._user = unquote(parts.username)
        self._password = unquote(parts.password or "")
        self._folder = unquote(parts.path.strip("/")) or "INBOX"
        self._store = store

    def read_on(self) -> None:
        """Messages are taken as they come, over as many connections as it needs."""
        failures = 0
        while not self.stopped.is_set():
            try:
                self._one_connection()
                failures = 0
            except Unavailable:
                log.warning("the database cannot take mail now; the mailbox keeps it")
                failures += 1
            except Exception as error:  # noqa: BLE001 - whatever a server does, it is tried again
                log.warning("the mailbox cannot be read now: %s", error)
                failures += 1
            self.stopped.wait(PAUSES[min(failures, len(PAUSES)) - 1] if failures else 0)

    def look(self) -> None:
        """The mailbox can be opened; raises ValueError with what the server says, or OSError."""
        require_imap_tools()
        try:
            with self._opened():
                pass
        except ImapToolsError as error:
            raise ValueError(str(error)) from error

    def read_once(self) -> int:
        """What lies there now is taken; how many messages that were."""
        with self._opened() as mailbox:
            return self._drain(mailbox)

    def _one_connection(self) -> None:
        with self._opened() as mailbox:
            while not self.stopped.is_set():
                self._drain(mailbox)
                self._await_more(mailbox)
                # A folder that was made anew under its name shows itself to a new SELECT alone.
                mailbox.folder.set(self._folder)

    @contextmanager
    def _opened(self) -> Generator[BaseMailBox]:
        """The folder, until the end of the block; the line is let go even where it is dead."""
        box = self._connected()
        try:
            yield box.login(self._user, self._password, initial_folder=self._folder)
            with suppress(ImapToolsError, IMAP4.error, OSError):
                box.logout()
        finally:
            with suppress(OSError):  # a proper goodbye has let go of it already
                box.client.shutdown()

    def _connected(self) -> BaseMailBox:
        if self._tls:
            context = ssl.create_default_context()
            return MailBox(self._host, self._port, timeout=60, ssl_context=context)
        return MailBoxUnencrypted(self._host, self._port, timeout=60)

    def _drain(self, mailbox: BaseMailBox) -> int:
        mark, query = _mark(mailbox)
        uids = mailbox.uids(query)
        for uid in uids:
            if self.stopped.is_set():
                break
            self._take(mailbox, uid)
            mailbox.flag(uid, mark, value=True)
        return len(uids)

    def _take(self, mailbox: BaseMailBox, uid: str) -> None:
        size = _number(mailbox.client.uid("fetch", uid, "(RFC822.SIZE)")[1])
        if size > LARGEST_MESSAGE:
            log.warning("a message of %d bytes is left unread in the mailbox", size)
            return
        raw = next(_literals(mailbox.client.uid("fetch", uid, "(BODY.PEEK[])")[1]), b"")
        self._store(raw, ())

    def _await_more(self, mailbox: BaseMailBox) -> None:
        """Until something is said of the mailbox, or it is time to look anyway (RFC 2177)."""
        if "IDLE" not in mailbox.client.capabilities:
            self.stopped.wait(60)
            mailbox.client.noop()
            return
        mailbox.idle.start()
        try:
            for _ in range(LONGEST_IDLE):
                if self.stopped.is_set() or mailbox.idle.poll(timeout=1):
                    return
        finally:
            mailbox.idle.stop()


def _mark(mailbox: BaseMailBox) -> tuple[str, str]:
    """The flag for what is stored, and the search for what is not; Seen without keywords."""
    allowed = str(mailbox.client.untagged_responses.get("PERMANENTFLAGS", []))
    if "\\*" in allowed or TAKEN in allowed:
        return TAKEN, f"UNKEYWORD {TAKEN}"
    return "\\Seen", "UNSEEN"


def _literals(answer: Sequence[object]) -> Iterator[bytes]:
    return (part[1] for part in answer if isinstance(part, tuple) and len(part) > 1)


def _number(answer: Sequence[object]) -> int:
    text = b" ".join(part for part in answer if isinstance(part, bytes))
    digits = text.partition(b"RFC822.SIZE ")[2].split(b")")[0].split(b" ")[0]
    return int(digits) if digits.isdigit() else 0
