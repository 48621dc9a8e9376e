"""``onward selftest``: must-fire and must-not-fire patients through this installation, and the last result."""

from __future__ import annotations

import datetime

import click


@click.command()
@click.option("--last", "show_last", is_flag=True, help="Show the last result instead of testing.")
def command(show_last: bool) -> None:
    """Prove that this installation fires what it must and nothing else.

    Every case of the knowledge goes through the reader of charts, and through the reader of FHIR where FHIR can say it.
    """
    from onward.knowledge.loader import read_all
    from onward.reports.selftest import keep, last, last_result_file, run
    from onward.values.errors import Fault, KnowledgeError

    path = last_result_file()
    result = last(path) if show_last else run(read_all(), datetime.datetime.now().astimezone().date())
    if result is None:
        raise click.ClickException("No self-test has been run here yet; run 'onward selftest'.")
    if not show_last:
        keep(result, path)
    entries = ", ".join(f"{count} as {entry}" for entry, count in result.by_entry.items())
    click.echo(
        f"{result.patients - len(result.failed)} of {result.patients} patients got what they must ({entries}); "
        f"onward {result.onward}, knowledge {result.knowledge}, {result.day}"
    )
    if result.failed:
        raise KnowledgeError(
            Fault(
                "selftest", 0, 0, f"{each['pathway']}, '{each['case']}' as {each['entry']}: {'; '.join(each['wrong'])}"
            )
            for each in result.failed
        )
