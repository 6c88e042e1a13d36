"""A mailbox whose line breaks, that is made anew, or that nobody read for a week: all of it counts, once."""

import threading
import time
from datetime import timedelta
from urllib.parse import quote

import pytest

from service.inbox import Mailbox, imap
from service.itip import PartStat
from tests.guards.calendars import pressed, returned
from tests.guards.company import gathered, rows
from tests.inbox.cutting import cutting
from tests.inbox.dovecot import PASSWORD, USER
from tests.inbox.test_imap import client, drop, message, server, url

__all__ = ["server", "url"]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(imap, "PAUSES", (0.05,))
    monkeypatch.setattr(imap, "LONGEST_IDLE", 1)


def at(port, folder="INBOX"):
    return f"imap://{USER}:{quote(PASSWORD)}@127.0.0.1:{port}/{folder}"


def kept(stage):
    return len(rows(stage.app.settings.database_url)["inbound"])


def read_until(mailbox, done):
    """The mailbox is read on in a thread of its own, as in service, until `done` or half a minute."""
    reader = threading.Thread(target=mailbox.read_on, daemon=True)
    reader.start()
    until = time.monotonic() + 30
    while not done() and time.monotonic() < until:
        time.sleep(0.05)
    mailbox.stopped.set()
    reader.join(20)
    assert not reader.is_alive()


def unmarked(port):
    with client(port) as box:
        box.select("INBOX")
        return len(box.search(None, "UNKEYWORD", imap.TAKEN)[1][0].split())


@pytest.mark.usefixtures("url")
def test_a_line_that_breaks_anywhere_loses_and_doubles_nothing(server, stage):
    drop(server, *(f"reply {n}" for n in range(12)))
    stored = []

    def store(raw, to):
        stored.append(stage.app.receive(raw, to))

    # In the greeting, the login, the search, and in the middle of messages and of marks.
    limits = (10, 300, 700, 1100, 1101, 1160, 1250, 1400, 1700, 2300)
    with cutting(server, *limits) as (port, made):
        read_until(Mailbox(at(port), store), lambda: unmarked(server) == 0)
    assert len(made) > len(limits), "every cut was met"
    assert kept(stage) == 12
    assert len([outcome for outcome in stored if outcome is not None]) == 12
    assert unmarked(server) == 0


def test_a_folder_that_is_made_anew_while_it_is_read(server, url, stage):
    folder = url.rsplit("/", 1)[0] + "/Live"

    def make(*subjects):
        with client(server) as box:
            box.delete("Live")
            box.create("Live")
            for subject in subjects:
                box.append("Live", None, None, message(subject))
            return box.status("Live", "(UIDVALIDITY)")[1][0]

    first, later = make("one", "two"), []

    def done():
        if kept(stage) == 2 and not later:
            later.append(make("one", "two", "three"))
        return kept(stage) == 3

    read_until(Mailbox(folder, stage.app.receive), done)
    assert kept(stage) == 3
    assert later != [first]


def test_a_week_in_which_nobody_read_it_and_then_three_times_over(server, url, stage):
    company = gathered(stage)
    to_ben = next(m for m in company.mails if m.to == "ben@example.org" and m.calendar)
    to_ada = next(m for m in company.mails if m.to == "ada@example.org" and not m.calendar)
    began = stage.now
    letters = [message(f"reply {n}") for n in range(20)]
    for day in range(7):
        now = began + timedelta(days=day, hours=1)
        partstat = "ACCEPTED" if day % 2 else "DECLINED"
        letters += [
            pressed(to_ben, "ben@example.org", partstat, now=now),
            returned(to_ada.sender, "ada@example.org", now=now),
        ]
    with client(server) as box:
        for letter in letters:
            box.append("INBOX", None, None, letter)
    stage.now += timedelta(days=7)
    company.work()
    mailbox = Mailbox(url, stage.app.receive)
    assert mailbox.read_once() == len(letters)
    company.work()
    after, stored = company.look(), kept(stage)
    assert stored == len(letters)
    ben = company.person("ben").id
    assert {r.partstat for r in after.rsvps if r.person == ben} == {PartStat.DECLINED}, "the newest"
    for _ in range(3):
        with client(server) as box:
            box.select("INBOX")
            box.store("1:*", "-FLAGS", imap.TAKEN)
        assert mailbox.read_once() == len(letters)
        assert company.work() == []
        assert company.look() == after
        assert kept(stage) == stored
