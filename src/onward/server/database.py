"""One URL becomes an engine whose tables are up to date.

SQLite keeps readers and writers apart (WAL), overwrites what is deleted, and waits for its turn. PostgreSQL does the
first and the last by itself, and what is deleted is taken out of its table's file afterwards.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import StaticPool

from onward.server.settings import RefusedError
from onward.values.errors import Fault

MIGRATIONS = Path(__file__).parent / "migrations"
SQLITE = "sqlite"
TURN = 20_261_125
"""A number by which servers know whose turn it is to bring PostgreSQL's tables up to date."""
LONGEST_WAIT = "2s"
"""How long a deletion waits for PostgreSQL's table to be free."""
_PRAGMAS = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA busy_timeout=5000",
)


def open_database(url: str) -> Engine:
    """The engine of a database, its tables made or brought up to date.

    Raises:
        RefusedError: the URL is not one, its driver is not installed, or the database cannot be reached.
    """
    try:
        engine = _engine(url)
        migrate(engine)
    except (ArgumentError, NoSuchModuleError, ImportError):
        wrong = "this is not the address of a database, or its driver is not installed"
        raise RefusedError(Fault("--database", 0, 0, wrong, "sqlite:///FILE or postgresql+psycopg://...")) from None
    except (DBAPIError, OSError) as error:
        raise RefusedError(Fault("--database", 0, 0, f"it cannot be opened ({type(error).__name__})")) from None
    return engine


def _engine(url: str) -> Engine:
    found = make_url(url)
    if found.get_backend_name() != SQLITE:
        return create_engine(found, pool_pre_ping=True, hide_parameters=True)
    memory = found.database in (None, "", ":memory:")
    if not memory:
        file = Path(str(found.database))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
    arguments: dict[str, Any] = {"poolclass": StaticPool} if memory else {"pool_size": 16, "max_overflow": 48}
    engine = create_engine(found, connect_args={"check_same_thread": False}, hide_parameters=True, **arguments)
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def migrate(engine: Engine, to: str = "head") -> None:
    """Bring the tables to a version."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        if engine.dialect.name != SQLITE:  # servers that start at once come one after the other
            connection.execute(text(f"SELECT pg_advisory_xact_lock({TURN})"))
        (command.downgrade if to == "base" else command.upgrade)(config, to)


def wipe_traces(engine: Engine) -> None:
    """Take charts that were deleted out of the files as well: out of SQLite's log; out of PostgreSQL's table, which is
    written anew without them, or, while others hold it, at least freed.
    """
    if engine.dialect.name == SQLITE:
        with engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SET lock_timeout = '{LONGEST_WAIT}'"))
        try:
            connection.execute(text("VACUUM FULL charts"))
        except DBAPIError:
            connection.execute(text("VACUUM charts"))
        finally:
            connection.execute(text("RESET lock_timeout"))
