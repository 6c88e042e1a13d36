"""What people write by mail: answers beneath numbers, single words, and all that is left.

Nothing is sent, shared or passed on by a mail alone. Answers become a draft; a word asks
for a press; what stands under no number is passed on when its author says so.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from service import alliance as core
from service import emails
from service.alliance import Alliance, Wish
from service.emails import AnswerFound, Message
from service.errors import AllianceError, Conflict, NotFound
from service.incoming import Sorted, seen, sort
from service.languages import said_in, say
from service.links import address_tag, hash_token
from service.participants import Person, Role, same_address
from service.questions import Kind
from service.rendering import render_mail
from service.replying import (
    Placed,
    Word,
    numbered,
    one_word,
    own_text,
    read_lines,
    understand,
    without_courtesies,
)
from service.storage import Inbound
from service.workflow.forming import add_to_draft
from service.workflow.posting import Post, Sketch, queued
from service.workflow.wording import message
from service.workflow.work import Visit, Work

HELD = "words: held"
"""Outcome of a mail from another address, until its owner says that it is theirs."""
LEFT = "words: kept for their author"
PASSED_ON = "words: passed on"
MOST_A_DAY = 10
"""Mails in which we answer one person's words: a robot that knows no header ends there."""
_ANSWERS = frozenset({"answers_read", "words_held", "word_to_confirm"})
_FORMS = frozenset({"form_invitation", "reminder", "reply_received", "review_form", "last_round"})
_LISTING = frozenset({"form_invitation", "review_form"})
_MEETINGS = frozenset({"calendar_message", "proposal_declined", "moment_told"})


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """A mail as it was understood. `number` is of the round whose form it answers, if any."""

    number: int | None
    kind: str
    """Of our mail that it answers; empty where that is unknown."""
    own: str
    found: tuple[Placed, ...]
    left: str
    too_late: bool


def read_words(
    work: Work, alliance: Alliance, person: Person, words: Sorted, inbound_id: str
) -> str:
    """The mail is answered with what was understood of it; says in a word what that was."""
    if alliance.closure or not person.present:
        return "closed: nothing changed"
    since = work.now - timedelta(days=1)
    if work.tx.mails_since(alliance.id, person.id, _ANSWERS, since) >= MOST_A_DAY:
        return "words: kept, too many in a day"
    if same_address(words.from_address, person.email):
        return _take(work, alliance, person, words, inbound_id)
    said = own_text(read_lines(words.words))
    post = work.post
    held = emails.WordsHeld(
        **post.common(alliance, person),
        from_address=words.from_address,
        words=said,
        words_url=_page(post, alliance, person, inbound_id),
    )
    _queue(work, alliance, person, held, _digest(work, words.from_address, said))
    return HELD


def letter(work: Work, who: Visit, inbound_id: str) -> tuple[Inbound, Sorted]:
    """A mail that came to the visitor's own address; raises NotFound for any other, and Closed."""
    core.require_living(who.alliance)
    inbound = work.tx.inbound(inbound_id)
    if inbound is None or inbound.alliance != who.alliance.id:
        raise NotFound
    words = sort(inbound.raw, envelope=inbound.recipients)
    tags = [tag for tag in map(address_tag, words.recipients) if tag]
    owners = [owner[:2] for tag in tags if (owner := work.tx.address(hash_token(tag)))]
    if (who.alliance.id, who.me.id) not in owners:
        raise NotFound
    return inbound, words


def to_show(work: Work, who: Visit, inbound_id: str) -> tuple[str, str, str]:
    """(outcome, sender, words) of the visitor's mail: all of it while held, else what is left."""
    inbound, words = letter(work, who, inbound_id)
    if inbound.outcome == HELD:
        return HELD, words.from_address, own_text(read_lines(words.words))
    read = _read(work, who.alliance, who.me, words)
    return inbound.outcome, words.from_address, read.left


def claim(work: Work, who: Visit, inbound_id: str) -> None:
    """The visitor says that the mail which was held is theirs: now it has its effect."""
    inbound, words = letter(work, who, inbound_id)
    if inbound.outcome == HELD:
        outcome = _take(work, who.alliance, who.me, words, inbound_id)
        work.tx.settle_inbound(inbound_id, outcome, who.alliance.id)


def pass_on(work: Work, who: Visit, inbound_id: str) -> None:
    """The organiser gets what stood under no number, in its author's name; once.

    Raises Conflict where mail does not reach the organiser.
    """
    outcome, _, left = to_show(work, who, inbound_id)
    if outcome != LEFT or who.me.organises:
        return
    to, post = who.alliance.organiser, work.post
    if not to.mailable:
        raise Conflict(
            say("Our mail does not reach %(name)s now: please write yourself.", name=to.name)
        )
    note = emails.NotePassedOn(
        **post.common(who.alliance, to),
        author=who.me.name,
        author_email=who.me.email,
        words=left,
        organiser_url=post.link(who.alliance, to, Role.ORGANISER),
    )
    _queue(work, who.alliance, to, note, inbound_id)
    work.tx.settle_inbound(inbound_id, PASSED_ON, who.alliance.id)
    work.tx.note(who.alliance.id, work.now, who.me.id, say("passed on words from a mail"))


