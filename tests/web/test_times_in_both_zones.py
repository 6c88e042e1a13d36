"""Whose clock differs from the alliance's sees both times; who shares it sees one."""

import re
from dataclasses import replace

import pytest

from service.preview import pages
from service.preview.cast import ZONE
from service.rendering import page_environment

PAGES = pages()


@pytest.mark.parametrize("name", ["form.html empty", "participant.html asked", "sent.html"])
def test_both_times_stand_where_clocks_differ(name):
    def shown(zone):
        context = {**PAGES[name], "zone": zone}
        return page_environment().get_template(name.split()[0]).render(context)

    assert f" in {ZONE}</span>" in shown("Asia/Tokyo")
    assert f" in {ZONE}</span>" not in shown(ZONE)


@pytest.mark.parametrize("name", ["organiser.html", "organiser.html scheduling"])
def test_who_chooses_a_time_sees_what_the_others_clocks_say_then(name):
    def shown(**zones):
        alliance = PAGES[name]["alliance"]
        people = [replace(p, time_zone=zones.get(p.name, ZONE)) for p in alliance.people]
        context = PAGES[name] | {"alliance": replace(alliance, people=tuple(people))}
        page = page_environment().get_template("organiser.html").render(context)
        return " ".join(page.split())

    assert "When it is" not in shown()
    text = shown(Ben="Asia/Tokyo", Cleo="Asia/Tokyo")
    assert f"When it is 14:00 in {ZONE}:" in text
    assert "22:00 in Asia/Tokyo (Ben and Cleo)" in text
    assert re.search(r"\d+ \w+, 02:00 in Pacific/Auckland \(Ben\)", shown(Ben="Pacific/Auckland"))
