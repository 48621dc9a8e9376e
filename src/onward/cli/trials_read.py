"""``onward trials read``: what was understood of a trial's criteria, for review, and what was not."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

if TYPE_CHECKING:
    from onward.trials.reading import Reading
    from onward.trials.understood import Criterion

EPILOG = """\b
Examples:
  onward trials read NCT01234567.json
  onward trials read trials/ --format ndjson -o criteria.ndjson
"""


@click.command(epilog=EPILOG)
@click.argument("trials", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(("text", "json", "ndjson")), default="text", help="Text unless given."
)
@click.option("--unread", is_flag=True, help="Show only items of which nothing was understood.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file.")
def command(trials: Path, form: str, unread: bool, output: Path | None) -> None:
    """Show what was understood of a trial's criteria, and what was not.

    TRIALS is a registry file (API v2 JSON, NDJSON, a search page, the older XML) or a folder of them. An expression
    is true
    of a person who meets the criterion. A person can correct it: knowledge/trials/reviewed/.
    """
    from onward.cli.writing import deliver
    from onward.knowledge.loader import load
    from onward.trials.reading import read_study, words_of
    from onward.trials.registry import read_studies

    words = words_of(load())
    studies, faults = read_studies(trials)
    for fault in faults:
        click.echo(str(fault), err=True)
    readings = (read_study(study, words) for study in studies)
    if form == "text":
        deliver("\n".join(line for reading in readings for line in _lines(reading, unread)).encode() + b"\n", output)
        return
    shown = [_data(reading, unread) for reading in readings]
    encoder = msgspec.json.Encoder()
    if form == "ndjson":
        deliver(b"".join(encoder.encode(each) + b"\n" for each in shown), output)
    else:
        content = encoder.encode(shown[0] if len(shown) == 1 else shown)
        deliver(msgspec.json.format(content, indent=2) + b"\n", output)


def _data(reading: Reading, unread: bool) -> dict[str, Any]:
    return {
        "nct": reading.study.nct,
        "title": reading.study.title,
        "status": reading.study.status,
        "phases": reading.study.phases,
        "conditions": reading.study.conditions,
        "criteria": [each for criterion in reading.criteria for each in _told(criterion, unread)],
        "stale_reviews": [str(fault) for fault in reading.stale],
    }


def _told(criterion: Criterion, unread: bool) -> Iterator[dict[str, Any]]:
    item = criterion.item
    base = {
        "number": item.number,
        "section": item.section.value,
        "scope": item.scope,
        "text": item.text,
        "field": criterion.field or None,
        "aside": criterion.aside or None,
        "reviewed": criterion.reviewed,
        "reviewed_by": criterion.reviewed_by or None,
    }
    if not criterion.understood:
        if criterion.unread or not unread:
            yield {**base, "kind": None, "expression": None, "sure": None}
        return
    if unread:
        return
    for each in criterion.understood:
        yield {
            **base,
            "scope": each.scope or item.scope,
            "kind": each.kind,
            "span": each.span,
            "expression": each.expression,
            "sure": each.sure,
            "note": each.note or None,
        }


def _lines(reading: Reading, unread: bool) -> Iterator[str]:
    read = sum(bool(each.understood) for each in reading.criteria)
    left = sum(each.unread for each in reading.criteria)
    yield f"{reading.study.nct}  {_safe(reading.study.title)}"
    yield f"{read} items understood, {left} not, {len(reading.criteria) - read - left} ask nothing of a record"
    section = ""
    for criterion in reading.criteria:
        if unread and not criterion.unread:
            continue
        if criterion.item.section.value != section:
            section = criterion.item.section.value
            yield f"\n{section}"
        yield from _of_criterion(criterion)
    for fault in reading.stale:
        yield f"  ! {fault}"
    yield ""


def _of_criterion(criterion: Criterion) -> Iterator[str]:
    mark = "?" if criterion.unread else "-" if criterion.aside else "*"
    said = f" [{criterion.aside}]" if criterion.aside else " [not understood]" if criterion.unread else ""
    checked = f" [reviewed by {_safe(criterion.reviewed_by)}]" if criterion.reviewed else ""
    yield f"{'  ' * criterion.item.level}{mark} {_safe(criterion.item.text)}{said}{checked}"
    for each in criterion.understood:
        scope = f"  only: {_safe(each.scope)}" if each.scope else ""
        sure = "" if each.sure == "high" else f"  ({each.sure}{': ' + each.note if each.note else ''})"
        yield f"{'  ' * criterion.item.level}    {each.kind}: {each.expression}{sure}{scope}"


def _safe(text: str) -> str:
    """Registry text for a terminal: no character that moves the cursor or hides others."""
    return "".join(char if unicodedata.category(char)[0] != "C" else " " for char in text)
