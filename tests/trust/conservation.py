"""Conservation: every event of a record is behind a fact, was used by the course, or is named under ``unused``.

``plan.unused`` is not believed: what the facts read is worked out here from the definitions, row by row, and what the
course used from the events that its rows name.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.trust.charts import AS_OF
from tests.trust.closure import named
from tests.trust.measure import Measure, share
from tests.trust.world import knowledge, maker

from onward.events.tables import Derived, Events, Medication
from onward.logic.evaluate import truth
from onward.logic.nodes import Aggregate, History
from onward.logic.walk import walk
from onward.plan.judgement import Judgement
from onward.plan.make import judge
from onward.plan.picture import unused

_PERSON = ("patient", "wish")
"""Who the person is is always shown, and wishes are read by the comparison of options."""


def lost(events: Events) -> Iterator[str]:
    """The events of a record that ended nowhere."""
    judgement = judge(events, knowledge(), AS_OF)
    for name in judgement.index.facts.definitions:
        judgement.sheet.fact(name)
    told = {each.ref for each in unused(judgement)}
    kept = read_by_facts(judgement) | used_by_course(judgement) | asked_for(judgement)
    for rows in events.rows.values():
        for row in rows:
            if row.table in _PERSON or (row.table, row.id) in kept:
                continue
            if not told & {row.id, *row.refs}:
                yield f"{row.table} {row.id} ({', '.join(row.refs)})"


def read_by_facts(judgement: Judgement) -> set[tuple[str, str]]:
    """The rows that an aggregate of some fact counts, or a question about treatment concerns."""
    found: set[tuple[str, str]] = set()
    sheet = judgement.sheet
    for definition in judgement.index.facts.definitions.values():
        for node in walk(definition.definition):
            if isinstance(node, Aggregate):
                rows = [row for row in sheet.rows(node.table) if node.where is None or truth(node.where, sheet, row)]
                found.update((row.table, row.id) for row in rows)
            elif isinstance(node, History):
                found.update(("drug", row.id) for row in sheet.rows("drug"))
    return found


def asked_for(judgement: Judgement) -> set[tuple[str, str]]:
    """The medicines that some interaction or advice is about."""
    subjects = set(named(knowledge()))
    classes = judgement.index.facts.classes
    rows = judgement.sheet.events.rows["medication"]
    medicines = [row for row in rows if isinstance(row, Medication)]
    return {(row.table, row.id) for row in medicines if subjects & {row.name, *classes.get(row.name, ())}}


def used_by_course(judgement: Judgement) -> set[tuple[str, str]]:
    """The rows that a derived row names."""
    derived = [row for rows in judgement.sheet.events.rows.values() for row in rows if isinstance(row, Derived)]
    ids = {each for row in derived for each in row.derived_from}
    return {(row.table, row.id) for rows in judgement.sheet.events.rows.values() for row in rows if row.id in ids}


def measure(first: int, count: int) -> Measure:
    """Conservation over a range of random charts."""
    misses, rows = [], 0
    for seed in range(first, first + count):
        events = maker().events(seed)
        rows += sum(len(each) for each in events.rows.values())
        misses += [f"chart {seed}: {each}" for each in lost(events)]
    return Measure(
        kind="Conservation: every event ends in a fact, the course or `unused` (charts)",
        target="100 %",
        measured=share(rows - len(misses), rows),
        tally={"events": (rows - len(misses), rows)},
        count=count,
        misses=misses,
    )