def _take(work: Work, alliance: Alliance, person: Person, words: Sorted, inbound_id: str) -> str:
    """The person's own words have their effect."""
    post = work.post
    read = _read(work, alliance, person, words)
    if not read.own:
        return "words: none"
    about = _digest(work, read.kind, str(read.number), read.own)
    word = one_word(read.own)
    if word and not read.found:
        _queue(work, alliance, person, _word_to_confirm(post, alliance, person, read, word), about)
        return "words: to be confirmed by link"
    before = alliance.round(read.number) if read.found and read.number is not None else None
    if before:
        who = Visit(alliance=alliance, me=person, role=Role.PARTICIPANT, path="", scope="")
        add_to_draft(work, who, before.number, tuple(placed.answer for placed in read.found))
    if read.left:
        work.tx.note(alliance.id, work.now, person.id, say("wrote by mail, under no question"))
    told = _answers_read(post, alliance, person, read, inbound_id)
    _queue(work, alliance, person, told, about)
    return LEFT if read.left else f"words: {len(read.found)} answers"


def _read(work: Work, alliance: Alliance, person: Person, words: Sorted) -> _Reading:
    kind, about = work.tx.answered(alliance.id, person.id, words.in_reply_to) or ("", "")
    number = _round(alliance, person, kind, about)
    open_ = number is not None and _is_open(alliance, number, person)
    items, original = (), ""
    if number is not None and open_:
        people = [each for each in alliance.people if each.takes_part]
        asked = alliance.round(number).questions
        items = numbered(asked, people, person.id, person.language)
        if kind in _LISTING:
            wish = Wish(kind=kind, to=person.id, about=about, round=number)
            sketch = Sketch(work.tx, work.settings, work.key, work.now)
            mail = render_mail(message(sketch, alliance, person, wish))
            original = f"{mail.text}\n{seen(mail.html)}"
    lines = read_lines(words.words, original)
    understood = understand(lines, items, person.name)
    return _Reading(
        number=number,
        kind=kind,
        own=own_text(without_courtesies(lines, person.name)),
        found=understood.placed,
        left=understood.left,
        too_late=number is not None and not open_,
    )


def _round(alliance: Alliance, person: Person, kind: str, about: str) -> int | None:
    """The round that the answered mail asks in; else the latest that still asks this person."""
    asks = [r.number for r in alliance.rounds if person.id in {p.person for p in r.progress}]
    named = about.partition("/")[0]
    if kind in _FORMS and named.isdecimal() and int(named) in asks:
        return int(named)
    return next((n for n in reversed(asks) if _is_open(alliance, n, person)), None)


def _is_open(alliance: Alliance, number: int, person: Person) -> bool:
    try:
        core.require_open(alliance, number, person.id)
    except AllianceError:
        return False
    return True


def _answers_read(
    post: Post, alliance: Alliance, person: Person, read: _Reading, inbound_id: str
) -> Message:
    asked = read.number is not None and not read.too_late
    sent = asked and core.progress_of(alliance.round(read.number or 0), person.id).replied_at
    form = post.link(alliance, person, Role.PARTICIPANT, "form", str(read.number)) if asked else ""
    passes = read.left and not person.organises
    return emails.AnswersRead(
        **post.common(alliance, person),
        found=tuple(_found(placed, person.language) for placed in read.found),
        left=read.left,
        form_url=form,
        left_url=_page(post, alliance, person, inbound_id) if passes else "",
        page_url=post.home(alliance, person),
        sent_before=bool(sent),
        too_late=read.too_late,
    )


def _found(placed: Placed, language: str) -> AnswerFound:
    question, answer = placed.item.question, placed.answer
    lines = answer.lines
    if question.kind is Kind.CHOICE and answer.choice:
        label = said_in(dict(question.options)[answer.choice], language)
        lines = (label, *lines[1:])
    return AnswerFound(
        number=placed.item.number,
        question=placed.item.text,
        lines=lines,
        for_coach=answer.for_coach,
        doubt=placed.doubt or "",
    )


def _word_to_confirm(
    post: Post, alliance: Alliance, person: Person, read: _Reading, word: Word
) -> Message:
    """Where the word would count: it says nothing by itself."""
    common = post.common(alliance, person)
    about, url = "page", ""
    if word is Word.STOP:
        about, url = "stop", common["silence_url"]
    elif person.takes_part and read.kind in _MEETINGS:
        about = "meeting"
    elif person.takes_part and read.kind == "agreement_proposed":
        about, url = "agreement", post.link(alliance, person, Role.PARTICIPANT, "agreement")
    elif read.number and not read.too_late and word in {Word.UNCHANGED, Word.YES}:
        form = post.link(alliance, person, Role.PARTICIPANT, "form", str(read.number))
        about, url = "unchanged", form
    said = " ".join(read.own.split())
    url = url or post.home(alliance, person)
    return emails.WordToConfirm(**common, word=said, about=about, page_url=url)


def _page(post: Post, alliance: Alliance, person: Person, inbound_id: str) -> str:
    """Where the person says what becomes of their mail."""
    roles = (Role.PARTICIPANT, Role.COACH, Role.ORGANISER)
    role = next(role for role in roles if person.has(role))
    return post.link(alliance, person, role, "words", inbound_id)


def _queue(work: Work, alliance: Alliance, to: Person, mail: Message, about: str) -> None:
    """The same about the same is one mail: a robot that answers each gets no second."""
    if to.mailable:
        key = f"{alliance.id}:{emails.kind(mail)}:{about}:{to.id}"
        work.tx.queue([queued(mail, key=key, alliance=alliance.id, person=to.id, now=work.now)])


def _digest(work: Work, *parts: str) -> str:
    """What a mail answers: the same words again in the same week are answered already."""
    week = f"{work.now:%G-%V}"
    return hashlib.sha256("\0".join((week, *parts)).encode()).hexdigest()[:24]
