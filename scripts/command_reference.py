"""Makes docs/reference/command.md: the help of every command, as the command itself prints it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from onward.cli.main import onward

HEAD = """# The command

<!-- Made by `make docs` from the commands themselves. -->

| exit code | meaning |
| --- | --- |
| 0 | done |
| 2 | the command was used wrongly |
| 10 | the knowledge is wrong |
| 11 | the record is wrong |
| 12 | not supported: another cancer, a patient who has died |
| 13 | a registry of trials did not answer, or not with studies |
| 70 | a fault in Onward itself; please report it |

Faults are written to standard error, one a line, as
`file:line:column: what is wrong. What was expected. Did you mean ...?`

`NO_COLOR=1` turns colour off; `COLUMNS` sets the width of a page; `ONWARD_DEBUG=1` shows the traceback of a fault in
Onward, which may hold data of the record.
"""


def page() -> str:
    """The whole page."""
    sections = [f"## {path}\n\n```text\n{text}\n```\n" for path, text in helps(onward, None, "onward")]
    return "\n".join([HEAD, *sections])


def helps(command: click.Command, parent: click.Context | None, name: str) -> Iterator[tuple[str, str]]:
    """Every command below and including this one, with its help at 100 columns."""
    context = click.Context(command, parent=parent, info_name=name, terminal_width=100, max_content_width=100)
    yield context.command_path, command.get_help(context).rstrip()
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None:
                yield from helps(found, context, child)
