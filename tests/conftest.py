"""What every test can ask for: the published material beside the repository, golden files, and a Hypothesis profile.

``HYPOTHESIS_PROFILE`` is ``ci`` unless given: the same examples on every run, so that a failure is never luck.
``nightly`` draws new ones, and many more. ``ONWARD_SHARED`` names the folder of published material where it is not
``../shared``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

settings.register_profile("ci", derandomize=True, deadline=None, database=None, print_blob=True)
settings.register_profile(
    "nightly", max_examples=10_000, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--rewrite-golden``: write what is, instead of comparing with what was."""
    parser.addoption(
        "--rewrite-golden", action="store_true", help="rewrite the golden files; review shows the difference"
    )


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of published material; a test that needs it is skipped, with a message, where it does not exist."""
    folder = Path(os.environ.get("ONWARD_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"needs the published material in {folder}; ONWARD_SHARED names another place")
    return folder


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of the project's own example patients."""
    return ROOT / "examples"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with a file beside the test, or rewrite that file where ``--rewrite-golden`` was asked for."""
    folder = Path(request.path).parent
    rewrite = bool(request.config.getoption("--rewrite-golden"))

    def compare(name: str, text: str) -> None:
        path = folder / name
        if rewrite:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{path} does not exist: `make golden` writes it"
        assert text == path.read_text(encoding="utf-8"), (
            f"{path.name} has changed: `make golden`, then read the difference"
        )

    return compare
