"""What goes wrong while people answer and settle: a clear page, no word lost, the state right."""

import html
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.guards.company import form_token

POINTS = [f"Point {n} of what we want of each other" for n in range(500)]


@pytest.fixture
def settling(company):
    """Both have answered, and Ada has proposed the first wording."""
    company.release()
    press(company, company.ada, "propose")
    company.work()
    return company


def press(company, home, what, status=200, **fields):
    """Something on this person's agreement page is pressed; the page that comes back."""
    page = company.stage.web.get(f"{home}/agreement").text
    answer = company.stage.web.post(
        f"{home}/{what}", data={"form_token": form_token(page), **fields}
    )
    assert answer.status_code == status, answer.text[:3000]
    return answer.text


def wording(company, key="purpose"):
    return next(w.clause.text for w in company.look().clauses if w.clause.key == key)


def version(company):
    return company.look().versions[-1]


def field(page, name):
    """What a text field holds."""
    found = re.search(
        rf'<textarea[^>]* name="{re.escape(name)}"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL
    )
    return html.unescape(found[1])


def test_words_for_a_question_that_is_gone_are_given_back(company):
    form = f"{company.ada}/form/0"
    ben = company.person("ben").id
    token = form_token(company.stage.get(form).text)
    fields = {"purpose": "Good soil", f"your_part.{ben}x": "He digs the beds", "action": "send"}
    answer = company.stage.web.post(form, data={"form_token": token, **fields})
    assert answer.status_code == 422
    assert "He digs the beds" in answer.text
    assert field(answer.text, "purpose") == "Good soil"
    assert company.look().first_round.progress[0].replied_at is None
    company.reply(company.ada, purpose="Good soil")
    assert company.look().first_round.progress[0].replied_at


def test_an_empty_reply_is_no_reply(company):
    form = f"{company.ada}/form/0"
    for fields in ({}, {"purpose": " \n \n"}, {"purpose.for_coach": "on"}):
        token = form_token(company.stage.get(form).text)
        answer = company.stage.web.post(
            form, data={"form_token": token, "action": "send", **fields}
        )
        assert answer.status_code == 422
        assert "nothing is filled in yet" in answer.text
    assert company.look().first_round.progress[0].replied_at is None
    assert not company.work()


def test_five_hundred_points_go_the_whole_way(company):
    company.reply(company.ada, purpose="\n".join(POINTS))
    company.reply(company.ben, purpose=POINTS[7])
    company.work()
    assert sorted(wording(company).split("\n")) == sorted(POINTS)
    page = company.stage.get(f"{company.ben}/round/0").text
    assert all(html.escape(point) in page for point in POINTS)
    longer = f"{wording(company)}\nOne more"
    press(company, company.ada, "clause/purpose", base=wording(company), text=longer)
    press(company, company.ada, "propose")
    press(company, company.ada, "sign", version=version(company).hash, all="agree")
    assert version(company).clauses[0].text == longer
    assert company.stage.get(f"{company.ben}/agreement.pdf").content.startswith(b"%PDF")
    assert "One more" in company.stage.get(f"{company.ben}/agreement.md").text
    assert company.work()


def test_an_edit_that_began_on_an_old_text_takes_in_what_came_since(settling):
    press(settling, settling.ada, "clause/purpose", base=wording(settling), text="Good soil in May")
    press(
        settling, settling.ada, "clause/purpose", base="Good soil in May", text="Good soil in June"
    )
    press(settling, settling.ada, "propose")
    press(
        settling, settling.ben, "clause/purpose", base="Good soil in May", text="Dark soil in May"
    )
    assert wording(settling) == "Dark soil in June"
    assert version(settling).clauses[0].text == "Good soil in June"


def test_an_edit_of_an_old_text_that_clashes_keeps_both(settling):
    first = wording(settling)
    press(settling, settling.ada, "clause/purpose", base=first, text="In June")
    page = press(settling, settling.ben, "clause/purpose", 409, base=first, text="In August")
    assert field(page, "text") == "In August"
    assert "In June" in page
    assert wording(settling) == "In June"


def test_words_for_a_part_that_is_not_there_are_given_back(settling):
    page = press(settling, settling.ada, "clause/nothing", 409, base="", text="Precious words")
    assert "This part is no longer in the agreement" in page
    assert "Precious words" in page
    page = press(settling, settling.ada, "take/nothing", 409, line="Precious line")
    assert "Precious line" in page


def test_a_wording_that_is_too_long_is_still_in_its_field(settling):
    long = "so many words " * 8_000
    before = wording(settling)
    page = press(settling, settling.ada, "clause/purpose", 422, base=before, text=long)
    assert field(page, "text") == long
    assert "shorten it to at most 100000 characters" in page
    assert wording(settling) == before


