"""What waits for others while a person is erased leaves without their name, address and words."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from service.itip import without_person
from service.workflow import erasing
from tests.flow.test_from_start_to_close import signing
from tests.guards.company import gathered

BENJAMIN = {"name": "Benjamin Okafor", "email": "ben@example.org"}
TRACES = re.compile(r"Benjamin|Okafor|ben@example\.org|Early peas|late peas", re.IGNORECASE)


@pytest.fixture
def company(stage):
    return gathered(stage, participants=[BENJAMIN, {"name": "Eve", "email": "eve@example.org"}])


def erase(company):
    """Ben is erased while nothing of what has just happened has left; then it does."""
    with company.stage.app.office.write() as work:
        erasing.erase_person(work, "ben@example.org")
    with company.stage.app.office.read() as work:
        kept = [work.tx.mail(m.id) for m in work.tx.mails(company.id)]
        held = "".join(m.payload + (m.raw or b"").decode() for m in kept)
    assert not TRACES.search(held)
    mails = company.work()
    assert mails
    for mail in mails:
        assert mail.to in {"ada@example.org", "eve@example.org", "cleo@example.org"}
        assert not TRACES.search(_all_of(mail)), mail.subject
    return mails


def _all_of(mail):
    parts = [str(mail.message[name]) for name in mail.message]
    parts += [mail.text, mail.html]
    if mail.calendar:
        parts.append(mail.calendar.to_ical().replace(b"\r\n ", b"").decode())
    if mail.pdf:
        parts += [page.extract_text() for page in PdfReader(BytesIO(mail.pdf)).pages]
    return "\n".join(parts)


def of(mails, subject):
    return sorted(m.to[:3] for m in mails if m.subject.startswith(subject))


def answer_all(company):
    company.reply(company.ada, purpose="Good soil", trust="7")
    company.reply(company.ben, purpose="Early peas", trust="6")
    company.reply(company.links["eve"]["p"], purpose="Shade for the lettuce")


def propose(company):
    company.stage.post(f"{company.ada}/propose", {}, on=f"{company.ada}/agreement")


def sign(company, names, **fields):
    for name in names:
        who = company.links[name]["p"]
        given = signing(company.stage, who) | (fields or {"all": "agree"})
        company.stage.post(f"{who}/sign", given, on=f"{who}/agreement")


def test_first_mails_and_invitations(stage):
    people = [BENJAMIN, {"name": "Eve", "email": "eve@example.org"}]
    work_later = stage.work
    stage.work = list
    company = gathered(stage, participants=people)
    stage.work = work_later
    mails = erase(company)
    assert of(mails, "Ada invites you") == ["eve"]
    assert {m.to[:3] for m in mails if m.calendar} == {"ada", "eve"}


def test_shared_answers_and_the_coachs_summary(company):
    answer_all(company)
    mails = erase(company)
    assert of(mails, "Your draft is ready") == ["ada", "eve"]
    assert of(mails, "First summary") == ["cle"]
    [draft] = [m for m in mails if m.subject.startswith("Your draft") and m.to.startswith("ada")]
    page = company.stage.get(draft.link()).text
    assert "Shade for the lettuce" in page, "what others wrote stays theirs"
    assert not TRACES.search(page)


def test_a_version_signed_by_all_goes_out_on_paper(company):
    answer_all(company)
    company.work()
    clauses = [w.clause for w in company.look().clauses if "Early peas" in w.clause.text]
    for clause in clauses:
        fields = {"base": clause.text, "text": "Good soil"}
        on = f"{company.ada}/agreement"
        company.stage.post(f"{company.ada}/clause/{clause.key}", fields, on=on)
    propose(company)
    company.work()
    sign(company, ("ada", "ben", "eve"))
    mails = erase(company)
    signed = [m for m in mails if m.subject.startswith("Signed")]
    assert {m.to[:3] for m in signed} == {"ada", "eve", "cle"}
    assert all(m.pdf for m in signed)


def test_an_objection_and_what_was_said_of_a_moment(company):
    answer_all(company)
    company.work()
    propose(company)
    company.work()
    objection = {"purpose": "object", "purpose.reason": "I mean late peas"}
    sign(company, ("ben",), **objection)
    fields = {"happening": "change", "words": "Okafor and sons closes", "to": "all"}
    company.stage.post(f"{company.ben}/moment", fields)
    clauses = [w.clause for w in company.look().clauses if "Early peas" in w.clause.text]
    with company.stage.app.office.write() as work:
        erasing.erase_person(work, "ben@example.org")
    mails = company.work()
    for mail in mails:
        assert "ben@example.org" not in _all_of(mail)
        assert "Benjamin" not in _all_of(mail)
        assert "late peas" not in _all_of(mail)
        assert "and sons" not in _all_of(mail)
    assert clauses, "the wording of a version that was proposed stays"


def test_a_mail_that_was_tried_already_is_rendered_anew(company):
    sink = company.stage.sink
    sink.answers["RCPT", None] = "450 4.2.0 try later"
    answer_all(company)
    assert company.work() == []
    with company.stage.app.office.read() as work:
        assert any(work.tx.mail(m.id).raw for m in work.tx.mails(company.id))
    sink.answers.clear()
    company.stage.now += timedelta(hours=1)
    mails = erase(company)
    assert of(mails, "Your draft is ready") == ["ada", "eve"]


def test_a_calendar_message_has_one_attendee_less():
    name, email = "Benjamin, of the Okafors", "ben@example.org"
    before = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        'ATTENDEE;CN="Benjamin, of the Okafors";PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mai\r\n'
        " lto:BEN@example.org\r\n"
        'ATTENDEE;CN="Ada":mailto:ada@example.org\r\n'
        "DESCRIPTION:With Ada\\, Benjamin\\, of the Okafors. Bring bread\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    after = without_person(before, email=email, name=name, instead="Somebody")
    [event] = Calendar.from_ical(after).events
    assert event["ATTENDEE"] == "mailto:ada@example.org"
    assert event["DESCRIPTION"] == "With Ada, Somebody. Bring bread"
    assert after.endswith("END:VCALENDAR\r\n")
