"""Every command of Onward's that the documentation shows is run as it stands, where a reader would stand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "docs/tutorials/*.md", "docs/how_to/*.md")
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
NOT_RUN = re.compile(r"patient\.json|answered\.json|NAME|ARGS=|serve|^make |^export |^cat |^sudo ")
"""Made-up file names, other doors, and what needs a network or changes the shell or the machine."""


def commands() -> list[tuple[str, str]]:
    """The commands of each page that can be run, each once, without what is said behind it."""
    found = []
    for page in sorted(path for pattern in PAGES for path in ROOT.glob(pattern)):
        blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
        lines = [line.partition("  #")[0].strip() for block in blocks for line in block.splitlines()]
        shown = [line for line in lines if "onward " in line and not NOT_RUN.search(line)]
        found += [(page.relative_to(ROOT).as_posix(), line) for line in shown]
    return list({command: (page, command) for page, command in found}.values())


COMMANDS = commands()


def test_documentation_shows_commands() -> None:
    pages = {page for page, _ in COMMANDS}
    assert {"docs/tutorials/first_plan.md", "docs/how_to/many_records.md"} <= pages


@pytest.mark.parametrize(("page", "command"), COMMANDS, ids=[command for _, command in COMMANDS])
def test_command_does_what_its_page_says(page: str, command: str, tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / "knowledge").symlink_to(ROOT / "knowledge")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    run = subprocess.run(
        ["bash", "-c", command],
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, f"{page}: {command}\n{run.stderr}"
    assert "Traceback" not in run.stderr
    written = re.search(r" -o (\S+)", command)
    assert written is None or (tmp_path / written.group(1)).exists()
