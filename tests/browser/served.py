"""The service as a program of its own, with its local mailbox, and people at their browsers."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from urllib.parse import quote

PATIENCE = 20_000
"""Milliseconds that a person waits for what must come."""


@contextmanager
def serving(folder):
    """The address of a running service; it ends with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("ALLIANCE_")},
        "ALLIANCE_DATA_DIR": str(folder),
        "ALLIANCE_PORT": str(port),
        "ALLIANCE_BASE_URL": f"http://127.0.0.1:{port}",
        "ALLIANCE_LOG_LEVEL": "warning",
    }
    command = [sys.executable, "-m", "service", "serve"]
    with subprocess.Popen(command, env=environment, cwd=folder) as program:
        try:
            yield _answering(f"http://127.0.0.1:{port}", program)
        finally:
            program.terminate()


def _answering(url, program):
    for _ in range(600):
        if program.poll() is not None:
            break
        with suppress(OSError), urllib.request.urlopen(f"{url}/readyz", timeout=5):  # noqa: S310 - our own
            return url
        time.sleep(0.1)
    raise RuntimeError("the service did not begin to answer")


class Somebody:
    """A person with an address and a browser. `shot` keeps a picture of what they see."""

    def __init__(self, browser, url, address, shots, **options):
        context = browser.new_context(base_url=url, locale="en-GB", **options)
        context.set_default_timeout(PATIENCE)
        self.page = context.new_page()
        self.address = address
        self.shots = shots
        self.seen = 0

    def shot(self, what):
        self.seen += 1
        name = self.address.partition("@")[0]
        path = self.shots / f"journey-{name}-{self.seen:02}-{what}.png"
        self.page.screenshot(path=path, full_page=True)

    def mails(self):
        self.page.goto(f"/mailbox/of/{quote(self.address)}")
        return self.page.locator("ul.rows strong").all_text_contents()

    def read(self, subject):
        """The mail of that subject is open, once it has come."""
        for _ in range(PATIENCE // 100):
            if any(re.search(subject, each) for each in self.mails()):
                self.page.get_by_role("link", name=re.compile(subject)).first.click()
                self.shot("mail")
                return
            time.sleep(0.1)
        raise AssertionError(f"{self.address} never got {subject!r}, but {self.mails()}")

    def follow(self, prefix):
        """The first personal link of that kind in the open mail is open."""
        text = self.page.locator("pre").text_content()
        found = re.search(rf"http://127\.0\.0\.1:\d+(/{prefix}/[^\s>)]+)", text)
        assert found, text
        self.page.goto(found[1])
        self.shot("page")

    def press(self, name):
        self.page.get_by_role("button", name=name).first.click()
