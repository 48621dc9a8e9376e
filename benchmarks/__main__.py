"""Measures what people wait for and prints it beside what was asked for.

Whole processes are timed from outside, the median of several runs; a warm process from inside, over every example and
every published record that is there; reading against a bare decode of the same bytes in the same run.
"""

from __future__ import annotations

import datetime
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.followed import chart
from benchmarks.pages import figures

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("ONWARD_SHARED", ROOT.parent / "shared"))
BUNDLE = SHARED / "records" / "long-history-112-resources.bundle.json"
DAY = datetime.date(2026, 6, 1)
PROCESS_RUNS = 7
WARM_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; ``ratio`` below 1 means better than asked."""

    what: str
    measured: float
    asked: float | None
    unit: str

    def __str__(self) -> str:
        asked = f"{self.asked:>9.2f}" if self.asked is not None else f"{'':>9}"
        ratio = f"{self.measured / self.asked:>7.2f}" if self.asked else f"{'':>7}"
        return f"{self.what:<66}{self.measured:>9.2f}{asked}{ratio}  {self.unit}"


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def process(*words: str, **environment: str) -> float:
    """The median time of a whole process of Onward's."""
    command = [sys.executable, "-m", "onward", *words]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}

    def run() -> None:
        subprocess.run(command, check=True, env={**os.environ, **environment}, **quiet)

    run()
    return statistics.median(seconds(run) for _ in range(PROCESS_RUNS))


def records() -> list[Path]:
    """Every example, and every published record that is there."""
    found = [*ROOT.glob("examples/*.yaml"), *ROOT.glob("examples/*.json"), *SHARED.glob("records/*.json")]
    return sorted(found)


def processes() -> Iterable[Row]:
    """Whole processes."""
    yield Row("onward --help, whole process", process("--help"), 0.3, "s")
    bundle = BUNDLE if BUNDLE.is_file() else ROOT / "examples" / "ada.bundle.json"
    yield Row(f"onward plan {bundle.name}, whole process", process("plan", str(bundle)), 0.8, "s")
    example = str(ROOT / "examples" / "ada.bundle.json")
    yield Row("onward plan ada.bundle.json, whole process", process("plan", example), 0.8, "s")
    yield Row("the same, as HTML", process("plan", example, "--format", "html"), None, "s")


def warm() -> Iterable[Row]:
    """Record to plan, with the value of missing tests, in a process that has made one already."""
    from onward.cli.planning import Records
    from onward.values.errors import OnwardError

    reader = Records(None, None)
    times: list[float] = []
    for path in records():

        def whole(path: Path = path) -> None:
            for events in reader.events(str(path)):
                reader.plan(events)

        try:
            whole()
        except OnwardError:
            continue
        gc.collect()
        times += [seconds(whole) * 1000 for _ in range(WARM_ROUNDS)]
    times.sort()
    yield Row("record to plan, warm, median", statistics.median(times), 15, "ms")
    yield Row("record to plan, warm, 99th percentile", times[int(len(times) * 0.99) - 1], 50, "ms")


def long_followed() -> Iterable[Row]:
    """Somebody with two years of fortnightly laboratory values, ten scans and weekly reports."""
    from onward.cli.planning import Records

    records_ = Records(None, None)
    text = chart().encode()
    events = records_.charts.read_text(text, "followed.yaml")
    records_.plan(events)
    gc.collect()
    times = [seconds(lambda: records_.plan(events)) * 1000 for _ in range(WARM_ROUNDS)]
    rows = sum(map(len, events.rows.values()))
    yield Row(f"two years followed ({rows} events) to plan, warm, median", statistics.median(times), 50, "ms")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "followed.yaml"
        path.write_bytes(text)
        yield Row("the same, onward plan, whole process", process("plan", str(path)), 0.8, "s")


def reading() -> Iterable[Row]:
    """NDJSON to events, against nothing but a typed decode of the same bytes."""
    import msgspec

    from onward.cli.planning import Records
    from onward.records.resources import Resource

    bundle = SHARED / "records" / "synthea-triple-negative.bundle.json"
    path = bundle if bundle.is_file() else ROOT / "examples" / "ada.bundle.json"
    entries = json.loads(path.read_bytes())["entry"]
    lines = [json.dumps(entry["resource"]).encode() for entry in entries]
    content = b"\n".join(lines)
    decoder = msgspec.json.Decoder(Resource)
    reader = Records(None, None).bundles
    bare = min(seconds(lambda: [decoder.decode(line) for line in lines]) for _ in range(PROCESS_RUNS))
    whole = min(seconds(lambda: list(reader.read_bytes(content, "lines.ndjson"))) for _ in range(PROCESS_RUNS))
    megabytes = len(content) / 1e6
    yield Row("NDJSON, bare typed decode", megabytes / bare, None, "MB/s")
    yield Row("NDJSON to events", megabytes / whole, None, "MB/s")
    yield Row("NDJSON to events, times slower than the bare decode", whole / bare, 3, "times")


def knowledge() -> Iterable[Row]:
    """Reading what Onward believes, from the files and from the cache."""
    code = (
        "import time; start = time.perf_counter(); from onward.knowledge.loader import load; load(); "
        "print(time.perf_counter() - start)"
    )

    def load(**environment: str) -> float:
        done = subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True, check=True
        )
        return float(done.stdout) * 1000

    yield Row("knowledge, compiled from the files", load(ONWARD_NO_CACHE="1"), None, "ms")
    load()
    yield Row("knowledge, from the cache", statistics.median(load() for _ in range(PROCESS_RUNS)), None, "ms")


def trials() -> Iterable[Row]:
    """Trials: one person against 2,000, and the time that 100,000 people against 300 would take on two cores."""
    from dataclasses import replace

    from onward.cli.planning import Records
    from onward.trials.match import Asked, match_all, verdict_of
    from onward.trials.match_store import compiled_from

    folder = SHARED / "trials"
    if not folder.is_dir():
        return
    reader = Records(None, None)
    compiled = compiled_from(folder, reader.knowledge, lambda _: None)
    many = replace(compiled, trials=(compiled.trials * 7)[:2000])
    some = replace(compiled, trials=compiled.trials[:300])
    people = [events for path in sorted(ROOT.glob("examples/*.yaml")) for events in reader.events(str(path))]
    sheets = [reader.judge(events).sheet for events in people * 3]
    times = [seconds(partial(match_all, many, sheet)) * 1000 for sheet in sheets]
    yield Row("one person against 2,000 compiled trials, median", statistics.median(times), 200, "ms")

    def verdicts() -> None:
        for events in people:
            asked = Asked(some, reader.judge(events).sheet)
            for trial in some.trials:
                verdict_of(trial, asked)

    verdicts()
    each = min(seconds(verdicts) for _ in range(PROCESS_RUNS)) / len(people)
    yield Row("100,000 people x 300 trials, two processes, reckoned", each * 100_000 / 2, 120, "s")


def pages() -> Iterable[Row]:
    """Pages, alone and under use."""
    yield from (Row(*each) for each in figures())


PARTS = (processes, warm, long_followed, reading, knowledge, trials, pages)


def main() -> None:
    """Print the table, or the parts of it that are named."""
    print(f"{'':<66}{'measured':>9}{'asked':>9}{'ratio':>7}")
    for part in PARTS:
        for row in part() if not sys.argv[1:] or part.__name__ in sys.argv[1:] else ():
            print(row)


if __name__ == "__main__":
    main()
