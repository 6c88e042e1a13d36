"""Mail that came in, the demo's local mailbox, and the journal of who did what."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, func, select, update

from service.outbox import LocalMail, QueuedMail
from service.storage import tables
from service.storage.rows import Rows


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """A message as it arrived; `recipients` are the envelope's, where there was one."""

    id: str
    raw: bytes
    recipients: tuple[str, ...]
    received_at: datetime
    alliance: str | None = None
    outcome: str = ""


@dataclass(frozen=True, kw_only=True)
class Note:
    """One line of an alliance's journal."""

    at: datetime
    person: str | None
    what: str
    detail: str


_RECIPIENTS: TypeAdapter[tuple[str, ...]] = TypeAdapter(tuple[str, ...])
_BOX = tables.mailbox


class MemoryRows(Rows):
    """What is remembered about an alliance besides its state."""

    def store_inbound(
        self,
        digest: str,
        message_id: str,
        raw: bytes,
        received_at: datetime,
        recipients: tuple[str, ...] = (),
    ) -> str | None:
        """The id under which the message is kept; None when its digest is known already."""
        inbound_id = uuid.uuid4().hex
        new = self._put(
            tables.inbound,
            {"digest": digest},
            only_new={
                "id": inbound_id,
                "message_id": message_id,
                "received_at": received_at,
                "recipients": self._close(_RECIPIENTS, recipients, "inbound", "to", inbound_id),
                "raw": self._seal.close(raw, "inbound", "raw", inbound_id),
            },
        )
        return inbound_id if new else None

    def inbound_of(self, alliance: str) -> tuple[Inbound, ...]:
        """The messages to the alliance that are kept."""
        table = tables.inbound
        kept = select(table).where(table.c.alliance == alliance, table.c.raw.is_not(None))
        return tuple(map(self._message, self._connection.execute(kept).all()))

    def inbound(self, inbound_id: str) -> Inbound | None:
        """One message that is kept, with what became of it."""
        table = tables.inbound
        kept = select(table).where(table.c.id == inbound_id, table.c.raw.is_not(None))
        row = self._connection.execute(kept).one_or_none()
        return row and self._message(row)

    def claim_inbound(self, inbound_id: str) -> Inbound | None:
        """The message, this transaction's alone; None when it has been dealt with."""
        table = tables.inbound
        held_back = table.c.sender.is_not(None) & table.c.taken_at.is_(None)
        waits = table.c.outcome.is_(None) | held_back
        kept = select(table).where(table.c.id == inbound_id, table.c.raw.is_not(None), waits)
        row = self._connection.execute(kept.with_for_update()).one_or_none()
        return row and self._message(row)

    def forget_inbound(self, inbound_id: str) -> None:
        """Of the message only its digest is left, by which a copy of it would be known."""
        table = tables.inbound
        self._connection.execute(
            update(table)
            .where(table.c.id == inbound_id)
            .values(raw=None, recipients=None, message_id="", sender=None)
        )

    def erase_address(self, email: str) -> int:
        """No mail in the local mailbox and no unconfirmed start holds the address; how many did."""
        box = tables.mailbox
        self._connection.execute(
            box.delete().where(box.c.address_hash == self._seal.address_hash(email))
        )
        starts = tables.starts
        found = [
            row.id
            for row in self._connection.execute(select(starts.c.id, starts.c.body)).all()
            if email.casefold() in self._open_text(row.body, "starts", row.id).casefold()
        ]
        self._connection.execute(starts.delete().where(starts.c.id.in_(found)))
        return len(found)

    def settle_inbound(self, inbound_id: str, outcome: str, alliance: str | None) -> None:
        """The message has been dealt with; one that belongs to no alliance is kept no longer."""
        values: dict[str, object] = {"outcome": outcome, "alliance": alliance}
        if alliance is None:
            values |= {"raw": None, "recipients": None, "sender": None}
        table = tables.inbound
        self._connection.execute(update(table).where(table.c.id == inbound_id).values(values))

    def unsettled_inbound(self) -> tuple[str, ...]:
        """The ids of messages that are not yet dealt with, the first to arrive first."""
        table = tables.inbound
        waiting = select(table.c.id).where(table.c.outcome.is_(None))
        order = table.c.received_at, table.c.id
        return tuple(self._connection.scalars(waiting.order_by(*order)))

    def count_inbound(
        self, inbound_id: str, who: str, now: datetime, *, since: datetime, most: int
    ) -> bool:
        """The message is held to be by `who`; whether it is one of the `most` taken since then.

        If not, it is held back: it counts once it is taken.
        """
        table, sender = tables.inbound, self._seal.address_hash(who)
        taken = select(func.count()).where(table.c.sender == sender, table.c.taken_at > since)
        free = (self._connection.scalar(taken) or 0) < most
        values = {"sender": sender, "taken_at": now if free else None}
        self._connection.execute(update(table).where(table.c.id == inbound_id).values(values))
        return free

    def held_inbound(self, *, since: datetime, most: int, limit: int) -> tuple[str, ...]:
        """The ids of messages that need be held back no longer, the first to arrive first."""
        table = tables.inbound
        busy = (
            select(table.c.sender)
            .where(table.c.sender.is_not(None), table.c.taken_at > since)
            .group_by(table.c.sender)
            .having(func.count() >= most)
        )
        held = select(table.c.id).where(
            table.c.sender.is_not(None),
            table.c.taken_at.is_(None),
            table.c.raw.is_not(None),
            table.c.sender.not_in(busy),
        )
        order = table.c.received_at, table.c.id
        return tuple(self._connection.scalars(held.order_by(*order).limit(limit)))

    def _message(self, row: Row[Any]) -> Inbound:
        return Inbound(
            id=row.id,
            raw=self._seal.open(row.raw, "inbound", "raw", row.id),
            recipients=self._open(_RECIPIENTS, row.recipients, "inbound", "to", row.id),
            received_at=row.received_at,
            alliance=row.alliance,
            outcome=row.outcome or "",
        )

    def drop_local(self, mail: QueuedMail, raw: bytes, at: datetime) -> None:
        """The mail lies in the local mailbox, once, however often it is dropped."""
        self._put(
            _BOX,
            {"id": mail.id},
            only_new={
                "alliance": mail.alliance,
                "address_hash": self._seal.address_hash(mail.recipient),
                "kind": mail.kind,
                "at": at,
                "address": self._close_text(mail.recipient, "mailbox", "address", mail.id),
                "raw": self._seal.close(raw, "mailbox", "raw", mail.id),
            },
        )

    def local_addresses(self) -> tuple[tuple[str, int], ...]:
        """(address, number of mails) for every address of the local mailbox, in their order."""
        groups = self._connection.execute(
            select(func.max(_BOX.c.seq), func.count()).group_by(_BOX.c.address_hash)
        ).all()
        counts = {row[0]: row[1] for row in groups}
        rows = self._connection.execute(
            select(_BOX.c.seq, _BOX.c.id, _BOX.c.address).where(_BOX.c.seq.in_(counts))
        ).all()
        return tuple(
            sorted(
                (self._open_text(r.address, "mailbox", "address", r.id), counts[r.seq])
                for r in rows
            )
        )

    def local_mails(self, address: str) -> tuple[LocalMail, ...]:
        """The address's mails in the local mailbox, the latest first."""
        rows = self._connection.execute(
            select(_BOX)
            .where(_BOX.c.address_hash == self._seal.address_hash(address))
            .order_by(_BOX.c.seq.desc())
        ).all()
        return tuple(map(self._local_mail, rows))

    def local_mail(self, mail_id: str) -> LocalMail | None:
        """One mail of the local mailbox."""
        row = self._connection.execute(select(_BOX).where(_BOX.c.id == mail_id)).one_or_none()
        return row and self._local_mail(row)

    def _local_mail(self, row: Row[Any]) -> LocalMail:
        return LocalMail(
            id=row.id,
            alliance=row.alliance,
            kind=row.kind,
            address=self._open_text(row.address, "mailbox", "address", row.id),
            at=row.at,
            raw=self._seal.open(row.raw, "mailbox", "raw", row.id),
        )

    def note(
        self, alliance: str, at: datetime, person: str | None, what: str, detail: str = ""
    ) -> None:
        """The journal says who did what, and when. Answers have no place in it."""
        self._connection.execute(
            tables.journal.insert(),
            {
                "alliance": alliance,
                "at": at,
                "person": person,
                "what": what,
                "detail": self._close_text(detail, "journal", alliance),
            },
        )

    def notes(self, alliance: str) -> tuple[Note, ...]:
        """The alliance's journal, from its beginning."""
        table = tables.journal
        rows = self._connection.execute(
            select(table).where(table.c.alliance == alliance).order_by(table.c.seq)
        ).all()
        return tuple(
            Note(
                at=r.at,
                person=r.person,
                what=r.what,
                detail=self._open_text(r.detail, "journal", alliance),
            )
            for r in rows
        )
