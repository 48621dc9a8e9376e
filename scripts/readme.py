"""Keeps the output shown in README.md real: runs the command that its block names and puts the answer in its place.

The block starts with ``<!-- output of: COMMAND -->`` and ends with ``<!-- end of output -->``. The command is one of
Onward's; the first ``LINES`` lines of what it prints at 100 columns are shown.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINES = 45
BLOCK = re.compile(r"(<!-- output of: onward (?P<words>.+?) -->\n).*?(<!-- end of output -->)", re.DOTALL)


def page() -> str:
    """README.md with the output of its commands as it is today."""
    return BLOCK.sub(_refreshed, (ROOT / "README.md").read_text(encoding="utf-8"))


def _refreshed(block: re.Match[str]) -> str:
    return f"{block.group(1)}\n```text\n{output(block.group('words'))}\n```\n\n{block.group(3)}"


def output(words: str) -> str:
    """What a command prints: its first lines, and how many follow."""
    run = subprocess.run(
        [sys.executable, "-m", "onward", *shlex.split(words)],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise RuntimeError(f"`onward {words}` left with {run.returncode}: {run.stderr.strip()}")
    lines = [line.rstrip() for line in run.stdout.strip("\n").splitlines()]
    rest = len(lines) - LINES
    return "\n".join([*lines[:LINES], *([f"... {rest} more lines"] if rest > 0 else [])])
