"""The life of an alliance: (state, happening, now) → new state and what is to be sent."""

from service.alliance.calendars import answered, conversation_ends, ends_at, rsvp_of, with_rsvp
from service.alliance.consent import (
    Clash,
    in_force,
    proposed,
    reworded,
    signed,
    unsigned,
    word_of,
)
from service.alliance.life import close, dates_moved, next_review, settled, start, tick
from service.alliance.plan import LANGUAGES, Plan, read_plan
from service.alliance.reach import (
    address_corrected,
    require_living,
    resent,
    silenced,
    suspended,
)
from service.alliance.record import Alliance, Closure, Occasion, Phase, Progress, Round
from service.alliance.rounds import (
    drafted,
    first_wording,
    missing,
    opened,
    progress_of,
    question_added,
    release,
    replied,
    repliers,
    require_open,
)
from service.alliance.wishes import Outcome, Rules, Wish

__all__ = [
    "LANGUAGES",
    "Alliance",
    "Clash",
    "Closure",
    "Occasion",
    "Outcome",
    "Phase",
    "Plan",
    "Progress",
    "Round",
    "Rules",
    "Wish",
    "address_corrected",
    "answered",
    "close",
    "conversation_ends",
    "dates_moved",
    "drafted",
    "ends_at",
    "first_wording",
    "in_force",
    "missing",
    "next_review",
    "opened",
    "progress_of",
    "proposed",
    "question_added",
    "read_plan",
    "release",
    "replied",
    "repliers",
    "require_living",
    "require_open",
    "resent",
    "reworded",
    "rsvp_of",
    "settled",
    "signed",
    "silenced",
    "start",
    "suspended",
    "tick",
    "unsigned",
    "with_rsvp",
    "word_of",
]
