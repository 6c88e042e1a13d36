"""Something happened: said on a page, read by all at once, talked about soon."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from service.participants import Role
from tests.flow.test_calendars_follow import Shop
from tests.flow.test_from_start_to_close import fill, signing
from tests.guards.company import gathered

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def shop(stage):
    """Ada and Ben have answered, talked and signed; the reviews are in their calendars."""
    shop = Shop(stage)
    fill(stage, f"{shop.homes['ada']}/form/0", when_difficulty="Say it early, in person")
    fill(stage, f"{shop.homes['ben']}/form/0", when_difficulty="Say it early, in person")
    stage.work()
    shop.until_reviews()
    ada, ben = shop.homes["ada"], shop.homes["ben"]
    stage.post(f"{ada}/propose", {}, on=f"{ada}/agreement")
    for who in (ada, ben):
        stage.post(f"{who}/sign", signing(stage, who) | {"all": "agree"}, on=f"{who}/agreement")
    stage.work()
    return shop


def say(shop, who, happening="difficulty", words="", to="all", status=200):
    page = f"{shop.homes[who]}/moment"
    fields = {"happening": happening, "words": words, "to": to}
    return shop.stage.post(page, fields, status=status)


def look(shop, who):
    """What somebody's pages show, without what differs from one look to the next."""
    paths = ("", "/agreement", "/moment", "/calendar")
    pages = [shop.stage.get(shop.homes[who] + path).text for path in paths]
    return [re.sub(r'value="[0-9a-f]{64}"', "", page) for page in pages]


def test_all_read_what_they_agreed_word_for_word_and_meet_soon(shop):
    mails_before = len(shop.alliance().events)
    say(shop, "ben", words="The builder has left.\nI do not know what to do.")
    mails = shop.stage.work()
    told = [m for m in mails if not m.calendar]
    assert sorted(m.to for m in told) == ["ada@example.org", "ben@example.org", "cleo@example.org"]
    for mail in told:
        assert "Say it early, in person" in mail.text
        of = "they all agreed" if "cleo" in mail.to else "version 1 of your agreement, in force"
        assert of in " ".join(mail.text.split())
        assert "The builder has left." in mail.text
    invited = [m for m in mails if m.calendar]
    assert sorted(m.to for m in invited) == ["ada@example.org", "ben@example.org"]
    for mail in invited:
        assert mail.calendar["METHOD"] == "REQUEST"
        event = mail.calendar.events[0]
        assert "RRULE" not in event
        assert datetime(2026, 9, 22, 8, tzinfo=UTC) == event.DTSTART, (
            "nine in London, ten in Berlin"
        )
        assert "builder" not in mail.calendar.to_ical().decode()
        assert "builder" not in mail.text
    assert len(shop.alliance().events) == mails_before + 1
    assert "An extra review" in shop.stage.get(shop.homes["ada"]).text

    shop.invitations = {m.to[:3]: m for m in invited}
    shop.says("ada")
    moment = shop.alliance().moments[0]
    assert [(r.event, r.partstat) for r in shop.alliance().rsvps if r.event == moment.event] == [
        (moment.event, "ACCEPTED")
    ]


def test_its_round_is_answered_and_released_like_any_other(shop):
    say(shop, "ben")
    told = {m.to[:3]: m for m in shop.stage.work() if not m.calendar}
    ben, ada = told["ben"].link("p"), told["ada"].link("p")
    assert "Say it early, in person" in shop.stage.get(ben).text
    fill(shop.stage, ben, what_happened="The builder left on Monday", served="yes")
    shop.stage.work()
    assert "The builder left" not in shop.stage.get(shop.homes["ada"]).text
    fill(shop.stage, ada, what_happened="The builder left", needed="An hour together")
    mails = [m for m in shop.stage.work() if not m.calendar]
    assert sorted(m.to for m in mails) == ["ada@example.org", "ben@example.org", "cleo@example.org"]
    number = shop.alliance().moments[0].round
    assert all(f"/round/{number}" in m.text for m in mails)
    assert "An hour together" in shop.stage.get(f"{shop.homes['ben']}/round/{number}").text


