"""The coach: a week over all alliances, one page, preferences; and what a participant sees of it."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from service.workflow import erasing
from tests.flow.test_people_join_and_leave import running
from tests.guards.company import gathered

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MONDAY_EIGHT = datetime(2026, 9, 14, 7, tzinfo=UTC)
"""Eight in the morning in London."""


@pytest.fixture
def company(stage):
    return gathered(stage)


@pytest.fixture
def other(stage, company):
    return gathered(
        stage,
        title="The sea wall",
        organiser={"name": "Fay", "email": "fay@example.org", "takes_part": True},
        participants=[{"name": "Gus", "email": "gus@example.org"}],
    )


def test_one_mail_a_week_tells_of_all_alliances(company, other):
    stage = company.stage
    stage.pass_until(MONDAY_EIGHT - HOUR, 6 * HOUR)
    assert stage.weeks == []
    stage.pass_until(MONDAY_EIGHT, HOUR)
    [week] = stage.weeks
    assert week.to == "cleo@example.org"
    assert "The walled garden" in week.text
    assert "The sea wall" in week.text
    assert "Not in yet: Ada and Ben" in " ".join(week.text.split())
    page = stage.get(week.link("c")).text
    assert "The sea wall" in page
    stage.pass_until(MONDAY_EIGHT + 6 * DAY, 6 * HOUR)
    assert len(stage.weeks) == 1


def test_a_week_in_which_nothing_is_to_be_said_brings_no_mail(company):
    stage = company.stage
    company.release()
    stage.post(f"{company.ada}/propose", {}, on=f"{company.ada}/agreement")
    for who in (company.ada, company.ben):
        page = stage.get(f"{who}/agreement").text
        version = page.split('name="version" value="')[1][:64]
        stage.post(f"{who}/sign", {"version": version, "all": "agree"}, on=f"{who}/agreement")
    stage.pass_until(datetime(2026, 9, 22, tzinfo=UTC), 6 * HOUR)
    stage.weeks.clear()
    stage.pass_until(datetime(2026, 10, 11, tzinfo=UTC), 12 * HOUR)
    assert stage.weeks == []
    stage.pass_until(datetime(2026, 10, 13, tzinfo=UTC), 6 * HOUR)
    assert "A review is on" in stage.weeks[0].text


def test_a_coach_chooses_day_and_zone_and_whether_summaries_come(company, other):
    stage = company.stage
    everything = f"{company.coach}/all"
    stage.post(
        f"{company.coach}/preferences",
        {"day": "5", "zone": "Asia/Tokyo"},
        on=everything,
    )
    saturday = datetime(2026, 9, 11, 23, tzinfo=UTC)
    stage.pass_until(saturday - HOUR, 6 * HOUR)
    assert stage.weeks == []
    stage.pass_until(saturday, HOUR)
    assert len(stage.weeks) == 1
    assert "cleo@example.org" not in {m.to for m in company.release()}, "no summaries by mail"
    assert "Good soil" in stage.get(f"{company.coach}/round/0").text
    assert other.person("cleo").digest_day == 5, "for all alliances of the same coach"
    stage.post(f"{company.coach}/preferences", {"day": "", "zone": "Asia/Tokyo"}, on=everything)
    stage.weeks.clear()
    stage.pass_until(stage.now + 30 * DAY, DAY)
    assert stage.weeks == []
    stage.post(f"{company.coach}/preferences", {"day": "9", "zone": "x"}, on=everything, status=422)


def test_the_page_over_all_opens_only_what_is_the_coachs_own(company, other, stage):
    answer = stage.post(f"{company.coach}/open", {"alliance": other.id}, on=f"{company.coach}/all")
    assert "The sea wall" in answer.text
    stranger = gathered(stage, title="The tower", coach={"name": "Hal", "email": "hal@example.org"})
    assert "The tower" not in stage.get(f"{company.coach}/all").text
    stage.post(
        f"{company.coach}/open",
        {"alliance": stranger.id},
        on=f"{company.coach}/all",
        status=404,
    )


def test_a_participant_sees_what_the_coach_sees_but_what_others_kept_for_the_coach(company):
    stage = company.stage
    company.reply(
        company.ada, purpose="Good soil", risks="I dig too deep", **{"risks.for_coach": "on"}
    )
    page = stage.get(f"{company.ada}/coach").text
    assert "Nothing has been shared yet" in page
    assert stage.web.get(f"{company.ada}/coach/0").status_code == 404, "not before its time"
    company.reply(company.ben, purpose="Early peas", needs="More sun", **{"needs.for_coach": "on"})
    company.work()
    mine = stage.get(f"{company.ada}/coach/0").text
    assert "I dig too deep" in mine
    assert "More sun" not in mine
    assert "Early peas" in mine
    bens = stage.get(f"{company.ben}/coach/0").text
    assert "More sun" in bens
    assert "I dig too deep" not in bens
    coachs = stage.get(f"{company.coach}/round/0").text
    assert "More sun" in coachs
    assert "I dig too deep" in coachs
    assert sorted(marked_in(coachs)) == ["Ada", "Ben"], "each such line says so where it stands"
    assert marked_in(mine) == ["Ada"]


def marked_in(page):
    return re.findall(r'(\w+) <span class="tag warn">for the coach alone</span>', page)


def test_a_digest_holds_no_answer(company):
    stage = company.stage
    company.reply(company.ada, purpose="Good soil", trust="2")
    stage.pass_until(MONDAY_EIGHT, 6 * HOUR)
    assert stage.weeks
    for week in stage.weeks:
        assert "Good soil" not in week.text + week.html
        assert "Trust went" not in week.text


def test_reviews_are_counted_as_a_series_and_extra_ones_named_as_such(company):
    stage = company.stage
    running(company)
    fields = {"happening": "difficulty", "words": "The frost came early", "to": "all"}
    stage.post(f"{company.ada}/moment", fields)
    company.work()
    for who in (company.ada, company.ben):
        company.reply(who, 1, needed="Fleece over the peas")
    company.work()
    stage.pass_until(datetime(2026, 10, 15, 9, tzinfo=UTC), DAY)
    assert company.look().current_round.number == 2
    for who in (company.ada, company.ben):
        stage.post(f"{who}/unchanged/2", {}, on=f"{who}/form/2")
    for path in (company.coach, f"{company.ada}/coach"):
        page = stage.get(path).text
        assert "Extra review, after something happened" in page
        assert "Review 1<" in page
        assert "Review 2<" not in page


@pytest.mark.parametrize("end", ["erased", "replaced"])
def test_a_feed_outlives_the_alliance_that_it_was_made_in(company, other, stage, end):
    page = stage.post(f"{company.coach}/feed", {"action": "make"}, on=f"{company.coach}/calendar")
    feed = re.search(r"(/feed/[\w.-]+)", page.text)[1]
    assert stage.get(feed).text.count("BEGIN:VEVENT") == 2
    if end == "erased":
        with stage.app.office.write() as work:
            erasing.erase_alliance_now(work, company.id)
    else:
        stage.post(f"{company.organiser}/coach", {"action": "none"}, on=company.organiser)
    calendar = stage.get(feed).text
    assert calendar.count("BEGIN:VEVENT") == 1
    assert "The sea wall" in calendar
    organiser = other.links["fay"]["o"]
    stage.post(f"{organiser}/coach", {"action": "none"}, on=organiser)
    assert stage.web.get(feed).status_code == 410
