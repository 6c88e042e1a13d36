"""Without a relay mail stays where whoever reaches the service reads it: on this machine alone."""

import os

import pytest
from fastapi.testclient import TestClient

from service.app import App
from service.settings import Settings

AT_HOME = ["http://127.0.0.1:8000", "http://localhost", "http://127.0.0.2"]
ABROAD = ["https://alliance.example.org", "http://192.168.1.20:8000", "http://0.0.0.0:8000"]


@pytest.mark.parametrize("command", [["serve"], ["work"], ["work", "--once"]])
def test_a_service_for_others_does_not_start_without_a_relay(program, command):
    program.set(base_url="https://alliance.example.org")
    ended = program(*command)
    assert (ended.code, ended.err.count("\n")) == (os.EX_CONFIG, 1)
    assert "set ALLIANCE_SMTP_URL" in ended.err


def test_listening_to_a_network_is_being_reached_by_it(program):
    ended = program("serve", "--host", "192.0.2.1")
    assert ended.code == os.EX_CONFIG


def test_the_doctor_says_so(program):
    assert program("migrate").code == 0
    program.set(base_url="https://alliance.example.org")
    ended = program("doctor")
    assert ended.code == os.EX_CONFIG
    assert "FIX  No mail can leave: set ALLIANCE_SMTP_URL" in ended.out


@pytest.mark.parametrize("url", [*AT_HOME, *ABROAD])
def test_the_mailbox_is_shown_on_this_machine_alone(url, tmp_path):
    settings = Settings(_env_file=None, base_url=url, data_dir=tmp_path)
    app = App(settings)
    app.migrate()
    with TestClient(app.site, base_url=url) as web:
        seen = {web.get(path).status_code for path in ("/mailbox", "/preview")}
    app.close()
    assert seen == ({200} if url in AT_HOME else {404})
