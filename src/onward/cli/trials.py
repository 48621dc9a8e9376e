"""``onward trials``: read what trials ask, match people to them, screen people for one of them.

Each command is a file ``trials_NAME.py`` of this folder with a click command named ``command``; one that does not exist
is not shown.
"""

from __future__ import annotations

import importlib
import importlib.util

import click

COMMANDS: dict[str, str] = {
    "import": "Fetch the studies that ClinicalTrials.gov lists for a condition.",
    "read": "Show what was understood of a trial's criteria, and what was not.",
    "match": "Show which trials fit a person, and why or why not.",
    "screen": "Count for one trial how many people are lost at each criterion, and how many are left.",
    "changes": "Show what changed between two imports of trials, and whose matches change.",
}


class _Lazy(click.Group):
    """A group whose commands are modules, imported on call."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands that exist."""
        return [name for name in COMMANDS if importlib.util.find_spec(_module(name))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; None where there is no such command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = importlib.import_module(_module(cmd_name)).command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, importing none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])


def _module(name: str) -> str:
    return f"onward.cli.trials_{name}"


@click.group(cls=_Lazy)
def command() -> None:
    """Read trial criteria, and match a patient to trials."""
