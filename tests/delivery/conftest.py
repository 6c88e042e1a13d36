from dataclasses import replace

import pytest

from service.delivery import Delivery, SMTPRelay
from service.outbox import QueuedMail
from tests.delivery.sink import running_sink


@pytest.fixture
def sink():
    with running_sink() as sink:
        yield sink


def compose(mail):
    return (
        f"Message-ID: <{mail.id}@example.org>\r\nSubject: {mail.kind}\r\n\r\n{mail.payload}\r\n"
    ).encode()


@pytest.fixture
def post(now):
    """Makes a mail to be queued: `post("m1", "ben@example.org", order_key="u")`."""

    def make(name, recipient="ben@example.org", **more):
        mail = QueuedMail(
            id=name,
            key=name,
            alliance=None,
            person="ben",
            kind="reminder",
            recipient=recipient,
            payload=f"words of {name}",
            created_at=now,
            due=now,
        )
        return replace(mail, **more)

    return make


@pytest.fixture
def deliver(store, sink, now):
    """A delivery to the sink; `deliver(lanes=1)`, then `await it.deliver_due(now)`."""

    def make(*, to=None, composing=compose, **more):
        relay = to or SMTPRelay(sink.url, lambda _: "bounces@example.org")
        return Delivery(store, relay, composing, lambda: now, **more)

    return make
