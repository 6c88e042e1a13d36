"""Everything that this service raises on purpose.

AllianceError
├── InvalidInput      what was given cannot be used; every problem at once
├── NotFound          no such thing, or not yours: the two look alike on purpose
├── Gone              there was such a link; it has been replaced or ended
├── Forbidden         the form was not sent from our own page
├── Conflict          the thing has changed since the page was opened
├── Closed            the alliance has been closed
├── NotAMessage       what came in is no mail at all (in `incoming`)
└── Unavailable       storage cannot take it now; try again
"""

from dataclasses import dataclass
from typing import ClassVar

from service.languages import say


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One field that cannot be used: `field` as the form or file names it, `advice` what to do."""

    field: str
    advice: str


class AllianceError(Exception):
    """Something that a person can be told about: `advice` says what to do."""

    advice: ClassVar[str] = ""

    def __str__(self) -> str:
        return super().__str__() or self.advice


class InvalidInput(AllianceError):
    """What was given cannot be used."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(f"{p.field}: {p.advice}" for p in problems))


class NotFound(AllianceError):
    """There is no such thing, or it is not theirs."""

    advice = say("There is nothing here.")


class Gone(AllianceError):
    """There was such a link; it has been replaced or ended."""

    advice = say("This link no longer works. Ask for a new one on the alliance’s page.")


class Forbidden(AllianceError):
    """The form was not sent from our own page."""

    advice = say("This form was not sent from our own page. Open your link again and retry.")


class Conflict(AllianceError):
    """The thing has changed since the page was opened."""

    advice = say("Somebody changed this in the meantime. Look at it again before you send.")


class Closed(AllianceError):
    """The alliance has been closed."""

    advice = say("This alliance is closed. It can be read, but no longer changed.")


class Unavailable(AllianceError):
    """Storage cannot take it now."""

    advice = say("The service cannot store anything right now. Try again in a minute.")


def advice_in(error: ValueError) -> str:
    """What a ValueError of ours advises, still to be said in any language."""
    return error.args[0] if error.args and isinstance(error.args[0], str) else str(error)
