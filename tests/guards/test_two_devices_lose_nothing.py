"""One person writes on two devices at once, or goes on where an answer never came back."""

import html
import json
import re

import pytest

from tests.guards.company import form_token

# Nothing here depends on the kind of database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def device(stage, company):
    """`device()` opens Ben's form as one more device does."""

    def opened():
        page = stage.get(f"{company.ben}/form/0").text
        held = re.search('name="base" value="([^"]*)"', page)
        return {"form_token": form_token(page), "base": [html.unescape(held[1])]}

    return opened


@pytest.fixture
def save(stage, company):
    return lambda opened, **fields: stage.web.post(
        f"{company.ben}/draft/0", data={**opened, **fields}
    )


def test_a_field_not_touched_here_takes_the_other_devices_words(device, save):
    phone, desk = device(), device()
    assert save(phone, purpose="To open the shop").status_code == 204
    joined = save(desk, risks="We are tired")
    assert joined.status_code == 200
    assert joined.json()["purpose"] == ["To open the shop"]
    assert joined.json()["risks"] == ["We are tired"]


def test_where_both_wrote_the_words_of_both_stand(device, save):
    phone, desk = device(), device()
    save(phone, purpose="To open the shop")
    assert save(desk, purpose="To stay friends").json()["purpose"] == [
        "To stay friends\nTo open the shop"
    ]


def test_what_was_emptied_elsewhere_stays_empty(device, save):
    save(device(), purpose="To open the shop", risks="Haste")
    phone, desk = device(), device()
    save(phone, risks="Haste")
    assert "purpose" not in save(desk, purpose="To open the shop", risks="Rain").json()


def test_what_one_device_keeps_for_the_coach_stays_with_the_coach(device, save):
    save(device(), purpose="To open the shop")
    phone, desk = device(), device()
    save(phone, **{"purpose": "To open the shop", "purpose.for_coach": "on"})
    joined = save(desk, purpose="To open the shop, and rest").json()
    assert joined["purpose.for_coach"] == ["on"]


def test_words_sent_without_an_answer_are_no_other_devices(device, save):
    phone = device()
    save(phone, purpose="To open")
    phone["base"].append(json.dumps({"purpose": ["To open"]}))
    assert save(phone, purpose="To open the shop").status_code == 204


def test_a_base_that_cannot_be_read_loses_nothing(device, save):
    save(device(), purpose="To open the shop")
    for held in ("", "no JSON", "[1]", '{"trust": ["many"]}', "[" * 100_000):
        joined = save({**device(), "base": held}, risks="Haste").json()
        assert joined["purpose"] == ["To open the shop"]


def test_sending_without_scripts_shows_first_what_was_brought_in(stage, company, device, save):
    desk = device()
    save(device(), purpose="To open the shop")
    sent = stage.web.post(
        f"{company.ben}/form/0", data={**desk, "risks": "Haste", "action": "send"}
    )
    page = sent.text
    assert sent.url.path.endswith("/form/0")
    assert "another device has been brought in" in page
    assert "To open the shop" in page
    assert "Haste" in page


def test_a_preview_shows_what_the_others_and_the_coach_will_read(stage, company, device):
    fields = {
        "purpose": "To open the shop",
        "risks": "I take decisions back",
        "risks.for_coach": "on",
        "action": "preview",
    }
    looked = stage.web.post(f"{company.ben}/form/0", data={**device(), **fields})
    page = looked.text
    for_all, alone = page.split("For Cleo alone")
    assert "To open the shop" in for_all
    assert "I take decisions back" not in for_all
    assert "I take decisions back" in alone
    assert stage.get(f"{company.ben}/sent/0").url.path.endswith("/form/0")
    held = html.unescape(re.search('name="base" value="([^"]*)"', page)[1])
    own = {"form_token": form_token(page), "base": held}
    path = looked.url.path
    assert "Look before you send" in stage.web.post(path, data={**own, "base": "{}"}).text
    assert stage.web.post(path, data=own).url.path.endswith("/sent/0")


def test_a_preview_of_nothing_says_what_is_missing(stage, company, device):
    looked = stage.web.post(f"{company.ben}/form/0", data={**device(), "action": "preview"})
    assert looked.status_code == 422
    assert "answer at least one question" in looked.text
    assert stage.get(f"{company.ben}/preview/0").url.path.endswith("/form/0")
