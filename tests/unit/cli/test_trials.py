"""``onward trials``: its list of commands says what the commands say of themselves."""

from __future__ import annotations

import click
import pytest

from onward.cli.trials import COMMANDS, command


@pytest.mark.parametrize("name", COMMANDS)
def test_list_says_what_the_command_says(name: str) -> None:
    assert isinstance(command, click.Group)
    found = command.get_command(click.Context(command), name)
    assert found is not None
    assert found.get_short_help_str(limit=200) == COMMANDS[name]
