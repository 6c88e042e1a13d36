"""Five invented alliances as their people would read them; RECORD_MERGE=1 records them anew."""

import os

import pytest

from tests.merge.golden_cases import CASES, FOLDER, load_case, written


def test_there_are_five_alliances_that_differ():
    cases = [load_case(name) for name in CASES]
    assert len(cases) >= 5
    assert {len(case.people) for case in cases} >= {2, 4, 9}


@pytest.mark.parametrize("name", CASES)
def test_an_alliance_reads_as_recorded(name):
    path = FOLDER / f"{name}.txt"
    text = written(load_case(name))
    if os.environ.get("RECORD_MERGE") == "1":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
