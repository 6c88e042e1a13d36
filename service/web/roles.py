"""What each role may see and do: one table, which the README shows and a test walks.

A link opens one role of one person. Whoever does not hold a right finds that
there is no such page.
"""

from dataclasses import dataclass

from service.participants import Role

_P, _O, _C = Role.PARTICIPANT, Role.ORGANISER, Role.COACH


@dataclass(frozen=True, kw_only=True)
class Right:
    """One thing that a link may open. `routes` are "METHOD rest", under the role's own link."""

    what: str
    roles: frozenset[Role]
    routes: tuple[str, ...]
    closed: bool = False
    """Whether it holds on once the alliance is closed, until it is erased."""


def _right(what: str, *routes: str, to: tuple[Role, ...], closed: bool = False) -> Right:
    return Right(what=what, roles=frozenset(to), routes=routes, closed=closed)


RIGHTS = (
    _right(
        "see who takes part, who has answered, when they meet", "GET ", to=(_P, _O, _C), closed=True
    ),
    _right(
        "answer the questions, see one’s own answers",
        *("GET /form/{number}", "POST /form/{number}", "POST /draft/{number}"),
        *("GET /preview/{number}", "POST /preview/{number}"),
        *("POST /opened/{number}", "POST /unchanged/{number}", "POST /question/{number}"),
        to=(_P,),
    ),
    _right("see that the answers are in", "GET /sent/{number}", to=(_P,), closed=True),
    _right(
        "read what was shared with all since one belongs",
        "GET /round/{number}",
        to=(_P, _C),
        closed=True,
    ),
    _right(
        "read the agreement, its versions, and keep it",
        *("GET /agreement", "GET /agreement/now", "GET /agreement.pdf", "GET /agreement.md"),
        *("GET /versions/{number}", "GET /keepsake.{form}"),
        to=(_P, _C),
        closed=True,
    ),
    _right(
        "word, propose and sign the agreement",
        *("POST /clause/{key}", "POST /take/{key}", "POST /propose", "POST /sign"),
        to=(_P,),
    ),
    _right(
        "say whether one comes, propose another time", "POST /rsvp", "POST /propose-time", to=(_P,)
    ),
    _right("take the meetings into a calendar", "GET /event/{uid}.ics", to=(_P,)),
    _right("see the ways into a calendar", "GET /calendar", to=(_P, _C), closed=True),
    _right("have a calendar feed", "POST /feed", to=(_P, _C)),
    _right("read what was agreed for when something happens", "GET /moment", to=(_P,), closed=True),
    _right(
        "say that something has happened",
        *("POST /moment", "POST /moment/{moment_id}/share", "POST /moment/{moment_id}/settle"),
        to=(_P,),
    ),
    _right("see what the coach sees", "GET /coach", "GET /coach/{number}", to=(_P,), closed=True),
    _right("have one’s link replaced", "POST /new-link", to=(_P,), closed=True),
    _right("see who would close it", "GET /end", to=(_P,), closed=True),
    _right("leave, or leave out the last words", "POST /leave", "POST /skip", to=(_P,)),
    _right("close it (participants: all together)", "POST /close", to=(_P, _O, _C)),
    _right("open it again", "POST /reopen", to=(_O,), closed=True),
    _right(
        "add, remove and reach people, name the coach, hand over",
        *("POST /people", "POST /address", "POST /resend", "POST /guest"),
        *("POST /coach", "POST /handover"),
        to=(_O,),
    ),
    _right(
        "move, pause and space the meetings, share answers early",
        *("POST /dates", "POST /review", "POST /rhythm", "POST /lead", "POST /pause"),
        *("POST /resume", "POST /proposal", "POST /extra", "POST /release"),
        to=(_O,),
    ),
    _right(
        "read over all one’s alliances, choose how the mails come",
        *("GET /all", "POST /open", "POST /preferences"),
        to=(_C,),
        closed=True,
    ),
    _right(
        "say what becomes of a mail that one wrote",
        *("GET /words/{letter}", "POST /words/{letter}"),
        to=(_P, _O, _C),
    ),
    _right("change one’s name and address", "POST /self", to=(_P, _O)),
    _right(
        "choose one’s language and time zone",
        *("GET /language", "POST /language"),
        to=(_P, _O),
        closed=True,
    ),
)


def as_markdown() -> str:
    """The table as the README shows it."""
    columns = (("participant", _P), ("organiser", _O), ("coach", _C))
    head = "| a link may … | " + " | ".join(name for name, _ in columns) + " | once closed |"
    rows = (
        f"| {r.what} | "
        + " | ".join("yes" if role in r.roles else "–" for _, role in columns)
        + f" | {'yes' if r.closed else '–'} |"
        for r in RIGHTS
    )
    return "\n".join((head, "|---|---|---|---|---|", *rows))
