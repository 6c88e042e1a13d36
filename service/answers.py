"""What people wrote: verbatim, question by question, each shared or for the coach only."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Goal:
    """A goal as its author wrote it. `by` stays text: people write "end of May" as well as dates."""

    title: str
    milestone: str = ""
    by: str = ""
    who: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer to one question (about one other person, where it is asked per person).

    Of the contents, those that the question's kind calls for are filled:
    points → `points`; goals → `goals`; scale → `number` and `text` (the
    reason); choice → `choice` and `text` (the remark); text → `text`.
    """

    question: str
    about: str | None = None
    """The id of the person it speaks about."""
    points: tuple[str, ...] = ()
    goals: tuple[Goal, ...] = ()
    number: int | None = None
    choice: str | None = None
    text: str = ""
    for_coach: bool = False

    @property
    def empty(self) -> bool:
        return not (
            self.points or self.goals or self.number is not None or self.choice or self.text
        )


@dataclass(frozen=True, kw_only=True)
class Reply:
    """All that one person answered in one round."""

    person: str
    answers: tuple[Answer, ...]
    sent_at: datetime
    late: bool = False
