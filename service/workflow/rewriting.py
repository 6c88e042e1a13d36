"""Mails that wait while a person is erased: worded anew without them, or not sent."""

import json
import re
from typing import Any

from service import emails, itip
from service.alliance import Alliance, Wish
from service.outbox import KEPT_UNTIL_SENT, QueuedMail
from service.participants import Person, same_address
from service.workflow.posting import Post
from service.workflow.wording import KINDS, message
from service.workflow.work import Work

_THEIRS = frozenset({"note_passed_on"})
"""Mails to others that hold nothing but the words of the person."""


def reword_waiting(work: Work, alliance: Alliance, before: Person) -> None:
    """No mail that can still leave names `before`, who has no name in the alliance any more.

    What was worded from the record is worded from it again, so that their answers
    are gone from it as well; where nothing is left to tell, it is not sent.
    """
    post = work.post
    for listed in work.tx.mails(alliance.id):
        if listed.state not in KEPT_UNTIL_SENT or listed.person == before.id:
            continue
        mail = work.tx.mail(listed.id)
        if mail is None or not mail.payload or not _tells_of(mail, before):
            continue
        work.tx.reword(mail.id, _reworded(post, alliance, mail, before), work.now)


def _tells_of(mail: QueuedMail, person: Person) -> bool:
    """Whether the person is named in it; of papers nobody can tell."""
    told = json.loads(mail.payload)
    return bool(told.get("pdf")) or _without(told, person) != told


def _reworded(post: Post, alliance: Alliance, mail: QueuedMail, before: Person) -> str:
    """The message as it is to be sent; empty where it is not."""
    to_them = same_address(mail.recipient, before.email) or f"/{before.id}:" in mail.key
    if mail.kind in _THEIRS or to_them:
        return ""
    if mail.kind in KINDS and not mail.order_key:
        try:
            wish = _wish(alliance, mail)
            worded = message(post, alliance, alliance.person(wish.to), wish)
        except (LookupError, ValueError, StopIteration):
            # What it told of went with the person.
            return ""
        return emails.dump(worded)
    told = json.loads(mail.payload)
    if told.get("ics"):
        told["ics"] = itip.without_person(
            told["ics"],
            email=before.email,
            name=before.name,
            instead=alliance.person(before.id).name,
        )
    return json.dumps(_without(told, before, alliance.person(before.id)), ensure_ascii=False)


def _wish(alliance: Alliance, mail: QueuedMail) -> Wish:
    """The wish that the mail once was, as its key tells."""
    start, end = f"{alliance.id}:{mail.kind}:", f":{mail.person}"
    about = mail.key.removeprefix(start).removesuffix(end)
    head, _, rest = about.partition("/")
    number = int(head) if head.isdecimal() else alliance.current_round.number
    return Wish(
        kind=mail.kind,
        to=mail.person or "",
        about=about,
        round=number,
        by=_by(alliance, mail.kind, head, rest),
        clause=head,
    )


def _by(alliance: Alliance, kind: str, head: str, rest: str) -> str | None:
    """Who brought it about, where a wish of this kind says so."""
    match kind:
        case "agreement_proposed":
            by = alliance.versions[int(head) - 1].proposed_by
        case "clause_objected":
            by = rest.partition("/")[0]
        case "question_added":
            questions = alliance.round(int(head)).questions
            by = next(q.added_by for q in questions if q.key == rest)
        case "people_changed" if head != "organiser":
            moments = ((p.id, (p.joined_at, p.left_at)) for p in alliance.people)
            by = next(i for i, at in moments if rest in {m.isoformat() for m in at if m})
        case "people_changed" | "reopened":
            by = alliance.organiser.id
        case "close_wished":
            by = next(w.person for w in alliance.close_wishes if w.at.isoformat() == head)
        case _:
            by = head
    return by


def _without(told: Any, person: Person, after: Person | None = None) -> Any:  # noqa: ANN401 - JSON
    """The same values with other words for the person's name and address."""
    if isinstance(told, str):
        name, email = (after.name, after.email) if after else ("", "")
        named = re.sub(rf"(?<!\w){re.escape(person.name)}(?!\w)", lambda _: name, told)
        return re.sub(re.escape(person.email), lambda _: email, named, flags=re.IGNORECASE)
    if isinstance(told, list):
        return [_without(each, person, after) for each in told]
    if isinstance(told, dict):
        return {key: _without(value, person, after) for key, value in told.items()}
    return told
