"""What the knowledge covers, as lines of a terminal: each pathway with rules, cases and sources, then coverage.yaml."""

from __future__ import annotations

from collections.abc import Iterator

from onward.knowledge.read import ReadKnowledge


def coverage_lines(read: ReadKnowledge) -> Iterator[str]:
    """One line a pathway, the totals, and what ``knowledge/coverage.yaml`` says in its own words."""
    rules = read.knowledge.rules
    yield f"knowledge {read.knowledge.version}"
    yield ""
    yield f"{'pathway':<36}{'rules':>7}{'cases':>7}{'sources':>9}  oldest review"
    for pathway in sorted({rule.pathway for rule in rules}):
        mine = [rule for rule in rules if rule.pathway == pathway]
        cases = sum(name == pathway for name, _ in read.cases)
        sources = {source for rule in mine for source in rule.sources}
        reviewed = min((rule.reviewed for rule in mine if rule.reviewed), default=None)
        yield f"{pathway:<36}{len(mine):>7}{cases:>7}{len(sources):>9}  {reviewed or 'never'}"
    yield ""
    for noun, count in _totals(read):
        yield f"{noun:<36}{count:>7}"
    for key, value in read.knowledge.coverage.items():
        yield ""
        yield from _outlined(key, value, 0)


def _totals(read: ReadKnowledge) -> Iterator[tuple[str, int]]:
    knowledge = read.knowledge
    yield "facts", len(knowledge.facts)
    yield "drugs", len(knowledge.treatments)
    yield "regimens", len(knowledge.regimens)
    yield "tests", len(knowledge.investigations)
    yield "sources", len(knowledge.sources)
    yield "figures", sum(len(source.outcomes) + len(source.harms) for source in knowledge.sources.values())


def _outlined(key: str, value: object, depth: int) -> Iterator[str]:
    """A tree of keys as indented lines."""
    indent = "  " * depth
    if isinstance(value, dict):
        yield f"{indent}{key}"
        for name, inner in value.items():
            yield from _outlined(str(name), inner, depth + 1)
    elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        yield f"{indent}{key}"
        for item in value:
            yield from _outlined("-", item, depth + 1)
    else:
        yield f"{indent}{key}: {', '.join(map(str, value)) if isinstance(value, list) else value}"
