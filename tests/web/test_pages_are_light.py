"""What a phone has to load: our own style sheet and scripts, and nothing from anywhere else."""

import re
from pathlib import Path

import pytest

from service.preview import pages
from service.rendering import page_environment

STATIC = Path(__file__).parents[2] / "service" / "web" / "static"
PAGES = pages()
KIB = 1024


def test_styles_and_scripts_are_small():
    assert sum(len(file.read_bytes()) for file in STATIC.glob("*.css")) < 20_000
    assert sum(len(file.read_bytes()) for file in STATIC.glob("*.js")) < 10 * KIB


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light_and_asks_nobody_else(name):
    html = page_environment().get_template(name.split()[0]).render(PAGES[name])
    assert len(html.encode()) < 60_000
    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="([^"]+)"', html)
    assert all(address.startswith("/") for address in loaded), loaded
