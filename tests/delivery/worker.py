"""A worker that ends itself where it is told: `python -m tests.delivery.worker URL RELAY LANES`.

ALLIANCE_CRASH_AT=point or point:n ends it with SIGKILL when it passes that
point of delivery (for the n-th time); ALLIANCE_PAUSE_AT stops it there until
SIGCONT. Only this program reads the variables; the service has the points and
no way to end itself. A fourth argument is the lease in seconds.
"""

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime, timedelta

from service.delivery import LEASE, Delivery, Rules, SMTPRelay
from service.storage import Store

POINTS = ("settling", "claiming", "claimed", "mail", "rcpt", "data", "answered")
KEY = b"a key for tests alone, never for people"


def signal_at(named, what):
    """What sends this process that signal when it passes the point that is named."""
    point, _, times = named.partition(":")
    left = int(times or 1)

    def passing(here):
        nonlocal left
        if here == point:
            left -= 1
            if not left:
                os.kill(os.getpid(), what)

    return passing


def compose(mail):
    # Rendered anew it would differ: bytes that are the same were kept.
    moment = datetime.now(UTC)
    return f"Message-ID: <{mail.id}@example.org>\r\n\r\n{moment} {mail.payload}\r\n".encode()


def main():
    url, relay_url, lanes = sys.argv[1:4]
    store = Store(url, KEY)
    lease = timedelta(seconds=float(sys.argv[4])) if sys.argv[4:] else LEASE
    crashing = signal_at(os.environ.get("ALLIANCE_CRASH_AT", ""), signal.SIGKILL)
    pausing = signal_at(os.environ.get("ALLIANCE_PAUSE_AT", ""), signal.SIGSTOP)

    def passing(here):
        crashing(here)
        pausing(here)

    relay = SMTPRelay(relay_url, lambda _: "bounces@example.org", passing=passing)
    delivery = Delivery(
        store,
        relay,
        compose,
        lambda: datetime.now(UTC),
        lanes=int(lanes),
        rules=Rules(lease=lease, passing=passing),
    )
    print("ready", flush=True)  # noqa: T201 - its starter waits for it
    asyncio.run(delivery.deliver_due())
    store.close()


if __name__ == "__main__":
    main()
