"""An alliance of the cast on a stage, with everybody's links at hand; and a stranger's beside it."""

import re
from dataclasses import dataclass, field

from sqlalchemy import MetaData, create_engine, select

from service.participants import Role
from service.workflow import starting


def plan(**changes):
    """A start file's contents: Ada asks Ben, Cleo is their coach."""
    return {
        "title": "The walled garden",
        "time_zone": "Europe/London",
        "question_set": "work",
        "replies_due": "2026-09-18T17:00",
        "organiser": {"name": "Ada", "email": "ada@example.org", "takes_part": True},
        "coach": {"name": "Cleo", "email": "cleo@example.org"},
        "conversation": {"starts": "2026-09-21T10:00", "minutes": 60, "place": "The bench"},
        "reviews": {"every": "4 weeks", "minutes": 30},
        "participants": [{"name": "Ben", "email": "ben@example.org"}],
        **changes,
    }


@dataclass
class Company:
    """`links` are what each person was mailed: {"ada": {"p": "/p/…", "o": "/o/…"}, …}."""

    stage: object
    id: str
    mails: list
    links: dict = field(default_factory=dict)
    letters: dict = field(default_factory=dict)

    @property
    def ada(self):
        return self.links["ada"]["p"]

    @property
    def ben(self):
        return self.links["ben"]["p"]

    @property
    def organiser(self):
        return self.links["ada"]["o"]

    @property
    def coach(self):
        return self.links["cleo"]["c"]

    def look(self):
        """The alliance as it is stored."""
        with self.stage.app.office.read() as work:
            return work.tx.alliance(self.id)

    def person(self, name):
        return next(p for p in self.look().people if p.name.lower() == name)

    def work(self):
        """What is due is done; the mails it brought, whose links are noted."""
        fresh = self.stage.work()
        self.mails += fresh
        for mail in fresh:
            for kind, token in re.findall(r"http://testserver/([poc])/([\w-]{43})", mail.text):
                who = mail.to.split("@")[0]
                self.links.setdefault(who, {})[kind] = f"/{kind}/{token}"
        return fresh

    def reply(self, home, number=0, **fields):
        """The form behind this link is sent."""
        form = f"{home}/form/{number}"
        self.stage.post(form, {**fields, "action": "send"}, on=form)

    def release(self):
        """Both have answered and the mails about it are out."""
        self.reply(self.ada, purpose="Good soil", trust="7")
        self.reply(self.ben, purpose="Early peas", trust="6")
        return self.work()

    def silence_link(self, name):
        """The one-click link of this person's latest mail."""
        mail = next(m for m in reversed(self.mails) if m.to.startswith(name))
        link = str(mail.message["List-Unsubscribe"])
        return re.search(r"http://testserver(/silence/[^>]+)", link)[1]


def gathered(stage, **changes):
    """A company whose first mails are out."""
    with stage.app.office.write() as work:
        begun = starting.begin(work, starting.planned(work, plan(**changes)))
        company = Company(stage=stage, id=begun.id, mails=[])
        if begun.coach:
            # A coach is mailed no link before there is something to read.
            url = work.post.link(begun, begun.coach, Role.COACH)
            company.links["cleo"] = {"c": url.removeprefix("http://testserver")}
    company.work()
    return company


def rows(url):
    """Every row of every table, to be compared."""
    engine = create_engine(url)
    metadata = MetaData()
    with engine.connect() as connection:
        metadata.reflect(connection)
        found = {
            table.name: sorted(map(repr, connection.execute(select(table))))
            for table in metadata.sorted_tables
        }
    engine.dispose()
    return found


def form_token(page):
    return re.search(r'name="form_token" value="([0-9a-f]{64})"', page)[1]
