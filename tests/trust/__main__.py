"""Measure what TRUST asks for of the knowledge, the engine and the server, and write ``docs/reference/trust.md``.

``ONWARD_TRUST_SIZE=10 make trust`` draws ten times as many charts; ``--all`` prints every miss.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

from tests.trust import (
    boundaries,
    bundles,
    closure,
    conservation,
    consistency,
    invariants,
    killed,
    mcdc,
    metamorphic,
    monotone,
    mutation,
    same_bytes,
    server,
    sweep,
)
from tests.trust.measure import Measure, merged
from tests.trust.mutants import mutants
from tests.trust.world import everything, knowledge, size

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "trust.md"
MOST_SHOWN = 60
PARTS = 4

ELSEWHERE = (
    ("Engines agree: random expressions and patients, interpreter and SQL", "tests/generative/test_engines.py"),
    ("The language, operator by operator, on every engine", "tests/spec/test_spec.py"),
    ("Bad records by hand", "tests/unit/records/bad/test_bad_records.py"),
    ("Fuzzed charts", "tests/unit/records/test_chart_hostile.py"),
    ("Conservation, field by field, over bundles", "tests/unit/records/test_fhir_conservation.py"),
    ("Bombs", "tests/unit/records/test_limits.py"),
    ("Staleness: a review date on each rule", "tests/unit/knowledge/test_lint.py"),
    ("The interface against its own description (schemathesis)", "tests/contract/test_interface.py"),
    ("axe on every page, both themes, two widths", "tests/browser/test_axe.py"),
    ("Every number on a page leads to its source", "tests/unit/server/test_figures.py"),
    ("Installed self-test (`onward selftest`)", "src/onward/reports/selftest.py"),
)
"""What other folders test, each with its own size; a file that is not there is said to be missing."""

Job = Callable[[int], Measure]


def _today() -> date:
    return datetime.now(UTC).date()


def _mcdc(_part: int) -> Measure:
    return mcdc.measure(knowledge())


def _monotone(_part: int) -> Measure:
    return monotone.measure(knowledge())


def _boundaries(_part: int) -> Measure:
    return boundaries.measure(knowledge())


def _sweep(_part: int) -> Measure:
    return sweep.measure(knowledge())


def _closure(_part: int) -> Measure:
    return closure.measure(knowledge())


def _rules(_part: int) -> Measure:
    return consistency.measure_rules(everything(), _today())


def _states(part: int) -> Measure:
    return consistency.measure_states(part * size(1_000), size(1_000))


def _invariants(part: int) -> Measure:
    return invariants.measure(part * size(2_500), size(2_500))


def _metamorphic(part: int) -> Measure:
    return metamorphic.measure(part * size(100), size(100))


def _conservation(part: int) -> Measure:
    return conservation.measure(part * size(500), size(500))


def _pairs(part: int) -> Measure:
    return bundles.measure_pairs(part * size(100), size(100))


def _lost(part: int) -> Measure:
    return bundles.measure_lost(part * size(2_500), size(2_500))


def _same_bytes(_part: int) -> Measure:
    return same_bytes.measure(size(20))


def _leaks(_part: int) -> Measure:
    return server.measure_leaks()


def _callers(_part: int) -> Measure:
    return server.measure_callers()


def _faults(_part: int) -> Measure:
    return server.measure_faults()


def _kills(_part: int) -> Measure:
    return killed.measure(size(30))


def _uploads(part: int) -> Measure:
    return server.measure_uploads(part * size(2_500), size(2_500))


def _mutation(part: int) -> Measure:
    return mutation.measure(everything(), list(mutants(knowledge()))[part::PARTS])


JOBS: tuple[tuple[Job, int], ...] = (
    (_mcdc, 1),
    (_monotone, 1),
    (_boundaries, 1),
    (_sweep, 1),
    (_invariants, PARTS),
    (_metamorphic, PARTS),
    (_conservation, PARTS),
    (_pairs, PARTS),
    (_lost, PARTS),
    (_same_bytes, 1),
    (_mutation, PARTS),
    (_rules, 1),
    (_states, PARTS),
    (_closure, 1),
    (_leaks, 1),
    (_callers, 1),
    (_faults, 1),
    (_kills, 1),
    (_uploads, PARTS),
)


def run() -> list[Measure]:
    """Every measure, on all processors."""
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        begun = [[pool.submit(job, part) for part in range(parts)] for job, parts in JOBS]
        return [merged([each.result() for each in parts]) for parts in begun]


def page(measures: Sequence[Measure], commit: str, today: date) -> str:
    """The page: the table, then what missed its target, then the declared exceptions."""
    return "\n".join([*_head(commit, today), *_table(measures), *_lists(measures), ""])


def _head(commit: str, today: date) -> Iterator[str]:
    yield "# What Onward is trusted for"
    yield ""
    yield "<!-- Made by `make trust` from the measures in tests/trust; change those, not this page. -->"
    yield ""
    yield f"Measured on {today.isoformat()} at commit `{commit}` with knowledge {knowledge().version}"
    yield f"({len(knowledge().rules)} rules, {len(knowledge().facts)} facts, {len(knowledge().treatments)} drugs,"
    yield f"{len(knowledge().regimens)} regimens, {len(everything().cases)} cases). Misses are listed below the table."
    yield "The same measures run as tests, in the size of continuous integration, in `tests/trust/`."
    yield ""


def _table(measures: Sequence[Measure]) -> Iterator[str]:
    yield "| kind | target | measured | how many | missed |"
    yield "| --- | --- | --- | ---: | ---: |"
    for each in measures:
        yield f"| {each.kind} | {each.target} | {each.measured} | {each.count:,} | {len(each.misses):,} |"
    for kind, file in ELSEWHERE:
        there = (PAGE.parents[2] / file).is_file()
        yield f"| {kind} | | {f'`{file}`' if there else '**not measured yet**'} | | |"
    yield ""


def _lists(measures: Sequence[Measure]) -> Iterator[str]:
    for each in measures:
        if each.misses or each.notes:
            yield f"## {each.kind}"
            yield ""
            yield from _bullets(each.misses, "missed")
            yield from _bullets(each.notes, "declared on purpose")


def _bullets(lines: Sequence[str], what: str) -> Iterator[str]:
    if not lines:
        return
    yield f"{len(lines)} {what}:"
    yield ""
    yield from (f"- {line}" for line in lines[:MOST_SHOWN])
    if len(lines) > MOST_SHOWN:
        yield f"- and {len(lines) - MOST_SHOWN} more: `python -m tests.trust --all`"
    yield ""


def _commit() -> str:
    told = subprocess.run(["git", "rev-parse", "--short=10", "HEAD"], capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"


def main() -> None:
    """Measure, write the page, print the table."""
    measures = run()
    PAGE.write_text(page(measures, _commit(), _today()), encoding="utf-8")
    shown = [*_table(measures)]
    if "--all" in sys.argv:
        shown += [f"{each.kind}: {line}" for each in measures for line in each.misses]
    print("\n".join(shown))  # noqa: T201 - the command's output


if __name__ == "__main__":
    main()
