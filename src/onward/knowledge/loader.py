"""The way in: ``load()`` gives the knowledge, from the cache where that is certain to be the same.

Whatever compiles knowledge (YAML, the language) is imported only when there is something to compile, so that a plan
from the cache does not wait for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from onward.knowledge.cache import entry_name, fetch, keep
from onward.knowledge.files import digest_of, find_folder, read_files
from onward.knowledge.types import Approval, Knowledge, Treatment

if TYPE_CHECKING:
    from onward.knowledge.read import ReadKnowledge


def load(path: str | Path | None = None, as_of: date | None = None) -> Knowledge:
    """The knowledge in a folder (the one that ships with the code where none is given), as the world knew it on a day.

    Raises:
        KnowledgeError: with every fault that was found.
    """
    files = read_files(find_folder(path))
    name = entry_name(digest_of(files))
    knowledge = fetch(name)
    if knowledge is None:
        from onward.knowledge.read import read_knowledge

        knowledge = read_knowledge(files, with_cases=False).knowledge
        keep(name, knowledge)
    return knowledge if as_of is None else known_on(knowledge, as_of)


def read_all(path: str | Path | None = None) -> ReadKnowledge:
    """Knowledge with its cases and the entries as written, always from the files: for checks and tests.

    Raises:
        KnowledgeError: with every fault that was found.
    """
    from onward.knowledge.read import read_knowledge

    return read_knowledge(read_files(find_folder(path)))


def known_on(knowledge: Knowledge, day: date) -> Knowledge:
    """The knowledge without what was not yet, or no longer, true on a day."""
    return replace(
        knowledge,
        rules=tuple(rule for rule in knowledge.rules if rule.effective.holds(day)),
        treatments={name: _treatment_on(treatment, day) for name, treatment in knowledge.treatments.items()},
    )


def _treatment_on(treatment: Treatment, day: date) -> Treatment:
    changes = tuple(change for change in treatment.dose_changes if change.effective.holds(day))
    return replace(treatment, dose_changes=changes, approvals=tuple(_approved_on(treatment.approvals, day)))


def _approved_on(approvals: Iterable[Approval], day: date) -> Iterable[Approval]:
    for approval in approvals:
        begun = approval.since is None or approval.since <= day
        if begun and (approval.until is None or day <= approval.until):
            yield approval
