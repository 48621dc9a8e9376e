"""Users, sessions, charts, links for patients, and who saw what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "users",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(80), nullable=False, unique=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("made", sa.DateTime, nullable=False),
    )
    op.create_table(
        "charts",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("patient", sa.Text),
        sa.Column("day", sa.String(10)),
        sa.Column("wishes", sa.Text),
        sa.Column("made", sa.DateTime, nullable=False),
        sa.Column("changed", sa.DateTime, nullable=False),
        sa.Column("ends", sa.DateTime),
    )
    op.create_index("ix_charts_owner", "charts", ["owner"])
    op.create_index("ix_charts_ends", "charts", ["ends"])
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id", ondelete="CASCADE")),
        sa.Column("chart_id", sa.String(32), sa.ForeignKey("charts.id", ondelete="CASCADE")),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("made", sa.DateTime, nullable=False),
        sa.Column("ends", sa.DateTime, nullable=False),
    )
    op.create_index("ix_sessions_ends", "sessions", ["ends"])
    op.create_table(
        "links",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("chart_id", sa.String(32), sa.ForeignKey("charts.id", ondelete="CASCADE"), nullable=False),
        sa.Column("made", sa.DateTime, nullable=False),
        sa.Column("ends", sa.DateTime, nullable=False),
    )
    op.create_index("ix_links_chart_id", "links", ["chart_id"])
    op.create_table(
        "views",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("did", sa.String(40), nullable=False),
        sa.Column("chart_id", sa.String(32)),
    )
    op.create_index("ix_views_chart_id", "views", ["chart_id"])


def downgrade() -> None:
    """Drop them."""
    for table in ("views", "links", "sessions", "charts", "users"):
        op.drop_table(table)
