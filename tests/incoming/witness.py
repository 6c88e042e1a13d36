"""A service that gets damaged mail, and somebody who checks that nothing came of it."""

import email
import quopri
import re
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import unquote_to_bytes

from service import alliance as core
from service.alliance import Alliance, Occasion, Phase, Progress, Round
from service.incoming import NotAMessage
from service.itip import RSVP, PartStat, Purpose, new_event
from service.links import address_tag, hash_token
from service.participants import Person
from service.rhythm import read_rhythm
from service.settings import Settings
from service.storage import Store, migrate
from service.workflow.receiving import receive
from service.workflow.work import Work, conclude
from tests.incoming import dialects

NOW = datetime(2026, 9, 2, tzinfo=UTC)
BEFORE = datetime(2026, 8, 31, tzinfo=UTC)
SECOND = datetime(2026, 11, 10, 13, tzinfo=UTC)
FOURTH = datetime(2027, 1, 5, 13, tzinfo=UTC)
KEY = b"a key for tests alone, never for people"


class _TakenBack(Exception):
    """Nothing of it is kept."""


class Witness:
    """Gives a service one message after another and takes back what each did.

    Ada has accepted the series the day before the dialects' answers, and the
    second review after them, so that some are news and others come too late. Ben
    is in the alliance too: no mail in `dialects` is his.
    """

    def __init__(self, folder):
        url = f"sqlite:///{folder}/alliance.sqlite3"
        migrate(url)
        self._settings = Settings(_env_file=None, mail_from="alliance@example.net")
        self._store = Store(url, KEY)
        with self._store.write() as tx:
            begun = _alliance()
            tx.add_alliance(begun)
            tx.add_address(hash_token(address_tag(dialects.SERVICE)), begun.id, "ada", None)
            conclude(self._work(tx), begun, core.Outcome(alliance=begun))
        with self._store.read() as tx:
            self.before = tx.alliance("garden")

    def close(self):
        self._store.close()

    def take(self, raw):
        """(what came of it, seconds of work); AssertionError where that was more than it may."""
        with self._taken_back() as work:
            began = time.thread_time()
            try:
                outcome = receive(work, raw)
            except NotAMessage:
                outcome = "no message"
            took = time.thread_time() - began
            self._check(raw, work.tx.alliance("garden"))
        return outcome, took

    def _check(self, raw, after):
        before = self.before
        same = {name: getattr(before, name) for name in ("people", "rsvps", "guests", "proposals")}
        assert replace(after, **same, revision=before.revision, due=before.due) == before
        changed = set(after.rsvps) - set(before.rsvps)
        assert {_key(r) for r in before.rsvps} <= {_key(r) for r in after.rsvps}
        assert len({_key(r) for r in after.rsvps}) == len(after.rsvps)
        news = [*changed, *after.proposals]
        if news or after.guests or after.people != before.people:
            said = _said(raw)
        for one in news:
            assert one.person == "ada"
            assert b"ada@example.org" in said.sender
            assert dialects.UID.encode() in said.text
            assert b"ada@example.org" in said.text
        for rsvp in changed:
            known = next((r for r in before.rsvps if _key(r) == _key(rsvp)), None)
            assert b"reply" in said.text
            assert b"partstat=" + rsvp.partstat.lower().encode() in said.text
            assert known is None or (rsvp.sequence, rsvp.stamp) > (known.sequence, known.stamp)
            assert rsvp.occurrence in {None, *_starts(before)}
        assert not after.proposals or b"counter" in said.text
        assert not after.guests or b"reply" in said.text
        if after.people != before.people:
            assert b"final-recipient" in said.text or b"original-recipient" in said.text
            assert [p for p in after.people if p.id != "ada"] == [
                p for p in before.people if p.id != "ada"
            ]

    @contextmanager
    def _taken_back(self):
        with suppress(_TakenBack), self._store.write() as tx:
            yield self._work(tx)
            raise _TakenBack

    def _work(self, tx):
        return Work(tx=tx, settings=self._settings, key=KEY, now=NOW)


class _Said:
    """What stands in a message, read by nothing of ours: in small letters, without white space."""

    def __init__(self, raw):
        message = email.message_from_bytes(raw.lstrip(b"\xef\xbb\xbf\r\n"))
        # A damaged header may hide the parts, and with them what they are encoded in.
        payloads = [raw, quopri.decodestring(raw)]
        for part in message.walk():
            payload = part.get_payload(decode=True)
            payloads += [payload] if isinstance(payload, bytes) else []
        senders = (
            str(value).lower().encode("utf-8", "replace")
            for name, value in message.raw_items()
            if name.lower() == "from"
        )
        # RFC 5322 §4.4: white space and comments may stand anywhere in an address.
        self.sender = re.sub(rb"\([^()]*\)|[\s\"\\]", b"", b",".join(senders))
        plain = b"\n".join(payloads).replace(b"\0", b"").replace(b'"', b"")
        self.text = re.sub(rb"\s", b"", unquote_to_bytes(plain)).lower()


def _said(raw):
    return _Said(raw)


def _starts(alliance):
    first = datetime(2026, 10, 13, 12, tzinfo=UTC)
    ahead = core.reviews_ahead(alliance, NOW, limit=300)
    return {first, *(o.original for o in ahead)}


def _key(rsvp):
    return rsvp.event, rsvp.person, rsvp.occurrence


def _alliance():
    people = tuple(
        Person(
            id=name,
            name=name.title(),
            email=f"{name}@example.org",
            takes_part=True,
            organises=name == "ada",
            time_zone="Europe/Berlin",
            joined_at=BEFORE,
        )
        for name in ("ada", "ben")
    )
    series = new_event(
        uid=dialects.UID,
        purpose=Purpose.REVIEWS,
        starts=datetime(2026, 10, 13, 14),
        time_zone="Europe/Berlin",
        minutes=30,
        rhythm=read_rhythm("4 weeks", date(2026, 10, 13)),
        now=BEFORE,
    )
    talk = replace(
        series, uid="talk", purpose=Purpose.CONVERSATION, rhythm=None, starts=datetime(2026, 9, 20)
    )
    return Alliance(
        id="garden",
        title="The walled garden",
        time_zone="Europe/Berlin",
        language="en",
        phase=Phase.GATHERING,
        question_set="work",
        question_set_version=1,
        people=people,
        rhythm=series.rhythm,
        review_minutes=30,
        events=(talk, series),
        rounds=(
            Round(
                number=0,
                occasion=Occasion.FIRST,
                questions=(),
                opened_at=BEFORE,
                replies_due=datetime(2026, 9, 18, tzinfo=UTC),
                progress=(Progress(person="ada"), Progress(person="ben")),
            ),
        ),
        rsvps=tuple(
            RSVP(
                event=dialects.UID,
                person=person,
                occurrence=occurrence,
                partstat=PartStat.ACCEPTED,
                sequence=0,
                stamp=stamp,
                by_mail=True,
            )
            for person, occurrence, stamp in (
                ("ada", None, BEFORE),
                ("ada", FOURTH, BEFORE),
                ("ben", None, BEFORE),
                ("ben", SECOND, BEFORE),
            )
        ),
        started_at=BEFORE,
        due=None,
    )
