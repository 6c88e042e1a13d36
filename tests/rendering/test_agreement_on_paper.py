import re
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pypdf
import pytest

from service.rendering import (
    AgreementSection,
    AgreementView,
    ClauseChanged,
    KeptVersion,
    Milestone,
    Objection,
    Sign,
    TrustSaid,
    agreement_html,
    agreement_markdown,
    agreement_pdf,
)
from service.rhythm import Rhythm

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
VIEW = AgreementView(
    title="Ada and Ben",
    people=(("Ada", "team lead"), ("Ben", "")),
    sections=(
        AgreementSection(
            title="Relationship",
            clauses=(
                ("When it gets difficult", "We say so the same day\nWe call, we do not write"),
                ("Keeping in touch", "Ben:\nA call each Monday"),
            ),
        ),
    ),
    version=2,
    hash="9f" * 32,
    proposed_at=NOW,
    signs=(Sign(name="Ada", agreed=2, at=NOW), Sign(name="Ben", agreed=1, at=NOW)),
    objections=(
        Objection(
            name="Ben",
            heading="Keeping in touch",
            reason="Mondays are full",
            wording="A call each Tuesday",
            at=NOW,
        ),
    ),
    milestones=(
        Milestone(goal="Open the shop", milestone="Lease signed", by="end of May", who="Ada"),
    ),
    trust=(
        TrustSaid(review_at=None, values=(("Ben", 5), ("Ada", 8))),
        TrustSaid(review_at=NOW, values=(("Ben", 7), ("Ada", 7))),
    ),
    changes=(
        ClauseChanged(
            heading="When it gets difficult",
            before="We say so the same week\nWe call",
            after="We say so the same day\nWe call",
        ),
    ),
    time_zone="Europe/Berlin",
    language="en",
    rhythm=Rhythm(unit="month", interval=1, weekday=1, nth=2),
)
NAUGHTY = (
    '#read("/etc/passwd") #import "@preview/x:1.0.0" $x^2$ *b* _i_ `c` <a> @ref \\ // no = title'
    " {{ 7 * 7 }} %s </script>"
)


def paper(view):
    return pypdf.PdfReader(BytesIO(agreement_pdf(view)))


