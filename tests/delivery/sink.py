"""An SMTP server that keeps what it takes and refuses on cue."""

import asyncio
import socket
import threading
from contextlib import contextmanager

from aiosmtpd.controller import Controller


class Sink:
    """`answers` maps a stage (MAIL, RCPT, DATA) and a recipient (or None for all) to a refusal."""

    def __init__(self):
        self.mails = []
        self.answers = {}
        self.connections = 0
        self.port = 0
        self.held = 0
        """So many mails are on the wire now; they stay there until `opened` is set."""
        self.opened = threading.Event()
        self.opened.set()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def recipients(self):
        return [recipient for recipient, _ in self.mails]

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802 (aiosmtpd's name)
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 (aiosmtpd's name)
        if refusal := self._answer("MAIL", None):
            return refusal
        envelope.mail_from = address
        return "250 2.1.0 ok"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 (aiosmtpd's name)
        if refusal := self._answer("RCPT", address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 (aiosmtpd's name)
        self.held += 1
        await asyncio.to_thread(self.opened.wait)
        for address in envelope.rcpt_tos:
            if refusal := self._answer("DATA", address):
                return refusal
            self.mails.append((address, envelope.original_content))
        return "250 2.0.0 taken"

    def _answer(self, stage, address):
        refusal = self.answers.get((stage, address)) or self.answers.get((stage, None))
        if refusal == "disconnect":
            raise ConnectionResetError
        return refusal


@contextmanager
def running_sink(port=0):
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=port, ready_timeout=10)
    if port == 0:
        # The controller dials its own port to see that it is up; it must know it.
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            controller.port = probe.getsockname()[1]
    sink.port = controller.port
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
