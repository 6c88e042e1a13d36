"""Mail of a sender who writes too much is held back, and taken later."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_HELD = sa.text("sender IS NOT NULL AND taken_at IS NULL")


def upgrade() -> None:
    """What came before is nobody's and held by nothing: it does not count."""
    op.add_column("inbound", sa.Column("sender", sa.String(), nullable=True))
    op.add_column("inbound", sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_inbound_sender_taken_at", "inbound", ["sender", "taken_at"])
    op.create_index(
        "ix_inbound_held",
        "inbound",
        ["received_at"],
        sqlite_where=_HELD,
        postgresql_where=_HELD,
    )
