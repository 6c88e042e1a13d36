import asyncio
import queue
from imaplib import IMAP4
from urllib.parse import quote

import pytest

from service.errors import Unavailable
from service.inbox import Mailbox, check, open_door
from tests.guards.company import rows
from tests.inbox.dovecot import PASSWORD, USER, running_dovecot


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_dovecot(tmp_path_factory.mktemp("dovecot")) as port:
        yield port


@pytest.fixture
def url(server):
    with client(server) as box:
        _, [count] = box.select("INBOX")
        if int(count):
            box.store("1:*", "+FLAGS", "\\Deleted")
            box.expunge()
    return f"imap://{USER}:{quote(PASSWORD)}@127.0.0.1:{server}/INBOX"


def client(port):
    box = IMAP4("127.0.0.1", port)
    box.login(USER, PASSWORD)
    return box


def drop(port, *subjects):
    with client(port) as box:
        for subject in subjects:
            box.append("INBOX", None, None, message(subject))


def message(subject):
    return f"From: ben@example.org\r\nSubject: {subject}\r\n\r\nwords\r\n".encode()


def test_what_lies_there_is_taken_once(server, url):
    drop(server, "one", "two")
    taken = []
    mailbox = Mailbox(url, lambda raw, _to: taken.append(raw))
    assert mailbox.read_once() == 2
    assert [b"Subject: one" in raw for raw in taken] == [True, False]
    assert taken[0].endswith(b"\r\nwords\r\n"), "byte for byte"
    assert mailbox.read_once() == 0
    assert len(taken) == 2


def test_what_could_not_be_stored_stays_for_the_next_time(server, url):
    drop(server, "one")

    def full(_raw, _to):
        raise Unavailable

    with pytest.raises(Unavailable):
        Mailbox(url, full).read_once()
    taken = []
    assert Mailbox(url, lambda raw, _to: taken.append(raw)).read_once() == 1


def test_new_mail_is_told_by_idle_and_read_at_once(server, url):
    taken = queue.Queue()

    async def run():
        async with open_door(url, lambda raw, _to: taken.put(raw)):
            await asyncio.sleep(1)
            await asyncio.to_thread(drop, server, "while it waits")
            return await asyncio.to_thread(taken.get, timeout=20)

    assert b"while it waits" in asyncio.run(run())
    assert taken.empty()


def test_a_mailbox_read_again_from_the_start_changes_nothing(server, url, stage):
    """The marks are gone, as after a restore: the store knows the bytes."""
    drop(server, "one", "two")
    taken = Mailbox(url, stage.app.receive)
    assert taken.read_once() == 2
    with client(server) as box:
        box.select("INBOX")
        box.store("1:*", "-FLAGS", "AllianceTaken")
    assert taken.read_once() == 2
    with stage.app.office.read() as work:
        assert work.tx.unsettled_inbound() == ()


def test_a_folder_made_anew_is_read_again_and_nothing_counts_twice(server, url, stage):
    """A new UIDVALIDITY forgets every mark: the same mails, three times over."""
    folder = url.rsplit("/", 1)[0] + "/Replies"
    validities = set()
    for _ in range(3):
        with client(server) as box:
            box.delete("Replies")
            box.create("Replies")
            for n in range(30):  # as after a week away
                box.append("Replies", None, None, message(f"reply {n}"))
            validities.add(box.status("Replies", "(UIDVALIDITY)")[1][0])
        assert Mailbox(folder, stage.app.receive).read_once() == 30
        assert kept(stage) == 30
    assert len(validities) == 3


def test_a_lost_connection_is_made_again_and_nothing_is_lost_or_doubled(server, url):
    drop(server, "one", "two", "three")
    taken, lost = queue.Queue(), []

    def store(raw, _to):
        if len(lost) < 2:
            lost.append(raw)
            raise ConnectionResetError("the line is dead")
        taken.put(raw)

    async def run():
        async with open_door(url, store):
            return [await asyncio.to_thread(taken.get, timeout=30) for _ in range(3)]

    subjects = [raw.split(b"Subject: ")[1].split(b"\r\n")[0] for raw in asyncio.run(run())]
    assert subjects == [b"one", b"two", b"three"]
    assert taken.empty()


def kept(stage):
    return len(rows(stage.app.settings.database_url)["inbound"])


def test_a_mailbox_url_that_cannot_be_used_says_what_to_do():
    with pytest.raises(ValueError, match="imaps://user:password@host/INBOX"):
        check("imaps://host/INBOX")
    with pytest.raises(ValueError, match="in the clear"):
        Mailbox("imap://user:x@mail.example.org/INBOX", lambda *_: None)


def test_a_wrong_password_is_told_plainly(server):
    mailbox = Mailbox(f"imap://{USER}:wrong@127.0.0.1:{server}/INBOX", lambda *_: None)
    with pytest.raises(ValueError, match=r"(?i)auth"):
        mailbox.look()
