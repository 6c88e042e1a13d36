from dataclasses import replace

import pytest

from service.merge.results import Merge, MergedQuestion, Reason
from service.preview import messages
from service.questions import Kind
from service.rendering import render_mail

SAID = {
    "negation": "one says yes, the other no",
    "number": "different numbers",
    "unit": "different numbers",
    "date": "different days",
    "weekday": "different days",
    "date_of_goal": "different dates for the same goal",
    "owner_of_goal": "different owners for the same goal",
    "unowned_goal": "a goal that nobody owns",
    "frequency": "how often",
    "person": "who is meant",
    "direction": "one says the opposite of the other",
    "degree": "how much",
    "order": "what comes first, or when",
    "gap": "expected, and not taken on yet",
    "untold": "taken on, and not known to the others",
    "blind_spot": "seen in different ways",
    "hidden": "seen in different ways",
    "spread": "numbers far apart",
    "low": "a low number",
    "split": "different choices",
    "missing": "somebody left it open",
    "single": "points that one person alone made",
}


@pytest.mark.parametrize("code", SAID)
def test_a_topic_comes_with_its_weightiest_reason_in_words(code):
    asked = MergedQuestion(
        key="contact",
        section="relationship",
        kind=Kind.POINTS,
        distance=0.7,
        reasons=(Reason(code=code), Reason(code="missing")),
    )
    mail = replace(messages()["draft_ready"], merge=Merge(questions=(asked,)))
    rendered = render_mail(mail)
    assert f": {SAID[code]}" in " ".join(rendered.text.split())
    assert SAID[code] in rendered.html
