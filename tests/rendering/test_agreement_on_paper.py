import re
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pypdf
import pytest

from service.rendering import (
    AgreementSection,
    AgreementView,
    Sign,
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
    sign_offs=(Sign(name="Ada", at=NOW),),
    objections=(Sign(name="Ben", at=NOW),),
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
        "Ada Tuesday 24 November 2026, 16:00 (Europe/Berlin)",
        "Would put something differently",
        "We look at it again every month, on the second Tuesday, and whenever something changes.",
        "9f" * 32,
        "1 / 1",
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
        VIEW, sections=(), version=None, hash="", proposed_at=None, sign_offs=(), rhythm=None
    )
    assert "No clause has been written yet." in words(paper(empty))
    assert "No clause has been written yet." in agreement_markdown(empty)


def test_markdown_holds_the_same():
    text = agreement_markdown(VIEW)
    assert text.startswith("# Ada and Ben\n\nVersion 2, proposed on Tuesday 24 November 2026\n")
    assert "## Relationship\n\n### When it gets difficult\n\n- We say so the same day\n- We" in text
    assert "Ben:\n\n- A call each Monday\n" in text
    assert "- Ada, Tuesday 24 November 2026, 16:00 (Europe/Berlin)\n" in text
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
