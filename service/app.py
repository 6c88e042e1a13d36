"""The one place where things are built and wired together."""

import asyncio
import hashlib
import logging
import logging.config
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import datetime
from email.parser import BytesHeaderParser
from email.utils import parseaddr
from functools import cached_property
from urllib.parse import urlsplit

import uvicorn
from fastapi import APIRouter, FastAPI

from service import emails, inbox
from service.clock import Clock, system_clock
from service.delivery import (
    LEASE,
    Delivery,
    LocalMailbox,
    Passing,
    Rules,
    Signer,
    SMTPRelay,
    Transport,
)
from service.engine import Engine
from service.incoming import NotAMessage
from service.outbox import Attempt, Limits, QueuedMail
from service.rendering import render_mail
from service.settings import Settings
from service.storage import Store, Transaction, is_current, migrate
from service.web import build_site, mailbox_router
from service.workflow import Office, Work, outgoing, receiving, ticking

BETWEEN_LOOKS = 300
"""Seconds between looks for mail that was held back."""

log = logging.getLogger(__name__)


class App:
    """Everything of one installation, built from its settings. Close it when done.

    `passing` hears of each point that delivery passes; tests end the process there.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock = system_clock,
        passing: Passing = lambda _point: None,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.later: Callable[[], Awaitable[None]] | None = None
        """Where time may be turned on: in the demo, a week at once."""
        self.passing = passing
        self.store = Store(settings.database, settings.key())
        self.office = Office(
            settings=settings,
            key=settings.key(),
            store=self.store,
            clock=clock,
            woken=self._wake,
        )

    @cached_property
    def engine(self) -> Engine:
        """What does duties and delivers mail as their time comes."""
        return Engine(self.store, self._tick, self.delivery.deliver_due, self.clock)

    @cached_property
    def delivery(self) -> Delivery:
        """The way out for mail."""
        return Delivery(
            self.store,
            self._transport(),
            self._compose,
            self.clock,
            lanes=self.settings.smtp_lanes,
            on_settled=self._settled,
            rules=Rules(
                lease=LEASE,
                relay=urlsplit(self.settings.smtp_url or "").netloc.rpartition("@")[2],
                limits=Limits(
                    per_minute=self.settings.smtp_per_minute, per_day=self.settings.smtp_per_day
                ),
                passing=self.passing,
            ),
        )

    @cached_property
    def signer(self) -> Signer | None:
        """What signs mail, where a key is set. Raises OSError or ValueError for a useless one."""
        if self.settings.dkim_key is None:
            return None
        domain = self.settings.mail_from.rpartition("@")[2]
        pem = self.settings.dkim_key.read_bytes()
        return Signer(domain, self.settings.dkim_selector, pem)

    @cached_property
    def site(self) -> FastAPI:
        """All pages; the local mailbox and the samples only where mail stays on this machine."""
        routers = (mailbox_router, _samples()) if self.settings.keeps_mail else ()
        site = build_site(self.office, *routers)
        site.state.later = self.later
        return site

    def migrate(self) -> None:
        """The database is made or brought up to date. Raises Unavailable."""
        if not is_current(self.settings.database):
            migrate(self.settings.database)

    def close(self) -> None:
        """The database is let go."""
        self.store.close()

    def work_once(self, now: datetime | None = None) -> None:
        """All that is due at `now` is done and its mail has been tried."""
        self.catch_up()
        asyncio.run(self.engine.run_once(now or self.clock()))

    def receive(self, raw: bytes, recipients: tuple[str, ...] = ()) -> str | None:
        """One message is stored, then sorted and acted on. None when it had come before.

        Raises NotAMessage before anything is stored; Unavailable when nothing could be.
        """
        with self.office.write() as work:
            inbound_id = receiving.store(work, raw, recipients)
        return self._take(inbound_id) if inbound_id else None

    def catch_up(self) -> dict[str, str]:
        """Messages that are stored and had no effect yet have it now. Each on its own.

        Those that were held back have it a few at a time, once their sender's hour is over.
        """
        with self.office.read() as work:
            waiting = receiving.waiting(work)
        return {inbound_id: self._take(inbound_id) for inbound_id in waiting}

    def _take(self, inbound_id: str) -> str:
        """What became of the message; empty where it has to wait for the next look."""
        try:
            with self.office.write() as work:
                return receiving.take(work, inbound_id)
        except Exception:
            log.exception("message %s could not be sorted; it is kept", inbound_id)
        return ""

    async def check_mail(self, address: str) -> Attempt:
        """A test mail has gone the way of every other, but past the outbox."""
        mail = outgoing.mail_check(self.settings, address, self.clock())
        carrier = self._transport().carrier()
        try:
            return await carrier.send(replace(mail, raw=self._compose(mail)))
        finally:
            await carrier.close()

    @asynccontextmanager
    async def working(self) -> AsyncGenerator[None]:
        """Duties are done and mail goes both ways until the end of the block."""
        await asyncio.to_thread(self.catch_up)
        url = self.settings.inbox_url
        async with inbox.open_door(url, self._take_in) if url else nullcontext():
            running = [asyncio.create_task(d) for d in (self.engine.run(), self._catch_up_often())]
            try:
                yield
            finally:
                for duty in running:
                    duty.cancel()
                while not all(duty.done() for duty in running):
                    # Told to end a second time, they still end in their own way.
                    with suppress(asyncio.CancelledError):
                        await asyncio.wait(running)

    async def serve(self, listening: socket.socket) -> None:
        """Web, worker and inbox run in this process until it is told to stop."""
        config = uvicorn.Config(
            self.site,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=True,
            timeout_graceful_shutdown=5,
        )
        async with self.working():
            await uvicorn.Server(config).serve(sockets=[listening])

    async def work(self) -> None:
        """Worker and inbox run in this process until it is cancelled."""
        async with self.working():
            await asyncio.Event().wait()

    async def _catch_up_often(self) -> None:
        while True:
            await asyncio.sleep(BETWEEN_LOOKS)
            try:
                await asyncio.to_thread(self.catch_up)
            except Exception:
                log.exception("mail that was held back could not be looked at; it is kept")

    def _wake(self) -> None:
        self.engine.wake()

    def _take_in(self, raw: bytes, recipients: tuple[str, ...]) -> None:
        try:
            self.receive(raw, recipients)
        except NotAMessage:
            log.warning("something that is no message was handed to the inbox; dropped")

    def _tick(self, alliance_id: str, now: datetime) -> None:
        with self.office.write(now) as work:
            ticking.tick(work, alliance_id)

    def _settled(self, tx: Transaction, mail: QueuedMail) -> None:
        now = mail.settled_at or self.clock()
        work = Work(tx=tx, settings=self.settings, key=self.office.key, now=now)
        ticking.mail_settled(work, mail)

    def _compose(self, mail: QueuedMail) -> bytes:
        message = emails.load(mail.kind, mail.payload)
        name = self.settings.practice_name
        host = self.settings.mail_from.rsplit("@", 1)[-1]
        raw = emails.compose(
            render_mail(message, service_name=name, accent=self.settings.accents),
            message,
            message_id=f"{hashlib.sha256(mail.key.encode()).hexdigest()[:40]}@{host}",
            date=mail.created_at,
            service_name=name,
        )
        return self.signer.sign(raw) if self.signer else raw

    def _transport(self) -> Transport:
        if self.settings.smtp_url:
            return SMTPRelay(
                self.settings.smtp_url,
                _envelope_sender,
                timeout=self.settings.smtp_timeout,
                passing=self.passing,
            )
        return LocalMailbox(self.store, self.clock)


def _samples() -> APIRouter:
    """Where a service without a mail server shows every page and mail."""
    from service.preview import preview_router  # noqa: PLC0415 - a real service starts without it

    return preview_router


def _envelope_sender(mail: QueuedMail) -> str:
    """Bounces come back to the person's own secret address, and so tell whose they are."""
    head = BytesHeaderParser().parsebytes((mail.raw or b"").split(b"\r\n\r\n", 1)[0])
    return parseaddr(str(head["From"]))[1]
