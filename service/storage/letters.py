"""Mail on its way out: queued once, claimed by one lane at a time, settled by its answer."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count, repeat
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, String, bindparam, exists, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from service.outbox import KEPT_UNTIL_SENT, UNDELIVERABLE, MailState, Pace, QueuedMail
from service.storage import tables
from service.storage.rows import Rows

_BOX = tables.outbox
_LIST_COLUMNS = tuple(c for c in _BOX.c if c.name not in {"payload", "raw"})


# The statements of every single mail are built once: building them took longer
# than the durable commit.

_earlier = _BOX.alias("earlier")
_held_back = exists().where(
    _BOX.c.order_key != "",
    _earlier.c.order_key == _BOX.c.order_key,
    _earlier.c.seq < _BOX.c.seq,
    _earlier.c.due.is_not(None),
)
# Written so that no database reads it as a range of the index on `due`, which
# would sort all that waits for every mail: the index on `turn` has them in order.
_is_due = func.coalesce(_BOX.c.due, _BOX.c.due) <= bindparam("now")
_due_in_turn = (
    select(_BOX.c.seq)
    .where(_BOX.c.due.is_not(None), _is_due, ~_held_back)
    .order_by(_BOX.c.turn, _BOX.c.seq)
)
_first_due = _due_in_turn.limit(1).with_for_update(skip_locked=True)
_NEXT = (
    select(_BOX)
    .where(_BOX.c.seq.in_(_due_in_turn.limit(bindparam("count")).scalar_subquery()))
    .order_by(_BOX.c.turn, _BOX.c.seq)
)
_CLAIM = (
    update(_BOX)
    .where(_BOX.c.seq == _first_due.scalar_subquery())
    .values(
        attempts=_BOX.c.attempts + 1,
        due=bindparam("until"),
        leased_until=bindparam("until"),
        lane=bindparam("by"),
    )
    .returning(*_BOX.c)
)
_KEEP_BYTES = (
    update(_BOX)
    .where(_BOX.c.id == bindparam("mail"))
    .values(raw=bindparam("bytes"), message_id=bindparam("name"))
)
_SETTLE = (
    update(_BOX)
    .where(
        _BOX.c.id == bindparam("mail"),
        _BOX.c.lane == bindparam("by"),
        _BOX.c.due.is_not(None) | (bindparam("became", type_=String) == MailState.SENT.value),
    )
    .values(
        state=bindparam("became", type_=String),
        due=bindparam("next"),
        leased_until=None,
        lane=None,
        settled_at=bindparam("at"),
        last_answer=bindparam("answer"),
        tried_since=bindparam("since"),
        refused_at=bindparam("refused"),
    )
)
_SETTLE_AND_FORGET = _SETTLE.values(payload=b"", raw=None)

# The turn that is being served: of what the lanes hold, else of what waits.
_TURN = select(
    func.coalesce(
        select(func.max(_BOX.c.turn))
        .where(_BOX.c.lane.is_not(None), _BOX.c.due.is_not(None))
        .scalar_subquery(),
        select(func.min(_BOX.c.turn)).where(_BOX.c.due.is_not(None)).scalar_subquery(),
        0,
    )
)
_LAST_TURN = select(func.max(_BOX.c.turn)).where(
    _BOX.c.alliance == bindparam("whose"), _BOX.c.due.is_not(None)
)
_PACE: TypeAdapter[Pace] = TypeAdapter(Pace)
_RELAY = tables.relays


class LetterRows(Rows):
    """The outbox. What waits has a `due`; what is settled has none."""

    def queue(self, mails: Iterable[QueuedMail]) -> None:
        """Each mail waits to be delivered; one whose key is known already is that one.

        Alliances take turns: the n-th mail that waits of one leaves about when
        the n-th of another does, however many each has (start-time fair queuing).
        """
        mails = tuple(mails)
        if not mails:
            return
        turns = self._turns({mail.alliance for mail in mails if mail.alliance})
        rows = [self._letter(mail) | {"turn": next(turns[mail.alliance])} for mail in mails]
        dialect = postgresql if self._on_postgresql else sqlite
        insert = dialect.insert(_BOX).on_conflict_do_nothing(index_elements=["key"])
        self._connection.execute(insert, rows)

    def answered(
        self, alliance: str, person: str, message_ids: Sequence[str]
    ) -> tuple[str, str] | None:
        """(kind, what it was about) of the person's latest mail among these Message-IDs."""
        row = self._connection.execute(
            select(_BOX.c.kind, _BOX.c.key)
            .where(
                _BOX.c.alliance == alliance,
                _BOX.c.person == person,
                _BOX.c.message_id.in_(message_ids),
            )
            .order_by(_BOX.c.seq.desc())
            .limit(1)
        ).one_or_none()
        if row is None:
            return None
        about = row.key.removeprefix(f"{alliance}:{row.kind}:").removesuffix(f":{person}")
        return row.kind, about

    def mails_since(
        self, alliance: str, person: str, kinds: Collection[str], since: datetime
    ) -> int:
        """How many mails of these kinds the person was written since then."""
        counted = select(func.count()).where(
            _BOX.c.alliance == alliance,
            _BOX.c.person == person,
            _BOX.c.kind.in_(kinds),
            _BOX.c.created_at > since,
        )
        return self._connection.scalar(counted) or 0

    def next_mails(self, now: datetime, most: int) -> tuple[QueuedMail, ...]:
        """What would be claimed next, by whoever comes first."""
        rows = self._connection.execute(_NEXT, {"now": now, "count": most}).mappings()
        return tuple(self._mail(row) for row in rows)

    def claim(self, now: datetime, lane: str, lease: timedelta) -> QueuedMail | None:
        """The due mail whose turn it is belongs to this lane until the lease ends; None without.

        The attempt is counted and the next one set before anybody dials, so
        that a crash at any point leaves a mail that is tried again. A mail
        waits for those before it with the same order key.
        """
        given = {"now": now, "until": now + lease, "by": lane}
        claimed = self._connection.execute(_CLAIM, given).mappings().one_or_none()
        return None if claimed is None else self._mail(claimed)

    def keep_bytes(self, mail: QueuedMail) -> None:
        """The rendered bytes and the Message-ID of the mail stay the same at every attempt."""
        raw = None if mail.raw is None else self._seal.close(mail.raw, "outbox", "raw", mail.id)
        given = {"mail": mail.id, "bytes": raw, "name": mail.message_id}
        self._connection.execute(_KEEP_BYTES, given)

    def settle(self, mail: QueuedMail, lane: str) -> bool:
        """What became of an attempt is kept; False when the mail is this lane's no longer.

        A mail that was silenced while it was in flight is tried no more, but
        one that has gone out all the same is shown as sent.
        """
        given = {
            "mail": mail.id,
            "by": lane,
            "became": mail.state.value,
            "next": mail.due,
            "at": mail.settled_at,
            "since": mail.tried_since,
            "refused": mail.refused_at,
            "answer": self._close_text(mail.last_answer, "outbox", "answer", mail.id),
        }
        statement = _SETTLE if mail.state in KEPT_UNTIL_SENT else _SETTLE_AND_FORGET
        return self._connection.execute(statement, given).rowcount == 1

    def mails(self, alliance: str) -> tuple[QueuedMail, ...]:
        """All mails of the alliance as they were queued, without payload and bytes."""
        query = select(*_LIST_COLUMNS).where(_BOX.c.alliance == alliance).order_by(_BOX.c.seq)
        return tuple(self._mail(row) for row in self._connection.execute(query).mappings())

    def latest_mails(self, alliance: str, each: int) -> tuple[QueuedMail, ...]:
        """The last mails to each person, so many of each, as `mails` gives them."""
        place = func.row_number().over(partition_by=_BOX.c.person, order_by=_BOX.c.seq.desc())
        query = select(*_LIST_COLUMNS, place.label("place")).where(_BOX.c.alliance == alliance)
        found = query.subquery()
        latest = select(found).where(found.c.place <= each).order_by(found.c.seq)
        return tuple(self._mail(row) for row in self._connection.execute(latest).mappings())

    def is_queued(self, key: str) -> bool:
        """Whether a mail of this key has ever been queued."""
        return self._connection.scalar(select(_BOX.c.seq).where(_BOX.c.key == key)) is not None

    def mail(self, mail_id: str) -> QueuedMail | None:
        """The mail, with payload and bytes as far as they are kept."""
        query = select(_BOX).where(_BOX.c.id == mail_id)
        row = self._connection.execute(query).mappings().one_or_none()
        return None if row is None else self._mail(row)

    def requeue(
        self,
        mail_id: str,
        now: datetime,
        *,
        recipient: str | None = None,
        payload: str | None = None,
    ) -> bool:
        """An undelivered mail waits again from `now`; False when there is no such mail.

        With another recipient or payload it is rendered anew.
        """
        where = (_BOX.c.id == mail_id, _BOX.c.state.in_([s.value for s in KEPT_UNTIL_SENT]))
        values: dict[str, Any] = {
            "state": MailState.QUEUED.value,
            "created_at": now,
            "due": now,
            "attempts": 0,
            "leased_until": None,
            "lane": None,
            "settled_at": None,
            "tried_since": None,
            "refused_at": None,
        }
        if recipient is not None:
            values["recipient"] = self._close_text(recipient, "outbox", "recipient", mail_id)
        if payload is not None:
            values["payload"] = self._close_text(payload, "outbox", "payload", mail_id)
        if recipient is not None or payload is not None:
            values |= {"raw": None, "message_id": ""}
        return self._connection.execute(update(_BOX).where(*where).values(values)).rowcount == 1

    def reword(self, mail_id: str, payload: str, now: datetime) -> None:
        """The mail is rendered anew from this, whenever it leaves; without any, it never does."""
        where = (_BOX.c.id == mail_id, _BOX.c.state.in_([s.value for s in KEPT_UNTIL_SENT]))
        values: dict[str, Any] = {"payload": b"", "raw": None, "message_id": ""}
        if payload:
            values["payload"] = self._close_text(payload, "outbox", "payload", mail_id)
        else:
            silenced = {"state": MailState.SILENCED.value, "due": None, "leased_until": None}
            values |= silenced | {"settled_at": now}
        self._connection.execute(update(_BOX).where(*where).values(values))

    def cancel_mails(
        self,
        alliance: str,
        person: str | None = None,
        *,
        but: Collection[str] = (),
        now: datetime | None = None,
    ) -> None:
        """What still waits in the alliance (for the person) will not be sent, but these kinds."""
        where = [
            _BOX.c.alliance == alliance,
            _BOX.c.due.is_not(None),
            _BOX.c.kind.not_in(tuple(but)),
        ]
        if person is not None:
            where.append(_BOX.c.person == person)
        # The lane stays: it tells `settle` of an attempt that was in flight meanwhile.
        self._connection.execute(
            update(_BOX)
            .where(*where)
            .values(
                state=MailState.SILENCED.value,
                due=None,
                leased_until=None,
                settled_at=now,
                payload=b"",
                raw=None,
            )
        )

    def give_up(self, alliance: str, person: str, why: str, now: datetime) -> None:
        """What still waits for the person came back with the mail that did, and is kept."""
        where = (_BOX.c.alliance == alliance, _BOX.c.person == person, _BOX.c.due.is_not(None))
        for name in self._connection.scalars(select(_BOX.c.id).where(*where)).all():
            self._connection.execute(
                update(_BOX)
                .where(_BOX.c.id == name)
                .values(
                    state=MailState.BOUNCED.value,
                    due=None,
                    leased_until=None,
                    settled_at=now,
                    last_answer=self._close_text(why, "outbox", "answer", name),
                )
            )

    def outbox(self, *, everything: bool = False) -> tuple[QueuedMail, ...]:
        """Mails of all alliances that have not arrived, or all, without payload and bytes."""
        query = select(*_LIST_COLUMNS).order_by(_BOX.c.seq)
        if not everything:
            lost = [state.value for state in UNDELIVERABLE]
            query = query.where(_BOX.c.due.is_not(None) | _BOX.c.state.in_(lost))
        return tuple(self._mail(row) for row in self._connection.execute(query).mappings())

    def pace(self, relay: str) -> Pace:
        """How fast mail has left by the relay; nobody else counts until the transaction ends."""
        # The row must be there to be locked.
        self._put(_RELAY, {"name": relay}, only_new={"pace": _PACE.dump_json(Pace()).decode()})
        query = select(_RELAY.c.pace).where(_RELAY.c.name == relay).with_for_update()
        return _PACE.validate_json(str(self._connection.scalar(query)))

    def keep_pace(self, relay: str, pace: Pace) -> None:
        """What has left by the relay is counted."""
        values = {"pace": _PACE.dump_json(pace).decode()}
        self._connection.execute(update(_RELAY).where(_RELAY.c.name == relay).values(values))

    def next_mail_due(self) -> datetime | None:
        """When the next mail is to be tried."""
        return self._moment(select(func.min(_BOX.c.due)).where(_BOX.c.due.is_not(None)))

    def lanes(self) -> tuple[str, ...]:
        """The lanes that hold a mail."""
        query = select(_BOX.c.lane).where(_BOX.c.lane.is_not(None)).distinct()
        return tuple(str(lane) for lane in self._connection.scalars(query.order_by(_BOX.c.lane)))

    def release(self, lane: str, now: datetime) -> None:
        """What the lane held is due at once: its process is no more."""
        held = (_BOX.c.lane == lane, _BOX.c.due.is_not(None))
        self._connection.execute(
            update(_BOX).where(*held).values(due=now, leased_until=None, lane=None)
        )

    def _turns(self, alliances: set[str]) -> dict[str | None, Iterator[int]]:
        """The turns of the next mails of each alliance; mail of none has the present one."""
        present = int(self._connection.scalar(_TURN) or 0)
        turns: dict[str | None, Iterator[int]] = {None: repeat(present)}
        for alliance in alliances:
            last = self._connection.scalar(_LAST_TURN, {"whose": alliance})
            turns[alliance] = count(present if last is None else max(present, last + 1))
        return turns

    def _letter(self, mail: QueuedMail) -> dict[str, Any]:
        raw = None if mail.raw is None else self._seal.close(mail.raw, "outbox", "raw", mail.id)
        return {
            "id": mail.id,
            "key": mail.key,
            "alliance": mail.alliance,
            "person": mail.person,
            "kind": mail.kind,
            "order_key": mail.order_key,
            "message_id": mail.message_id,
            "state": mail.state.value,
            "created_at": mail.created_at,
            "due": mail.due,
            "attempts": mail.attempts,
            "settled_at": mail.settled_at,
            "recipient": self._close_text(mail.recipient, "outbox", "recipient", mail.id),
            "last_answer": self._close_text(mail.last_answer, "outbox", "answer", mail.id),
            "payload": self._close_text(mail.payload, "outbox", "payload", mail.id),
            "raw": raw,
        }

    def _mail(self, row: RowMapping) -> QueuedMail:
        payload, raw = row.get("payload"), row.get("raw")
        return QueuedMail(
            id=row["id"],
            key=row["key"],
            alliance=row["alliance"],
            person=row["person"],
            kind=row["kind"],
            recipient=self._open_text(row["recipient"], "outbox", "recipient", row["id"]),
            order_key=row["order_key"],
            payload=self._open_text(payload, "outbox", "payload", row["id"]) if payload else "",
            raw=self._seal.open(raw, "outbox", "raw", row["id"]) if raw else None,
            message_id=row["message_id"],
            state=MailState(row["state"]),
            created_at=row["created_at"],
            due=row["due"],
            attempts=row["attempts"],
            leased_until=row["leased_until"],
            last_answer=self._open_text(row["last_answer"], "outbox", "answer", row["id"]),
            settled_at=row["settled_at"],
            tried_since=row["tried_since"],
            refused_at=row["refused_at"],
        )
