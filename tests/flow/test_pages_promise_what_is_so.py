"""What a page says of time and of readers is so for these questions and these people."""

import html
import re
from datetime import timedelta

import pytest

from tests.flow.test_from_start_to_close import signing
from tests.guards.company import form_token, gathered

HOUR = timedelta(hours=1)
THREE = [{"name": n, "email": f"{n.lower()}@example.org"} for n in ("Ben", "Eve")]
SETS = {"work": "20 to 30 minutes", "meeting": "10 to 15 minutes", "family": "10 to 20 minutes"}


@pytest.mark.parametrize("key", SETS)
def test_each_set_is_said_to_take_its_own_time(stage, key):
    company = gathered(stage, question_set=key)
    for path in (company.ben, f"{company.ben}/form/0"):
        page = stage.get(path).text
        assert SETS[key] in page
        assert sum(said in page for said in SETS.values()) == 1


def test_who_may_share_the_answers_earlier_is_said(stage):
    company = gathered(stage)
    for path in (company.ben, f"{company.ben}/form/0"):
        page = stage.get(path).text
        assert "can share the answers with all of you earlier" in page
        assert "Not before" not in page


def test_names_stand_before_a_colon_as_the_language_has_it(stage):
    ben = {"name": "Ben", "email": "ben@example.org", "language": "fr"}
    company = gathered(stage, participants=[ben])
    [asked] = [m for m in company.mails if m.to.startswith("ben") and "[4]" in m.text]
    assert "[4] Ada\u202f: " in asked.text
    assert "Voir les questions\u202f:" in asked.text


def test_what_has_been_shared_stands(stage):
    """Nobody rewrites their answers when they have read the others'."""
    company = gathered(stage)
    company.reply(company.ada, purpose="Good soil")
    ben = company.ben
    last = stage.get(f"{ben}/form/0").text
    assert "You are the last to answer." in last
    assert "until they are shared" not in last
    token = form_token(last)
    company.reply(ben, purpose="Early peas")
    company.work()
    assert "side by side" in stage.get(f"{ben}/form/0").text, "the form has closed"
    fields = {"form_token": token, "action": "send", "purpose": "Late edit"}
    refused = stage.web.post(f"{ben}/form/0", data=fields)
    assert refused.status_code == 409
    assert "Late edit" in refused.text, "nothing typed is lost"
    assert "Late edit" not in stage.get(f"{company.ada}/round/0").text


def test_who_is_late_may_still_answer_and_knows_who_has_read(stage):
    company = gathered(stage, participants=THREE)
    company.reply(company.ada, purpose="Good soil")
    stage.post(f"{company.organiser}/release", {"confirm": "on"}, on=company.organiser)
    company.work()
    assert "have read one another’s answers already" in stage.get(f"{company.ben}/form/0").text
    company.reply(company.ben, purpose="Early peas")
    assert "Early peas" in stage.get(f"{company.ada}/round/0").text
    form = stage.web.get(f"{company.ben}/form/0")
    assert form.url.path.endswith("/round/0"), "it stands as it was sent"


@pytest.mark.parametrize("who", ["organiser", "coach"])
def test_why_it_ends_is_kept_where_the_tick_was_forgotten(stage, who):
    company = gathered(stage)
    page = getattr(company, who)
    told = stage.post(f"{page}/close", {"reason": "We have arrived"}, on=page, status=422)
    assert "We have arrived</textarea>" in told.text


def test_a_proposed_time_is_shown_to_who_proposed_it(stage):
    company = gathered(stage)
    uid = company.look().conversation.uid
    fields = {"event": uid, "date": "2026-09-22", "time": "16:30", "comment": ""}
    stage.post(f"{company.ben}/propose-time", fields, on=company.ben)
    assert "Ada has not answered yet" in stage.get(company.ben).text
    assert "has not answered yet" not in stage.get(company.ada).text


def test_an_objections_wording_is_one_press_away(stage):
    company = gathered(stage)
    company.release()
    stage.post(f"{company.ada}/propose", {}, on=f"{company.ada}/agreement")
    objects = {"purpose": "object", "purpose.reason": "Too dry", "purpose.wording": "Wet soil"}
    stage.post(
        f"{company.ben}/sign",
        signing(stage, company.ben) | objects,
        on=f"{company.ben}/agreement",
    )
    page = stage.get(f"{company.ada}/agreement").text
    objection = page.split('class="objection"')[1].split("Use this wording")[0]
    assert "Wet soil</textarea>" in objection
    base = html.unescape(
        re.search(r'name="base" hidden>\n(.*?)</textarea>', objection, re.DOTALL)[1]
    )
    taken = {"base": base, "text": "Wet soil"}
    stage.post(f"{company.ada}/clause/purpose", taken, on=f"{company.ada}/agreement")
    clauses = {w.clause.key: w.clause.text for w in company.look().clauses}
    assert clauses["purpose"] == "Wet soil"


def test_only_a_difficulty_is_told_to_the_coach_alone(stage):
    company = gathered(stage)
    company.release()
    stage.post(f"{company.ada}/propose", {}, on=f"{company.ada}/agreement")
    fields = {"happening": "change", "to": "coach", "words": ""}
    page = f"{company.ben}/moment"
    told = stage.post(page, fields, on=page, status=422)
    assert "only a difficulty can be told to the coach alone" in told.text


def test_reminders_leave_at_the_hour_that_was_chosen_for_the_answers(stage):
    """Half-way of an odd span would be in the night."""
    company = gathered(stage, replies_due="2026-09-20T17:00")
    due = company.look().first_round.replies_due
    stage.pass_until(due, HOUR)
    with stage.app.office.read() as work:
        mails = work.tx.mails(company.id)
    bens = [m for m in mails if m.kind == "reminder" and m.person == company.person("ben").id]
    assert len(bens) == 3
    assert {m.created_at.hour for m in bens} == {due.hour}


def test_nothing_is_said_of_an_agreement_that_there_is_not(stage):
    company = gathered(stage, participants=THREE)
    fields = {"action": "remove", "person": company.person("eve").id}
    stage.post(f"{company.organiser}/people", fields, on=company.organiser)
    told = [m.text for m in company.work() if m.subject.startswith("Somebody has left")]
    assert told
    assert not [text for text in told if "agreement" in text]
