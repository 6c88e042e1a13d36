"""Whatever people type arrives as typed, everywhere, and does nothing there."""

import io
import re
import unicodedata
from html import unescape
from html.parser import HTMLParser

import pytest
from pypdf import PdfReader

from service.web.limits import Limits
from service.workflow import showing
from tests.guards.company import gathered

LINES = {
    "html": '<script>alert("x")</script><img src=x onerror=alert(1)>',
    "closing": "</textarea></title></p></body><a href='https://evil.example.org'>press</a>",
    "jinja": "{{ 7 * 7 }}{% for x in () %}{{ x }}{% endfor %}{# gone? #}",
    "typst": '#read("/etc/passwd") #eval("1+1") $x$ *b* _i_ @label <label> \\n \\u{41}',
    "format": "%(alliance)s %s %d 100% %% ${HOME} `id` $(id)",
    "sheet": '=cmd|"/c calc"!A1',
    "calendar": "BEGIN:VEVENT;X=1:\\nATTENDEE:mailto:dana@example.org, a\\;b",
    "markdown": "# Heading [press](https://evil.example.org) ![x](https://evil.example.org/x.png)",
    "emoji": "Grüße 👩‍👧‍👦 🏳️‍🌈 Ω≈ç √ Ł ŷ",
    "right to left": "مرحبا بالعالم שלום עולם",
    "quotes": "\"'`´‘’“”«» & &amp; &lt;b&gt; <!-- --> ]]>",
}
MANY_POINTS = "\n".join(f"{n} beds" for n in range(9_500))
PARAGRAPHS = "\n".join(LINES.values()) + "\nA line\r\nBcc: dana@example.org\r\n\r\nbody\n-- \nBen"


@pytest.fixture(autouse=True)
def unlimited(monkeypatch):
    monkeypatch.setattr(Limits, "too_many", lambda *_: False)


class Page(HTMLParser):
    """A page's tags, and its text as a reader sees it."""

    def __init__(self, source):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(source)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        # What stands in fields is read as well.
        self.words += [v for k, v in attrs if k == "value" and v]

    def handle_data(self, data):
        self.words.append(data)


def assert_inert(source, where):
    for tag, attrs in Page(source).tags:
        assert not [name for name in attrs if name.startswith("on")], where
        assert tag not in {"iframe", "object", "embed", "base"}, where
        assert tag != "script" or attrs.get("src", "").startswith("/static/"), where
        for name in ("href", "src", "action"):
            link = attrs.get(name) or "/"
            ours = link.startswith(
                ("/", "#", "http://testserver/", "mailto:", "data:image/", "cid:")
            )
            assert ours, (where, link)


def plain(text):
    return " ".join(text.split())


def poisoned(stage):
    """Every name and line that a start file takes says something naughty."""
    lines = list(LINES.values())
    return gathered(
        stage,
        title=LINES["html"],
        organiser={"name": LINES["jinja"], "email": "ada@example.org", "takes_part": True},
        coach={"name": LINES["closing"][:120], "email": "cleo@example.org"},
        conversation={"starts": "2026-09-21T10:00", "minutes": 60, "place": LINES["calendar"]},
        participants=[
            {"name": LINES["typst"], "email": "ben@example.org", "role": LINES["markdown"]},
            {"name": LINES["right to left"], "email": "eve@example.org", "role": LINES["sheet"]},
        ],
        questions=[
            {"section": "relationship", "text": line, "kind": kind}
            for line, kind in zip(lines, ["text", "points", "goals", "scale"] * 3, strict=False)
        ],
    )


def filled(stage, home):
    """Every field of the form with every line in it."""
    page = stage.get(f"{home}/form/0").text
    form = re.search(r'<form[^>]*id="answers".*?</form>', page, re.DOTALL)[0]
    texts = re.findall(r'<textarea[^>]*name="([^"]+)"', form)
    goals = re.findall(r'name="([^"]+\.(?:title|milestone|by|who))"', form)
    scales = set(re.findall(r'type="radio"[^>]*name="([^"]+)"', form))
    assert len(texts) > 15
    assert goals
    fields = dict.fromkeys(texts, PARAGRAPHS)
    fields |= dict.fromkeys(goals, LINES["typst"])
    return fields | dict.fromkeys(scales, "7")


