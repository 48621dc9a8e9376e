"""A process that writes charts without end, to be killed in the middle: what is kept afterwards is whole.

In: a database. The process saves and changes charts whose parts belong together; ``measure`` kills it again and again.
"""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.trust.measure import Measure, share

from onward.server.database import open_database
from onward.server.store import Caller, Store

LARGE = 200_000
OWNER = Caller(role="clinician", owner="user:1", name="anna")
START_SECONDS = 20


def whole(number: int) -> dict[str, object]:
    """A chart whose parts all say its number."""
    text = f"{number} " * (LARGE // 8)
    return {"content": text.encode(), "patient": str(number), "wishes": text[:4000]}


def is_whole(content: bytes, patient: str, wishes: str | None) -> bool:
    """Whether all parts say the same number."""
    made = whole(int(patient))
    return content == made["content"] and wishes in (None, made["wishes"])


def write(database: str) -> None:
    """Save and change charts until somebody ends it."""
    store = Store(open_database(database))
    number = 0
    while True:
        number += 1
        made = whole(number)
        chart_id = store.save(OWNER, "chart", [(bytes(made["content"]), str(number))], 1)[0]  # type: ignore[call-overload]
        store.change(OWNER, chart_id, whole(number + 1))
        if number % 5 == 0:
            store.delete(OWNER, chart_id)
        print(number, flush=True)  # noqa: T201 - tells that it is at work


def measure(kills: int) -> Measure:
    """Kill the writing process at random points, and look at what is there."""
    misses: list[str] = []
    draw = random.Random(kills)  # noqa: S311 - nothing secret
    rows = 0
    for number in range(kills):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "onward.db"
            _kill(f"sqlite:///{file}", draw.uniform(0.01, 0.4))
            open_database(f"sqlite:///{file}").dispose()
            with sqlite3.connect(file) as connection:
                sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
                found = connection.execute("SELECT content, patient, wishes FROM charts").fetchall()
            connection.close()
            rows += len(found)
            misses += [] if sound == "ok" else [f"kill {number}: {sound}"]
            misses += [f"kill {number}: half a chart" for each in found if not is_whole(*each)]
    return Measure(
        kind="Faults: the server is killed in the middle of a write",
        target="every chart whole, the database sound",
        measured=f"{share(kills - len(set(misses)), kills)} of kills; {rows} charts were there",
        count=kills,
        misses=misses,
    )


def _kill(database: str, after: float) -> None:
    command = [sys.executable, "-c", f"from tests.trust.killed import write; write({database!r})"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).resolve().parents[2])
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait(START_SECONDS)
    process.stdout.close()


if __name__ == "__main__":
    sys.stdout.write(f"{measure(5)}\n")
