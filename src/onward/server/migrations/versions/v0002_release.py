"""What was released to the patient: by whom, when, and of which plan."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("charts", sa.Column("released", sa.Text))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("charts") as charts:
        charts.drop_column("released")
