"""Answering by mail: a reply becomes a draft, and nothing is sent or told by it alone."""

import copy
import re
from datetime import timedelta
from email.message import EmailMessage

import pytest

from service.workflow.answering import MOST_A_DAY
from tests.guards.company import gathered, rows


@pytest.fixture
def company(stage):
    return gathered(stage)


def reply(mail, text, *, sender="ben@example.org", quoted=True, html=False):
    """A person's answer to one of our mails, as their program sends it."""
    said = EmailMessage()
    said["From"] = sender
    said["To"] = str(mail.message["Reply-To"] or mail.message["From"])
    said["Subject"] = f"Re: {mail.subject}"
    said["Message-ID"] = f"<{abs(hash((text, sender)))}@mail.example.org>"
    said["In-Reply-To"] = str(mail.message["Message-ID"])
    below = "\n".join(f"> {line}" for line in mail.text.splitlines()) if quoted else ""
    written = f"{text}\n\nOn 7 Sept 2026 at 10:00, Ada <a@example.org> wrote:\n\n{below}\n"
    if html:
        rich = text.replace("\n", "<br>")
        said.set_content(f"<p>{rich}</p><blockquote>{mail.html}</blockquote>", subtype="html")
    else:
        said.set_content(written if quoted else text)
    return said.as_bytes()


def form_mail(company, who="ben"):
    return next(m for m in company.mails if m.to.startswith(who) and "[1]" in m.text)


ANSWER = "1. Good soil\nEarly peas\n\n2. Four beds by May; two by April; end of May; Ada\n"


@pytest.mark.parametrize("html", [False, True])
def test_answers_become_a_draft_and_the_mail_says_what_was_understood(stage, company, html):
    stage.app.receive(reply(form_mail(company), ANSWER, html=html))
    [told] = company.work()
    assert told.to == "ben@example.org"
    assert told.subject.startswith("What we understood")
    assert "    Good soil" in told.text
    assert told.message["Auto-Submitted"].startswith("auto-")
    form = stage.get(company.ben + "/form/0").text
    assert "Good soil\nEarly peas" in form
    assert 'value="Four beds by May"' in form
    asked = company.look().first_round
    assert [p.replied_at for p in asked.progress] == [None, None]
    assert "Good soil" not in stage.get(company.ada).text


def test_a_draft_of_the_page_keeps_its_words(stage, company):
    form = f"{company.ben}/form/0"
    stage.post(form, {"purpose": "Company", "trust": "4", "action": "save"}, on=form)
    stage.app.receive(reply(form_mail(company), ANSWER))
    page = stage.get(form).text
    assert "Good soil\nEarly peas\nCompany" in page
    company.work()


def test_answers_that_were_sent_count_until_the_draft_is_sent(stage, company):
    company.reply(company.ben, purpose="Company")
    company.work()
    stage.app.receive(reply(form_mail(company), "1. Good soil"))
    [told] = company.work()
    assert "You had sent answers before." in told.text
    company.reply(company.ada, purpose="Peas")
    company.work()
    shared = stage.get(f"{company.ada}/round/0").text
    assert "Company" in shared
    assert "Good soil" not in shared


def test_words_under_no_number_come_back_to_their_author_who_may_pass_them_on(stage, company):
    words = "I shall be late on Monday, and I dread it."
    stage.app.receive(reply(form_mail(company), f"Hi Ada,\n\n{words}\n\n{ANSWER}"))
    [told] = company.work()
    assert told.to == "ben@example.org"
    assert words in " ".join(told.text.replace("> ", "").split())
    [page] = re.findall(r"http://testserver(/p/[\w-]{43}/words/\w+)", told.text)
    before = rows(stage.app.settings.database_url)
    assert words in stage.get(page).text
    assert rows(stage.app.settings.database_url) == before
    assert words not in stage.get(company.organiser).text
    stage.post(page, {"action": "pass"}, on=page)
    [note] = company.work()
    assert note.to == "ada@example.org"
    assert words in " ".join(note.text.replace("> ", "").split())
    assert "Good soil" not in note.text
    stage.web.post(page, data={"action": "pass"})
    assert company.work() == []


def test_a_reply_without_any_number_asks_where_it_should_go(stage, company):
    stage.app.receive(reply(form_mail(company), "I would rather talk than write."))
    [told] = company.work()
    assert told.subject.startswith("Your mail about")
    assert "/words/" in told.text
    assert "/form/0" in told.text


def test_the_same_words_again_are_answered_once(stage, company):
    for n in range(20):
        raw = reply(form_mail(company), "I am away until Monday.")
        stage.app.receive(raw.replace(b"@mail.example.org", b"%d@mail.example.org" % n))
    assert len(company.work()) == 1


