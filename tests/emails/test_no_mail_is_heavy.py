"""However many take part and however much they write, a mail without attachments is under 100 KB."""

from dataclasses import fields, replace
from email import message_from_bytes, policy

import pytest

from service.emails import ClauseChange, Withheld, compose
from service.merge import merge
from service.preview import messages
from service.preview.cast import TALK
from service.rendering import render_mail
from tests.bench.merge import invent

MESSAGES = messages()
LIMIT = 100 * 1000
LONG = "The quick brown fox meets the lazy dog once more. " * 2000
JAPANESE = "いつもの庭で静かに話をしましょう。" * 2000


def parts(message):
    raw = compose(render_mail(message), message, message_id="a@b", date=TALK)
    mail = message_from_bytes(raw, policy=policy.default)
    return raw, list(mail.iter_attachments()) if mail.is_multipart() else []


def weight(message):
    """Bytes without attachments."""
    raw, attached = parts(message)
    return len(raw) - sum(len(part.as_bytes()) for part in attached)


@pytest.fixture(scope="module")
def crowd():
    """What two hundred people wrote, as the fields of a message have it."""
    people, questions, replies = invent(200)
    names = {person.id: person.name for person in people}
    return {
        "merge": merge(questions, people, replies),
        "names": names,
        "headings": {asked.key: "What this relationship needs to thrive" for asked in questions},
        "unanswered": tuple(names.values()),
        "others": tuple(names.values()),
        "waiting_for": tuple(names.values()),
        "replied": tuple(names.values()),
        "signers": tuple(names.values()),
        "participants": tuple(names.values()),
    }


@pytest.mark.parametrize("name", MESSAGES)
def test_two_hundred_people_make_no_mail_heavy(crowd, name):
    message = MESSAGES[name]
    known = {field.name for field in fields(message)} & set(crowd)
    given = {name: crowd[name] for name in known}
    for each in {"names", "headings"} & known:
        given[each] = getattr(message, each) | crowd[each]
    assert weight(replace(message, **given)) < LIMIT


@pytest.mark.parametrize("words", [LONG, JAPANESE], ids=["english", "japanese"])
@pytest.mark.parametrize("name", MESSAGES)
def test_long_words_make_no_mail_heavy(name, words):
    """Those that people write in many lines; places, names and headings have limits."""
    message = MESSAGES[name]
    written = {"reason", "words", "agreed", "wording", "comment", "question", "said", "note"}
    known = {field.name for field in fields(message)}
    given = {known_as: words for known_as in written & known if getattr(message, known_as)}
    if "changes" in known:
        change = ClauseChange(heading="When it gets difficult", before="", after=words)
        given["changes"] = (change,) * 60
    if "withheld" in known:
        given["withheld"] = (Withheld(author="Ada", heading="Trust", lines=(words[:900],)),) * 300
    assert weight(replace(message, **given)) < LIMIT


@pytest.mark.parametrize("name", MESSAGES)
def test_one_attachment_at_most_besides_the_calendars(name):
    _, attached = parts(MESSAGES[name])
    assert sum(part.get_content_type() != "application/ics" for part in attached) <= 1
