"""What alembic runs: the steps, in one transaction, on the connection that it was given."""

from __future__ import annotations

from alembic import context

from onward.server.tables import metadata


def run() -> None:
    """Run the steps."""
    given = context.config.attributes["connection"]
    context.configure(connection=given, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


if getattr(context, "config", None) is not None:  # whoever only imports this file runs nothing
    run()
