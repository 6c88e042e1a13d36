"""The tables of the first release."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WAITS = sa.text("due IS NOT NULL")
_HELD = sa.text("lane IS NOT NULL")

_PARTS = (
    "events",
    "sent",
    "rsvps",
    "rounds",
    "progress",
    "clauses",
    "versions",
    "sign_offs",
)


def upgrade() -> None:
    """An empty database becomes one that holds alliances."""
    _create_alliances()
    _create_written("drafts")
    _create_written("replies")
    _create_doors()
    _create_outbox()
    _create_inbound()
    _create_mailbox()
    _create_journal()


def _create_alliances() -> None:
    op.create_table(
        "alliances",
        _text("id", primary_key=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        _text("phase"),
        _instant("started_at"),
        _instant("due", nullable=True),
        _sealed("body"),
    )
    _create_index("alliances", "due", where=_WAITS)
    for name in _PARTS:
        _create_part(name)
    _create_part("people", _text("email_hash"))
    _create_index("people", "email_hash")


def _create_part(name: str, *more: sa.Column[str]) -> None:
    op.create_table(
        name,
        _alliance(name, primary_key=True),
        _text("key", primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        *more,
        _sealed("body"),
    )


def _create_written(name: str) -> None:
    op.create_table(
        name,
        _alliance(name, primary_key=True),
        sa.Column("round", sa.Integer(), primary_key=True),
        _text("person", primary_key=True),
        _instant("at"),
        _sealed("body"),
    )


def _create_doors() -> None:
    op.create_table(
        "links",
        _text("token_hash", primary_key=True),
        _alliance("links"),
        _text("person"),
        _text("role"),
        _instant("made_at"),
        _instant("revoked_at", nullable=True),
    )
    _create_index("links", "alliance", "person")
    op.create_table(
        "addresses",
        _text("tag_hash", primary_key=True),
        _alliance("addresses"),
        _text("person"),
        _text("event", nullable=True),
    )
    _create_index("addresses", "alliance")
    op.create_table(
        "starts",
        _text("id", primary_key=True),
        _text("token_hash"),
        _instant("made_at"),
        _sealed("body"),
        sa.UniqueConstraint("token_hash", name="uq_starts_token_hash"),
    )
    _create_index("starts", "made_at")
    op.create_table("silences", _text("email_hash", primary_key=True), _instant("at"))


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("seq", _SERIAL, primary_key=True, autoincrement=True),
        _text("id"),
        _text("key"),
        _alliance("outbox", nullable=True),
        _text("person", nullable=True),
        _text("kind"),
        _text("order_key"),
        _text("message_id"),
        _text("state"),
        _instant("created_at"),
        _instant("due", nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _instant("leased_until", nullable=True),
        _text("lane", nullable=True),
        _instant("settled_at", nullable=True),
        _sealed("recipient"),
        _sealed("last_answer"),
        _sealed("payload"),
        _sealed("raw", nullable=True),
        sa.UniqueConstraint("id", name="uq_outbox_id"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sqlite_autoincrement=True,
    )
    _create_index("outbox", "due", "seq", where=_WAITS)
    _create_index("outbox", "order_key", "seq", where=_WAITS)
    _create_index("outbox", "lane", where=_HELD)
    _create_index("outbox", "alliance", "seq")


def _create_inbound() -> None:
    op.create_table(
        "inbound",
        _text("id", primary_key=True),
        _text("digest"),
        _text("message_id"),
        _text("alliance", nullable=True),
        _instant("received_at"),
        _text("outcome", nullable=True),
        _sealed("recipients", nullable=True),
        _sealed("raw", nullable=True),
        sa.UniqueConstraint("digest", name="uq_inbound_digest"),
    )
    _create_index("inbound", "alliance")


def _create_mailbox() -> None:
    op.create_table(
        "mailbox",
        sa.Column("seq", _SERIAL, primary_key=True, autoincrement=True),
        _text("id"),
        _alliance("mailbox", nullable=True),
        _text("address_hash"),
        _text("kind"),
        _instant("at"),
        _sealed("address"),
        _sealed("raw"),
        sa.UniqueConstraint("id", name="uq_mailbox_id"),
        sqlite_autoincrement=True,
    )
    _create_index("mailbox", "address_hash", "seq")
    _create_index("mailbox", "alliance")


def _create_journal() -> None:
    op.create_table(
        "journal",
        sa.Column("seq", _SERIAL, primary_key=True, autoincrement=True),
        _alliance("journal"),
        _instant("at"),
        _text("person", nullable=True),
        _text("what"),
        _sealed("detail"),
        sqlite_autoincrement=True,
    )
    _create_index("journal", "alliance", "seq")


def _alliance(table: str, *, nullable: bool = False, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(
        "alliance",
        sa.String(),
        sa.ForeignKey("alliances.id", name=f"fk_{table}_alliance", ondelete="CASCADE"),
        nullable=nullable,
        primary_key=primary_key,
    )


def _text(name: str, *, nullable: bool = False, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable, primary_key=primary_key)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _sealed(name: str, *, nullable: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def _create_index(table: str, *columns: str, where: sa.TextClause | None = None) -> None:
    name = "_".join(("ix", table, *columns))
    op.create_index(name, table, list(columns), sqlite_where=where, postgresql_where=where)
