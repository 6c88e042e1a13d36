"""The form's page, against a minimal page of the same size with one SQLite read."""

import re
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from service import demo
from service.app import App
from service.settings import Settings
from tests.bench.serving import body, gets_per_second, served


def measure() -> Iterator[dict[str, object]]:
    with tempfile.TemporaryDirectory() as folder:
        path = _prepared(folder)
        with served(_ours, folder) as port:
            page = body(port, path)
            ours = gets_per_second(port, path)
        with served(_minimal, folder, page.decode()) as port:
            limit = gets_per_second(port, "/")
    yield {
        "name": "form",
        "ours": round(ours, 1),
        "limit": round(limit, 1),
        "ratio": round(ours / limit, 3),
        "unit": "GET/s",
    }
    yield {
        "name": "form_weight",
        "ours": len(page),
        "limit": 60_000,
        "ratio": round(len(page) / 60_000, 3),
        "unit": "bytes",
    }


def _settings(folder: str) -> Settings:
    return Settings(_env_file=None, data_dir=Path(folder), base_url="http://127.0.0.1")


def _prepared(folder: str) -> str:
    """The path of a participant's form in a database with the demo's alliances."""
    app = App(_settings(folder))
    app.migrate()
    demo.populate(app, datetime.now(UTC))
    with app.office.read() as work:
        mails = work.tx.local_mails("ben@example.org")
    app.close()
    form = next(m for m in mails if m.kind == "form_invitation")
    found = re.search(rb"/p/[A-Za-z0-9_-]+/form/0", form.raw.replace(b"=\r\n", b""))
    if found is None:
        raise RuntimeError("the invitation holds no link")
    return found[0].decode()


def _ours(folder: str) -> FastAPI:
    return App(_settings(folder)).site


def _minimal(folder: str, page: str) -> FastAPI:
    """One read, one template, as many bytes."""
    site = FastAPI()
    template = Environment(autoescape=True).from_string("{{ row[0] }}{{ page }}")
    database = sqlite3.connect(Path(folder) / "minimal.sqlite3", check_same_thread=False)
    database.execute("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, x TEXT)")
    database.execute("INSERT INTO t (x) VALUES ('hello')")
    database.commit()

    @site.get("/")
    def home() -> HTMLResponse:
        row = database.execute("SELECT x FROM t WHERE id = 1").fetchone()
        return HTMLResponse(template.render(row=row, page=page))

    return site
