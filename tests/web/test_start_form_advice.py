"""What stands wrong in the start form is told in its own words, from the top down."""

import re
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from service.alliance import read_plan
from service.app import App
from service.errors import InvalidInput
from service.settings import Settings

SCOPE = "http://testserver"


@pytest.fixture
def site(tmp_path):
    app = App(Settings(_env_file=None, base_url=SCOPE, data_dir=tmp_path, smtp_url=None))
    app.migrate()
    with TestClient(app.site, base_url=SCOPE) as client:
        yield client
    app.close()


def send(site, **typed):
    page = site.get("/").text
    token = page.split('name="form_token" value="')[1].split('"')[0]
    fields = {name.replace("__", "."): value for name, value in typed.items()}
    return site.post("/", data={"form_token": token, **fields})


def told(answer):
    summary = answer.text.split('class="summary"')[1].split("</section>")[0]
    return [line.split('href="#f-')[1].split('"')[0] for line in summary.split("<li>")[1:]]


def test_all_advice_comes_at_once_in_the_order_of_the_page(site):
    answer = send(
        site,
        participants__name=["Ben", "Dana"],
        participants__email=["nowhere", ""],
        participants__pasted="broken",
        coach__name="Cleo",
    )
    assert answer.status_code == 422
    assert told(answer) == [
        "title",
        "organiser.name",
        "organiser.email",
        "participants.0.email",
        "participants.1.email",
        "participants.pasted",
        "coach.email",
        "time_zone",
        "conversation.date",
        "replies_due.date",
    ]


def test_a_row_with_something_wrong_is_called_by_its_person(site):
    answer = send(site, participants__name=["Ben", "Dana"], participants__email=["ben@x.org", ""])
    assert "The address of Dana: " in answer.text


def test_a_row_is_called_by_its_person_in_every_language(site):
    site.headers["accept-language"] = "fr"
    answer = send(
        site, participants__name=["Ben"], participants__email=["ben@"], questions__text="x" * 600
    )
    summary = re.sub(r"<[^>]+>", "", answer.text.split('class="summary"')[1].split("</section>")[0])
    assert "L’adresse (Ben)\u202f: «\u202fben@\u202f» ne peut pas être une adresse" in summary
    assert "La conversation\u202f: choisissez un jour et une heure" in summary
    assert "Question 1\u202f: " in summary
    assert "must be" not in summary


def test_only_zones_of_places_are_offered(site):
    offered = re.findall(r"<option>([^<]+)", site.get("/").text)
    assert "Europe/Berlin" in offered
    assert "UTC" in offered
    assert not {"localtime", "Factory", "EST5EDT", "Etc/GMT+3"} & set(offered)


@pytest.mark.parametrize("day", ["", "2030-01-01"])
def test_a_missing_day_or_time_is_asked_for_as_the_page_shows_them(site, day):
    answer = send(site, conversation__date=day)
    assert "choose a day and a time" in answer.text
    assert "T14:00" not in answer.text


def test_a_day_without_a_time_is_not_taken_for_midnight(site):
    answer = send(
        site,
        title="Peas",
        time_zone="Europe/Berlin",
        organiser__name="Ada",
        organiser__email="ada@example.org",
        organiser__takes_part="on",
        participants__name="Ben",
        participants__email="ben@example.org",
        conversation__date="2090-03-08",
        conversation__time="10:00",
        conversation__minutes="60",
        reviews__every="4 weeks",
        reviews__minutes="30",
        replies_due__date="2090-03-05",
    )
    assert told(answer) == ["replies_due.date"]


def test_no_zone_is_chosen_for_those_whose_browser_tells_none(site):
    page = site.get("/").text
    assert '<option value="">' in page.split('name="time_zone"')[1].split("</select>")[0]
    assert " selected" not in page.split('name="time_zone"')[1].split("</select>")[0]


def test_an_own_question_keeps_its_part_when_the_row_before_it_is_empty(site):
    answer = send(
        site,
        questions__text=["", "How do we hand over?"],
        questions__section=["roles", "relationship"],
        questions__kind=["text", "scale"],
    )
    row = answer.text.split('value="How do we hand over?"')[1].split("data-remove")[0]
    assert '<option value="relationship" selected>' in row
    assert '<option value="scale" selected>' in row


class Counted(list):
    """A list that knows how often it was gone through."""

    times = 0

    def __iter__(self):
        self.times += 1
        return super().__iter__()


def test_a_list_of_thousands_is_refused_without_reading_it_again_and_again():
    """Anybody may post one, and others wait meanwhile."""
    rows = Counted({"name": f"P{n}", "email": "nowhere"} for n in range(5000))
    with pytest.raises(InvalidInput) as refused:
        read_plan({"participants": rows}, now=datetime(2026, 9, 7, tzinfo=UTC), limit=20)
    told = [p.field for p in refused.value.problems]
    assert "participants" in told
    assert len(told) < 50
    assert rows.times < 5


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2200-01-01"])
def test_a_day_that_nobody_means_is_asked_for_again(site, day):
    typed = {"conversation__date": day, "conversation__time": "22:00"}
    answer = send(site, time_zone="America/New_York", **typed)
    assert answer.status_code == 422
    assert "conversation.date" in told(answer)
    assert f'value="{day}"' in answer.text
