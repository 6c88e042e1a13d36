"""The table of rights is what the site does: every route, walked as everybody."""

import re
from email.message import EmailMessage
from pathlib import Path

import pytest

from service.participants import Role
from service.web import roles
from service.web.limits import Limits
from service.web.site import _ROUTERS
from service.workflow.paths import ROLE_PATHS
from tests.guards.company import form_token, gathered, rows

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
PREFIXES = {letter: role for role, letter in ROLE_PATHS.items()}


def personal_routes():
    """(role letter or None for several, "METHOD rest") of every route behind a personal link."""
    found = set()
    for router in _ROUTERS:
        for route in router.routes:
            parts = re.fullmatch(r"/(p|o|c|\{role\})/\{token\}(.*)", route.path)
            if parts:
                method = "GET" if "GET" in route.methods else "POST"
                found.add((parts[1], f"{method} {parts[2]}"))
    return found


RIGHTS = {
    (route, role): right for right in roles.RIGHTS for route in right.routes for role in right.roles
}
ROUTES = sorted({route for right in roles.RIGHTS for route in right.routes})


def test_the_readme_shows_the_table():
    assert roles.as_markdown() in README


def test_every_route_stands_in_the_table_once_and_none_besides():
    listed = [route for right in roles.RIGHTS for route in right.routes]
    assert sorted(listed) == sorted(set(listed))
    assert {route for _, route in personal_routes()} == set(listed)
    for letter, route in personal_routes():
        if letter != "{role}":
            assert (route, PREFIXES[letter]) in RIGHTS, (letter, route)


@pytest.fixture(autouse=True)
def unlimited(monkeypatch):
    monkeypatch.setattr(Limits, "too_many", lambda *_: False)


@pytest.fixture
def company(stage):
    company = gathered(stage)
    company.release()
    stage.post(f"{company.ada}/propose", {}, on=f"{company.ada}/agreement")
    company.work()
    for role, name in (("p", "ben"), ("o", "ada"), ("c", "cleo")):
        company.letters[role] = written_by(company, name)
    company.work()
    return company


def written_by(company, name):
    """The id of a mail in which this person wrote something under no number."""
    letter = EmailMessage()
    person = company.person(name)
    with company.stage.app.office.read() as work:
        letter["To"] = work.post.address(company.look(), person)
    letter["From"] = person.email
    letter["Message-ID"] = f"<{name}@mail.example.org>"
    letter.set_content(f"A few words of {name}'s own.")
    company.stage.app.receive(letter.as_bytes())
    with company.stage.app.office.read() as work:
        kept = {inbound.id for inbound in work.tx.inbound_of(company.id)}
    return (kept - set(company.letters.values())).pop()


def filled(company, link, route):
    """The route with things in it that are there."""
    values = {
        "number": "1" if "versions" in route else "0",
        "key": company.look().clauses[0].clause.key,
        "uid": company.look().conversation.uid,
        "form": "md",
        "moment_id": "none",
        "letter": company.letters.get(link[1], "none"),
    }
    return re.sub(r"\{(\w+)\}", lambda m: values[m[1]], route.split(" ", 1)[1])


def ask(company, link, route, token=""):
    """The status of the route behind the link; a POST holds nothing but its form's token."""
    path = link + filled(company, link, route)
    if route.startswith("GET"):
        return company.stage.web.get(path, follow_redirects=False).status_code
    answer = company.stage.web.post(path, data={"form_token": token}, follow_redirects=False)
    return answer.status_code


def links_of(company):
    return {
        Role.PARTICIPANT: company.ben,
        Role.ORGANISER: company.organiser,
        Role.COACH: company.coach,
    }


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_link_opens_what_its_role_may_and_nothing_else(company):
    for role, link in links_of(company).items():
        own = form_token(company.stage.get(link).text)
        for route in ROUTES:
            allowed = (route, role) in RIGHTS
            status = ask(company, link, route, "" if allowed else own)
            if route.startswith("GET") and allowed:
                assert status in {200, 303}, (role, route, status)
            elif not allowed:
                assert status in {404, 405}, (role, route, status)
            else:
                assert status == 403, (role, route, "a form that is not ours")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_another_roles_form_opens_nothing(company, database_url):
    before = rows(database_url)
    tokens = {r: form_token(company.stage.get(link).text) for r, link in links_of(company).items()}
    for role, link in links_of(company).items():
        for other, token in tokens.items():
            for route in ROUTES:
                if route.startswith("POST") and role != other:
                    status = ask(company, link, route, token)
                    assert status in {403, 404, 405}, (role, other, route, status)
    assert rows(database_url) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_stranger_and_who_has_left_find_nothing(company, database_url):
    stage = company.stage
    gone = company.ben
    token = form_token(stage.get(gone).text)
    fields = {"new_name": "Eve", "new_email": "eve@example.org"}
    stage.post(f"{company.organiser}/people", fields, on=company.organiser)
    stage.post(f"{gone}/leave", {"confirm": "on"}, on=f"{gone}/end")
    company.work()
    before = rows(database_url)
    for letter in PREFIXES:
        for route in ROUTES:
            stranger = ask(company, f"/{letter}/{'x' * 43}", route)
            assert stranger in {404, 405}, (letter, route)
    for route in ROUTES:
        status = ask(company, gone, route, token)
        expected = {410} if (route, Role.PARTICIPANT) in RIGHTS else {404, 405, 410}
        assert status in expected, (route, status)
    assert rows(database_url) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_closed_alliance_opens_what_the_table_says(company, database_url):
    stage = company.stage
    links = links_of(company)
    tokens = {r: form_token(stage.get(link).text) for r, link in links.items()}
    fields = {"confirm": "on", "how": "now"}
    stage.post(f"{company.organiser}/close", fields, on=company.organiser)
    company.work()
    before = rows(database_url)
    for (route, role), right in RIGHTS.items():
        if right.closed:
            continue
        status = ask(company, links[role], route, tokens[role])
        # A form that lacks what it must hold is told so; nothing happens either way.
        assert status in {404, 409, 422}, (role, route, status)
    assert rows(database_url) == before
    for (route, role), right in RIGHTS.items():
        if right.closed and route.startswith("GET"):
            assert ask(company, links[role], route) in {200, 303}, (role, route)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_reads_anothers_words_before_their_time(stage):
    company = gathered(stage)
    company.reply(company.ada, purpose="Good soil", risks="I dig", **{"risks.for_coach": "on"})
    company.work()
    for role, link in links_of(company).items():
        for route in ROUTES:
            if route.startswith("GET") and (route, role) in RIGHTS:
                page = stage.web.get(
                    link + re.sub(r"\{number\}", "0", filled_plain(company, route))
                )
                assert "Good soil" not in page.text, (role, route)
                assert "I dig" not in page.text, (role, route)


def filled_plain(company, route):
    values = {"key": "purpose", "uid": company.look().conversation.uid, "form": "md"}
    return re.sub(r"\{(\w+)\}", lambda m: values.get(m[1], "0"), route.split(" ", 1)[1])
