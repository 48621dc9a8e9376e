"""What ``knowledge/grades/`` holds: the criteria by which laboratory values get their CTCAE grade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading:
    """The criteria of every version."""


def read_grading(files: Mapping[str, bytes]) -> Grading:
    """The criteria that the files hold."""
    return Grading()
