"""Calendar events and the messages about them (RFC 5545, RFC 5546).

An `Event` is changed by the verbs of `changes`; `messages` says what each person
must then be sent, `write` makes it iCalendar text; `read_reply` reads what comes
back, and `apply_reply` decides what it changes.
"""

from service.itip.adding import google_link, outlook_link
from service.itip.changes import (
    cancel_event,
    change_rhythm,
    described,
    end,
    move_occurrence,
    needs_answer,
    new_event,
    raised,
    renewed,
    reschedule,
    resume,
    skip_occurrence,
)
from service.itip.difference import Change, Method, Wanted, messages
from service.itip.erasing import without_person
from service.itip.event import (
    RSVP,
    Event,
    PartStat,
    Purpose,
    Sent,
    is_over,
    length,
    moved_occurrence,
    stands_at,
)
from service.itip.reading import ReplyPart, read_reply
from service.itip.replies import Author, Decision, Verdict, apply_reply, original_start, whose
from service.itip.standing import by_person, partstat
from service.itip.writing import Entry, cancel, decline_counter, publish, request, write
from service.itip.zones import vtimezone

__all__ = [
    "RSVP",
    "Author",
    "Change",
    "Decision",
    "Entry",
    "Event",
    "Method",
    "PartStat",
    "Purpose",
    "ReplyPart",
    "Sent",
    "Verdict",
    "Wanted",
    "apply_reply",
    "by_person",
    "cancel",
    "cancel_event",
    "change_rhythm",
    "decline_counter",
    "described",
    "end",
    "google_link",
    "is_over",
    "length",
    "messages",
    "move_occurrence",
    "moved_occurrence",
    "needs_answer",
    "new_event",
    "original_start",
    "outlook_link",
    "partstat",
    "publish",
    "raised",
    "read_reply",
    "renewed",
    "request",
    "reschedule",
    "resume",
    "skip_occurrence",
    "stands_at",
    "vtimezone",
    "whose",
    "without_person",
    "write",
]
