"""``onward knowledge``: check, test, compare and show what Onward believes.

Faults go to standard error, one a line, with the place an editor can open; the exit code is 10 where anything is wrong.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from onward.knowledge.lint import Finding
    from onward.knowledge.types import Rule
    from onward.reports.cases import CaseResult

_SAYS = {"applies": "applies", "withheld": "is withheld"}
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
AT = click.option("--path", type=FOLDER, help="A folder of knowledge; the one that ships with Onward unless given.")

EPILOG = """\b
Examples:
  onward knowledge check
  onward knowledge test --pathway emergencies
  onward knowledge show er_percent
  onward knowledge diff ../before/knowledge knowledge
"""


@click.group(epilog=EPILOG)
def command() -> None:
    """Check, test, compare and show what Onward believes."""


@command.command()
@AT
@click.option("--warnings/--no-warnings", default=False, help="List the warnings too, not only their number.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="The day that reviews are counted from; today.")
def check(path: Path | None, warnings: bool, today: object) -> None:
    """Read everything and look for what is wrong.

    Errors are unknown keys, words and references, wrong expressions, conditions that are true of nobody or of a patient
    of whom nothing is known, rules that disagree, overdue reviews. Warnings are unread facts, unused sources, regimens
    that nothing offers, missing words.
    """
    import datetime

    from onward.knowledge.lint import lint
    from onward.knowledge.loader import read_all
    from onward.values.errors import KnowledgeError

    read = read_all(path)
    day = today.date() if isinstance(today, datetime.datetime) else datetime.datetime.now().astimezone().date()
    findings = lint(read, day)
    errors = [finding.fault for finding in findings if finding.error]
    _tell_warnings(findings, warnings)
    if errors:
        raise KnowledgeError(errors)
    known = read.knowledge
    click.echo(
        f"knowledge {known.version}: "
        f"{len(known.rules)} rules, {len(known.facts)} facts, {len(known.treatments)} drugs, "
        f"{len(known.regimens)} regimens, {len(known.investigations)} tests, {len(known.sources)} sources, "
        f"{len(read.cases)} cases, {sum(len(table.rows) for table in read.tables)} table rows; no errors"
    )


def _tell_warnings(findings: tuple[Finding, ...], listed: bool) -> None:
    warned = [finding for finding in findings if not finding.error]
    if listed:
        for finding in warned:
            click.echo(f"{finding.fault} [warning: {finding.check}]", err=True)
    elif warned:
        kinds = sorted({finding.check for finding in warned})
        counts = ", ".join(f"{kind} {sum(finding.check == kind for finding in warned)}" for kind in kinds)
        click.echo(f"{len(warned)} warnings ({counts}); --warnings lists them", err=True)


@command.command()
@AT
@click.option("--pathway", help="Only the cases and tables of one pathway.")
@click.option("--drug", help="Only the decision tables of one drug.")
@click.option("--match", default="", help="Only cases, and tables of rules and drugs, whose name holds this text.")
@click.option(
    "--uncovered", is_flag=True, help="Name the rules that no case reaches, and the cases that reach no rule."
)
def test(path: Path | None, pathway: str | None, drug: str | None, match: str, uncovered: bool) -> None:
    """Run the cases that stand beside the rules, and the decision tables of rules and drugs."""
    from onward.knowledge.loader import read_all
    from onward.records.chart import ChartReader
    from onward.reports.cases import run_case
    from onward.reports.tables import chosen_tables, table_faults
    from onward.values.errors import KnowledgeError

    read = read_all(path)
    reader = ChartReader(read.knowledge)
    chosen = [(name, case) for name, case in read.cases if pathway in {None, name} and match in case.name and not drug]
    results = [run_case(name, case, read.knowledge, reader) for name, case in chosen]
    if uncovered:
        _tell_uncovered(results, [rule for rule in read.knowledge.rules if pathway in {None, rule.pathway}])
    failed = [result for result in results if not result.passed]
    tables = chosen_tables(read.tables, pathway, drug, match)
    wrong = [fault for table in tables for fault in table_faults(table, read.knowledge)]
    faults = [*(fault for result in failed for fault in result.faults), *wrong]
    summary = f"{len(results) - len(failed)} of {len(results)} cases pass"
    if tables:
        rows = sum(len(table.rows) for table in tables)
        quiet = {(table.at.file, table.at.line, table.at.column) for table in tables}
        failing = len({(fault.file, fault.line, fault.column) for fault in wrong} - quiet)
        summary += f"; {rows - failing} of {rows} table rows"
    if faults:
        click.echo(summary, err=True)
        raise KnowledgeError(faults)
    click.echo(summary)


def _tell_uncovered(results: list[CaseResult], rules: list[Rule]) -> None:
    from onward.reports.cases import idle_cases, uncovered_rules

    for rule, outcome in uncovered_rules(results, rules):
        click.echo(f"{rule.at.file}:{rule.at.line}: the rule '{rule.name}': no case in which it {_SAYS[outcome.value]}")
    for result in idle_cases(results, rules):
        at = result.case.at
        click.echo(f"{at.file}:{at.line}: in the case '{result.case.name}' no rule of its pathway has a say")


@command.command()
@AT
def coverage(path: Path | None) -> None:
    """Show what is modelled, from which sources, how completely."""
    from onward.knowledge.loader import read_all
    from onward.reports.coverage import coverage_lines

    for line in coverage_lines(read_all(path)):
        click.echo(line)


@command.command()
@click.argument("name")
@AT
def show(name: str, path: Path | None) -> None:
    """Show one entry as it is written: a rule, fact, drug, regimen, source, test or word."""
    from onward.knowledge.files import find_folder
    from onward.knowledge.loader import load
    from onward.reports.entries import entries_named, names
    from onward.values.errors import nearest

    folder = find_folder(path)
    knowledge = load(folder)
    found = list(entries_named(name, knowledge, folder))
    if not found:
        meant = nearest(name, names(knowledge))
        raise click.UsageError(f"Nothing is called '{name}'." + (f" Did you mean '{meant}'?" if meant else ""))
    click.echo("\n\n".join(found))


@command.command()
@click.argument("then", type=FOLDER)
@click.argument("now", type=FOLDER)
@click.option("--cohort", help="A record or a folder of records: whose plans change, and by which entries.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day of the plans (charts name their own).")
def diff(then: Path, now: Path, cohort: str | None, as_of: datetime | None) -> None:
    """Show which entries differ between two folders of knowledge, and whose plans would change."""
    from onward.knowledge.loader import load
    from onward.reports.entries import difference

    before, after = load(then), load(now)
    lines = list(difference(before, after))
    click.echo("\n".join(lines) if lines else "no difference")
    if cohort is not None:
        from onward.cli.planning import changed_plans

        click.echo()
        for line in changed_plans(cohort, before, after, as_of.date() if as_of else None):
            click.echo(line)


@command.command()
@click.option("--output", "-o", type=click.Path(file_okay=False, path_type=Path), help="Write one file a kind there.")
@AT
def schema(output: Path | None, path: Path | None) -> None:
    """Write JSON Schemas, by which an editor completes keys and marks faults.

    \b
    The first line of a file names its schema:
      # yaml-language-server: $schema=../../docs/reference/knowledge-schema/rules.json
    """
    import json

    from onward.knowledge.editor import schema_of, schemas
    from onward.knowledge.loader import load
    from onward.records.chart_form import chart_form

    made = schemas() | {"chart": schema_of(chart_form(load(path).terminology), "Onward chart")}
    if output is None:
        click.echo(json.dumps(made, indent=2, ensure_ascii=False))
        return
    output.mkdir(parents=True, exist_ok=True)
    for kind, content in made.items():
        (output / f"{kind}.json").write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    click.echo(f"wrote {len(made)} schemas to {output}")
