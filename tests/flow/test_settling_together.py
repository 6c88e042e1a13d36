"""The wording, settled by several people at once; versions that can be read side by side."""

import pytest

from tests.flow.test_calendars_follow import Shop
from tests.flow.test_from_start_to_close import fill


@pytest.fixture
def shop(stage):
    """Both have answered: the first wording is there to settle."""
    shop = Shop(stage)
    fill(stage, f"{shop.homes['ada']}/form/0", purpose="A second shop\nHonest numbers")
    fill(stage, f"{shop.homes['ben']}/form/0", purpose="A second shop")
    stage.work()
    shop.page = {who: f"{home}/agreement" for who, home in shop.homes.items()}
    return shop


def reword(shop, who, base, text, status=200):
    path = shop.page[who].replace("/agreement", "/clause/purpose")
    return shop.stage.post(path, {"base": base, "text": text}, on=shop.page[who], status=status)


def wording(shop):
    now = shop.stage.web.get(f"{shop.page['ben']}/now").json()
    return now["clauses"]["purpose"]


def test_what_one_saves_the_other_page_is_told(shop):
    before = wording(shop)
    reword(shop, "ada", before["text"], "We open a second shop")
    after = wording(shop)
    assert after["text"] == "We open a second shop"
    assert after["by"] == "Ada"
    assert after["revision"] == before["revision"] + 1


def test_edits_of_different_words_are_both_kept(shop):
    reword(shop, "ada", wording(shop)["text"], "we open a second shop in May")
    base = "we open a second shop in May"
    reword(shop, "ada", base, "we open a second shop in June")
    reword(shop, "ben", base, "we open a second bakery in May")
    assert wording(shop)["text"] == "we open a second bakery in June"


def test_a_clash_keeps_both_texts_to_choose_from(shop):
    reword(shop, "ada", wording(shop)["text"], "in May")
    reword(shop, "ada", "in May", "in June")
    clash = reword(shop, "ben", "in May", "in August", status=409)
    assert "in August" in clash.text
    assert "in June" in clash.text
    assert wording(shop)["text"] == "in June"


def test_one_press_takes_a_line_into_the_wording(shop):
    reword(shop, "ada", wording(shop)["text"], "We open a shop")
    take = shop.page["ben"].replace("/agreement", "/take/purpose")
    for _ in range(2):
        shop.stage.post(take, {"line": "Honest numbers"}, on=shop.page["ben"])
    assert wording(shop)["text"] == "We open a shop\nHonest numbers"


def test_versions_stand_side_by_side_with_their_changed_words_marked(shop):
    stage = shop.stage
    reword(shop, "ada", wording(shop)["text"], "We open in May")
    stage.post(f"{shop.homes['ada']}/propose", {}, on=shop.page["ada"])
    reword(shop, "ben", "We open in May", "We open in June")
    stage.post(f"{shop.homes['ben']}/propose", {}, on=shop.page["ben"])
    page = stage.get(f"{shop.homes['ada']}/versions/2").text
    assert "<del>May</del>" in page
    assert "<ins>June</ins>" in page
    other_way = stage.get(f"{shop.homes['ada']}/versions/1?beside=2").text
    assert "<ins>May</ins>" in other_way
    assert stage.web.get(f"{shop.homes['ada']}/versions/1?beside=9").status_code == 404
    history = stage.get(shop.page["ada"]).text
    assert "changed the wording of" in history
    assert "version 2" in history


def test_a_signature_under_a_text_that_has_changed_since_is_refused(shop):
    stage = shop.stage
    stage.post(f"{shop.homes['ada']}/propose", {}, on=shop.page["ada"])
    old = shop.alliance().versions[-1].hash
    reword(shop, "ada", wording(shop)["text"], "Other words")
    stage.post(f"{shop.homes['ada']}/propose", {}, on=shop.page["ada"])
    fields = {"version": old, "all": "agree"}
    answer = stage.post(f"{shop.homes['ben']}/sign", fields, on=shop.page["ben"], status=409)
    assert "newer wording" in answer.text
    assert shop.alliance().sign_offs == ()


def test_a_clause_that_is_not_there_cannot_be_worded(shop):
    path = shop.page["ada"].replace("/agreement", "/clause/nothing")
    shop.stage.post(path, {"base": "", "text": "x"}, on=shop.page["ada"], status=409)
