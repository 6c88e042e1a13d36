"""Whatever people press, however clocks jump and mail servers fail: what is promised holds."""

import pytest

from service import engine
from service.alliance import life as happenings
from service.itip import writing
from tests.delivery.sink import running_sink
from tests.flow.conftest import MONDAY
from tests.flow.lives import HOUR, Life
from tests.flow.stage import Stage

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("seed", [300, 318])
def test_what_is_promised_holds(stage, seed):
    assert len(Life(stage, seed).live(60)) > 20


@SQLITE
def test_a_seed_lives_the_same_life_again(stage, tmp_path):
    with running_sink() as sink:
        other = Stage(f"sqlite:///{tmp_path / 'again.sqlite3'}", sink, MONDAY, tmp_path)
        assert Life(other, 5).live(40) == Life(stage, 5).live(40)
        other.close()


@SQLITE
def test_it_would_notice_an_hours_shift(stage, monkeypatch):
    right = writing._time
    monkeypatch.setattr(writing, "_time", lambda wall, zone: right(wall + HOUR, zone))
    with pytest.raises(AssertionError, match=r"\(1\)"):
        Life(stage, 300).live(0)


@SQLITE
def test_it_would_notice_what_is_due_for_ever(stage, monkeypatch):
    monkeypatch.setattr(engine, "MOST_ROUNDS", 5)
    monkeypatch.setattr(happenings, "opens_at", lambda _alliance, now, _rules: now)
    with pytest.raises(AssertionError, match="what is due is done"):
        Life(stage, 300).live(1)


@SQLITE
def test_it_would_notice_an_answer_before_its_time(stage, monkeypatch):
    life = Life(stage, 300)
    life.stage.post(f"{life.company.ben}/form/0", {"purpose": "zq0zq", "action": "send"})
    life._note(life.company.person("ben").id, f"{life.company.ben}/form/0", {"purpose": ["zq0zq"]})
    life._may_read("zq0zq", life.company.person("ben").id, "p", "his own page")
    with pytest.raises(AssertionError, match="before the release"):
        life._may_read("zq0zq", life.company.person("ada").id, "p", "a page")
