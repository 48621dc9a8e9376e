"""The table of commands, and the group that imports one only when it is called.

A command is a file of this folder that defines a click command named ``command``. It is listed here by its name and its
one-line summary, so that ``onward --help`` can be printed without importing any of them. A command whose file does not
exist yet is not shown.
"""

from __future__ import annotations

import importlib
import importlib.util

import click

from onward.values.errors import nearest

COMMANDS: dict[str, str] = {
    "plan": "Work out the plan for one patient or for many.",
    "explain": "Show the proof for or against an option, a rule, a fact or a drug.",
    "diff": "Show what changed between two plans, and what made it change.",
    "schedule": "Show what to check when: overdue, due, coming and done, with who asks for it.",
    "questionnaire": "Ask what matters to the person: on paper, on a screen, or as FHIR.",
    "goals": "Compare what is offered on what matters to the person.",
    "guide": "Write the patient's guide.",
    "trials": "Read trial criteria, and match a patient to trials.",
    "cohort": "Run the same rules over a whole population.",
    "knowledge": "Check, test, compare and show what Onward believes.",
    "serve": "Serve the pages and the interfaces for records systems.",
    "selftest": "Prove that this installation fires what it must and nothing else.",
    "completion": "Print the shell completion script.",
}


class LazyGroup(click.Group):
    """A click group whose commands are modules of ``onward.cli``, imported one at a time and only on call."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands that exist, in the order of the table."""
        return [name for name in COMMANDS if importlib.util.find_spec(_module(name))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; None where there is no such command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = importlib.import_module(_module(cmd_name)).command
        if not isinstance(command, click.Command):
            raise TypeError(f"{_module(cmd_name)}.command is not a click command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was asked for, or say which one may have been meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            meant = nearest(args[0], self.list_commands(ctx))
            if not meant:
                raise
            raise click.UsageError(f"{error.message} Did you mean '{meant}'?", ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, importing none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])


def _module(name: str) -> str:
    return f"onward.cli.{name}"
