"""People who press whatever their pages show, a clock that jumps, and a mail server that fails.

Nothing here knows what a button is for. Whatever is pressed, some things always hold
(see `Life`); a seed says who presses what, so that a life can be lived again.
"""

import random
import re
from dataclasses import dataclass
from datetime import timedelta

from service.alliance import Occasion
from service.errors import AllianceError, NotFound
from service.outbox import WAITING
from service.participants import Role
from service.rhythm import schedule
from service.workflow import visit
from tests.calendar.client import Calendar
from tests.flow.pressing import WORD, Hand, Page
from tests.guards.company import gathered

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FAR = timedelta(days=150)
ROLES = {"p": Role.PARTICIPANT, "o": Role.ORGANISER, "c": Role.COACH}
FAULTS = ["451 4.3.0 later", "421 4.3.2 closing", "452 4.2.2 full", "disconnect"]
STAGES = ["MAIL", "RCPT", "DATA"]
REFUSED = {200, 404, 409, 410, 422}
"""What a page may answer: done, or one of the refusals that are told in words."""
SELDOM = ("/close", "/leave", "/people", "/coach", "/organiser", "/new-link", "/language", "/self")
SELDOM += ("/feed", "/preferences", "/address")
OFTEN = re.compile(r"/(form|agreement|moment)\b")


@dataclass
class Written:
    """A word of an answer: by whom, in which round; `sent` once, `shared` once with all."""

    by: str
    number: int
    sent: bool = False
    shared: bool = False


class Open:
    """No limit: guesses are not what is tried here."""

    def too_many(self, _request):
        return False

    def count(self, _request, _status):
        return None


