"""An address that nobody was given is a 404, however odd: never an error of our own."""

import pytest
from starlette.testclient import TestClient

from service.app import App
from service.settings import Settings
from service.web.limits import Limits
from tests.guards.company import form_token

ODD = [
    "%00",
    "%FF%FE",
    "%F0%9F%8C%BB",
    "..%2F..%2Fetc%2Fpasswd",
    "-1",
    "1e9",
    "9" * 60,
    "%0D%0AX:1",
]


@pytest.fixture(autouse=True)
def unlimited(monkeypatch):
    monkeypatch.setattr(Limits, "too_many", lambda *_: False)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_odd_parts_of_every_address(stage, company):
    token = form_token(stage.get(company.ada).text)
    for odd in ODD:
        for path in (
            *(f"/{kind}/{odd}" for kind in ("p", "o", "c", "start", "static", "mailbox")),
            *(f"{company.ada}/{page}/{odd}" for page in ("form", "round", "sent", "versions")),
            f"{company.ada}/event/{odd}.ics",
            f"/silence/{odd}/{odd}/{odd}",
            f"/silence/{company.id}/{odd}/{odd}",
            f"/handover/{odd}/{odd}",
            f"/handover/{company.id}/{odd}",
        ):
            assert stage.web.get(path).status_code == 404, path
        assert stage.web.get(f"/alliance/{odd}").status_code in {200, 404}
        for path in ("form", "draft", "opened", "unchanged", "clause"):
            fields = {"form_token": token, "text": "x"}
            answer = stage.web.post(f"{company.ada}/{path}/{odd}", data=fields)
            assert answer.status_code in {404, 409}, path


# PostgreSQL is the one that refuses some characters.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_odd_values_in_every_field(stage, company):
    for odd in ("\x00", "\ud7ff", "9" * 60, "-1", "NaN", "a" * 1000, "\u202e"):
        for path, page, names in (
            ("resend", company.organiser, ["person"]),
            ("address", company.organiser, ["person", "email"]),
            ("dates", company.organiser, ["date", "time", "minutes", "place", "due_date"]),
            ("rsvp", company.ada, ["event", "partstat"]),
            ("question", company.ada, ["text", "section", "kind"]),
            ("opened/0", company.ada, ["anything"]),
        ):
            token = form_token(stage.get(page).text)
            fields = {"form_token": token} | dict.fromkeys(names, odd)
            answer = stage.web.post(f"{page}/{path}", data=fields)
            assert answer.status_code < 500, (path, odd)
    page = f"/alliance/{company.id}"
    for odd in ("\x00", "nobody", "a" * 1000, "a@b\r\nBcc: c@d"):
        stage.post(page, {"email": odd})
    assert {m.to for m in company.work()} <= {
        "ada@example.org",
        "ben@example.org",
        "cleo@example.org",
    }


def test_odd_addresses_of_the_local_mailbox(database_url, tmp_path):
    app = App(
        Settings(
            _env_file=None,
            database_url=database_url,
            data_dir=tmp_path,
            secret_key="only for tests, as it is known",
        )
    )
    with TestClient(app.site, base_url="http://127.0.0.1:8000") as web:
        assert web.get("/mailbox").status_code == 200
        for odd in ODD:
            for path in (f"/mailbox/{odd}", f"/mailbox/of/{odd}", f"/mailbox/{odd}/html"):
                assert web.get(path).status_code == 404, path
    app.close()
