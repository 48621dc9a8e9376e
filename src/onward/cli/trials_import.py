"""``onward trials import``: the studies that the registry lists for a condition, one file each."""

from __future__ import annotations

from pathlib import Path

import click

STATUSES = (
    "recruiting",
    "not-yet-recruiting",
    "enrolling-by-invitation",
    "active-not-recruiting",
    "completed",
    "suspended",
    "terminated",
    "withdrawn",
    "unknown",
)

EPILOG = """\b
Examples:
  onward trials import --condition "metastatic breast cancer" --status recruiting
  onward trials import --condition "breast cancer" --status recruiting --status not-yet-recruiting -o trials-june/

Exit codes: 0 done, 2 usage, 13 the registry did not answer, or not with studies.
"""


@click.command(epilog=EPILOG)
@click.option("--condition", required=True, metavar="TEXT", help="The condition, as one would search for it.")
@click.option("--status", "statuses", type=click.Choice(STATUSES), multiple=True, help="May be given again. [any]")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("trials"),
    show_default=True,
    help="The folder.",
)
@click.option("--base-url", metavar="URL", help="The root of another interface of API v2. [ClinicalTrials.gov]")
@click.option("--pause", type=click.FloatRange(0, 60), metavar="SECONDS", help="Between two pages. [1.5]")
@click.option("--max-pages", type=click.IntRange(1, 10_000), default=500, show_default=True, help="Of 100 studies.")
def command(
    condition: str,
    statuses: tuple[str, ...],
    folder: Path,
    base_url: str | None,
    pause: float | None,
    max_pages: int,
) -> None:
    """Fetch the studies that ClinicalTrials.gov lists for a condition.

    Each becomes a file of the folder, written whole or not at all; one that is as it was is not touched. Nothing about
    a patient is sent. An import that was interrupted goes on when it is run again within a day. For "onward trials
    changes" import into a new folder each time.
    """
    from onward.trials.fetching import Question, import_studies
    from onward.trials.registry_client import BASE_URL, PAUSE, Client
    from onward.values.errors import Fault

    if not condition.strip():
        raise click.UsageError("--condition is empty.")
    client = Client(base_url or BASE_URL, pause=PAUSE if pause is None else pause)
    question = Question(condition.strip(), tuple(dict.fromkeys(each.upper().replace("-", "_") for each in statuses)))
    unread: list[Fault] = []

    def tell(fault: Fault) -> None:
        unread.append(fault)
        click.echo(str(fault), err=True)

    try:
        done = import_studies(question, folder, client, tell=tell, max_pages=max_pages)
    except OSError as error:
        raise click.UsageError(f"Cannot write {folder}: {error.strerror}.") from error
    went_on = ", gone on from an interrupted import" if done.resumed else ""
    click.echo(f"{done.new} new, {done.changed} changed, {done.unchanged} as they were; {done.pages} pages{went_on}")
    if unread:
        click.echo(f"{len(unread)} could not be read and were not kept", err=True)
    if done.others:
        some = ", ".join(done.others[:5]) + (" ..." if len(done.others) > 5 else "")
        click.echo(
            f"{len(done.others)} files of {folder} are not in the answer (closed, or of another question) and may be "
            f"out of date: {some}",
            err=True,
        )