def test_the_same_words_a_week_later_are_answered_again(stage, company):
    said = reply(form_mail(company), "Could we begin at eleven?")
    stage.app.receive(said)
    company.work()
    stage.now += timedelta(days=7)
    company.work()
    stage.app.receive(said.replace(b"@mail.example.org", b"7@mail.example.org"))
    assert [m for m in company.work() if m.subject.startswith("Your mail about")]


def test_words_are_not_passed_on_to_who_gets_no_mail(stage, company):
    stage.app.receive(reply(form_mail(company), "Could we begin at eleven?"))
    [told] = company.work()
    [page] = re.findall(r"http://testserver(/p/[\w-]{43}/words/\w+)", told.text)
    assert stage.web.post(company.silence_link("ada")).status_code == 200
    answer = stage.post(page, {"action": "pass"}, on=page, status=409)
    assert "does not reach Ada" in answer.text
    assert "eleven" in stage.get(page).text


def test_a_robot_that_knows_no_header_is_answered_a_few_times_a_day(stage, company):
    for n in range(200):
        stage.app.receive(reply(form_mail(company), f"I am away. Ticket {n}.", quoted=False))
    assert len(company.work()) == MOST_A_DAY


def test_two_services_that_face_each_other_fall_silent(stage, company):
    """What we send, sent back to us by a service of our kind, is answered by nobody."""
    stage.app.receive(reply(form_mail(company), "Who reads this?"))
    [told] = company.work()
    echoes = [told, *(m for m in company.mails if m.to.startswith("ben"))]
    for mail in echoes:
        message = copy.deepcopy(mail.message)
        for name, value in (("From", "ben@example.org"), ("To", str(mail.message["From"]))):
            message.replace_header(name, value)
        stage.app.receive(message.as_bytes())
    assert company.work() == []


def test_a_stranger_at_the_secret_address_changes_nothing_until_its_owner_says_so(stage, company):
    stage.app.receive(reply(form_mail(company), ANSWER, sender="ben@home.example"))
    [asked] = company.work()
    assert asked.to == "ben@example.org"
    assert "ben@home.example" in asked.text
    assert "Good soil" not in stage.get(f"{company.ben}/form/0").text
    [page] = re.findall(r"http://testserver(/p/[\w-]{43}/words/\w+)", asked.text)
    stage.get(page)
    stage.post(page, {"action": "mine"}, on=page)
    [told] = company.work()
    assert "Good soil" in told.text
    assert "Good soil" in stage.get(f"{company.ben}/form/0").text


def test_another_persons_mail_is_not_there(stage, company):
    stage.app.receive(reply(form_mail(company), "Words of mine alone."))
    [told] = company.work()
    [letter] = re.findall(r"/words/(\w+)", told.text)
    for link in (company.ada, company.organiser, company.coach):
        assert stage.web.get(f"{link}/words/{letter}").status_code == 404
    assert stage.web.get(f"{company.ben}/words/unknown").status_code == 404


@pytest.mark.parametrize("word", ["Yes", "ja", "Accept", "Oui !", "no"])
def test_a_word_to_an_invitation_asks_for_a_press(stage, company, word):
    invitation = next(m for m in company.mails if m.calendar and m.to.startswith("ben"))
    stage.app.receive(reply(invitation, word))
    [asked] = company.work()
    assert "one press more" in asked.subject
    assert "Say whether you come" in asked.text
    assert company.look().rsvps == ()


def test_stop_leads_to_the_page_that_stops(stage, company):
    stage.app.receive(reply(form_mail(company), "Unsubscribe"))
    [asked] = company.work()
    assert asked.text.count("/silence/") >= 2
    assert company.person("ben").mailable


def test_nothing_has_changed_asks_for_a_press_on_the_review(stage, company):
    company.release()
    mails = []
    while not (asking := [m for m in mails if "[1]" in m.text]):
        mails = stage.pass_until(stage.now + timedelta(days=1), timedelta(days=1))
    mail = asking[0]
    stage.app.receive(reply(mail, "Nothing has changed.", sender=mail.to))
    asked = [m for m in company.work() if "one press more" in m.subject]
    assert len(asked) == 1
    assert "Say that nothing has changed" in asked[0].text


def test_after_the_answers_were_shared_words_are_kept_for_their_author(stage, company):
    mail = form_mail(company)
    company.release()
    stage.now = stage.now.replace(month=9, day=25)
    company.work()
    stage.app.receive(reply(mail, ANSWER))
    told = [m for m in company.work() if m.subject.startswith("Your mail about")]
    assert "shared already" in told[0].text
    assert "Good soil" in told[0].text


def test_a_closed_alliance_takes_no_words(stage, company):
    stage.post(f"{company.organiser}/close", {"confirm": "on"}, on=company.organiser)
    company.work()
    stage.app.receive(reply(form_mail(company), ANSWER))
    assert company.work() == []
