"""What a decision wants sent, and what a decision is."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from service.alliance.record import Alliance
from service.itip import Wanted


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One mail to one person, said without its words.

    `kind` names the message (see `emails`). `about` makes the wish one of a kind:
    the same kind to the same person about the same is one mail for ever.
    """

    kind: str
    to: str
    about: str
    round: int = 0
    by: str | None = None
    clause: str = ""
    calendar: Wanted | None = None


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What an admin has set for all alliances."""

    review_lead: timedelta = timedelta(days=5)
    erase_after: timedelta = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The alliance as it is afterwards, and what is to be sent. `erase`: nothing is to remain."""

    alliance: Alliance
    wishes: tuple[Wish, ...] = ()
    erase: bool = field(default=False)

    def then(self, following: "Outcome") -> "Outcome":
        """Both in a row: the later alliance, all the wishes."""
        return replace(following, wishes=self.wishes + following.wishes)
