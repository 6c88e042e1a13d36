"""Start-up time and memory of the whole service, against a bare interpreter with its libraries."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator

from tests.bench.row import row

_BARE = "import fastapi, jinja2, sqlalchemy, icalendar, uvicorn, aiosmtplib, aiosmtpd.smtp"
_OURS = """
from pathlib import Path
from service.app import App
from service.settings import Settings
app = App(Settings(_env_file=None, data_dir=Path({folder!r})))
app.migrate()
app.site, app.engine
"""
# VmHWM and not ru_maxrss, which a new process takes over from the one that started it.
_PEAK = """
import pathlib
status = pathlib.Path("/proc/self/status").read_text()
print(time.perf_counter() - began, int(status.partition("VmHWM:")[2].split()[0]) / 1024)
"""


def measure() -> Iterator[dict[str, object]]:
    with tempfile.TemporaryDirectory() as folder:
        ours_code = _OURS.format(folder=folder)
        _run(ours_code)
        bare = min(_run(_BARE) for _ in range(3))
        ours = min(_run(ours_code) for _ in range(3))
    yield row("startup", ours[0], bare[0], "s")
    yield row("memory", ours[1], bare[1], "MiB")


def _run(code: str) -> tuple[float, float]:
    """(seconds, peak MiB) of the code in a new interpreter."""
    began = "import time; began = time.perf_counter()\n"
    done = subprocess.run(
        [sys.executable, "-c", began + code + _PEAK], check=True, capture_output=True, text=True
    )
    seconds, peak = done.stdout.split()
    return float(seconds), float(peak)
