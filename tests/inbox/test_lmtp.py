import asyncio

import pytest

from service.errors import Unavailable
from service.inbox import LARGEST_MESSAGE, address, listen


class Exchange:
    """A conversation in LMTP, line by line."""

    def __init__(self, port):
        self._port = port

    async def __aenter__(self):
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        assert (await self.line()).startswith("220")
        await self.say("LHLO there")
        while (await self.line())[3] == "-":
            pass
        return self

    async def __aexit__(self, *_):
        self._writer.close()

    async def say(self, text):
        self._writer.write(text.encode() + b"\r\n")

    async def send(self, text):
        """`text` is on its way by itself, not with what follows."""
        self._writer.write(text.encode())
        await self._writer.drain()
        await asyncio.sleep(0)

    async def line(self):
        return (await asyncio.wait_for(self._reader.readline(), 10)).decode().strip()

    async def hand_over(self, body, *recipients):
        """The answers after the final dot, one for each recipient."""
        await self.say("MAIL FROM:<>")
        await self.line()
        for recipient in recipients:
            await self.say(f"RCPT TO:<{recipient}>")
            await self.line()
        await self.say("DATA")
        assert (await self.line()).startswith("354")
        await self.say(body + "\r\n.")
        answers = [await self.line() for _ in recipients]
        # Exactly so many: what comes next is the answer to the next command.
        await self.say("NOOP")
        assert (await self.line()).startswith("250")
        return answers


def talk(store, conversation):
    async def run():
        server = await listen("lmtp://127.0.0.1:0", store)
        port = server.sockets[0].getsockname()[1]
        async with Exchange(port) as exchange:
            result = await conversation(exchange)
        server.close()
        await server.wait_closed()
        return result

    return asyncio.run(run())


def test_each_recipient_has_an_answer_and_the_message_is_stored_once():
    stored = []

    async def conversation(exchange):
        two = await exchange.hand_over(
            "Subject: yes\r\n\r\n..words", "a@example.org", "b@example.org"
        )
        return two + await exchange.hand_over("Subject: no\r\n", "c@example.org")

    answers = talk(lambda raw, to: stored.append((raw, to)), conversation)
    assert answers == ["250 2.0.0 stored"] * 3
    assert stored[0] == (b"Subject: yes\r\n\r\n.words\r\n", ("a@example.org", "b@example.org"))
    assert stored[1][1] == ("c@example.org",)


@pytest.mark.parametrize("error", [Unavailable, ZeroDivisionError])
def test_what_cannot_be_stored_is_not_taken(error):
    def refuse(_raw, _to):
        raise error

    answers = talk(
        refuse, lambda exchange: exchange.hand_over("x", "a@example.org", "b@example.org")
    )
    assert [answer[:9] for answer in answers] == ["451 4.3.0"] * 2


def test_more_than_a_mebibyte_is_refused():
    stored = []
    lines = ("x" * 998 + "\r\n") * (LARGEST_MESSAGE // 1000 + 1)
    answers = talk(
        lambda *given: stored.append(given),
        lambda exchange: exchange.hand_over(lines, "a@example.org", "b@example.org"),
    )
    assert [answer[:3] for answer in answers] == ["552", "552"]
    assert stored == []


def test_one_very_long_line_is_read():
    stored = []
    talk(
        lambda *given: stored.append(given),
        lambda exchange: exchange.hand_over("x" * 200_000, "a@example.org"),
    )
    assert len(stored[0][0]) == 200_002


ALMOST_ENDS = (
    *("\n.\n", "\n.\r\n", "\r.\r", "\r\n.\n", "\r.\r\n", "\r\n.\r", "\n\n.\n\n", "\r\r\n.\n"),
    *(
        "\r\n..\r\n",
        "\r\n.\0\r\n",
        "\r\n. \r\n",
        "\r\n\0.\r\n",
        "\r\n.\r\r\n",
        "\x85.\x85",
        "\u2028.\u2028",
    ),
)


@pytest.mark.parametrize("end", ALMOST_ENDS)
def test_nothing_but_the_whole_ending_ends_a_message(end):
    """A second message cannot be smuggled in behind one that another server let through."""
    stored = []
    body = f"one{end}MAIL FROM:<evil@example.org>"
    talk(
        lambda raw, _to: stored.append(raw),
        lambda exchange: exchange.hand_over(body, "a@example.org"),
    )
    [raw] = stored
    assert b"MAIL FROM:<evil@example.org>" in raw


@pytest.mark.parametrize("end", ["\n.\n", "\r\n.\n", "\r.\r\n"])
def test_nor_does_it_when_it_comes_byte_by_byte(end):
    stored = []

    async def conversation(exchange):
        await exchange.say("MAIL FROM:<ben@example.org>")
        await exchange.line()
        await exchange.say("RCPT TO:<a@example.org>")
        await exchange.line()
        await exchange.say("DATA")
        await exchange.line()
        for byte in f"one{end}RSET\r\n.\r\n":
            await exchange.send(byte)
        return await exchange.line()

    assert talk(lambda raw, _to: stored.append(raw), conversation).startswith("250")
    assert b"RSET" in stored[0]


@pytest.mark.parametrize("url", ["lmtp://nowhere", "imaps://host:993", "8024"])
def test_another_url_is_refused_with_advice(url):
    with pytest.raises(ValueError, match="lmtp://host:port"):
        address(url)
