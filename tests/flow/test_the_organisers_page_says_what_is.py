"""The organiser's page: each mail by a name, and the rhythm as it is now."""

import re
from pathlib import Path

import pytest

from service.emails import kinds
from tests.flow.test_people_join_and_leave import running
from tests.guards.company import gathered

UNSEEN = {"confirm_start", "mail_check", "moment_confided"}
"""Before there is a page, to the admin, and what nobody here may know of."""


def test_every_mail_that_the_page_lists_has_a_name():
    source = Path("service/web/templates/organiser.html").read_text("utf-8")
    listed = source.split("set mail_kinds = {")[1].split("} %}")[0]
    named = set(re.findall(r"^  '(\w+)': _\('", listed, re.MULTILINE))
    assert named == set(kinds()) - UNSEEN


@pytest.mark.parametrize("every", ["month", "3 weeks"])
def test_the_rhythm_is_shown_as_it_is(stage, every):
    company = gathered(stage, reviews={"every": every, "minutes": 30})
    running(company)
    page = stage.get(company.organiser).text
    form = page.split('id="change-rhythm"')[1].split("</form>")[0]
    assert re.findall(r'value="([\w ]+)" selected', form) == [every]
    first = company.look().reviews.starts
    assert f'value="{first.date().isoformat()}"' in form
    assert f'value="{first:%H:%M}"' in form
