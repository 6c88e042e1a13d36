"""Events for calendars that do not live on mail: as a file, a link, a feed."""

from service import itip
from service.alliance import Alliance
from service.errors import Gone, NotFound
from service.itip import Entry
from service.links import hash_token
from service.participants import Person, Role
from service.workflow.work import Visit, Work


def event_file(work: Work, who: Visit, uid: str) -> bytes:
    """The invitation as this person's calendar would have got it by mail."""
    alliance = who.alliance
    event = next((e for e in alliance.events if e.uid == uid), None)
    if event is None or not who.me.takes_part:
        raise NotFound
    attendees = tuple(p.id for p in alliance.participants)
    wanted = itip.messages(None, event, attendees=attendees, person=who.me.id, now=work.now)
    if not wanted:
        raise NotFound
    return work.post.ics(alliance, who.me, wanted[0]).encode()


def adding_links(work: Work, who: Visit, uid: str) -> tuple[str, str]:
    """Links that add the event to Google's and Microsoft's calendars on the web."""
    entry = work.post.entry(who.alliance, who.me, who.alliance.event(uid))
    return itip.google_link(entry), itip.outlook_link(entry)


def make_feed(work: Work, who: Visit) -> str:
    """A new address for calendar programs to read from; an earlier one no longer works."""
    end_feed(work, who)
    return work.post.link(who.alliance, who.me, Role.FEED)


def end_feed(work: Work, who: Visit) -> None:
    """The person's feed answers no more."""
    work.tx.revoke_links(who.alliance.id, who.me.id, Role.FEED, work.now)


def keep_feed(work: Work, alliance: Alliance, coach: Person) -> None:
    """The coach's feed goes on without this alliance, by another that they coach."""
    for other, same in work.tx.people_with_address(coach.email):
        if other != alliance.id and same.coaches and same.present:
            work.tx.move_links(Role.FEED, (alliance.id, coach.id), (other, same.id))
            return


def feed(work: Work, token: str) -> bytes:
    """The events, as calendar programs read them again and again (RFC 5546 §3.2.1).

    A participant's are those of their alliance; a coach's those of every alliance
    that they coach by the same address.
    """
    link = work.tx.link(hash_token(token))
    if link is None or link.role != Role.FEED:
        raise NotFound
    if link.revoked_at:
        raise Gone
    alliance = work.tx.alliance(link.alliance)
    person = alliance.person(link.person)
    entries: list[Entry] = []
    for each, who in _alliances(work, alliance, person):
        entries += (work.post.entry(each, who, event) for event in each.events)
    return itip.publish(entries, name=_name(work, alliance, person)).encode()


def kept(work: Work, who: Visit) -> bytes:
    """The meetings as they last stood, to keep; NotFound where none has taken place or will."""
    events = [event for event in who.alliance.events if not event.cancelled]
    if not events:
        raise NotFound
    entries = [work.post.entry(who.alliance, who.me, event) for event in events]
    return itip.publish(entries, name=who.alliance.title).encode()


def _alliances(work: Work, alliance: Alliance, person: Person) -> list[tuple[Alliance, Person]]:
    if not person.coaches:
        return [(alliance, person)]
    coached = sorted(
        (found, who.id)
        for found, who in work.tx.people_with_address(person.email)
        if who.coaches and who.present
    )
    loaded = ((work.tx.alliance(found), who) for found, who in coached)
    return [(each, each.person(who)) for each, who in loaded]


def _name(work: Work, alliance: Alliance, person: Person) -> str:
    return work.settings.practice_name if person.coaches else alliance.title
