"""What `/preview` and `alliance preview` show: all of it, in each language, and only in a demo."""

import re
from email import message_from_bytes, policy
from io import BytesIO
from urllib.parse import urljoin

import pytest
from icalendar import Calendar
from pypdf import PdfReader
from starlette.testclient import TestClient

from service.app import App
from service.languages import LANGUAGES
from service.preview import messages, pages, write
from service.preview.gallery import mail_path, page_path
from service.settings import Settings

SCOPE = "http://127.0.0.1"


def settings(**given):
    return Settings(_env_file=None, base_url=SCOPE, **given)


@pytest.fixture
def site(tmp_path):
    app = App(settings(data_dir=tmp_path))
    app.migrate()
    with TestClient(app.site, base_url=SCOPE) as web:
        yield web
    app.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """All of it, as the program writes it for a practice with a face of its own."""
    folder = tmp_path_factory.mktemp("preview")
    mark = folder / "own.svg"
    mark.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    face = settings(accent="#5b2a86", practice_name="Winter Coaching", mark=mark)
    write(folder, LANGUAGES, face)
    return folder


def test_a_service_that_sends_mail_shows_no_samples(tmp_path):
    app = App(settings(data_dir=tmp_path, smtp_url="smtp://127.0.0.1:2525"))
    app.migrate()
    with TestClient(app.site, base_url=SCOPE) as web:
        for path in ("/preview", "/preview/en/index.html", "/preview/en/mails/reminder.html"):
            assert web.get(path).status_code == 404
    app.close()


def test_the_demo_shows_them_in_the_language_that_the_browser_asks_for(site):
    index = site.get("/preview", headers={"Accept-Language": "fr"})
    assert index.url.path == "/preview/fr/index.html"
    assert '<html lang="fr"' in index.text
    assert set(re.findall(r'hreflang="(\w+)"', index.text)) == set(LANGUAGES)


@pytest.mark.parametrize(
    "path",
    ["xx/index.html", "en/pages/none.html", "en/mails/reminder.ics", "en/mails/no.txt", "en"],
)
def test_what_is_not_there_is_said_to_be_not_there(site, path):
    assert site.get(f"/preview/{path}").status_code == 404


def test_a_mail_runs_no_scripts_and_a_sample_form_leads_nowhere(site):
    mail = site.get("/preview/en/mails/reminder.mail.html")
    assert "sandbox" in mail.headers["content-security-policy"]
    page = site.get("/preview/en/pages/form-draft.html")
    assert "form-action 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_and_mail_is_in_the_folder(folder, language):
    here = folder / language
    for name in pages():
        assert f'<html lang="{language}"' in (here / page_path(name)).read_text("utf-8")
    for name, message in messages(language).items():
        mail = message_from_bytes(
            (here / mail_path(name, "eml")).read_bytes(), policy=policy.default
        )
        assert not mail.defects
        text = (here / mail_path(name, "txt")).read_text("utf-8")
        assert text.startswith(f"{mail['Subject']}\n\n")
        assert mail["Content-Language"] == message.language == language
        if getattr(message, "ics", ""):
            Calendar.from_ical((here / mail_path(name, "ics")).read_bytes())
        for part in mail.iter_attachments():
            if part.get_content_type() == "application/pdf":
                assert len(PdfReader(BytesIO(part.get_content())).pages) >= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_of_an_index_and_of_a_mails_page_finds_a_file(folder, language):
    looked_at = [f"{language}/index.html"]
    looked_at += [f"{language}/{mail_path(name)}" for name in messages()]
    for path in looked_at:
        html = (folder / path).read_text("utf-8")
        for link in re.findall(r'(?:href|src)="([^"#]+)"', html):
            if not link.startswith("/"):
                assert (folder / urljoin(path, link)).is_file(), (path, link)


def test_pages_and_mails_wear_the_practices_face(folder):
    page = (folder / "en/pages/form-draft.html").read_text("utf-8")
    for asset in ("static/style.css", "practice/colours.css", "practice/mark", "static/form.js"):
        assert f'"../../{asset}"' in page
        assert (folder / asset).is_file()
    mail = (folder / "en/mails/reminder.mail.html").read_text("utf-8")
    assert "Winter Coaching" in mail
    assert "#5b2a86" in mail


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_has_a_short_subject_and_says_more_before_it_is_opened(folder, language):
    for name in messages():
        subject = (folder / language / mail_path(name, "txt")).read_text("utf-8").partition("\n")[0]
        assert 0 < len(subject) < 60
        html = (folder / language / mail_path(name, "mail.html")).read_text("utf-8")
        [preheader] = re.findall(r'<div class="preheader"[^>]*>([^<]*)</div>', html)
        assert len(preheader.strip()) > len("For your")
        assert preheader.strip().casefold() != subject.strip().casefold()
