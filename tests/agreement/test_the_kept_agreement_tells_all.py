"""The agreement as people keep it: their goals, their trust, who signed what; nothing withheld."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.guards.company import gathered


@pytest.fixture
def settled(stage):
    """Ada and Ben have answered, each with something for Cleo alone, and proposed a version."""
    company = gathered(stage)
    company.reply(
        company.ada,
        purpose="Good soil",
        trust="7",
        **{
            "goals.title": "Peas in May",
            "goals.milestone": "Beds dug",
            "goals.by": "end of April",
            "goals.who": "me",
            "needs": "WITHHELD-BY-ADA",
            "needs.for_coach": "on",
        },
    )
    company.reply(company.ben, purpose="Good soil", trust="5", **{"trust.for_coach": "on"})
    company.work()
    stage.post(f"{company.ada}/propose", {}, on=f"{company.ada}/agreement")
    company.work()
    return company


def written(company, home):
    pdf = PdfReader(BytesIO(company.stage.get(f"{home}/agreement.pdf").content))
    paper = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    return paper, company.stage.get(f"{home}/agreement.md").text


def test_goals_stand_as_a_table_of_milestones(settled):
    paper, plain = written(settled, settled.ben)
    assert "Peas in May Beds dug end of April Ada" in paper
    assert "| Peas in May | Beds dug | end of April | Ada |" in plain


def test_answers_for_the_coach_alone_are_on_no_paper(settled):
    for home in (settled.ada, settled.ben, settled.coach):
        for text in written(settled, home):
            assert "WITHHELD" not in text
            assert "First answers" in text
            assert re.search(r"First answers \W*Ada 7", text)
            assert "Ben 5" not in text


def test_who_signed_what_and_what_stands_in_the_way(settled):
    stage = settled.stage
    version = settled.look().versions[-1]
    first = version.clauses[0]
    page = f"{settled.ada}/agreement"
    stage.post(f"{settled.ada}/sign", {"version": version.hash, "all": "agree"}, on=page)
    fields = {
        "version": version.hash,
        first.key: "object",
        f"{first.key}.reason": "Too | short",
        f"{first.key}.wording": "Good soil and honest numbers",
    }
    stage.post(f"{settled.ben}/sign", fields, on=f"{settled.ben}/agreement")
    paper, plain = written(settled, settled.ben)
    assert "Ada all of it Monday 7 September 2026" in paper
    assert "Ben not signed yet" in paper
    assert f"Ben on “{first.heading}”, Monday 7 September 2026 Too | short" in paper
    assert "Proposes: Good soil and honest numbers" in paper
    assert version.hash in paper
    assert "Too \\| short Proposes: Good soil and honest numbers" in plain


def test_a_later_version_says_what_changed(settled):
    stage = settled.stage
    page = f"{settled.ada}/agreement"
    fields = {"base": "Good soil", "text": "Good, dark soil"}
    stage.post(f"{settled.ada}/clause/purpose", fields, on=page)
    stage.post(f"{settled.ada}/propose", {}, on=page)
    paper, plain = written(settled, settled.ben)
    assert "What changed since version 1" in paper
    assert "- Good**, dark** soil" in plain


def test_who_came_later_keeps_nothing_of_what_was_shared_before(settled):
    stage = settled.stage
    stage.now += timedelta(hours=1)
    fields = {"new_name": "Eve", "new_email": "eve@example.org"}
    stage.post(f"{settled.organiser}/people", fields, on=settled.organiser)
    settled.work()
    paper, plain = written(settled, settled.links["eve"]["p"])
    assert "Good soil" in plain, "the wording is theirs to sign"
    for text in (paper, plain):
        assert "First answers" not in text
        assert "As each of you wrote them" not in text
        assert "Ada 7" not in text
    assert "First answers" in written(settled, settled.ada)[1]
    close = {"how": "now", "confirm": "on"}
    stage.post(f"{settled.organiser}/close", close, on=settled.organiser)
    papers = {m.to[:3]: PdfReader(BytesIO(m.pdf)) for m in settled.work() if m.pdf}
    told = {who: "".join(p.extract_text() for p in pdf.pages) for who, pdf in papers.items()}
    assert "First answers" in told["ada"]
    assert "First answers" not in told["eve"]
    assert "First answers" not in stage.get(f"{settled.links['eve']['p']}/keepsake.md").text
