"""What a whole process imports: nothing that its answer does not need. Times are measured by ``make bench``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

COMPILERS = ("duckdb", "sqlglot", "rich")
SCRIPT = """
import sys
from onward.cli.main import onward
try:
    onward(sys.argv[2:])
except SystemExit as left:
    assert not left.code, left.code
print(sorted(set(sys.argv[1].split()) & set(sys.modules)), file=sys.stderr)
"""


def imported(watched: tuple[str, ...], *words: str) -> str:
    """Which of the watched modules a process of Onward's has imported when it ends."""
    command = [sys.executable, "-c", SCRIPT, " ".join(watched), *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stderr.splitlines()[-1]


@pytest.mark.parametrize("form", ["text", "json", "ndjson"])
def test_plan_from_cached_knowledge_imports_neither_compiler_nor_templates(examples: Path, form: str) -> None:
    words = ("plan", str(examples / "ada.yaml"), "--format", form)
    imported((), *words)
    assert imported((*COMPILERS, "jinja2"), *words) == "[]"


def test_page_imports_templates_and_no_compiler(examples: Path) -> None:
    words = ("plan", str(examples / "ada.yaml"), "--format", "html")
    imported((), *words)
    assert imported((*COMPILERS, "jinja2"), *words) == "['jinja2']"


def test_proof_from_cached_knowledge_imports_no_compiler(examples: Path) -> None:
    words = ("explain", str(examples / "ada.yaml"), "line")
    imported((), *words)
    assert imported((*COMPILERS, "jinja2"), *words) == "[]"
