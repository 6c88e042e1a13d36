"""A real Chromium: one that is here, or one that the run installs."""

import fcntl
import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHOTS = Path(__file__).parents[2] / ".cache" / "screenshots"
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}


@pytest.fixture(scope="module")
def chromium():
    """A running browser. What it leaves behind are pictures in `.cache/screenshots/`.

    It ends with each module: while Playwright runs, its thread has a running event
    loop, and a test that starts one of its own would be refused.
    """
    SHOTS.mkdir(parents=True, exist_ok=True)
    with (SHOTS / ".installing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one of several workers installs it, the others wait
        program = _program()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


def _program():
    """The path of a Chromium. Debian's is installed where there is none and that can be done."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    known = next(filter(None, map(shutil.which, names)), None)
    if known or (program := os.environ.get("CHROMIUM")):
        return known or program
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run(
                ["apt-get", "-qq", *command], env=quiet, check=False, capture_output=True
            )
        if found := shutil.which("chromium"):
            return found
    with suppress(subprocess.TimeoutExpired):
        fetch = ["playwright", "install", "chromium"]
        if subprocess.run(fetch, check=False, capture_output=True, timeout=120).returncode == 0:
            return None
    pytest.skip("no Chromium here, and none could be installed: see tests/browser/conftest.py")
