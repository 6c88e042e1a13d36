"""An event as a file, for those whose mail program shows no invitation."""

from service import itip
from service.errors import NotFound
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
    post = work.post
    return post.ics(alliance, who.me, wanted[0]).encode()
