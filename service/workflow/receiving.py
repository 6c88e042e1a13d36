"""What comes in by mail: stored first, then sorted, each message once."""

from collections.abc import Sequence

from service import alliance as core
from service.alliance import Alliance
from service.incoming import Sorted, SortedAs, sort
from service.itip import ReplyPart, apply_reply, read_reply
from service.links import address_tag, hash_token
from service.participants import Person, same_address
from service.storage import Inbound
from service.workflow.work import Work, conclude


def receive(work: Work, raw: bytes, envelope: Sequence[str] = ()) -> str:
    """The message is stored and has had its effect, in one go; one that came before has none."""
    inbound_id = store(work, raw, envelope)
    if inbound_id is None:
        return "known already"
    return take(
        work,
        Inbound(id=inbound_id, raw=raw, recipients=tuple(envelope), received_at=work.now),
    )


def store(work: Work, raw: bytes, envelope: Sequence[str] = ()) -> str | None:
    """The message is kept before anything is made of it; None when it was here before.

    `envelope` are the recipients that the mail server named. Raises NotAMessage
    for bytes that are none.
    """
    message = sort(raw)
    return work.tx.store_inbound(message.digest, message.message_id, raw, work.now, tuple(envelope))


def take(work: Work, inbound: Inbound) -> str:
    """The stored message has had its effect; says in a word what that was."""
    alliance_id, outcome = _effect(work, sort(inbound.raw), inbound.recipients)
    work.tx.settle_inbound(inbound.id, outcome, alliance_id)
    return outcome


def _effect(work: Work, message: Sorted, envelope: Sequence[str]) -> tuple[str | None, str]:
    owner = _owner(work, [*envelope, *message.recipients])
    if owner is None:
        return None, "nobody's address"
    alliance_id, person_id = owner
    alliance = work.tx.alliance(alliance_id, lock=True)
    person = alliance.person(person_id)
    if message.kind == SortedAs.BOUNCE:
        return alliance_id, _bounced(work, alliance, person, message)
    if message.kind != SortedAs.CALENDAR:
        return alliance_id, message.kind.value
    if not same_address(message.from_address, person.email):
        work.tx.note(alliance_id, work.now, person_id, "held a reply from another address")
        return alliance_id, "held: sent from another address"
    return alliance_id, _answered(work, alliance, person, read_reply(message.ics))


def _owner(work: Work, recipients: Sequence[str]) -> tuple[str, str] | None:
    """Whose secret address the message was sent to."""
    for recipient in recipients:
        tag = address_tag(recipient)
        known = work.tx.address(hash_token(tag)) if tag else None
        if known:
            return known[0], known[1]
    return None


def _answered(work: Work, alliance: Alliance, person: Person, parts: Sequence[ReplyPart]) -> str:
    """The RSVPs in the message are the person's, as far as they are the newest."""
    if alliance.closure:
        return "closed: nothing changed"
    after, codes = alliance, []
    for part in parts:
        event = next((e for e in alliance.events if e.uid == part.uid), None)
        if event is None or not same_address(part.attendee, person.email):
            codes.append("unknown")
            continue
        decision = apply_reply(after.rsvps, part, person=person.id, event=event, now=work.now)
        codes.append(decision.code)
        if decision.rsvp:
            after = core.with_rsvp(after, decision.rsvp)
    conclude(work, alliance, core.Outcome(alliance=after))
    return "calendar reply: " + ", ".join(codes or ["empty"])


def _bounced(work: Work, alliance: Alliance, person: Person, message: Sorted) -> str:
    """A permanent failure reported for this person's own address suspends it."""
    bounce = message.bounce
    if bounce is None or not bounce.permanent:
        return "bounce: not permanent"
    if bounce.recipient and not same_address(bounce.recipient, person.email):
        return "bounce: another address"
    conclude(work, alliance, core.suspended(alliance, person.id, bounce.diagnostic, work.now))
    return "bounce: suspended"
