"""``onward completion``: the script that teaches a shell to complete Onward's commands, options and file names."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

VARIABLE = "_ONWARD_COMPLETE"


@click.command(short_help="Print the shell completion script.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the shell completion script.

    \b
    bash   echo 'eval "$(onward completion bash)"' >> ~/.bashrc
    zsh    echo 'eval "$(onward completion zsh)"' >> ~/.zshrc
    fish   onward completion fish > ~/.config/fish/completions/onward.fish

    The script asks Onward itself for the completions, through the variable _ONWARD_COMPLETE.
    """
    from onward.cli.main import onward

    completion = get_completion_class(shell)
    if completion is None:
        raise click.UsageError(f"click knows no completion for {shell}")
    click.echo(completion(onward, {}, "onward", VARIABLE).source())
