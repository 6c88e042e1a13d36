"""What two processes do at the same moment has its effect once."""

import threading

from starlette.testclient import TestClient

from service.workflow import receiving, starting
from tests.flow.test_calendars_follow import Shop
from tests.guards.company import form_token, plan


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


def test_a_message_that_several_take_up_has_one_effect(stage):
    shop = Shop(stage)
    raw = shop.words("ben", method="COUNTER", DTSTART="20260922T130000Z")
    with stage.app.office.write() as work:
        receiving.store(work, raw)
    together(*[stage.app.catch_up] * 6)
    assert len(shop.alliance().proposals) == 1
    assert [m.to for m in stage.work()] == ["ada@example.org"]


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
