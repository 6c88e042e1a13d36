"""Start-up time and memory of the whole service, against a bare interpreter with its libraries."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator

_BARE = "import fastapi, jinja2, sqlalchemy, icalendar, uvicorn, aiosmtplib, aiosmtpd.smtp"
_OURS = """
from pathlib import Path
from service.app import App
from service.settings import Settings
app = App(Settings(_env_file=None, data_dir=Path({folder!r})))
app.migrate()
app.site, app.engine
"""
_PEAK = """
import resource, time
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def measure() -> Iterator[dict[str, object]]:
    with tempfile.TemporaryDirectory() as folder:
        ours_code = _OURS.format(folder=folder)
        _run(ours_code)
        bare = min(_run(_BARE) for _ in range(3))
        ours = min(_run(ours_code) for _ in range(3))
    for name, one, other, unit in (
        ("startup", ours[0], bare[0], "s"),
        ("memory", ours[1], bare[1], "MiB"),
    ):
        yield {
            "name": name,
            "ours": round(one, 2),
            "limit": round(other, 2),
            "ratio": round(one / other, 3),
            "unit": unit,
        }


def _run(code: str) -> tuple[float, float]:
    """(seconds, peak MiB) of the code in a new interpreter."""
    began = "import time; began = time.perf_counter()\n"
    done = subprocess.run(
        [sys.executable, "-c", began + code + _PEAK], check=True, capture_output=True, text=True
    )
    seconds, peak = done.stdout.split()
    return float(seconds), float(peak)
