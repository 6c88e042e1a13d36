"""The wording, the calendar entry and the coach's mail come from one merge, of what each may read."""

import pytest

from service.workflow import summaries
from tests.guards.company import gathered


@pytest.fixture
def company(stage):
    return gathered(stage)


@pytest.fixture
def merged(company, monkeypatch):
    """The replies that were merged, each time, once Ada has answered."""
    found = []
    merge = summaries.merge

    def counted(questions, people, replies):
        found.append(replies)
        return merge(questions, people, replies)

    company.reply(company.ada, purpose="Company", trust="4")
    monkeypatch.setattr(summaries, "merge", counted)
    return found


def send_last(stage, company, **fields):
    """Ben's reply, the last one, up to the answer and no page further."""
    form = f"{company.ben}/form/0"
    stage.web.follow_redirects = False
    stage.post(form, {"trust": "6", **fields, "action": "send"}, on=form, status=303)


def test_a_release_merges_once(stage, company, merged):
    send_last(stage, company, purpose="Good soil")
    assert len(merged) == 1


def test_what_is_for_the_coach_alone_is_merged_apart(stage, company, merged):
    send_last(stage, company, purpose="Good soil", **{"purpose.for_coach": "on"})
    withheld = [any(a.for_coach for r in replies for a in r.answers) for replies in merged]
    assert withheld == [False, True]
