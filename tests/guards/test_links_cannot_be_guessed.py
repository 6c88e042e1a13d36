"""Wrong links look all alike, whoever tries too many must wait, and a replaced one names nobody."""

import base64
import random
import re
import secrets

import pytest
from starlette.testclient import TestClient

from service.web.limits import Limits
from tests.guards.company import form_token, rows

# Nothing here depends on the kind of database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NAMES = ("Ada", "Ben", "Cleo", "The walled garden", "example.org")


@pytest.fixture
def unlimited(stage, monkeypatch):
    """So many may be tried that the limit is not what stops them."""
    monkeypatch.setattr(Limits, "too_many", lambda *_: False)


def bit_flipped(token, bit):
    raw = bytearray(base64.urlsafe_b64decode(token + "="))
    raw[bit // 8] ^= 1 << bit % 8
    return base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("=")


def without_own_token(page):
    return re.sub(r"[0-9a-f]{64}", "", page)


def test_every_wrong_token_is_the_same_404(stage, company, unlimited):
    rng = random.Random(1)
    token = company.ada.split("/")[2]
    wrong = [bit_flipped(token, bit) for bit in rng.sample(range(256), 60)]
    wrong += [secrets.token_urlsafe(32) for _ in range(60)]
    wrong += [token[:-1], token + "A", token.swapcase(), "x", "%00", "%F0%9F%8C%BB", "a" * 5000]
    answers = [stage.web.get(f"/p/{each}") for each in wrong]
    assert {a.status_code for a in answers} == {404}
    assert len({without_own_token(a.text) for a in answers}) == 1
    assert not [name for name in NAMES if name in answers[0].text]


def test_a_link_of_one_kind_opens_no_other(stage, company, unlimited):
    token = {
        kind: company.links[who][kind] for who, kind in (("ada", "p"), ("ada", "o"), ("cleo", "c"))
    }
    for kind, link in token.items():
        for other in set("poc") - {kind}:
            answer = stage.web.get(link.replace(f"/{kind}/", f"/{other}/"))
            assert answer.status_code == 404, (kind, other)


def test_every_door_is_shut_to_a_wrong_token(stage, company, unlimited):
    doors = ["/p/{}", "/o/{}", "/c/{}", "/p/{}/form/0", "/p/{}/agreement", "/p/{}/agreement.pdf"]
    doors += ["/c/{}/agreement.md", "/start/{}", "/silence/a/b/{}", f"/silence/{company.id}/b/{{}}"]
    for door in doors:
        wrong = door.format(secrets.token_urlsafe(32))
        assert stage.web.get(wrong).status_code == 404, door
        assert stage.web.post(wrong, data={"form_token": "x"}).status_code in {403, 404, 405}


def test_who_guesses_too_often_must_wait(stage, company):
    guesses = [stage.web.get(f"/p/{secrets.token_urlsafe(32)}") for _ in range(40)]
    codes = [g.status_code for g in guesses]
    assert codes == sorted(codes)
    assert set(codes) == {404, 429}
    assert guesses[-1].headers["retry-after"]
    assert stage.web.get(company.ada).status_code == 429, "or a hit would show among the misses"


def test_who_watches_the_service_need_not_wait(stage, company):
    for _ in range(40):
        stage.web.get(f"/p/{secrets.token_urlsafe(32)}")
    assert stage.web.get(company.ada).status_code == 429
    assert stage.web.get("/healthz").status_code == 200
    assert stage.web.get("/readyz").status_code == 200


def test_all_addresses_of_one_network_guess_as_one(stage, company):
    def guess_from(host):
        with TestClient(stage.app.site, client=(host, 1)) as web:
            return web.get(f"/p/{secrets.token_urlsafe(32)}").status_code

    assert {guess_from(f"2001:db8::{n:x}") for n in range(30)} == {404}
    assert guess_from("2001:db8::ffff:1") == 429
    assert guess_from("2001:db8:0:1::1") == 404


@pytest.mark.parametrize("how", ["data", "files"])
def test_who_must_wait_keeps_what_they_had_typed(stage, company, how):
    form = f"{company.ben}/form/0"
    fields = {"form_token": form_token(stage.get(form).text), "purpose": "Early <b>peas</b>"}
    parts = {name: (None, value) for name, value in fields.items()}
    for _ in range(31):
        stage.web.get(f"/p/{secrets.token_urlsafe(32)}")
    answer = stage.web.post(form, **{how: fields if how == "data" else parts})
    assert answer.status_code == 429
    assert "Early &lt;b&gt;peas&lt;/b&gt;" in answer.text
    assert fields["form_token"] not in answer.text
    broken = {"content-type": "multipart/form-data; boundary=x"}
    assert stage.web.post(form, content=b"--y", headers=broken).status_code == 429


def test_a_replaced_link_is_gone_and_names_nobody(stage, company):
    old = dict(company.links["ben"])
    stage.post(f"{company.ben}/new-link", {}, on=company.ben)
    gone = stage.web.get(old["p"])
    assert gone.status_code == 410
    assert not [name for name in NAMES if name in gone.text]
    for path in ("/form/0", "/agreement", "/agreement.pdf", "/round/0"):
        assert stage.web.get(old["p"] + path).status_code == 410
    [mail] = company.work()
    assert mail.to == "ben@example.org"
    assert company.ben != old["p"]
    assert stage.web.get(company.ben).status_code == 200


def test_nothing_but_hashes_of_tokens_is_stored(stage, company, database_url):
    stored = repr(rows(database_url))
    for links in company.links.values():
        for link in links.values():
            assert link.split("/")[2] not in stored


def test_asking_for_links_again_tells_nobody_who_is_in(stage, company):
    page = f"/alliance/{company.id}"
    known = stage.post(page, {"email": "ben@example.org"})
    unknown = stage.post(page, {"email": "dana@example.org"})
    elsewhere = stage.post("/alliance/none", {"email": "ben@example.org"})
    same = {a.text.replace("ben@", "dana@") for a in (known, unknown, elsewhere)}
    assert len({without_own_token(t) for t in same}) == 1
    assert [m.to for m in company.work()] == ["ben@example.org"]
