"""The top of the command line: help, versions, completion, exit codes, and what an error looks like."""

from __future__ import annotations

import importlib
import subprocess
import sys
import types

import click
import pytest
from click.testing import CliRunner, Result

from onward import __version__
from onward.cli import commands
from onward.cli.main import EXIT_INTERNAL, onward
from onward.values.errors import Fault, KnowledgeError, NotSupportedError, RecordError

EXISTING = commands.LazyGroup("onward").list_commands(click.Context(onward))
HEAVY = ("sqlglot", "duckdb", "msgspec", "yaml", "jinja2", "rich")


def run(*words: str) -> Result:
    return CliRunner().invoke(onward, words)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> type[Exception]:
    """A command named ``plan`` that raises whatever the test puts into it."""

    @click.command()
    def command() -> None:
        raise module.error

    module = types.ModuleType("onward.cli.plan")
    module.command = command
    module.__spec__ = importlib.machinery.ModuleSpec("onward.cli.plan", None)
    monkeypatch.setitem(sys.modules, "onward.cli.plan", module)
    return module


def test_help_lists_the_commands_that_exist() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert all(f"  {name} " in result.output for name in EXISTING)
    assert "not a medical device" in result.output


def test_help_imports_nothing_heavy() -> None:
    script = f"import sys; import onward.cli.main; print([name for name in {HEAVY} if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"


def test_version_names_the_code_and_the_knowledge() -> None:
    result = run("--version")
    assert result.exit_code == 0
    assert result.output.startswith(f"onward {__version__}, knowledge 20")


@pytest.mark.parametrize("name", EXISTING)
def test_summary_in_the_table_is_the_command_s_own(name: str) -> None:
    command = onward.get_command(click.Context(onward), name)
    assert command is not None
    assert command.get_short_help_str(limit=200) == commands.COMMANDS[name]
    assert run(name, "--help").exit_code == 0


def test_command_table_refuses_what_is_not_a_command(
    monkeypatch: pytest.MonkeyPatch, failing: types.ModuleType
) -> None:
    monkeypatch.setattr(failing, "command", "text")
    assert run("plan").exit_code == EXIT_INTERNAL


def test_misspelt_command_is_answered_with_the_one_that_was_meant() -> None:
    result = run("completoin")
    assert result.exit_code == 2
    assert "Did you mean 'completion'?" in result.stderr
    assert "Did you mean" not in run("xyz").stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_the_shell(shell: str) -> None:
    result = run("completion", shell)
    assert result.exit_code == 0
    assert "_ONWARD_COMPLETE" in result.output


@pytest.mark.parametrize(("error", "code"), [(KnowledgeError, 10), (RecordError, 11), (NotSupportedError, 12)])
def test_every_fault_is_one_line_on_standard_error(failing: types.ModuleType, error: type, code: int) -> None:
    failing.error = error([Fault("b.json", 2, 1, "second"), Fault("a.json", 9, 4, "first", "a date", "2026-05-01")])
    result = run("plan")
    assert result.exit_code == code
    assert result.stderr == "a.json:9:4: first. Expected a date. Did you mean 2026-05-01?\nb.json:2:1: second.\n"
    assert result.stdout == ""


def test_fault_in_onward_shows_neither_traceback_nor_data(failing: types.ModuleType) -> None:
    failing.error = ValueError("Ada Lovelace, born 1961-03-04")
    result = run("plan")
    assert result.exit_code == EXIT_INTERNAL
    assert "ValueError at test_main.py:" in result.stderr
    assert "Ada" not in result.stderr
    assert "Traceback" not in result.stderr


def test_fault_in_onward_shows_its_traceback_when_asked(
    failing: types.ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONWARD_DEBUG", "1")
    failing.error = ValueError("cause")
    assert isinstance(run("plan").exception, ValueError)


def test_python_m_onward_is_the_command() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "onward", "--version"], capture_output=True, text=True, check=True
    ).stdout
    assert said.startswith(f"onward {__version__}")
