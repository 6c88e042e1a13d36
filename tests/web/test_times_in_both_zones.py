"""Whose clock differs from the alliance's sees both times; who shares it sees one."""

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
