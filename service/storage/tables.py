"""The tables. Columns are what is looked up or guarded; `body` is all the rest, sealed.

A row that waits has a `due`; one that waits no longer has none. The partial
indexes on it stay as small as what waits, however much history there is.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    text,
)

from service.clock import require_aware


class Instant(TypeDecorator[datetime]):
    """An instant: stored in UTC, comes back aware; a naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 (SQLAlchemy's signature)
    ) -> datetime | None:
        """The instant in UTC."""
        return None if value is None else require_aware(value)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 (SQLAlchemy's signature)
    ) -> datetime | None:
        """The instant, aware."""
        if value is None:
            return None
        # SQLite keeps no zone; what we stored was UTC.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BigSerial = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up by itself only in a column that is INTEGER to the letter."""


def _of_alliance(*, optional: bool = False, primary: bool = False) -> Column[str]:
    return Column(
        "alliance",
        ForeignKey("alliances.id", ondelete="CASCADE"),
        nullable=optional,
        primary_key=primary,
    )


def _part(name: str, *more: Column[str]) -> Table:
    """A table of one kind of thing that an alliance is made of."""
    return Table(
        name,
        metadata,
        _of_alliance(primary=True),
        Column("key", String, primary_key=True),
        Column("position", Integer, nullable=False),
        *more,
        Column("body", LargeBinary, nullable=False),
    )


alliances = Table(
    "alliances",
    metadata,
    Column("id", String, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("phase", String, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("due", Instant),
    Column("body", LargeBinary, nullable=False),
)
_WAITS = text("due IS NOT NULL")
Index("ix_alliances_due", alliances.c.due, sqlite_where=_WAITS, postgresql_where=_WAITS)

people = _part("people", Column("email_hash", String, nullable=False, index=True))
events = _part("events")
sent = _part("sent")
rsvps = _part("rsvps")
rounds = _part("rounds")
progress = _part("progress")
clauses = _part("clauses")
versions = _part("versions")
sign_offs = _part("sign_offs")


def _written(name: str) -> Table:
    """A table of what one person wrote in one round."""
    return Table(
        name,
        metadata,
        _of_alliance(primary=True),
        Column("round", Integer, primary_key=True),
        Column("person", String, primary_key=True),
        Column("at", Instant, nullable=False),
        Column("body", LargeBinary, nullable=False),
    )


drafts = _written("drafts")
replies = _written("replies")

links = Table(
    "links",
    metadata,
    Column("token_hash", String, primary_key=True),
    _of_alliance(),
    Column("person", String, nullable=False),
    Column("role", String, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Index("ix_links_alliance_person", "alliance", "person"),
)

addresses = Table(
    "addresses",
    metadata,
    Column("tag_hash", String, primary_key=True),
    _of_alliance(),
    Column("person", String, nullable=False),
    Column("event", String),
    Index("ix_addresses_alliance", "alliance"),
)

starts = Table(
    "starts",
    metadata,
    Column("id", String, primary_key=True),
    Column("token_hash", String, nullable=False, unique=True),
    Column("made_at", Instant, nullable=False, index=True),
    Column("body", LargeBinary, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", BigSerial, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    Column("key", String, nullable=False, unique=True),
    _of_alliance(optional=True),
    Column("person", String),
    Column("kind", String, nullable=False),
    Column("order_key", String, nullable=False),
    Column("message_id", String, nullable=False),
    Column("state", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("due", Instant),
    Column("turn", BigInteger, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False),
    Column("tried_since", Instant),
    Column("refused_at", Instant),
    Column("leased_until", Instant),
    Column("lane", String),
    Column("settled_at", Instant),
    Column("recipient", LargeBinary, nullable=False),
    Column("last_answer", LargeBinary, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("raw", LargeBinary),
    Index("ix_outbox_alliance_seq", "alliance", "seq"),
    sqlite_autoincrement=True,
)
Index(
    "ix_outbox_due_seq",
    outbox.c.due,
    outbox.c.seq,
    sqlite_where=_WAITS,
    postgresql_where=_WAITS,
)
Index(
    "ix_outbox_order_key_seq",
    outbox.c.order_key,
    outbox.c.seq,
    sqlite_where=_WAITS,
    postgresql_where=_WAITS,
)
Index(
    "ix_outbox_turn_seq",
    outbox.c.turn,
    outbox.c.seq,
    sqlite_where=_WAITS,
    postgresql_where=_WAITS,
)
Index(
    "ix_outbox_alliance_turn",
    outbox.c.alliance,
    outbox.c.turn,
    sqlite_where=_WAITS,
    postgresql_where=_WAITS,
)
_HELD = text("lane IS NOT NULL")
Index("ix_outbox_lane", outbox.c.lane, sqlite_where=_HELD, postgresql_where=_HELD)

relays = Table(
    "relays",
    metadata,
    Column("name", String, primary_key=True),
    Column("pace", String, nullable=False),
)

# An erased alliance leaves the digests of its mails: a mailbox that is read
# again from its start brings nothing back.
inbound = Table(
    "inbound",
    metadata,
    Column("id", String, primary_key=True),
    Column("digest", String, nullable=False, unique=True),
    Column("message_id", String, nullable=False),
    Column("alliance", String),
    Column("received_at", Instant, nullable=False),
    Column("outcome", String),
    Column("recipients", LargeBinary),
    Column("raw", LargeBinary),
    Column("sender", String),
    Column("taken_at", Instant),
    Index("ix_inbound_alliance", "alliance"),
    Index("ix_inbound_sender_taken_at", "sender", "taken_at"),
)
_HELD_BACK = text("sender IS NOT NULL AND taken_at IS NULL")
Index(
    "ix_inbound_held",
    inbound.c.received_at,
    sqlite_where=_HELD_BACK,
    postgresql_where=_HELD_BACK,
)

mailbox = Table(
    "mailbox",
    metadata,
    Column("seq", BigSerial, primary_key=True, autoincrement=True),
    Column("id", String, nullable=False, unique=True),
    _of_alliance(optional=True),
    Column("address_hash", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("at", Instant, nullable=False),
    Column("address", LargeBinary, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Index("ix_mailbox_address_hash_seq", "address_hash", "seq"),
    Index("ix_mailbox_alliance", "alliance"),
    sqlite_autoincrement=True,
)

journal = Table(
    "journal",
    metadata,
    Column("seq", BigSerial, primary_key=True, autoincrement=True),
    _of_alliance(),
    Column("at", Instant, nullable=False),
    Column("person", String),
    Column("what", String, nullable=False),
    Column("detail", LargeBinary, nullable=False),
    Index("ix_journal_alliance_seq", "alliance", "seq"),
    sqlite_autoincrement=True,
)

silences = Table(
    "silences",
    metadata,
    Column("email_hash", String, primary_key=True),
    Column("at", Instant, nullable=False),
)
