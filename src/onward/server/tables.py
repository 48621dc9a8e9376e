"""The tables of the server. ``migrations/`` makes them; a test holds the two together.

No token is kept as it is, only its digest: who reads the database can open no session and no link.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("password", String(200), nullable=False),
    Column("made", DateTime, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("user_id", Integer, ForeignKey("users.id", ondelete="CASCADE")),
    Column("chart_id", String(32), ForeignKey("charts.id", ondelete="CASCADE")),
    Column("owner", String(64), nullable=False),
    Column("made", DateTime, nullable=False),
    Column("ends", DateTime, nullable=False),
    Index("ix_sessions_ends", "ends"),
)

charts = Table(
    "charts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("patient", Text),
    Column("day", String(10)),
    Column("wishes", Text),
    Column("made", DateTime, nullable=False),
    Column("changed", DateTime, nullable=False),
    Column("ends", DateTime),
    Column("released", Text),
    Index("ix_charts_owner", "owner"),
    Index("ix_charts_ends", "ends"),
)

links = Table(
    "links",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("chart_id", String(32), ForeignKey("charts.id", ondelete="CASCADE"), nullable=False),
    Column("made", DateTime, nullable=False),
    Column("ends", DateTime, nullable=False),
    Index("ix_links_chart_id", "chart_id"),
)

views = Table(
    "views",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("who", String(80), nullable=False),
    Column("role", String(20), nullable=False),
    Column("did", String(40), nullable=False),
    Column("chart_id", String(32)),
    Index("ix_views_chart_id", "chart_id"),
)
