"""The command ``onward``: reads the first word, runs that command, and turns what went wrong into an exit code.

Exit codes: 0 done, 2 usage, 10 the knowledge is wrong, 11 the record is wrong, 12 not supported, 13 a registry
did not answer, 70 a fault in Onward.
Every fault is one line on standard error. There is never a traceback, and never anything of a patient's in what a fault
in Onward prints: only the kind of error and the place in the code. ``ONWARD_DEBUG=1`` asks for the traceback instead.
"""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Any

import click

from onward import __version__
from onward.cli.commands import LazyGroup
from onward.values.errors import OnwardError

EXIT_INTERNAL = 70

EPILOG = """\b
Examples:
  onward plan patient.json
  onward plan patient.json --format html -o plan.html
  onward explain patient.json er_positive

Onward gives options, not orders. It is not a medical device.
"""

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class OnwardCommand(LazyGroup):
    """The top of the command line: the one place where an error becomes an exit code."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run, and leave with the exit code that belongs to the error, its faults on standard error."""
        try:
            return super().main(*args, **kwargs)
        except OnwardError as error:
            for fault in error.faults:
                click.echo(str(fault), err=True)
            sys.exit(error.exit_code)
        except Exception as error:
            if os.environ.get("ONWARD_DEBUG"):
                raise
            click.echo(_internal(error), err=True)
            sys.exit(EXIT_INTERNAL)


def _show_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from onward.cli.version import knowledge_version

        click.echo(f"onward {__version__}, knowledge {knowledge_version()}")
        ctx.exit()


def _internal(error: Exception) -> str:
    """What a fault in Onward itself looks like: its kind and its place, nothing that a record may have held."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "an unknown place"
    return (
        f"onward: a fault in Onward itself ({type(error).__name__} at {place}). "
        "Please report it; ONWARD_DEBUG=1 shows where it came from, and may show data of the record."
    )


@click.group(cls=OnwardCommand, epilog=EPILOG, context_settings=CONTEXT)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="Show versions."
)
def onward() -> None:
    """Plan care for metastatic breast cancer: a record in, a plan out, with its proof.

    Every command has its own help: onward plan --help.
    """


def main() -> None:
    """The entry point of the installed command."""
    onward(prog_name="onward")
