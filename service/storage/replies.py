"""What people write in a round: a draft while they write, a reply once they have sent it."""

from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Table, delete, select

from service.answers import Answer, Reply
from service.storage import tables
from service.storage.rows import Rows, T

_ANSWERS: TypeAdapter[tuple[Answer, ...]] = TypeAdapter(tuple[Answer, ...])
_REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)


class ReplyRows(Rows):
    """Answers. Loading an alliance opens none of them."""

    def draft(self, alliance: str, round_number: int, person: str) -> tuple[Answer, ...] | None:
        """What the person has typed and not yet sent, if anything."""
        return self._written(tables.drafts, _ANSWERS, alliance, round_number, person)

    def save_draft(
        self,
        alliance: str,
        round_number: int,
        person: str,
        answers: tuple[Answer, ...],
        now: datetime,
    ) -> None:
        """`answers` are the person's draft of the round, instead of an earlier one."""
        place = (alliance, round_number, person)
        body = self._close(_ANSWERS, answers, *_place(tables.drafts, *place))
        self._write(tables.drafts, place, now, body)

    def reply(self, alliance: str, round_number: int, person: str) -> Reply | None:
        """What the person has sent, if they have."""
        return self._written(tables.replies, _REPLY, alliance, round_number, person)

    def save_reply(self, alliance: str, round_number: int, reply: Reply) -> None:
        """The person has replied; their draft of the round is gone."""
        place = (alliance, round_number, reply.person)
        body = self._close(_REPLY, reply, *_place(tables.replies, *place))
        self._write(tables.replies, place, reply.sent_at, body)
        self._connection.execute(delete(tables.drafts).where(*_at(tables.drafts, *place)))

    def replies(self, alliance: str, round_number: int) -> tuple[Reply, ...]:
        """All replies of the round, by the ids of those who sent them."""
        table = tables.replies
        rows = self._connection.execute(
            select(table.c.person, table.c.body)
            .where(table.c.alliance == alliance, table.c.round == round_number)
            .order_by(table.c.person)
        ).all()
        return tuple(
            self._open(_REPLY, r.body, *_place(table, alliance, round_number, r.person))
            for r in rows
        )

    def _written(
        self, table: Table, adapter: TypeAdapter[T], alliance: str, round_number: int, person: str
    ) -> T | None:
        where = _at(table, alliance, round_number, person)
        body = self._connection.scalar(select(table.c.body).where(*where))
        if body is None:
            return None
        return self._open(adapter, body, *_place(table, alliance, round_number, person))

    def _write(self, table: Table, place: tuple[str, int, str], now: datetime, body: bytes) -> None:
        key = dict(zip(("alliance", "round", "person"), place, strict=True))
        self._put(table, key, {"at": now, "body": body})


def _at(
    table: Table, alliance: str, round_number: int, person: str
) -> tuple[ColumnElement[bool], ...]:
    c = table.c
    return (c.alliance == alliance, c.round == round_number, c.person == person)


def _place(table: Table, alliance: str, round_number: int, person: str) -> tuple[str, ...]:
    return (table.name, alliance, str(round_number), person)
