"""The sets of records that nobody had read before: what was read rightly the first time, and what is now.

The first comparison of a set is blind and cannot be repeated, so ``blind.yaml`` keeps it: when, at which commit, how
many.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from tests.contract.trials.examined import EVERY_KIND, Score, examine

from onward.trials.reading import Reading

HERE = Path(__file__).resolve().parent
FILES = {"third": "truth_third.yaml", "fourth": "truth_fourth.yaml", "fifth": "truth_fifth.yaml"}
"""Sets whose records are in ../shared; of the others, whose records came from elsewhere, only comparisons are kept."""


def blind() -> dict[str, Any]:
    """The first comparison of each set."""
    kept: dict[str, Any] = yaml.safe_load((HERE / "blind.yaml").read_text())
    return kept


def scores(readings: Mapping[str, Reading]) -> dict[str, Score]:
    """Each set that has been compared, as the reader reads it now."""
    return {name: examine(yaml.safe_load((HERE / file).read_text()), readings) for name, file in FILES.items()}


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.1f} %)" if whole else "-"


def _before(first: Mapping[str, Any]) -> str:
    """What the reader got right and wrong of the same records before the faults of earlier sets were mended."""
    kept = first.get("before")
    if not kept:
        return "-"
    return f"{100 * kept['right'] / first['stated']:.1f} % right, {100 * kept['wrong'] / kept['read']:.1f} % wrong"


def first_table(found: Mapping[str, Score]) -> str:
    """The sets: at first, blind, and now."""
    rows = [
        "| set | records | first compared | right, blind | readings wrong, blind | reader before | right now | wrong |",
        "| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, first in blind().items():
        right, wrong = _now(found[name]) if name in found else _later(first)
        rows.append(
            f"| {name} | {first['records']} | {first['when']}, {first['commit']} | "
            f"{_share(first['right'], first['stated'])} | {_share(first['wrong'], first['read'])} | "
            f"{_before(first)} | {right} | {wrong} |"
        )
    return "\n".join(rows)


def _now(score: Score) -> tuple[str, str]:
    return _share(score.right.total(), score.stated.total()), _share(score.wrong.total(), score.read.total())


def _later(first: Mapping[str, Any]) -> tuple[str, str]:
    """What was read of a set that is not kept here when it was compared again, if it was."""
    later = first.get("later")
    return (_share(later["right"], first["stated"]), _share(later["wrong"], later["read"])) if later else ("-", "-")


def kinds_table(found: Mapping[str, Score]) -> str:
    """By kind of requirement: blind, all sets together, and now."""
    rows = [
        "| kind | stated | right, blind | readings wrong, blind | right now | readings wrong now |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    first = [kept for name, kept in blind().items() if name in found]
    for kind in EVERY_KIND:
        stated = sum(each["kinds"].get(kind, [0, 0, 0])[0] for each in first)
        right, wrong = (sum(each["kinds"].get(kind, [0, 0, 0])[place] for each in first) for place in (1, 2))
        now = sum(each.right[kind] for each in found.values())
        mistaken = sum(each.wrong[kind] for each in found.values())
        if stated or wrong or mistaken:
            rows.append(f"| {kind} | {stated} | {right} | {wrong} | {now} | {mistaken} |")
    return "\n".join(rows)


def outside_table() -> str:
    """By kind of requirement: the sets whose records are not in ../shared, each as it was read the first time."""
    sets = {name: first for name, first in blind().items() if name not in FILES}
    rows = [
        "| kind | " + " | ".join(f"stated ({name}) | right | readings wrong" for name in sets) + " |",
        "| --- |" + " ---: |" * (3 * len(sets)),
    ]
    for kind in EVERY_KIND:
        counts = [first["kinds"].get(kind, [0, 0, 0]) for first in sets.values()]
        if any(any(each) for each in counts):
            rows.append(f"| {kind} | " + " | ".join(str(number) for each in counts for number in each) + " |")
    totals = [(first["stated"], first["right"], first["wrong"]) for first in sets.values()]
    rows.append("| all | " + " | ".join(str(number) for each in totals for number in each) + " |")
    return "\n".join(rows)


def to_keep(score: Score, when: str, commit: str, records: int) -> dict[str, Any]:
    """A first comparison as ``blind.yaml`` keeps it; by kind: stated, right, wrong."""
    return {
        "when": when,
        "commit": commit,
        "records": records,
        "stated": score.stated.total(),
        "right": score.right.total(),
        "read": score.read.total(),
        "wrong": score.wrong.total(),
        "taken_for_one_cohort": score.narrowed,
        "kinds": {
            kind: [score.stated[kind], score.right[kind], score.wrong[kind]]
            for kind in EVERY_KIND
            if score.stated[kind] or score.wrong[kind]
        },
    }
