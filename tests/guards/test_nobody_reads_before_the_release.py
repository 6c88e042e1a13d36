"""What one wrote is not to be had by another before the release, by any address or mail."""

import re

import pytest

from service.web.limits import Limits
from tests.guards.company import form_token, gathered

# Who may read what is decided above the database.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SECRET = "Slugs eat everything that I plant"
FOR_COACH = "I am afraid of the frost"


@pytest.fixture(autouse=True)
def unlimited(monkeypatch):
    monkeypatch.setattr(Limits, "too_many", lambda *_: False)


def pages(stage, home, other, alliance):
    """All GET addresses behind a link, with one's own and with somebody else's ids."""
    uids = [e.uid for e in alliance.events]
    paths = ["", "/agreement", "/agreement.pdf", "/agreement.md"]
    paths += [f"/{page}/{n}" for page in ("form", "sent", "round", "versions") for n in (0, 1, 7)]
    paths += [f"/event/{uid}.ics" for uid in uids]
    paths += [f"/form/{p.id}" for p in (*alliance.people, *other.people)]
    return {path: stage.web.get(home + path) for path in paths}


def test_one_reply_is_on_no_page_and_in_no_mail_of_another(stage, company):
    company.reply(company.ada, purpose=SECRET, risks=FOR_COACH, **{"risks.for_coach": "on"})
    mails = company.work()
    for home in (company.ben, company.coach, company.organiser):
        for path, answer in pages(stage, home, company.look(), company.look()).items():
            assert SECRET not in answer.text, path
            assert FOR_COACH not in answer.text, path
    assert {m.to for m in mails} == {"ada@example.org"}
    token = company.ada.split("/")[2]
    others = [m for m in company.mails if m.to != "ada@example.org"]
    assert not [m for m in others if token in m.message.as_string()]


def test_the_others_pages_stay_as_they_were_but_for_who_has_answered(stage, company):
    before = {path: scrubbed(a) for path, a in seen_by_ben(stage, company).items()}
    company.reply(company.ada, purpose=SECRET)
    after = {path: scrubbed(a) for path, a in seen_by_ben(stage, company).items()}
    changed = {path for path in before if before[path] != after[path]}
    assert {after[path] for path in changed} == {after[""]}, "home alone says who has answered"
    one, two = (re.findall(r"\w+", text) for text in (before[""], after[""]))
    assert set(two) - set(one) <= {"answered", "good"}


def seen_by_ben(stage, company):
    return pages(stage, company.ben, company.look(), company.look())


def scrubbed(answer):
    """But for who has answered, which the form says to the last."""
    last = r"<p>(<strong>You are the last|You can change your answers until).*?</p>\s*"
    return re.sub(rf"DTSTAMP:\S+|{last}", "", answer.text)


def test_every_way_in_with_anothers_ids_leads_nowhere(stage, company):
    dana = gathered(
        stage,
        title="The sea wall",
        organiser={"name": "Dana", "email": "dana@example.org", "takes_part": True},
        participants=[{"name": "Eve", "email": "eve@example.org"}],
        coach=None,
    )
    theirs = dana.look()
    for uid in (e.uid for e in theirs.events):
        assert stage.web.get(f"{company.ada}/event/{uid}.ics").status_code == 404
        fields = {"event": uid, "partstat": "ACCEPTED"}
        stage.post(f"{company.ada}/rsvp", fields, on=company.ada, status=404)
    for person in theirs.people:
        for action, more in (("resend", {}), ("address", {"email": "x@example.org"})):
            fields = {"person": person.id, **more}
            stage.post(f"{company.organiser}/{action}", fields, on=company.organiser, status=404)
    assert dana.look() == theirs
    assert company.look().rsvps == ()


def test_answers_about_somebody_elses_people_are_not_taken(stage, company):
    stranger = "0123456789ab"
    form = f"{company.ada}/form/0"
    fields = {f"your_part.{stranger}": SECRET, "purpose": "Good soil", "action": "send"}
    stage.post(form, fields, on=form, status=422)
    with stage.app.office.read() as work:
        assert not work.tx.replies(company.id, 0)
        assert SECRET not in repr(work.tx.draft(company.id, 0, company.person("ada").id))


def test_a_participant_cannot_do_what_only_the_organiser_or_coach_may(stage, company):
    company.reply(company.ada, purpose=SECRET)
    token = form_token(stage.get(company.ben).text)
    before = company.look()
    for action in ("release", "dates", "resend", "address", "coach", "handover", "reopen"):
        fields = {"form_token": token, "confirm": "on", "person": company.person("ada").id}
        assert stage.web.post(f"{company.ben}/{action}", data=fields).status_code in {404, 405}
    company.work()
    assert company.look() == before
    fields = {"form_token": token, "confirm": "on", "how": "now"}
    stage.web.post(f"{company.ben}/close", data=fields)
    assert company.look().closure is None, "it takes all who take part"


def test_a_coach_reads_but_signs_nothing(stage, company):
    company.release()
    token = form_token(stage.get(company.coach).text)
    for path in ("/clause/purpose", "/propose", "/sign"):
        fields = {"form_token": token, "base": "", "text": "mine", "all": "agree"}
        assert stage.web.post(company.coach + path, data=fields).status_code == 404
    assert company.look().versions == ()


def test_what_is_for_the_coach_alone_stays_there_after_the_release(stage, company):
    company.reply(company.ada, purpose="Good soil", risks=FOR_COACH, **{"risks.for_coach": "on"})
    company.reply(company.ben, purpose="Early peas")
    mails = company.work()
    for home in (company.ada, company.ben, company.organiser):
        for path, answer in pages(stage, home, company.look(), company.look()).items():
            own = home == company.ada and path.startswith("/form")
            assert own or FOR_COACH not in answer.text, path
    for mail in mails:
        assert (FOR_COACH in mail.text) == (mail.to == "cleo@example.org"), mail.subject
    assert FOR_COACH in stage.get(f"{company.coach}/round/0").text
