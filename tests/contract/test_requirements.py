"""The pinned requirements: each with a hash, none with the address of an index, and all of one mind about versions."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from onward import __version__

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*(?:\[[a-z,-]+\])?)==([^\s;\\]+)(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_has_a_hash_for_each_pin_and_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    pins = PIN.findall(text)
    assert pins
    assert [name for name, _, rest in pins if "--hash=sha256:" not in rest] == []
    assert re.search(r"://|--(extra-)?index|--find-links|file:|@ ", text) is None


def test_locks_agree_on_versions() -> None:
    pins = {lock.name: {(n, v) for n, v, _ in PIN.findall(lock.read_text(encoding="utf-8"))} for lock in LOCKS}
    assert pins["core.txt"] <= pins["server.txt"] <= pins["dev.txt"]


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = {name for name, _, _ in PIN.findall((ROOT / "requirements" / "core.txt").read_text(encoding="utf-8"))}
    wanted = {re.split(r"[<>=\[]", dependency)[0].lower() for dependency in project["dependencies"]}
    assert wanted <= pinned
    assert project["version"] == __version__
