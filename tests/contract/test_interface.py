"""The interface keeps what its own description promises: schemathesis, as anybody would run it, sends what that allows
and what it forbids, and reads every answer against it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.serving import served

from onward.knowledge.loader import load
from onward.server.app import make_site
from onward.server.settings import Settings

MANY = 100_000
NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on loopback that answers as often as it is asked."""
    database = f"sqlite:///{tmp_path_factory.mktemp('kept') / 'onward.db'}"
    with served(make_site(Settings(database=database, requests_a_minute=MANY, writes_a_minute=MANY), load())) as found:
        yield found.address


def test_every_answer_is_as_described(address: str, tmp_path: Path) -> None:
    """All of its checks and phases, none left out: what is allowed is taken, what is forbidden is refused."""
    drawn = ["--max-examples=2000"] if NIGHTLY else ["--max-examples=60", "--generation-deterministic"]
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{address}/api/openapi.json", "--no-color", *drawn]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=1200)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "Tested: 2" in done.stdout


def test_a_plan_is_described_to_its_last_field(address: str, examples: Path) -> None:
    """The description is not empty where it matters: it names every field of a plan."""
    described = httpx2.get(f"{address}/api/openapi.json").json()
    plan = httpx2.post(f"{address}/api/plan", content=(examples / "ada.bundle.json").read_bytes()).json()
    shape = described["components"]["schemas"]["Plan"]
    assert set(shape["required"]) <= set(plan) <= set(shape["properties"])
    assert len(shape["properties"]) > 20


def test_one_of_several_patients_is_chosen_by_name(address: str) -> None:
    people = [{"resource": {"resourceType": "Patient", "id": name}} for name in ("one", "two")]
    record = {"resourceType": "Bundle", "entry": people}

    def asked(**headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx2.post(f"{address}/api/plan", json=record, headers=named)

    assert asked(onward_patient="two").json()["patient"] == "two"
    assert asked(onward_patient="three").status_code == 404
    assert asked().status_code == 422


def test_refusals_of_the_door_are_data_for_programs(tmp_path: Path) -> None:
    site = make_site(Settings(database=f"sqlite:///{tmp_path / 'onward.db'}", writes_a_minute=1), load())
    with served(site) as found:
        answers = [httpx2.post(f"{found.address}/api/plan", content=b"sex: female") for _ in range(2)]
    assert answers[-1].status_code == 429
    assert answers[-1].json() == {"error": "Too many requests. Wait a moment.", "faults": []}


def test_the_last_day_of_all_is_a_day(address: str, examples: Path) -> None:
    content = (examples / "ada.bundle.json").read_bytes()
    for day in ("0001-01-01", "9999-12-31"):
        assert httpx2.post(f"{address}/api/plan?as_of={day}", content=content).status_code == 200
