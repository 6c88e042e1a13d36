"""A form counts only when it was sent from the page that one's own link opened."""

import pytest

from tests.guards.company import form_token, rows

# Nothing here depends on the kind of database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def posts(company):
    """(address, the page with its form) of everything that a form can do."""
    form = f"{company.ada}/form/0"
    yield from (
        (f"{company.ada}/{p}", form) for p in ("form/0", "draft/0", "opened/0", "question/0")
    )
    yield from ((f"{company.ada}/{p}", company.ada) for p in ("rsvp", "new-link", "unchanged/0"))
    for path in ("clause/purpose", "propose", "sign"):
        yield f"{company.ada}/{path}", company.ada
    for path in ("resend", "address", "dates", "release", "close"):
        yield f"{company.organiser}/{path}", company.organiser
    yield f"{company.coach}/close", company.coach
    yield "/", "/"
    yield f"/alliance/{company.id}", f"/alliance/{company.id}"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example.org"},
        {"Origin": "http://testserver.evil.example.org"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    ],
    ids=str,
)
def test_a_post_from_another_site_is_refused(stage, company, database_url, headers):
    before = rows(database_url)
    for path, page in posts(company):
        fields = {"form_token": form_token(stage.get(page).text), "purpose": "x", "confirm": "on"}
        answer = stage.web.post(path, data=fields, headers=headers)
        assert answer.status_code == 403, path
        assert "Nothing was changed" in answer.text
    assert rows(database_url) == before


def test_a_token_of_another_page_or_none_is_refused(stage, company, database_url):
    before = rows(database_url)
    tokens = {page: form_token(stage.get(page).text) for _, page in posts(company)}
    bens = form_token(stage.get(company.ben).text)
    assert bens not in tokens.values()
    for path, page in posts(company):
        own = tokens[page]
        wrong = {t for t in tokens.values() if t != own} | {bens, "", "é" * 64, own[:-1]}
        for token in wrong:
            answer = stage.web.post(path, data={"form_token": token, "purpose": "x"})
            assert answer.status_code in (
                {403, 429} if page.startswith(("/alliance", "/")) else {403}
            )
        assert stage.web.post(path).status_code in {403, 429}
    assert rows(database_url) == before


def test_our_own_page_may_post_with_and_without_the_browsers_word(stage, company):
    for headers in (
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": "null"},
        {"Origin": "http://testserver"},
        {},
    ):
        token = form_token(stage.get(company.ada).text)
        answer = stage.web.post(
            f"{company.ada}/opened/0", data={"form_token": token}, headers=headers
        )
        assert answer.status_code == 204, headers


def test_another_host_is_refused_and_never_believed(stage, company):
    for host in ("evil.example.org", "testserver.evil.example.org", "testserver@evil", ""):
        assert stage.web.get("/", headers={"Host": host}).status_code == 400, host
    headers = {"X-Forwarded-Host": "evil.example.org", "Forwarded": "host=evil.example.org"}
    token = form_token(stage.get(company.ben).text)
    stage.web.post(f"{company.ben}/new-link", data={"form_token": token}, headers=headers)
    [mail] = company.work()
    assert "http://testserver/p/" in mail.text
    assert "evil" not in mail.message.as_string()


def test_every_answer_tells_the_browser_to_keep_it_to_itself(stage, company):
    for path in ("/", company.ada, f"{company.ada}/form/0", f"{company.ada}/event/x.ics", "/none"):
        headers = stage.web.get(path).headers
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert "noindex" in headers["x-robots-tag"]
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]


def test_a_body_that_is_too_large_is_refused_whether_or_not_it_says_so(stage, company, monkeypatch):
    monkeypatch.setattr("service.web.site.LARGEST_FORM", 100_000)

    def flood():
        yield b"form_token=x&purpose="
        for _ in range(20):
            yield b"a" * 10_000

    form = f"{company.ada}/form/0"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert stage.web.post(form, content=flood(), headers=headers).status_code == 413
    body = b"".join(flood())
    assert stage.web.post(form, content=body, headers=headers).status_code == 413
    assert stage.web.post(form, content=b"purpose=x", headers=headers).status_code == 403
    for length in ("-1", "one", "9" * 5000):
        answer = stage.web.post(form, content=b"", headers={**headers, "Content-Length": length})
        assert answer.status_code in {400, 413}
