from datetime import UTC, datetime

import pytest

from service.rendering import page_environment
from service.rendering.environments import mail_environment
from service.rendering.filters import (
    clause_blocks,
    estimate,
    excerpt,
    indented,
    literal,
    short,
    wrapped,
)

TALK = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


def said(template, *, language="en", zone="Europe/Berlin", **context):
    found = mail_environment(autoescape=False).from_string(template)
    return found.render(language=language, zone=zone, at=TALK, **context)


@pytest.mark.parametrize(
    "language,words",
    [
        ("en", "Tuesday 24 November 2026, 14:00 (Europe/Berlin)"),
        ("de", "Dienstag, 24. November 2026, 14:00 (Europe/Berlin)"),
        ("fr", "mardi 24 novembre 2026, 14:00 (Europe/Berlin)"),
        ("xx-unknown", "Tuesday 24 November 2026, 14:00 (Europe/Berlin)"),
    ],
)
def test_moment_is_said_in_the_readers_language_and_zone(language, words):
    assert said("{{ at|moment }}", language=language) == words


def test_moment_takes_another_zone_when_told():
    assert said("{{ at|moment('Asia/Tokyo') }}") == "Tuesday 24 November 2026, 22:00 (Asia/Tokyo)"
    assert said("{{ at|day('Pacific/Auckland') }}") == "Wednesday 25 November 2026"
    assert said("{{ at|clock('America/New_York') }}") == "08:00"


def test_the_first_of_a_month_is_an_ordinal_in_french():
    first = datetime(2027, 7, 1, 9, tzinfo=UTC)
    assert said("{{ on|day }}", language="fr", on=first) == "jeudi 1er juillet 2027"
    assert said("{{ on|short_day }}", language="fr", on=first) == "1er juillet"
    assert said("{{ on|short_day }}", language="de", on=first) == "1. Juli"
    assert said("{{ at|short_day }}", language="fr") == "24 novembre"


def test_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        said("{{ at.replace(tzinfo=none)|moment }}")


def test_wall_time_becomes_a_moment_by_its_zone():
    wall = datetime(2026, 7, 1, 9, 0)
    assert said("{{ wall|at_wall('Europe/London')|clock('UTC') }}", wall=wall) == "08:00"


@pytest.mark.parametrize(
    "people,words",
    [
        (["Ada"], "Ada"),
        (["Ada", "Ben"], "Ada and Ben"),
        (["Ada", "Ben", "Cleo"], "Ada, Ben and Cleo"),
        ([], ""),
    ],
)
def test_names_are_one_phrase(people, words):
    assert said("{{ people|names }}", people=people) == words


def test_names_beyond_the_most_are_counted():
    assert said("{{ people|names(2) }}", people="ABCD") == "A, B and 2 others"
    assert said("{{ people|names(2) }}", people="ABC") == "A, B and 1 other"
    assert said("{{ people|names(3) }}", people="ABC") == "A, B and C"


@pytest.mark.parametrize(
    "language,words",
    [("de", "A, B und 2 weitere"), ("fr", "A, B et 2 autres"), ("es", "A, B y 2 más")],
)
def test_the_others_of_a_long_list_are_counted_in_the_readers_language(language, words):
    template = mail_environment(language, autoescape=False).from_string("{{ people|names(2) }}")
    assert template.render(language=language, people="ABCD") == words


def test_a_text_is_a_format_and_its_values_are_escaped():
    template = page_environment().from_string(
        "{{ _('all of it: 100 %%') }} {{ _('%(name)s', name=name) }} "
        "{% trans num=2 %}one{% pluralize %}{{ num }} of {{ name }}{% endtrans %}"
    )
    rendered = template.render(name="<b>")
    assert rendered == "all of it: 100 % &lt;b&gt; 2 of &lt;b&gt;"


@pytest.mark.parametrize(
    "count,words",
    [(1, "1 minute"), (45, "45 minutes"), (60, "1 hour"), (90, "90 minutes"), (120, "2 hours")],
)
def test_minutes_are_said_as_people_say_them(count, words):
    assert said("{{ count|minutes }}", count=count) == words


def test_weekday_and_short_day():
    assert said("{{ 0|weekday }}, {{ at|short_day }}") == "Monday, 24 November"


def test_pages_have_the_same_filters_and_are_escaped():
    page = page_environment().from_string("{{ people|names }} {{ at|clock(zone) }}")
    html = page.render(people=["<Ada>", "Ben"], at=TALK, zone="UTC")
    assert html == "&lt;Ada&gt; and Ben 13:00"


def test_time_for_the_questions_is_an_honest_range():
    assert estimate(18) == (20, 30)
    assert estimate(1) == (5, 10)


def test_short_cuts_between_words():
    assert short("Ada and Ben: how we want to work", 20) == "Ada and Ben: how we…"
    assert short("Ada and Ben", 20) == "Ada and Ben"
    assert short("a" * 30, 10) == "a" * 9 + "…"
    assert short("two\nlines", 20) == "two lines"


def test_excerpt_keeps_lines():
    assert excerpt("one\ntwo", 100) == "one\ntwo"
    assert excerpt("x" * 20, 10) == "x" * 9 + "…"


def test_words_of_others_are_set_off_line_by_line():
    assert indented("-- \n\nYou get this", "> ") == "> --\n> You get this"


def test_text_is_wrapped_under_its_first_word():
    wide = "- " + "word " * 20
    assert wrapped(wide, 30).splitlines()[1].startswith("  word")
    url = "https://example.org/" + "x" * 90
    assert wrapped(f"See {url} now").splitlines() == ["See", url, "now"]


def test_mark_before_the_foot_keeps_its_space():
    assert "\n-- \n" in wrapped("Hello\n-- \nfoot")


def test_several_lines_of_a_clause_are_points():
    blocks = clause_blocks("Ada:\n- Keeps the plan\n* Calls * twice *\n\nDraws - each - page")
    assert [(b.item, b.words) for b in blocks] == [
        (False, "Ada:"),
        (True, "Keeps the plan"),
        (True, "Calls * twice *"),
        (True, "Draws - each - page"),
    ]
    assert [b.item for b in clause_blocks("One line alone")] == [False]
    assert [b.item for b in clause_blocks("- One point alone")] == [True]


@pytest.mark.parametrize(
    "typed,written",
    [
        ("*bold* _it_", r"\*bold\* \_it\_"),
        ("# title", r"\# title"),
        ("1. first", r"1\. first"),
        ("- point", r"\- point"),
        ("=====", r"\====="),
        ("<b>&amp;", r"\<b\>\&amp;"),
        ("[a](http://x)", r"\[a\](http://x)"),
        ("2 - 1 = 1", "2 - 1 = 1"),
    ],
)
def test_markdown_shows_what_was_typed(typed, written):
    assert literal(typed) == written


@pytest.mark.parametrize(
    "language, number, words",
    [("en", 6.5, "6.5"), ("en", 8.0, "8"), ("de", 6.5, "6,5"), ("fr", 7.25, "7,2")],
)
def test_numbers_have_the_readers_point_or_comma(language, number, words):
    assert said("{{ n|decimal }}", language=language, n=number) == words
