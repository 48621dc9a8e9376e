"""``onward serve``: the pages, in a browser; and the users who may sign in to them."""

from __future__ import annotations

import os
from pathlib import Path

import click

EPILOG = """\b
Examples:
  onward serve
  onward serve --port 8080 --no-browser
  onward serve --trials registry/
  onward serve --add-user anna --role clinician
  onward serve --host 0.0.0.0 --sign-in --certificate cert.pem --key key.pem

Without --sign-in the pages are for this machine alone. Anything else needs sign-in and TLS, and is refused without.
"""
VARIABLE = "ONWARD_DATABASE"
ROLES = ("clinician", "editor")
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(epilog=EPILOG)
@click.option("--host", default="127.0.0.1", metavar="ADDRESS", help="127.0.0.1 unless given.")
@click.option("--port", default=8411, type=click.IntRange(0, 65535), help="8411 unless given.")
@click.option("--database", envvar=VARIABLE, metavar="URL", help=f"SQLite or PostgreSQL; also by {VARIABLE}.")
@click.option("--sign-in", is_flag=True, help="Everybody has to sign in.")
@click.option("--certificate", type=_FILE, help="A certificate for TLS, in PEM.")
@click.option("--key", type=_FILE, help="Its key, in PEM.")
@click.option("--behind-proxy", is_flag=True, help="A proxy in front ends TLS, and nobody else reaches this server.")
@click.option(
    "--trials", type=click.Path(exists=True, path_type=Path), help="Registry files: name trials that may fit."
)
@click.option("--browser/--no-browser", default=True, help="Open a browser, or not.")
@click.option("--add-user", metavar="NAME", help="Add a user instead of serving; asks for the password.")
@click.option("--role", type=click.Choice(ROLES), default="clinician", help="The role of the new user.")
def command(  # noqa: PLR0913 - one parameter for each option
    host: str,
    port: int,
    database: str | None,
    sign_in: bool,
    certificate: Path | None,
    key: Path | None,
    behind_proxy: bool,
    trials: Path | None,
    browser: bool,
    add_user: str | None,
    role: str,
) -> None:
    """Serve the pages and the interfaces for records systems.

    On this machine alone, or for a team that signs in. Charts are kept in a database in your own folder: for twelve
    hours without sign-in, until they are deleted with it.
    """
    try:
        from onward.server.run import serve
        from onward.server.settings import Settings
    except ModuleNotFoundError as error:
        raise click.UsageError(f"The server is not installed ({error.name}). Install onward[server].") from None
    settings = Settings(
        database=database or f"sqlite:///{_own_folder() / 'onward.db'}",
        host=host,
        port=port,
        sign_in=sign_in,
        certificate=certificate,
        key=key,
        behind_proxy=behind_proxy,
        trials=trials,
    )
    if add_user is not None:
        _add(settings.database, add_user, role)
        return
    serve(settings, lambda said: click.echo(said, err=True), browser=browser)


def _add(database: str, name: str, role: str) -> None:
    """Add a user, whose password is asked for and never part of a command."""
    from onward.server.database import open_database
    from onward.server.store import Store
    from onward.server.tokens import hashed, weakness

    password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if wrong := weakness(password, name):
        raise click.UsageError(wrong)
    if not name.strip() or len(name) > 80:
        raise click.UsageError("A name has 1 to 80 letters.")
    if not Store(open_database(database)).add_user(name.strip(), role, hashed(password)):
        raise click.UsageError("There is a user of that name already.")
    click.echo(f"Added {name.strip()} ({role}).", err=True)


def _own_folder() -> Path:
    """Where this user's own data lies."""
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "onward"