def test_the_reviews_go_on_beside_it(shop):
    say(shop, "ben")
    shop.stage.work()
    shop.stage.pass_until(datetime(2026, 10, 15, 9, tzinfo=UTC), 12 * HOUR)
    review = shop.alliance().current_round
    assert review.occasion == "review"
    assert review.occurrence == datetime(2026, 10, 19, 9, tzinfo=UTC)
    assert shop.alliance().moments[0].round != review.number


def test_one_at_a_time_until_the_extra_review_is_over(shop):
    say(shop, "ben")
    shop.stage.work()
    page = f"{shop.homes['ben']}/moment"
    assert 'name="happening"' not in shop.stage.get(page).text
    said = {"happening": "change", "words": "", "to": "all"}
    shop.stage.post(page, said, on=f"{shop.homes['ben']}/agreement", status=409)
    shop.stage.pass_until(datetime(2026, 9, 22, 9, 0, tzinfo=UTC), 12 * HOUR)
    say(shop, "ben", "success")
    assert len(shop.alliance().moments) == 2


def test_what_is_confided_to_the_coach_shows_nowhere_else(shop):
    ada, organiser = look(shop, "ada"), shop.stage.get(shop.organiser).text
    say(shop, "ben", words="I cannot say this to Ada yet", to="coach")
    [mail] = shop.stage.work()
    assert mail.to == "cleo@example.org"
    assert "I cannot say this to Ada yet" in mail.text
    assert look(shop, "ada") == ada
    after = shop.stage.get(shop.organiser).text
    scrub = re.compile(r'value="[0-9a-f]{64}"')
    assert scrub.sub("", after) == scrub.sub("", organiser)
    mine = shop.stage.get(f"{shop.homes['ben']}/moment").text
    assert "You have told Cleo alone" in mine
    moment = shop.alliance().moments[0]
    others = f"{shop.homes['ada']}/moment/{moment.id}/share"
    shop.stage.post(others, {"words": ""}, on=f"{shop.homes['ada']}/moment", status=404)

    own = f"{shop.homes['ben']}/moment"
    shop.stage.post(f"{own}/{moment.id}/share", {"words": "I need a pause"}, on=own)
    told = [m for m in shop.stage.work() if not m.calendar]
    assert {m.to for m in told} == {"ada@example.org", "ben@example.org", "cleo@example.org"}
    assert all("I need a pause" in m.text for m in told)
    assert all("I cannot say this" not in m.text + m.html for m in told)


def test_the_organiser_moves_it_and_calls_it_off(shop):
    say(shop, "ben", "change")
    shop.stage.work()
    uid = shop.alliance().moments[0].event
    moved = shop.act(
        "/extra",
        {"event": uid, "extra_date": "2026-09-24", "extra_time": "15:00", "extra_minutes": "20"},
    )
    assert {m.calendar.events[0].DTSTART.hour for m in moved} == {15}
    shop.act(
        "/extra", {"event": uid, "extra_date": "2020-01-01", "extra_time": "15:00"}, status=422
    )
    off = shop.act("/extra", {"event": uid, "action": "call-off"})
    assert {m.calendar["METHOD"] for m in off} == {"CANCEL"}
    assert "An extra review" not in shop.stage.get(shop.homes["ada"]).text


def test_looking_says_nothing_and_an_empty_press_is_refused(shop):
    page = f"{shop.homes['ben']}/moment"
    shop.stage.get(page)
    shop.stage.web.head(page)
    shop.stage.post(page, {"words": "Kept words"}, status=422)
    assert shop.alliance().moments == ()
    assert shop.stage.work() == []


def test_the_way_to_say_it_stands_on_pages_and_in_the_foot_of_mails(shop):
    for path in ("", "/agreement", "/round/0"):
        home = shop.homes["ben"]
        assert f"{home}/moment" in shop.stage.get(home + path).text
    forms = shop.stage.pass_until(datetime(2026, 10, 15, 9, tzinfo=UTC), 12 * HOUR)
    for mail in forms:
        assert re.search(r"/p/[\w-]{43}/moment\b", mail.text)
        assert re.search(r"/p/[\w-]{43}/moment\b", mail.html)


