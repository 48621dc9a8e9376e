"""An empty database for one test: a SQLite file, or a new database of the PostgreSQL server that a variable names.

``ONWARD_TEST_POSTGRES=postgresql+psycopg://user@host/postgres`` runs every test of the server on PostgreSQL; the user
must be allowed to create databases.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

POSTGRES = os.environ.get("ONWARD_TEST_POSTGRES")


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """The address of an empty database, which is gone afterwards."""
    if POSTGRES is None:
        yield f"sqlite:///{folder / 'kept' / 'onward.db'}"
        return
    name = f"onward_test_{uuid.uuid4().hex}"
    server = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()
