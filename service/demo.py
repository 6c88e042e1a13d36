"""A throw-away service with invented people, some way into two alliances."""

import asyncio
import tempfile
import tomllib
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from importlib.resources import files
from typing import Any

from service.alliance import Alliance, read_plan
from service.app import App
from service.clock import days, wall_time
from service.participants import Person, Role
from service.settings import Settings
from service.workflow import Visit, Work, forming, meeting, starting

ZONE = "Europe/Berlin"


@contextmanager
def throw_away(port: int) -> Generator[Settings]:
    """Settings for a service that leaves nothing behind."""
    with tempfile.TemporaryDirectory(prefix="alliance-demo-") as folder:
        yield Settings(
            _env_file=None,
            data_dir=folder,
            port=port,
            host="127.0.0.1",
            base_url=f"http://127.0.0.1:{port}",
            database_url=None,
            smtp_url=None,
            inbox_url=None,
            log_level="warning",
        )


def invite(app: App) -> str:
    """The invented alliances are under way; says where to look first."""
    populate(app, app.clock())
    url = app.settings.public_url
    return (
        f"\n  Designed Alliance is running at {url}\n\n"
        f"  1. {url}/mailbox\n"
        "     Everybody's mail. Read Ben's: he has a form to fill in and an invitation to answer.\n"
        "     Ada has replied already; when Ben has, both see what they wrote, and Cleo, the\n"
        "     coach, gets her summary.\n"
        "  2. Mia's, Noor's and Jon's mails tell of an alliance that is signed and under review.\n"
        f"  3. {url}/\n"
        "     Start one yourself: any address will do, all mail lands in the mailbox.\n\n"
        "  Ctrl-C ends it and leaves nothing behind.\n"
    )


def populate(app: App, now: datetime) -> None:
    """Everything that the demo's people have done until `now` has happened at its time."""
    stories = tomllib.loads((files("service") / "demo.toml").read_text("utf-8"))["alliances"]
    for story in stories:
        began = now + days(story["started"])
        plan = read_plan(_dated(story["plan"], now), now=began)
        with app.office.write(began) as work:
            alliance_id = starting.begin(work, plan).id
        for step in story.get("steps", ()):
            at = now + days(step["day"])
            asyncio.run(app.engine.run_once(at))
            with app.office.write(at) as work:
                _take(work, alliance_id, step)
    asyncio.run(app.engine.run_once(now))


def _dated(plan: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The plan with its days counted from today."""
    today = wall_time(now, ZONE).date()

    def moment(given: Mapping[str, Any]) -> str:
        at = time.fromisoformat(given["time"])
        return datetime.combine(today + timedelta(days=given["day"]), at).isoformat()

    talk = dict(plan["conversation"])
    talk = {"starts": moment(talk), "minutes": talk["minutes"], "place": talk["place"]}
    return {
        **plan,
        "time_zone": ZONE,
        "conversation": talk,
        "replies_due": moment(plan["replies_due"]),
    }


def _take(work: Work, alliance_id: str, step: Mapping[str, Any]) -> None:
    alliance = work.tx.alliance(alliance_id, lock=True)
    me = _called(alliance, step["who"])
    who = Visit(alliance=alliance, me=me, role=Role.PARTICIPANT, path="", scope="")
    match step["does"]:
        case "reply":
            forming.receive_reply(work, who, 0, _fields(alliance, step["answers"]))
        case "propose":
            meeting.propose(work, who)
        case "sign":
            latest = alliance.versions[-1].hash
            meeting.sign(work, who, version=latest, fields={"all": "agree"})


def _fields(alliance: Alliance, answers: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The form's fields: people stand by their names in the story, by their ids in the form."""
    ids = {p.name: p.id for p in alliance.people}
    fields = {}
    for name, lines in answers.items():
        for person, person_id in ids.items():
            name = name.replace(person, person_id)  # noqa: PLW2901 - spelt another way
        fields[name] = ["\n".join(lines)]
    return fields


def _called(alliance: Alliance, name: str) -> Person:
    return next(p for p in alliance.people if p.name == name)