def words(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def with_clause(text):
    return replace(VIEW, sections=(AgreementSection(title="S", clauses=(("H", text),)),))


def test_paper_says_who_agreed_to_what_and_when():
    text = words(paper(VIEW))
    for said in (
        "Ada and Ben",
        "team lead",
        "When it gets difficult",
        "We call, we do not write",
        "Version 2, proposed on Tuesday 24 November 2026",
        "Ada all of it Tuesday 24 November 2026, 16:00 (Europe/Berlin)",
        "Ben 1 of 2 parts Tuesday 24 November 2026, 16:00 (Europe/Berlin)",
        "Ben on “Keeping in touch”, Tuesday 24 November 2026 Mondays are full Proposes: A call",
        "Open the shop Lease signed end of May Ada",
        "First answers Ben 5, Ada 8 3 apart",
        "What changed since version 1",
        "We say so the same week day",
        "We look at it again every month, on the second Tuesday, and whenever something changes.",
        "9f" * 32,
        "1 / 2",
    ):
        assert said in text


def test_paper_is_tagged_and_has_a_title_and_a_language():
    reader = paper(VIEW)
    assert reader.metadata.title == "Ada and Ben"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_paper_is_the_same_every_time():
    assert agreement_pdf(VIEW) == agreement_pdf(VIEW)


def test_peoples_words_are_letters_on_paper():
    text = words(paper(replace(with_clause(NAUGHTY), title=NAUGHTY)))
    assert "".join(text.split()).count("".join(NAUGHTY.split())) == 2


@pytest.mark.parametrize(
    "letters", ["日本語", "🎉", "ⲁⲃⲅ", "\U000f1234", "مرحبا שלום", "Łukasz Żółw Ἀθῆναι Привет"]
)
def test_every_script_makes_a_paper(letters):
    view = replace(with_clause(letters), title=letters)
    assert agreement_pdf(view).startswith(b"%PDF")


def test_very_long_words_and_texts_make_a_paper():
    reader = paper(with_clause("a" * 5_000 + "\n" + "word " * 5_000))
    assert len(reader.pages) > 2


def test_nothing_agreed_yet_is_a_paper_too():
    empty = replace(
        VIEW, sections=(), version=None, hash="", proposed_at=None, signs=(), rhythm=None
    )
    assert "No clause has been written yet." in words(paper(empty))
    assert "No clause has been written yet." in agreement_markdown(empty)


def test_markdown_holds_the_same():
    text = agreement_markdown(VIEW)
    assert text.startswith("# Ada and Ben\n\nVersion 2, proposed on Tuesday 24 November 2026\n")
    assert "## Relationship\n\n### When it gets difficult\n\n- We say so the same day\n- We" in text
    assert "Ben:\n\n- A call each Monday\n" in text
    assert "| Ada | all of it | Tuesday 24 November 2026, 16:00 (Europe/Berlin) |\n" in text
    assert "Proposes: A call each Tuesday\n" in text
    assert (
        "| Goal | Milestone | By when | Who |\n|---|---|---|---|\n| Open the shop | Lease" in text
    )
    assert "| First answers | Ben 5, Ada 8 | 3 apart |\n" in text
    assert "- We say so the same ~~week~~ **day**\n" in text
    assert f"`{'9f' * 32}`" in text


def test_peoples_words_are_letters_in_markdown():
    text = agreement_markdown(with_clause(NAUGHTY))
    line = next(li for li in text.splitlines() if "passwd" in li)
    assert re.sub(r"\\(.)", r"\1", line) == NAUGHTY
    assert not re.search(r"(?<!\\)[<*_`#$]", line)


def test_closed_alliance_says_so():
    view = replace(VIEW, closed_at=NOW)
    assert "Closed on Tuesday 24 November 2026" in words(paper(view))
    assert "Closed on Tuesday 24 November 2026" in agreement_markdown(view)


def test_html_holds_the_same():
    page = agreement_html(VIEW)
    for said in (
        '<li dir="auto">We call, we do not write</li>',
        "<td>1 of 2 parts</td>",
        '<q dir="auto">Mondays are full</q>',
        '<td dir="auto">end of May</td>',
        '<span dir="auto">Ben 5, Ada 8</span>',
        "<del>week</del> <ins>day</ins>",
    ):
        assert said in page
    assert "<script" not in agreement_html(with_clause(NAUGHTY)).replace("&lt;script", "")


def test_html_holds_history_and_last_words_as_the_markdown_does():
    history = (
        KeptVersion(number=1, hash="1f" * 32, proposed_at=NOW, changes=()),
        KeptVersion(number=2, hash="2f" * 32, proposed_at=NOW, changes=VIEW.changes),
    )
    view = replace(
        VIEW,
        changes=(),
        history=history,
        last_words=(("Ada", "", ("To ask twice",)), ("Ben", "Ada", ("You called back",))),
    )
    page, text = agreement_html(view), agreement_markdown(view)
    for said in (
        "How it came to be",
        "The first wording that was proposed.",
        "1f" * 32,
        "2f" * 32,
        "Ada, what was learned",
        "Ben to Ada",
        "You called back",
    ):
        assert said in page
        assert said in text
    assert "<del>week</del> <ins>day</ins>" in page


def test_numbers_without_names_stay_so():
    group = TrustSaid(review_at=None, values=tuple(("", n) for n in (3, 5, 8)))
    view = replace(VIEW, trust=(group,))
    assert "First answers 3 numbers, from 3 to 8 5 apart" in words(paper(view))
    assert "| First answers | 3 numbers, from 3 to 8 | 5 apart |" in agreement_markdown(view)


def test_tables_on_paper_have_header_cells():
    reader = paper(VIEW)
    seen = set()
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, pypdf.generic.DictionaryObject):
            seen.add(element.get("/S"))
            below = element.get("/K", [])
            waiting += below if isinstance(below, list) else [below]
    assert {"/H1", "/H2", "/L", "/LI", "/P", "/Table", "/TH", "/TD"} <= seen


@pytest.mark.parametrize("points", range(20, 44, 2))
def test_signatures_never_stand_alone_on_a_page(points):
    several = tuple((f"Part {n}", "One short point.") for n in range(points))
    view = replace(
        VIEW,
        sections=(AgreementSection(title="S", clauses=several),),
        objections=(),
        milestones=(),
        trust=(),
        changes=(),
    )
    last = paper(view).pages[-1].extract_text()
    assert f"Part {points - 1}" in last
    assert "Signed" in last


def test_no_page_ends_with_a_heading():
    for points in range(14, 30):
        several = tuple((f"Part {n}", "One short point.") for n in range(points))
        view = replace(VIEW, sections=(AgreementSection(title="S", clauses=several),))
        for page in paper(view).pages:
            body = page.extract_text().strip().splitlines()[:-1]
            assert not re.match(r"Part \d+$|Signed|Trust|Goals and", body[-1]), body[-3:]


def test_a_word_longer_than_a_line_stays_on_the_paper():
    page = paper(with_clause("a" * 600)).pages[0].extract_text()
    rows = [row for row in page.splitlines() if row.count("a") > 20]
    assert sum(row.count("a") for row in rows) >= 600
    assert len(rows) > 5