class Life:
    """One alliance, lived by chance. What holds (numbers: the invariants of a life):

    1 calendars show what the service has; 4 every mail arrives or ends with a reason;
    5 no mail arrives twice; 6 after the close nothing begins; 8 nobody reads what is not
    for them yet; 10 looking changes nothing; 11 no version of an event goes down; 12 each
    review opens once; 16 what is erased is gone. And what is due is done.
    """

    def __init__(self, stage, seed):
        self.chance = random.Random(seed)
        self.stage = stage
        stage.app.site.state.limits = Open()
        self.trace, self.words = [], {}
        self.hand = Hand(self.chance)
        self.calendars, self.versions, self.arrived = {}, {}, set()
        self.owners, self._weeks, self._failing = {}, 0, None
        self.company = gathered(
            stage,
            participants=[{"name": n, "email": f"{n.lower()}@example.org"} for n in ("Ben", "Eve")],
        )
        self._take(self.company.mails)

    def live(self, steps):
        """So many things happen; then all is well again for a week, and everything has converged."""
        for _ in range(steps):
            kind = self.chance.choices(["act", "time", "fault"], [60, 30, 10])[0]
            {"act": self._act, "time": self._time, "fault": self._fault}[kind]()
            self._work()
        self.stage.sink.answers.clear()
        for _ in range(28):
            self.stage.now += 6 * HOUR
            self._work()
        self._converged()
        if self._look() and self._look().closure:
            self._silent_and_gone()
        return self.trace

    # What happens.

    def _time(self):
        step = self.chance.choice([HOUR, 7 * HOUR, DAY, 3 * DAY, 9 * DAY, 30 * DAY])
        if self._failing and self.stage.now + step - self._failing > 4 * DAY:
            # Longer, and what waited would rightly be given up.
            self.stage.sink.answers.clear()
            self._failing = None
            self._work()
        self.stage.now += step
        self.trace.append(f"{step} pass")

    def _fault(self):
        answers = self.stage.sink.answers
        if answers and self.chance.random() < 0.7:
            answers.clear()
            self._failing = None
        else:
            self._failing = self._failing or self.stage.now
            answers[self.chance.choice(STAGES), None] = self.chance.choice(FAULTS)
        self.trace.append(f"mail server: {sorted(map(str, answers.items()))}")

    def _act(self):
        homes = sorted((who, kind) for who, links in self.company.links.items() for kind in links)
        who, kind = self.chance.choice(homes)
        home = self.company.links[who][kind]
        me = self._visitor(kind, home)
        page = self._open(home, kind, me)
        inner = sorted(
            {a.split("?")[0].split("#")[0] for a in page.links if a.startswith(home)} - {home}
        )
        inner = [a for a in inner if not re.search(r"\.\w+$", a)]
        if inner and self.chance.random() < 0.8:
            home = self.chance.choices(inner, [5 if OFTEN.search(a) else 1 for a in inner])[0]
            page = self._open(home, kind, me)
        forms = [f for f in page.forms if f.method == "post"]
        if not forms:
            return
        weights = [0.06 if f.action.endswith(SELDOM) else 1 for f in forms]
        form = self.chance.choices(forms, weights)[0]
        action = form.action or home
        fields = self.hand.fills(form, self.stage.now)
        if me:
            self._note(me, action, fields)
        answer = self.stage.web.post(action, data=fields)
        assert answer.status_code in REFUSED, f"{action}: {answer.status_code}"
        self.trace.append(
            f"{who} at {'/'.join(action.split('/')[3:]) or 'home'}: {answer.status_code}"
        )

    def _note(self, me, action, fields):
        found = re.search(r"/p/[^/]+/form/(\d+)$", action)
        if not found:
            return
        coaches = [n.removesuffix(".for_coach") for n in fields if n.endswith(".for_coach")]
        for name, values in fields.items():
            aside = any(name == base or name.startswith(f"{base}.") for base in coaches)
            for word in WORD.findall(" ".join(values)):
                written = self.words.get(word) or Written(me, int(found[1]))
                written.sent |= fields.get("action") == ["send"]
                written.shared |= not aside
                self.words[word] = written

    # What always holds.

    def _open(self, path, kind, me):
        before = self._look()
        page = self.stage.web.get(path)
        assert page.status_code in {200, 404, 410}, f"{path}: {page.status_code}"
        assert self._look() == before, "looking changes nothing (10)"
        if page.status_code == 200 and me:
            self._may_read(page.text, me, kind, path)
        return Page(page.text)

    def _may_read(self, text, reader, kind, where):
        alliance = self._look()
        for word in WORD.findall(text):
            written = self.words.get(word)
            if written is None or written.by == reader:
                continue
            asked = alliance.round(written.number)
            assert asked.released_at, f"{word} before the release, at {where} (8)"
            assert written.sent, f"{word} of a draft, at {where} (8)"
            assert written.shared or kind == "c", f"{word} for the coach alone, at {where} (8)"

    def _work(self):
        self._take(self.company.work())
        alliance = self._look()
        if alliance is None:
            return
        assert alliance.due is None or alliance.due > self.stage.now, "what is due is done"
        opened = [r.occurrence for r in alliance.rounds if r.occasion == Occasion.REVIEW]
        assert len(opened) == len(set(opened)), "each review opens once (12)"

    def _take(self, mails):
        alliance = self._look()
        if alliance:
            self.owners.update({p.email: p.id for p in alliance.people})
        fresh = [*mails, *self.stage.weeks[self._weeks :]]
        self._weeks = len(self.stage.weeks)
        for mail in fresh:
            name = str(mail.message["Message-ID"])
            assert name not in self.arrived, "no mail arrives twice (5)"
            self.arrived.add(name)
            coach = alliance and alliance.coach and alliance.coach.email == mail.to
            whole = f"{mail.subject}\n{mail.text}\n{mail.html}"
            if alliance:
                self._may_read(whole, self.owners.get(mail.to), "c" if coach else "p", mail.subject)
            self._enter(mail)

    def _enter(self, mail):
        for part in mail.message.walk():
            if part.get_content_type() != "text/calendar":
                continue
            ics = part.get_payload(decode=True).decode()
            for event in mail.calendar.walk("VEVENT"):
                uid, about = str(event["UID"]), event.get("RECURRENCE-ID")
                place = (mail.to, uid, about and about.to_ical())
                version = (int(event["SEQUENCE"]), event["DTSTAMP"].dt)
                assert version >= self.versions.get(place, version), "no version goes down (11)"
                self.versions[place] = version
                known = self.calendars.setdefault((mail.to, uid), Calendar(forgets=False))
            known.receive(ics)

    def _converged(self):
        alliance = self._look()
        if alliance is None:
            return
        with self.stage.app.office.read() as work:
            waiting = [m for m in work.tx.mails(alliance.id) if m.state in WAITING]
        assert not [m.kind for m in waiting if m.due <= self.stage.now], "mail arrives (4)"
        now = self.stage.now
        for person in alliance.participants:
            if not person.mailable or waiting:
                continue
            for event in alliance.events:
                shown = self.calendars.get((person.email, event.uid))
                has = [o.starts for o in schedule(event, after=now, before=now + FAR)]
                shows = shown.shows(now, now + FAR) if shown else []
                assert shows == has, f"{person.email}, {event.purpose} (1)"

    def _silent_and_gone(self):
        closed = self._look().closure.at
        for _ in range(6):
            self.stage.now += 5 * DAY
            assert self.company.work() == [], "after the close nothing begins (6)"
        self.stage.now = max(self.stage.now, closed + 91 * DAY)
        self.company.work()
        assert self._look() is None, "what is erased is gone (16)"

    def _visitor(self, kind, home):
        try:
            with self.stage.app.office.read() as work:
                return visit(work, ROLES[kind], home.split("/")[2]).me.id
        except AllianceError:
            return None

    def _look(self):
        try:
            return self.company.look()
        except (NotFound, AttributeError):
            return None
