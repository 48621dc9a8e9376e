"""``python -m tests.trust.survivors``: the wrong knowledge that no case and no row of a table notices, with its place.

Choose by ``--drug``, ``--pathway``, ``--facts FILE`` or ``--regimens [FILE]``; ``--limit N`` prints the first N.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from tests.trust.hunt import Hunt
from tests.trust.mutants import Mutant, mutants
from tests.trust.mutation import Score, score
from tests.trust.world import everything

from onward.knowledge.types import FactDefinition, Knowledge, Regimen, Rule, Treatment


def chosen(knowledge: Knowledge, asked: argparse.Namespace) -> list[Mutant]:
    """The mutants of what was asked for; all of them where nothing was."""
    every = list(mutants(knowledge))
    if not (asked.drug or asked.pathway or asked.facts or asked.regimens is not None):
        return every
    return [mutant for mutant in every if _is_asked(mutant, asked)]


def _is_asked(mutant: Mutant, asked: argparse.Namespace) -> bool:
    part = mutant.original
    if isinstance(part, Treatment):
        return part.drug in asked.drug
    if isinstance(part, Rule):
        return part.pathway in asked.pathway
    if isinstance(part, FactDefinition):
        return any(part.at.file.endswith(name) or part.name == name for name in asked.facts)
    return isinstance(part, Regimen) and asked.regimens is not None and asked.regimens in part.at.file


def lines(found: Score, limit: int | None) -> Sequence[str]:
    """What is printed: survivors with their place, then a sum."""
    shown = [f"{each.place}: {each.what}" for each in found.survivors][:limit]
    groups = (f"{group} {found.by_cases[group]} of {whole}" for group, whole in sorted(found.whole.items()))
    more = len(found.survivors) - len(shown)
    return [
        *shown,
        *([f"... and {more} more"] if more else []),
        *(f"{each.place}: {each.what} [not told apart from the original]" for each in found.not_told_apart),
        f"noticed by cases and tables: {', '.join(groups) or 'nothing to notice'}; {found.equal} equal left out",
    ]


def main() -> None:
    """Read the command line, hunt, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.trust.survivors", description=__doc__)
    parser.add_argument("--drug", action="append", default=[], help="limits and dose rules of a drug")
    parser.add_argument("--pathway", action="append", default=[], help="rules of a pathway (folder)")
    parser.add_argument("--facts", action="append", default=[], help="facts of a file, or one fact by name")
    parser.add_argument("--regimens", nargs="?", const="", help="regimens (of files whose name holds this)")
    parser.add_argument("--limit", type=int, help="print so many")
    asked = parser.parse_args()
    read = everything()
    found = score(Hunt(read), chosen(read.knowledge, asked))
    print("\n".join(lines(found, asked.limit)))  # noqa: T201 - the command's output


if __name__ == "__main__":
    main()