def everything(stage, company, *, released=True):
    """Every page of everybody as it is now, by path."""
    found = {}
    for who, links in company.links.items():
        for kind, home in links.items():
            paths = ["", "/round/0", "/agreement", "/versions/1"] if released else [""]
            paths = [""] if kind == "o" else paths
            paths += ["/form/0", "/sent/0"] if kind == "p" and not released else []
            for path in paths:
                answer = stage.web.get(home + path)
                assert answer.status_code in {200, 404, 409}, (who, path, answer.status_code)
                found[f"{who} {kind}{path}"] = answer.text
    return found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_field_of_everything(stage):
    company = poisoned(stage)
    pages = everything(stage, company, released=False)
    for home in (company.ada, company.ben, company.links["eve"]["p"]):
        company.reply(home, **filled(stage, home))
    pages["filled"] = stage.get(f"{company.ben}/form/0").text
    pages |= {f"released {k}": v for k, v in everything(stage, company).items()}
    company.work()
    agree(stage, company)
    pages |= {f"signed {k}": v for k, v in everything(stage, company).items()}
    stage.post(
        f"{company.organiser}/close",
        {"confirm": "on", "reason": PARAGRAPHS},
        on=company.organiser,
    )
    company.work()

    for where, page in pages.items():
        assert_inert(page, where)
        assert "root:" not in page, where
    for where in ("ada o", "ben p", "eve p/form/0", "released cleo c"):
        assert plain(LINES["html"]) in Page(pages[where]).text, where
    round_page = Page(pages["released ben p/round/0"]).text
    for name, line in LINES.items():
        assert plain(line) in round_page, name
        assert plain(line) in Page(pages["filled"]).text, name
    mails_are_inert(company)
    papers_are_whole(stage, company)


def agree(stage, company):
    """A clause is worded, proposed, objected to; each with naughty words."""
    page = f"{company.ada}/agreement"
    base = re.search(
        r'clause/risks".*?name="base" hidden>\n(.*?)</textarea>', stage.get(page).text, re.DOTALL
    )
    fields = {"base": unescape(base[1]), "text": PARAGRAPHS}
    stage.post(f"{company.ada}/clause/risks", fields, on=page)
    stage.post(f"{company.ada}/propose", {}, on=page)
    company.work()
    page = f"{company.ben}/agreement"
    version = re.search(r'name="version" value="([0-9a-f]{64})"', stage.get(page).text)[1]
    fields = {"version": version, "risks": "object"}
    fields |= {"risks.reason": PARAGRAPHS, "risks.wording": PARAGRAPHS}
    stage.post(f"{company.ben}/sign", fields, on=page)
    company.work()


def mails_are_inert(company):
    kinds = set()
    for mail in company.mails:
        kinds.add(mail.subject[:12])
        assert_inert(mail.html, mail.subject)
        assert {mail.message["To"].addresses[0].addr_spec} == {mail.to}
        assert mail.message["Bcc"] is None
        assert "root:" not in mail.text + mail.html
        if mail.calendar:
            [event] = mail.calendar.events
            names = [name for name, _ in event.property_items(recursive=False)]
            once = set(names) - {"ATTENDEE", "BEGIN", "END", "CATEGORIES", "COMMENT"}
            assert all(names.count(name) == 1 for name in once), names
            assert len(event["ATTENDEE"]) == 3
            assert event["LOCATION"] == LINES["calendar"]
            assert LINES["html"] in str(event["SUMMARY"]) + str(event["DESCRIPTION"])
    assert len(kinds) >= 5
    objection = next(
        m
        for m in company.mails
        if LINES["sheet"] in m.text and m.to == "ada@example.org" and "[1] " not in m.text
    )
    # A mail quotes the beginning of what is long; the page has the rest.
    for line in list(LINES.values())[:8]:
        assert plain(line) in plain(re.sub(r"(?m)^> ?", "", objection.text)), line


