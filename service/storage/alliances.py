"""Alliances: one head row each, and one row for each part, written only where it differs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Table, bindparam, func, literal_column, select, union_all

from service.agreement import SignOff, Version, WorkingClause
from service.alliance import Alliance, Phase, Progress, Round
from service.errors import Conflict, NotFound
from service.itip import RSVP, Event, Sent
from service.participants import Person
from service.storage import tables
from service.storage.rows import Rows

Parts = dict[str, Any]
"""The parts of one kind by their key, in the order in which the alliance holds them."""


@dataclass(frozen=True, kw_only=True)
class PartKind:
    """How one kind of part is kept: its table, and the key that is its own for ever."""

    table: Table
    adapter: TypeAdapter[Any]
    of: Callable[[Alliance], Parts]


def _keyed(parts: Iterable[Any], key: Callable[[Any], str]) -> Parts:
    keyed: Parts = {}
    for part in parts:
        name = key(part)
        if name in keyed:
            raise ValueError(f"two parts have the key {name!r}")
        keyed[name] = part
    return keyed


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else "-"


def _progress(alliance: Alliance) -> Parts:
    return {f"{r.number} {p.person}": p for r in alliance.rounds for p in r.progress}


def _bare_rounds(alliance: Alliance) -> Parts:
    # Progress changes with every visit and questions never: they are kept apart.
    return _keyed((replace(r, progress=()) for r in alliance.rounds), lambda r: str(r.number))


KINDS: Mapping[str, PartKind] = {
    kind.table.name: kind
    for kind in (
        PartKind(
            table=tables.people,
            adapter=TypeAdapter(Person),
            of=lambda a: _keyed(a.people, lambda p: p.id),
        ),
        PartKind(
            table=tables.events,
            adapter=TypeAdapter(Event),
            of=lambda a: _keyed(a.events, lambda e: e.uid),
        ),
        PartKind(
            table=tables.sent,
            adapter=TypeAdapter(Sent),
            of=lambda a: _keyed(a.sent, lambda s: f"{s.event} {s.person}"),
        ),
        PartKind(
            table=tables.rsvps,
            adapter=TypeAdapter(RSVP),
            of=lambda a: _keyed(a.rsvps, lambda r: f"{r.event} {r.person} {_iso(r.occurrence)}"),
        ),
        PartKind(table=tables.rounds, adapter=TypeAdapter(Round), of=_bare_rounds),
        PartKind(table=tables.progress, adapter=TypeAdapter(Progress), of=_progress),
        PartKind(
            table=tables.clauses,
            adapter=TypeAdapter(WorkingClause),
            of=lambda a: _keyed(a.clauses, lambda c: c.clause.key),
        ),
        PartKind(
            table=tables.versions,
            adapter=TypeAdapter(Version),
            of=lambda a: _keyed(a.versions, lambda v: str(v.number)),
        ),
        PartKind(
            table=tables.sign_offs,
            adapter=TypeAdapter(SignOff),
            of=lambda a: _keyed(
                a.sign_offs, lambda s: f"{s.person} {s.clause_key} {s.clause_hash}"
            ),
        ),
    )
}


@dataclass(frozen=True, kw_only=True)
class Erased:
    """How many rows of each table are gone, and how many are left; no more than numbers."""

    rows: tuple[tuple[str, int], ...]
    left: int


_HEAD: TypeAdapter[Alliance] = TypeAdapter(Alliance)
_HEAD_BODY: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])
_IN_COLUMNS = frozenset({"id", "revision", "phase", "started_at", "due"})
_NOT_IN_HEAD = _IN_COLUMNS | (KINDS.keys() - {"progress"})

# Built once: they stand on the path of every page.
_HEAD_ALONE = select(tables.alliances).where(tables.alliances.c.id == bindparam("alliance"))
_HEAD_LOCKED = _HEAD_ALONE.with_for_update()
_ALL_PARTS = union_all(
    *(
        select(
            literal_column(f"'{name}'").label("kind"),
            kind.table.c.key,
            kind.table.c.position,
            kind.table.c.body,
        ).where(kind.table.c.alliance == bindparam("alliance"))
        for name, kind in KINDS.items()
    )
).order_by("kind", "position")


class AllianceRows(Rows):
    """Alliances as wholes."""

    def add_alliance(self, alliance: Alliance) -> None:
        """The alliance is kept, with all its parts."""
        self._connection.execute(
            tables.alliances.insert(), {"id": alliance.id, **self._head(alliance)}
        )
        for kind in KINDS.values():
            self._write_parts(kind, alliance.id, {}, kind.of(alliance))

    def alliance(self, alliance_id: str, *, lock: bool = False) -> Alliance:
        """The alliance; raises NotFound. With `lock`, others wait to change it (PostgreSQL)."""
        query = _HEAD_LOCKED if lock else _HEAD_ALONE
        row = self._connection.execute(query, {"alliance": alliance_id}).one_or_none()
        if row is None:
            raise NotFound("there is no such alliance")
        head = _HEAD_BODY.validate_json(self._seal.open(row.body, "alliances", alliance_id))
        columns = {name: getattr(row, name) for name in _IN_COLUMNS}
        return _HEAD.validate_python(head | columns | self._read_parts(alliance_id))

    def save(self, before: Alliance, after: Alliance) -> Alliance:
        """What differs is written, and the revision is one higher; raises Conflict.

        `before` is the alliance as it was loaded: when its revision is no
        longer the one that is kept, somebody else was quicker.
        """
        saved = replace(after, revision=before.revision + 1)
        head = tables.alliances.c
        changed = self._connection.execute(
            tables.alliances.update()
            .where(head.id == before.id, head.revision == before.revision)
            .values(self._head(saved))
        )
        if changed.rowcount != 1:
            raise Conflict
        for kind in KINDS.values():
            self._write_parts(kind, before.id, kind.of(before), kind.of(after))
        return saved

    def alliances(self, *, phase: Phase | None = None) -> tuple[Alliance, ...]:
        """All alliances, the latest first; those in `phase` when it is given."""
        query = select(tables.alliances.c.id).order_by(
            tables.alliances.c.started_at.desc(), tables.alliances.c.id
        )
        if phase is not None:
            query = query.where(tables.alliances.c.phase == phase)
        return tuple(self.alliance(i) for i in self._connection.scalars(query).all())

    def due_alliances(self, now: datetime, limit: int) -> tuple[str, ...]:
        """The ids of those for which the clock has come, the longest waiting first.

        On PostgreSQL those that another worker holds are passed over.
        """
        query = (
            select(tables.alliances.c.id)
            .where(tables.alliances.c.due <= now)
            .order_by(tables.alliances.c.due)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return tuple(str(i) for i in self._connection.scalars(query))

    def next_due(self) -> datetime | None:
        """When the clock next makes something happen in any alliance."""
        due = tables.alliances.c.due
        return self._moment(select(func.min(due)).where(due.is_not(None)))

    def people_with_address(self, email: str) -> tuple[tuple[str, Person], ...]:
        """(alliance id, person) wherever this address is, the latest alliance first."""
        people, heads = tables.people, tables.alliances
        rows = self._connection.execute(
            select(people.c.alliance, people.c.key, people.c.body)
            .join(heads, heads.c.id == people.c.alliance)
            .where(people.c.email_hash == self._seal.address_hash(email))
            .order_by(heads.c.started_at.desc(), people.c.position)
        ).all()
        adapter = KINDS["people"].adapter
        return tuple(
            (str(r.alliance), self._open(adapter, r.body, "people", r.alliance, r.key))
            for r in rows
        )

    def erase_alliance(self, alliance_id: str) -> Erased:
        """Nothing is left of the alliance but the digests of the mails that it received."""
        before = self._rows_of(alliance_id)
        inbound = tables.inbound
        emptied = self._connection.execute(
            inbound.update()
            .where(inbound.c.alliance == alliance_id)
            .values(
                alliance=None,
                raw=None,
                recipients=None,
                message_id="",
                sender=None,
                outcome=func.coalesce(inbound.c.outcome, "erased"),
            )
        )
        heads = tables.alliances
        self._connection.execute(heads.delete().where(heads.c.id == alliance_id))
        after = self._rows_of(alliance_id)
        return Erased(
            rows=(*before.items(), ("inbound", emptied.rowcount)), left=sum(after.values())
        )

    def erase_person(self, alliance_id: str, person_id: str) -> None:
        """What the person wrote, was written and could open is gone; their record stays."""
        written, doors = (tables.drafts, tables.replies), (tables.links, tables.addresses)
        for table in (*written, *doors, tables.outbox):
            theirs = (table.c.alliance == alliance_id, table.c.person == person_id)
            self._connection.execute(table.delete().where(*theirs))
        notes = tables.journal
        self._connection.execute(
            notes.update()
            .where(notes.c.alliance == alliance_id, notes.c.person == person_id)
            .values(person=None)
        )

    def _rows_of(self, alliance_id: str) -> dict[str, int]:
        """How many rows of each table are the alliance's."""
        found = {}
        for table in tables.metadata.sorted_tables:
            column = table.c.get("alliance", table.c.id if table is tables.alliances else None)
            if column is not None and table is not tables.inbound:
                count = select(func.count()).select_from(table).where(column == alliance_id)
                found[table.name] = self._connection.scalar(count) or 0
        return found

    def _head(self, alliance: Alliance) -> dict[str, Any]:
        body = _HEAD.dump_json(alliance, exclude=set(_NOT_IN_HEAD))
        return {
            "revision": alliance.revision,
            "phase": alliance.phase.value,
            "started_at": alliance.started_at,
            "due": alliance.due,
            "body": self._seal.close(body, "alliances", alliance.id),
        }

    def _read_parts(self, alliance_id: str) -> dict[str, Any]:
        found: dict[str, list[Any]] = {name: [] for name in KINDS}
        progress: dict[str, list[Progress]] = {}
        for kind, key, _, body in self._connection.execute(_ALL_PARTS, {"alliance": alliance_id}):
            part = self._open(KINDS[kind].adapter, body, kind, alliance_id, key)
            if kind == "progress":
                progress.setdefault(key.split(" ", 1)[0], []).append(part)
            else:
                found[kind].append(part)
        del found["progress"]
        found["rounds"] = [
            replace(r, progress=tuple(progress.get(str(r.number), ()))) for r in found["rounds"]
        ]
        return {name: tuple(parts) for name, parts in found.items()}

    def _write_parts(self, kind: PartKind, alliance_id: str, before: Parts, after: Parts) -> None:
        """The rows of one kind become `after`; those that are the same stay untouched."""
        table = kind.table
        places = {key: n for n, key in enumerate(before)}
        gone = [key for key in before if key not in after]
        if gone:
            self._connection.execute(
                table.delete().where(table.c.alliance == alliance_id, table.c.key.in_(gone))
            )
        written = {
            key: (n, part)
            for n, (key, part) in enumerate(after.items())
            if places.get(key) != n or before[key] != part
        }
        new = [self._part(kind, alliance_id, k, *w) for k, w in written.items() if k not in before]
        if new:
            self._connection.execute(table.insert(), new)
        for key, (position, part) in written.items():
            if key in before:
                row = self._part(kind, alliance_id, key, position, part)
                self._connection.execute(
                    table.update()
                    .where(table.c.alliance == row.pop("alliance"), table.c.key == row.pop("key"))
                    .values(row)
                )

    def _part(
        self, kind: PartKind, alliance_id: str, key: str, position: int, part: object
    ) -> dict[str, Any]:
        name = kind.table.name
        row = {
            "alliance": alliance_id,
            "key": key,
            "position": position,
            "body": self._close(kind.adapter, part, name, alliance_id, key),
        }
        if isinstance(part, Person):
            row["email_hash"] = self._seal.address_hash(part.email)
        return row