def test_a_coach_says_nothing_there(shop):
    with shop.stage.app.office.write() as work:
        alliance = work.tx.alliance(shop.id)
        url = work.post.link(alliance, alliance.coach, Role.COACH)
    path = url.removeprefix("http://testserver")
    assert shop.stage.web.get(path.replace("/c/", "/p/") + "/moment").status_code == 404


def test_after_the_close_nothing_is_said_and_the_promise_can_still_be_read(shop):
    say(shop, "ben")
    shop.stage.work()
    shop.act("/close", {"reason": "", "confirm": "on"})
    page = shop.stage.get(f"{shop.homes['ada']}/moment").text
    assert 'name="happening"' not in page
    assert "Say it early, in person" in page


def test_the_way_to_say_it_is_not_offered_before_anything_is_agreed(stage):
    company = gathered(stage)
    paths = ("", "/form/0")
    for path in paths:
        assert "Something happened?" not in stage.get(company.ada + path).text
    mails = company.release()
    for path in ("", "/round/0", "/agreement"):
        assert "Something happened?" not in stage.get(company.ada + path).text, "a draft only"
    stage.post(f"{company.ada}/propose", {}, on=f"{company.ada}/agreement")
    mails += company.work()
    for mail in mails:
        assert "/moment" not in mail.text
    for who in (company.ada, company.ben):
        stage.post(f"{who}/sign", signing(stage, who) | {"all": "agree"}, on=f"{who}/agreement")
    signed = [m for m in company.work() if m.subject.startswith("Signed")]
    assert "Something happened?" in stage.get(company.ada).text
    assert all("/moment" in m.text for m in signed if not m.to.startswith("cleo"))


def test_it_is_offered_once_the_talk_is_over_signed_or_not(stage):
    company = gathered(stage)
    company.release()
    stage.pass_until(datetime(2026, 9, 21, 12, tzinfo=UTC), HOUR)
    assert "Something happened?" in stage.get(company.ada).text


def test_a_coach_finds_on_their_page_what_they_were_told(shop):
    with shop.stage.app.office.write() as work:
        alliance = work.tx.alliance(shop.id)
        url = work.post.link(alliance, alliance.coach, Role.COACH)
    page = url.removeprefix("http://testserver")
    say(shop, "ben", words="I cannot say this to Ada yet", to="coach")
    assert "I cannot say this to Ada yet" in shop.stage.get(page).text
    assert "told to the coach alone" in shop.stage.get(page).text
    assert "I cannot say this" in shop.stage.get(f"{shop.homes['ben']}/coach").text, "as he sees"
    assert "I cannot say this" not in shop.stage.get(f"{shop.homes['ada']}/coach").text
    say(shop, "ada", "success", words="The oven works")
    for reader in (page, f"{shop.homes['ben']}/coach", f"{shop.homes['ada']}/coach"):
        assert "The oven works" in shop.stage.get(reader).text
    moment = shop.alliance().moments[0]
    own = f"{shop.homes['ben']}/moment"
    shop.stage.post(f"{own}/{moment.id}/settle", {}, on=own)
    assert "I cannot say this" not in shop.stage.get(page).text, "it is settled"


def test_a_coach_who_comes_later_reads_nothing_from_before(shop):
    say(shop, "ben", words="I cannot say this to Ada yet", to="coach")
    shop.stage.now += HOUR
    fields = {"coach_name": "Dana", "coach_email": "dana@example.org"}
    shop.stage.post(f"{shop.organiser}/coach", fields, on=shop.organiser)
    with shop.stage.app.office.write() as work:
        alliance = work.tx.alliance(shop.id)
        url = work.post.link(alliance, alliance.coach, Role.COACH)
    assert "I cannot say this" not in shop.stage.get(url.removeprefix("http://testserver")).text
