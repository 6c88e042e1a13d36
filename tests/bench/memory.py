"""Memory of the whole service: at rest, and after it has rendered and delivered 10,000 mails."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator

from tests.bench.deliver import _sink
from tests.bench.row import row

MAILS = 10_000
_BATCH = 1_000

_WORK = """
import asyncio, gc
from dataclasses import replace
from pathlib import Path
from service.app import App
from service.clock import system_clock
from service.settings import Settings
from service.workflow.posting import queued
from service.preview import messages

def resident():
    gc.collect()
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024

app = App(Settings(_env_file=None, data_dir=Path({folder!r}), smtp_url={url!r}))
app.migrate()
app.site, app.engine
sample = messages()["form_invitation"]
now = system_clock()

def deliver(first, count):
    with app.store.write() as tx:
        tx.queue(
            queued(replace(sample, to_email=f"p{{n}}@example.org"), key=f"{{n}}", alliance=None,
                person=None, now=now)
            for n in range(first, first + count)
        )
    asyncio.run(app.delivery.deliver_due(system_clock()))

rest = resident()
deliver(0, 100)
warm = resident()
for first in range(100, {mails}, {batch}):
    deliver(first, min({batch}, {mails} - first))
print(rest, warm, resident())
app.close()
"""


def measure() -> Iterator[dict[str, object]]:
    """Two lines, each beside what it is after the first 100 mails."""
    with tempfile.TemporaryDirectory() as folder, _sink() as port:
        url = f"smtp://127.0.0.1:{port}"
        code = _WORK.format(folder=folder, url=url, mails=MAILS, batch=_BATCH)
        done = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        )
    rest, warm, after = map(float, done.stdout.split())
    yield row("memory-at-rest", rest, warm, "MiB; the limit after the first 100 mails")
    yield row(f"memory-after-{MAILS}-mails", after, warm, "MiB; the limit after the first 100")
