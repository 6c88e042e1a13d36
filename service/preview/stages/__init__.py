"""What people meet, stage by stage: the pages in each state, and the mails."""

from collections.abc import Callable
from dataclasses import dataclass

from service.emails import Message
from service.languages import say
from service.preview.cast import Page
from service.preview.stages import (
    agreeing,
    answering,
    around,
    coaching,
    ending,
    living,
    meeting,
    people,
    starting,
)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A part of the way that people go."""

    title: str
    pages: Callable[[], dict[str, Page]]
    mails: Callable[[], dict[str, Message]]


STAGES = tuple(
    Stage(title=title, pages=stage.pages, mails=stage.mails)
    for title, stage in (
        (say("An alliance begins"), starting),
        (say("Everybody answers on their own"), answering),
        (say("They read the draft, and meet"), meeting),
        (say("They word the agreement, and sign it"), agreeing),
        (say("Reviews, and when something happens"), living),
        (say("People come and go"), people),
        (say("What a coach sees"), coaching),
        (say("It comes to its end"), ending),
        (say("All around it"), around),
    )
)