def test_a_signature_under_words_that_changed_since_counts_for_none(settling):
    read = version(settling)
    press(settling, settling.ada, "clause/purpose", base=wording(settling), text="Other words")
    press(settling, settling.ada, "propose")
    fields = {
        "purpose": "object",
        "purpose.reason": "Soil is not all",
        "purpose.wording": "Good soil and rain",
    }
    page = press(settling, settling.ben, "sign", 409, version=read.hash, **fields)
    assert "A newer wording has been proposed since" in page
    assert "Other words" in page
    assert field(page, "purpose.reason") == "Soil is not all"
    assert field(page, "purpose.wording") == "Good soil and rain"
    page = press(settling, settling.ben, "sign", 409, version=read.hash, purpose="agree")
    assert not re.search(r'value="agree" checked', page)
    assert settling.look().sign_offs == ()
    assert not settling.work()[2:], "no more than the two mails that ask to sign"


def test_a_signature_under_a_proposed_text_holds_while_others_word_the_next(settling):
    read = version(settling)
    press(settling, settling.ada, "clause/purpose", base=wording(settling), text="Other words")
    press(settling, settling.ben, "sign", version=read.hash, all="agree")
    assert {s.clause_hash for s in settling.look().sign_offs} == {c.hash for c in read.clauses}


def test_an_objection_without_a_reason_keeps_the_proposed_words(settling):
    fields = {"purpose": "object", "purpose.wording": "Good soil and rain"}
    page = press(settling, settling.ben, "sign", 422, version=version(settling).hash, **fields)
    assert "say why you cannot agree" in page
    assert field(page, "purpose.wording") == "Good soil and rain"
    assert re.search(r'name="purpose" value="object" checked', page)
    assert settling.look().sign_offs == ()


def test_nothing_chosen_is_no_signature(settling):
    fields = {"purpose.reason": "I wonder"}
    page = press(settling, settling.ben, "sign", 409, version=version(settling).hash, **fields)
    assert "Nothing was chosen" in page
    assert field(page, "purpose.reason") == "I wonder"
    assert settling.look().sign_offs == ()


def at_once(settling, posts):
    """Several posts in the same moment; what each was answered with."""
    ready = []
    for home, what, fields in posts:
        token = form_token(settling.stage.get(f"{home}/agreement").text)
        ready.append((f"{home}/{what}", {"form_token": token, **fields}))
    with ThreadPoolExecutor(len(ready)) as pool:
        answers = list(pool.map(lambda one: settling.stage.web.post(one[0], data=one[1]), ready))
    return sorted(answer.status_code for answer in answers)


def test_two_signatures_at_once_both_count_and_bring_it_into_force_once(settling):
    fields = {"version": version(settling).hash, "all": "agree"}
    posts = [(home, "sign", fields) for home in (settling.ada, settling.ben)]
    assert at_once(settling, posts) == [200, 200]
    signed = {(s.person, s.clause_hash) for s in settling.look().sign_offs}
    assert len(signed) == len(settling.look().sign_offs) == 2 * len(version(settling).clauses)
    told = [mail for mail in settling.work() if mail.pdf]
    assert sorted(mail.to.split("@")[0] for mail in told) == ["ada", "ben", "cleo"]


def test_the_same_signature_twice_at_once_is_one(settling):
    fields = {"version": version(settling).hash, "all": "agree"}
    assert at_once(settling, [(settling.ada, "sign", fields)] * 2) == [200, 200]
    assert len(settling.look().sign_offs) == len(version(settling).clauses)


def test_two_proposals_at_once_are_one_version(settling):
    press(settling, settling.ada, "clause/purpose", base=wording(settling), text="Other words")
    posts = [(home, "propose", {}) for home in (settling.ada, settling.ben)]
    assert at_once(settling, posts) == [200, 409]
    assert [v.number for v in settling.look().versions] == [1, 2]


def test_after_the_close_words_are_given_back(settling):
    token = form_token(settling.stage.get(f"{settling.ben}/agreement").text)
    fields = {"reason": "", "confirm": "on"}
    settling.stage.post(f"{settling.organiser}/close", fields, on=settling.organiser)
    fields = {"form_token": token, "base": wording(settling), "text": "Too late a word"}
    answer = settling.stage.web.post(f"{settling.ben}/clause/purpose", data=fields)
    assert answer.status_code == 409
    assert "This alliance is closed" in answer.text
    assert "Too late a word" in answer.text
