"""Mails take turns between alliances; refusals are dated; a relay's pace is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_WAITS = sa.text("due IS NOT NULL")


def upgrade() -> None:
    """What waits already keeps its order: all of it has the first turn."""
    op.add_column("outbox", sa.Column("turn", sa.BigInteger(), nullable=False, server_default="0"))
    for name in ("tried_since", "refused_at"):
        op.add_column("outbox", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    for columns in (("turn", "seq"), ("alliance", "turn")):
        op.create_index(
            "_".join(("ix", "outbox", *columns)),
            "outbox",
            list(columns),
            sqlite_where=_WAITS,
            postgresql_where=_WAITS,
        )
    op.create_table(
        "relays",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("pace", sa.String(), nullable=False),
    )