def papers_are_whole(stage, company):
    with stage.app.office.read() as work:
        alliance = work.tx.alliance(company.id)
        wanted = showing.Format
        paper = {f: showing.exported(work, alliance, f) for f in wanted}
    assert_inert(paper[wanted.HTML].decode(), "exported")
    for line in LINES.values():
        assert plain(line) in plain(Page(paper[wanted.HTML].decode()).text), line
    assert b"root:" not in paper[wanted.MD]
    pdf = "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper[wanted.PDF])).pages)
    text = squeezed(pdf)
    assert "root:" not in text
    for name in ("html", "jinja", "typst", "format", "sheet", "calendar"):
        assert squeezed(LINES[name]) in text, name
    assert b"\r\nATTENDEE" not in paper[wanted.ICS]


def squeezed(text):
    """As paper breaks lines and draws ligatures where it likes."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("\u00ad", "")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "text", ["a" * 100_000, "ж " * 50_000, MANY_POINTS], ids=["word", "words", "lines"]
)
def test_a_hundred_thousand_characters(stage, company, text):
    company.reply(company.ada, purpose=text, trust="7")
    assert text[:90_000].strip() in stage.get(f"{company.ada}/form/0").text
    stage.post(
        f"{company.ada}/form/0",
        {"purpose": text + "more" * 3_000, "action": "send"},
        status=422,
    )
    company.reply(company.ben, purpose="Early peas")
    mails = company.work()
    assert {m.to for m in mails} == {"ada@example.org", "ben@example.org", "cleo@example.org"}
    assert all(len(m.message.as_bytes()) < 200_000 for m in mails)
    read = Page(stage.get(f"{company.ben}/round/0").text).text
    for point in (text.splitlines()[0], text.splitlines()[-1]):
        assert plain(point) in read
    assert stage.web.get(f"{company.ben}/agreement.md").status_code == 200
    pdf = stage.web.get(f"{company.ben}/agreement.pdf")
    assert pdf.content.startswith(b"%PDF")


# PostgreSQL is the one that refuses some of them.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "control", ["\x00", "\x07\x1b[31m", "\u2028", "\ufeff", "\u202e"], ids=ascii
)
def test_characters_that_nobody_types(stage, company, control):
    """They are taken or refused, but nothing breaks: not here, and not later."""
    word = f"be{control}fore"
    question = {"text": word, "section": "roles", "kind": "text"}
    stage.post(f"{company.ada}/question/0", question, on=f"{company.ada}/form/0")
    company.reply(company.ada, purpose=word, **{"goals.title": word, "extra_1": word})
    company.reply(company.ben, purpose="Early peas", risks=word)
    company.work()
    page = f"{company.ada}/agreement"
    fields = {"base": "", "text": word}
    stage.post(f"{company.ada}/clause/contact", fields, on=page)
    stage.post(f"{company.ada}/propose", {}, on=page)
    version = re.search(r'name="version" value="([0-9a-f]{64})"', stage.get(page).text)[1]
    fields = {
        "version": version,
        "contact": "object",
        "contact.reason": word,
        "contact.wording": word,
    }
    stage.post(f"{company.ada}/sign", fields, on=page)
    stage.post(
        f"{company.organiser}/close", {"confirm": "on", "reason": word}, on=company.organiser
    )
    assert stage.web.get(f"{company.ben}/agreement.pdf").content.startswith(b"%PDF")
    mails = company.work()
    assert {m.to for m in mails} >= {"ada@example.org", "ben@example.org", "cleo@example.org"}
    with stage.app.office.read() as work:
        assert {m.state.value for m in work.tx.mails(company.id)} <= {"sent", "silenced"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_start_form_keeps_what_was_typed(stage):
    names = ["title", "organiser.name", "coach.name", "conversation.place", "questions.text"]
    names += ["participants.name", "participants.description", "participants.pasted"]
    for line in LINES.values():
        page = stage.post("/", dict.fromkeys(names, line), status=422)
        assert_inert(page.text, line)
        assert Page(page.text).text.count(plain(line)) >= len(names) - 1, line


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_cannot_stand_on_one_line_is_refused_at_the_start(stage):
    for bad in ("One\r\nBcc: dana@example.org", "One\u2028Two", "One\x00Two", "One\x85Two"):
        fields = {"title": bad, "organiser.name": bad, "conversation.place": bad}
        page = stage.post("/", fields, status=422)
        assert page.text.count("on one line") >= 3, ascii(bad)
    assert stage.work() == []
