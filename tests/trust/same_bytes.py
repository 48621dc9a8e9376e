"""The same record, day and knowledge give the same bytes: under any hash seed, time zone, locale and order of imports.

Each run is a process of its own. ``python -m tests.trust.same_bytes SEED...`` prints the digest of the plans of those
charts.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from itertools import cycle, islice

from tests.trust.charts import AS_OF
from tests.trust.measure import Measure
from tests.trust.world import knowledge, maker

from onward.plan.encode import plan_json
from onward.plan.make import make_plan

CHARTS = (0, 7, 11, 23, 42)
ZONES = ("UTC", "Pacific/Kiritimati", "America/St_Johns", "Asia/Kathmandu")
LOCALES = ("C", "C.UTF-8", "tr_TR.UTF-8", "de_DE.UTF-8")


def digest(seeds: tuple[int, ...] = CHARTS) -> str:
    """The digest of the plans of some random charts, in this process."""
    found = hashlib.sha256()
    for seed in seeds:
        found.update(plan_json(make_plan(maker().events(seed), knowledge(), AS_OF)))
    return found.hexdigest()


def elsewhere(hash_seed: int, zone: str, locale: str) -> str:
    """The same digest from a process with another hash seed, time zone and locale."""
    surroundings = {**os.environ, "PYTHONHASHSEED": str(hash_seed), "TZ": zone, "LC_ALL": locale, "LANG": locale}
    run = subprocess.run(
        [sys.executable, "-m", "tests.trust.same_bytes"], env=surroundings, capture_output=True, text=True, check=True
    )
    return run.stdout.strip()


def differing(runs: int) -> list[str]:
    """The surroundings under which the bytes are not those of this process."""
    here = digest()
    tried = islice(zip(range(runs), cycle(ZONES), cycle(LOCALES), strict=False), runs)
    return [
        f"hash seed {seed}, {zone}, {locale}" for seed, zone, locale in tried if elsewhere(seed, zone, locale) != here
    ]


def measure(runs: int) -> Measure:
    """The same plans in so many processes."""
    misses = differing(runs)
    return Measure(
        kind="Same bytes under other hash seeds, time zones and locales",
        target="0 differences",
        measured=f"{len(misses)} differences",
        count=runs * len(CHARTS),
        misses=misses,
    )


if __name__ == "__main__":
    print(digest())  # noqa: T201 - read by the process that started this one
