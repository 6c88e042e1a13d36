"""Whose clock differs from the alliance's sees both times; who shares it sees one."""

import sys
from pathlib import Path

import pytest

from service.rendering import page_environment

sys.path.insert(0, str(Path(__file__).parent))

from samples import ZONE, contexts

PAGES = contexts()


@pytest.mark.parametrize("name", ["form.html empty", "participant.html asked", "sent.html"])
def test_both_times_stand_where_clocks_differ(name):
    def shown(zone):
        context = {**PAGES[name], "zone": zone}
        return page_environment().get_template(name.split()[0]).render(context)

    assert f" in {ZONE}</span>" in shown("Asia/Tokyo")
    assert f" in {ZONE}</span>" not in shown(ZONE)
