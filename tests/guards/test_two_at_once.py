"""What two processes do at the same moment has its effect once."""

import threading

from starlette.testclient import TestClient

from service.workflow import starting
from tests.guards.company import form_token, gathered, plan


def together(*duties):
    """Each duty in a thread of its own; all begin at the same moment."""
    go = threading.Barrier(len(duties))

    def run(duty):
        go.wait()
        duty()

    threads = [threading.Thread(target=run, args=(duty,)) for duty in duties]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def counter(company):
    """Ben's calendar proposes another time; the message and the address it goes to."""
    [invitation] = [m for m in company.mails if m.to.startswith("ben") and m.calendar]
    uid = invitation.calendar.events[0]["UID"]
    lines = (
        "From: ben@example.org",
        f"To: {invitation.sender}",
        "Message-ID: <counter@example.org>",
        "MIME-Version: 1.0",
        "Content-Type: text/calendar; method=COUNTER; charset=utf-8",
        "",
        "BEGIN:VCALENDAR",
        "METHOD:COUNTER",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20260907T090000Z",
        "DTSTART:20260922T100000Z",
        "ATTENDEE;PARTSTAT=TENTATIVE:mailto:ben@example.org",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    )
    return "\r\n".join(lines).encode(), invitation.sender


def test_a_message_that_several_take_up_has_one_effect(stage):
    company = gathered(stage)
    raw, address = counter(company)
    with stage.app.office.write() as work:
        work.tx.store_inbound("digest", "<counter@example.org>", raw, stage.now, (address,))
    together(*[stage.app.catch_up] * 6)
    assert len(company.look().proposals) == 1
    assert [m.subject for m in company.work()] == ["Ben proposes another time"]


def test_a_start_that_is_confirmed_twice_at_once_begins_once(stage):
    with stage.app.office.write() as work:
        starting.ask_confirmation(work, starting.planned(work, plan()), plan())
    link = stage.work()[0].link("start")
    token = form_token(stage.get(link).text)
    told = []

    def confirm():
        base = "http://testserver"
        with TestClient(stage.app.site, base_url=base, follow_redirects=False) as web:
            told.append(web.post(link, data={"form_token": token}).status_code)

    together(confirm, confirm)
    assert sorted(told) == [303, 404]
    with stage.app.office.read() as work:
        assert len(work.tx.alliances()) == 1
