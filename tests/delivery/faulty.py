"""An SMTP server with STARTTLS and AUTH that fails on cue, at a stage of the dialogue, in a way.

It runs in the loop of the test itself. `arrived` holds what it took, also when
it did not manage to say so.
"""

import asyncio
import base64
import datetime as dt
import ipaddress
import ssl
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

STAGES = (
    "connect",
    "greeting",
    "ehlo",
    "starttls",
    "auth",
    "mail",
    "rcpt",
    "data",
    "body",
    "dot",
)
WAYS = ("4xx", "5xx", "close", "stall", "garbage", "slow")
USER, PASSWORD = "alliance", "a secret: of tests"
PAUSE = 0.05
REFUSALS = {
    "connect": ("421 4.3.2 too many", "554 5.3.2 nobody here"),
    "greeting": ("450 4.3.2 busy", "554 5.3.2 not for you"),
    "ehlo": ("451 4.3.0 later", "550 5.7.1 who are you"),
    "starttls": ("454 4.7.0 TLS not available", "501 5.5.4 no TLS"),
    "auth": ("454 4.7.0 later", "535 5.7.8 wrong password"),
    "mail": ("451 4.3.0 later", "550 5.1.8 not this sender"),
    "rcpt": ("450 4.7.1 greylisted", "550 5.1.1 nobody by that name"),
    "data": ("451 4.3.0 later", "554 5.5.1 no valid recipients"),
    "body": ("452 4.3.1 disk full", "554 5.6.0 not such words"),
    "dot": ("451 4.3.0 later", "554 5.7.1 looks like spam"),
}


class Ended(Exception):
    """The connection is over."""


class FaultySink:
    """`strike(stage, way, times)`: so many times the stage fails in that way; then all is well."""

    def __init__(self):
        self.arrived = []
        self.port = 0
        self.secured = 0
        self._stage = self._way = ""
        self._left = 0
        self._sessions = set()

    @property
    def url(self):
        password = PASSWORD.replace(" ", "%20").replace(":", "%3A")
        return f"smtp://{USER}:{password}@127.0.0.1:{self.port}"

    @property
    def struck(self):
        """Whether every failure that was asked for has happened."""
        return not self._left

    def strike(self, stage, way, times):
        self._stage, self._way, self._left = stage, way, times

    def way(self, stage):
        """How this stage fails now, or None."""
        if stage != self._stage or not self._left:
            return None
        self._left -= 1
        return self._way

    async def serve(self, reader, writer):
        task = asyncio.current_task()
        self._sessions.add(task)
        try:
            await Session(self, reader, writer).run()
        except (Ended, ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            self._sessions.discard(task)
            writer.close()

    async def end(self):
        for task in tuple(self._sessions):
            task.cancel()
        await asyncio.gather(*self._sessions, return_exceptions=True)


class Session:
    def __init__(self, sink, reader, writer):
        self.sink = sink
        self.reader = reader
        self.writer = writer
        self.known = False
        self.recipient = ""

    async def run(self):
        await self.answer("connect", "", silent=True)
        await self.answer("greeting", "220 sink ESMTP")
        while line := await self.reader.readline():
            verb, _, rest = line.decode().strip().partition(" ")
            handle = getattr(self, f"on_{verb.lower()}", None)
            if handle is None:
                await self.say("502 5.5.1 what")
            else:
                await handle(rest)

    async def on_ehlo(self, _):
        offers = ["sink", "8BITMIME"]
        offers.append("AUTH PLAIN" if self.secure else "STARTTLS")
        lines = [f"250-{offer}" for offer in offers[:-1]] + [f"250 {offers[-1]}"]
        # The second greeting, under TLS, is part of the same stage.
        await self.answer("ehlo" if not self.secure else "", "\r\n".join(lines))

    async def on_helo(self, _):
        await self.say("250 sink")

    async def on_starttls(self, _):
        way = self.sink.way("starttls")
        if way in {"close", "stall", "garbage"}:
            # The refusal comes where it hurts: when the handshake is awaited.
            await self.say("220 2.0.0 ready")
            await self.fail(way, "starttls", "")
        if way in {"4xx", "5xx"}:
            await self.fail(way, "starttls", "")
            return
        await self.fail(way, "starttls", "220 2.0.0 ready")
        await self.writer.start_tls(_server_context())
        self.sink.secured += 1

    async def on_auth(self, rest):
        given = base64.b64decode(rest.split()[1]).decode().split("\0")
        self.known = self.secure and given[1:] == [USER, PASSWORD]
        good = "235 2.7.0 welcome" if self.known else "535 5.7.8 no"
        await self.answer("auth", good)

    async def on_mail(self, _):
        if not self.known:
            await self.say("530 5.7.0 log in first")
            return
        await self.answer("mail", "250 2.1.0 ok")

    async def on_rcpt(self, rest):
        self.recipient = rest.partition("<")[2].partition(">")[0]
        await self.answer("rcpt", "250 2.1.5 ok")

    async def on_data(self, _):
        if not await self.answer("data", "354 go on"):
            return
        await self.body()

    async def body(self):
        way = self.sink.way("body")
        if way == "slow":
            await asyncio.sleep(PAUSE)
        elif way:
            await self.reader.read(100)
            await self.fail(way, "body", "")
            if way in {"4xx", "5xx"}:
                await self.reader.readuntil(b"\r\n.\r\n")
                return
        raw = (await self.reader.readuntil(b"\r\n.\r\n"))[: -len(b".\r\n")]
        way = self.sink.way("dot")
        if way not in {"4xx", "5xx"}:
            self.sink.arrived.append((self.recipient, raw.replace(b"\r\n..", b"\r\n.")))
        await self.fail(way, "dot", "250 2.0.0 taken")

    async def on_rset(self, _):
        await self.say("250 2.0.0 ok")

    async def on_quit(self, _):
        await self.say("221 2.0.0 bye")
        raise Ended

    @property
    def secure(self):
        return self.writer.get_extra_info("sslcontext") is not None

    async def say(self, text):
        self.writer.write(text.encode() + b"\r\n")
        await self.writer.drain()

    async def answer(self, stage, text, *, silent=False):
        """Whether the stage went well."""
        way = self.sink.way(stage)
        if silent and way is None:
            return True
        await self.fail(way, stage, text)
        return way not in {"4xx", "5xx"}

    async def fail(self, way, stage, text):
        """`text` is said, or what goes wrong in its place."""
        match way:
            case "4xx" | "5xx":
                await self.say(REFUSALS[stage]["45".index(way[0])])
                if stage in {"connect", "greeting"}:
                    raise Ended
            case "close":
                raise Ended
            case "stall":
                await asyncio.sleep(3600)
            case "garbage":
                await self.say("\x00\xfe\xff lorem ipsum, not SMTP at all")
                raise Ended
            case "slow":
                for piece in filter(None, (text[:5], text[5:])):
                    await asyncio.sleep(PAUSE)
                    self.writer.write(piece.encode())
                    await self.writer.drain()
                await asyncio.sleep(PAUSE)
                if text:
                    await self.say("")
            case _:
                await self.say(text)


@asynccontextmanager
async def faulty_sink():
    sink = FaultySink()
    server = await asyncio.start_server(sink.serve, "127.0.0.1", 0)
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        server.close()
        await sink.end()
        await server.wait_closed()


@cache
def _server_context():
    """A certificate of its own making, as a relay on the same machine has."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "certificate.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context.load_cert_chain(path)
    return context
