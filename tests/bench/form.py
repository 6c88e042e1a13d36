"""The form's page against a minimal one of the same size; replies against one durable commit."""

import json
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment

from service import demo
from service.alliance import read_plan
from service.app import App
from service.settings import Settings
from service.workflow import starting
from tests.bench.row import row
from tests.bench.serving import body, gets_per_second, posts_per_second, served

FIELD = (
    "<label for='f{{ n }}'>{{ name }}</label><textarea id='f{{ n }}' name='f{{ n }}'></textarea>"
)


def measure() -> Iterator[dict[str, object]]:
    """Pages and replies a second, and the page's weight."""
    with tempfile.TemporaryDirectory() as folder:
        path = _prepared(folder)
        with served(_ours, folder) as port:
            page = body(port, path)
            given = folder, len(page), page.count(b"<textarea")
            with served(_minimal, *given) as other:
                reads, limit = gets_per_second((port, path), (other, "/"))
                fields = _reply(page.decode())
                replies, commits = posts_per_second((port, path, fields), (other, "/", fields))
    yield row("form", reads, limit, "GET/s")
    yield row("reply", replies, commits, "POST/s")
    yield row("form_weight", len(page), 60_000, "bytes")


def _reply(page: str) -> Callable[[int], dict[str, str]]:
    """The n-th reply from the page: each says something new."""
    names = re.findall(r'<textarea[^>]* name="([^"]+)"', page)
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    if token is None:
        raise RuntimeError("the form has no token")
    held = {"form_token": token[1], "action": "send"}
    return lambda n: held | dict.fromkeys(names, f"Good soil\nEarly peas, {n} rows")


def _settings(folder: str) -> Settings:
    return Settings(_env_file=None, data_dir=Path(folder), base_url="http://127.0.0.1")


def _prepared(folder: str) -> str:
    """The path of Dina's form, whose round waits for others."""
    app = App(_settings(folder))
    app.migrate()
    now = datetime.now(UTC)
    with app.office.write(now) as work:
        starting.begin(work, read_plan(_plan(now), now=now))
    demo.populate(app, now)
    path = _form(app, "dina@example.org")
    app.close()
    return path


def _plan(now: datetime) -> dict[str, object]:
    day = (now + timedelta(days=7)).date()
    return {
        "title": "A third shop",
        "time_zone": "Europe/Berlin",
        "question_set": "work",
        "organiser": {"name": "Ada Moreno", "email": "ada@example.org", "takes_part": True},
        "coach": {"name": "Cleo Winter", "email": "cleo@example.org"},
        "participants": [{"name": "Dina Roth", "email": "dina@example.org"}],
        "conversation": {"starts": f"{day}T10:00", "minutes": 60},
        "replies_due": f"{day - timedelta(days=2)}T18:00",
    }


def _form(app: App, email: str) -> str:
    """The path of a participant's form."""
    with app.office.read() as work:
        mails = work.tx.local_mails(email)
    form = next(m for m in mails if m.kind == "form_invitation")
    found = re.search(rb"/p/[A-Za-z0-9_-]+/form/0", form.raw.replace(b"=\r\n", b""))
    if found is None:
        raise RuntimeError("the invitation holds no link")
    return found[0].decode()


def _ours(folder: str) -> FastAPI:
    return App(_settings(folder)).site


def _minimal(folder: str, size: int, fields: int) -> FastAPI:
    """One read and one template of as many bytes and fields; one durable commit for a POST."""
    site = FastAPI()
    name = "x" * max(0, size // fields - len(FIELD))
    loop = "{% for n in range(fields) %}" + FIELD + "{% endfor %}"
    template = Environment(autoescape=True).from_string("<p>{{ row[0] }}</p>" + loop)
    database = sqlite3.connect(Path(folder) / "minimal.sqlite3", check_same_thread=False)
    database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, x TEXT)")
    database.execute("INSERT INTO t (x) VALUES ('hello')")
    database.commit()

    @site.get("/")
    def home() -> HTMLResponse:
        row = database.execute("SELECT x FROM t WHERE id = 1").fetchone()
        return HTMLResponse(template.render(row=row, fields=fields, name=name))

    @site.post("/")
    async def reply(request: Request) -> RedirectResponse:
        form = await request.form()
        with database:
            database.execute(
                "UPDATE t SET x = ? WHERE id = 1", (json.dumps(dict(form), default=str),)
            )
        return RedirectResponse("/", 303)

    return site
