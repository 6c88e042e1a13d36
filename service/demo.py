"""A throw-away service with invented people, some way into three alliances, and a clock to turn."""

import asyncio
import tempfile
import tomllib
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from importlib.resources import files
from operator import attrgetter
from typing import Any

from service.alliance import Alliance, read_plan
from service.app import App
from service.clock import days, system_clock, wall_time
from service.errors import AllianceError
from service.participants import Person, Role
from service.settings import Settings
from service.workflow import Visit, Work, closing, forming, meeting, moments, starting

ZONE = "Europe/Berlin"
WEEK = timedelta(days=7)


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


class DemoClock:
    """The real time, moved to where the stories are or on by as much as somebody has asked for."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)

    def __call__(self) -> datetime:
        """The demo's present instant, in UTC."""
        return system_clock() + self._ahead

    def set(self, moment: datetime) -> None:
        """It is `moment` now."""
        self._ahead = moment - system_clock()

    def set_forward(self, moment: datetime) -> None:
        """It is `moment` now; never earlier than it was."""
        self.set(max(moment, self()))


@dataclass(frozen=True, kw_only=True)
class Event:
    """What somebody does in a story, and when; `step` is None where the story begins."""

    at: datetime
    story: Mapping[str, Any]
    step: Mapping[str, Any] | None


class Rehearsal:
    """The invented people, who have done what was due so far and go on as time passes."""

    def __init__(self, app: App, clock: DemoClock) -> None:
        self._app = app
        self._clock = clock
        self._coming: list[Event] = []
        self._alliances: dict[str, str] = {}
        self._turn = asyncio.Lock()

    def begin(self, now: datetime) -> None:
        """Everything that they have done until `now` has happened at its time."""
        self._coming = _events(now)
        self._clock.set(self._coming[0].at)
        asyncio.run(self._live_until(now))

    async def later(self) -> None:
        """A week has passed, with all that fell due on the way at its own time."""
        async with self._turn:
            await self._live_until(self._clock() + WEEK)

    async def _live_until(self, until: datetime) -> None:
        while (moment := await asyncio.to_thread(self._next)) and moment <= until:
            self._clock.set_forward(moment)
            await self._app.engine.run_once(self._clock())
            while self._coming and self._coming[0].at <= self._clock():
                await asyncio.to_thread(self._happens, self._coming.pop(0))
                await self._app.engine.run_once(self._clock())
        self._clock.set_forward(until)
        await self._app.engine.run_once(self._clock())

    def _next(self) -> datetime | None:
        """When something happens next: by the clock, or by somebody in a story."""
        with self._app.store.read() as tx:
            due = tx.next_due()
        moments = [e.at for e in self._coming[:1]] + ([due] if due else [])
        return max(min(moments), self._clock()) if moments else None

    def _happens(self, event: Event) -> None:
        key = event.story["key"]
        with self._app.office.write(event.at) as work:
            if event.step is None:
                plan = read_plan(event.story["plan"], now=event.at)
                self._alliances[key] = starting.begin(work, plan).id
                return
        # Whoever tries the demo may have done it, or something else, before.
        with suppress(AllianceError), self._app.office.write(event.at) as work:
            _take(work, self._alliances[key], event.step)


def invite(app: App, clock: DemoClock) -> str:
    """The invented alliances are under way; says where to look first."""
    rehearsal = Rehearsal(app, clock)
    rehearsal.begin(clock())
    app.later = rehearsal.later
    url = app.settings.public_url
    return (
        f"\n  Designed Alliance is running at {url}\n\n"
        f"  1. {url}/mailbox\n"
        "     Everybody's mail. Read Ben's: he has a form to fill in and an invitation to answer.\n"
        "     Ada has replied already; when Ben has, both see what they wrote, and Cleo, the\n"
        "     coach, gets her summary.\n"
        "  2. Mia's, Noor's and Jon's mails tell of an alliance that is signed and under review;\n"
        "     Lea's and Tom's of one that comes to its end.\n"
        "  3. “A week later”, at the top of the mailbox, lets time pass: a review, a moment in\n"
        "     which something happens, a close. A year takes fifty-two presses.\n"
        f"  4. {url}/\n"
        "     Start one yourself: any address will do, all mail lands in the mailbox.\n"
        f"  5. {url}/preview\n"
        "     Every page in every state, and every mail beside its plain text.\n\n"
        "  Ctrl-C ends it and leaves nothing behind.\n"
    )


def populate(app: App, now: datetime) -> None:
    """Everything that the demo's people have done until `now` has happened at its time."""
    Rehearsal(app, DemoClock()).begin(now)


def _events(now: datetime) -> list[Event]:
    """All stories as one, in the order of time; days count from `now`."""
    stories = tomllib.loads((files("service") / "demo.toml").read_text("utf-8"))["alliances"]
    events = []
    for story in stories:
        dated = {**story, "plan": _dated(story["plan"], now)}
        events.append(Event(at=now + days(story["started"]), story=dated, step=None))
        events += [
            Event(at=now + days(step["day"]), story=dated, step=step)
            for step in story.get("steps", ())
        ]
    return sorted(events, key=attrgetter("at"))


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
    asked = next((r for r in reversed(alliance.rounds) if not r.released_at), alliance.rounds[-1])
    match step["does"]:
        case "reply":
            forming.receive_reply(work, who, asked.number, _fields(alliance, step["answers"]))
        case "unchanged":
            forming.nothing_has_changed(work, who, asked.number)
        case "propose":
            meeting.propose(work, who)
        case "sign":
            latest = alliance.versions[-1].hash
            meeting.sign(work, who, version=latest, fields={"all": "agree"})
        case "moment":
            moments.say_moment(
                work, who, happening=step["happening"], words=step["words"], to="all"
            )
        case "end":
            closing.begin_ending(work, alliance, by=me.id, why=step["why"])


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
