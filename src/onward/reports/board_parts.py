"""The parts of a tumour-board sheet, each in several lengths: what must not wait, now, options, tests, trials, care.

In: a plan cut into parts. Out: parts of the sheet, the most important entries first. ``detail`` is 0 for the shortest
telling and ``MOST`` for the richest; the same facts stand in each, only fewer words, figures and harms beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from onward.plan.types import Alert, Caution, Figure, Option, Plan, Test
from onward.reports import phrases, standing, trials_text
from onward.reports.arrange import (
    Arranged,
    checks,
    harm_rows,
    in_order_of_urgency,
    leading_figures,
    reason,
    warnings,
)
from onward.reports.board_facts import references
from onward.reports.board_room import ELSEWHERE, Entry, Part, Said, limited
from onward.reports.pictures import SEVERE
from onward.reports.sheet import wrap

ACROSS, LEFT, RIGHT = 121, 71, 46
"""Letters of a line: of the whole page, of the wide column, of the narrow one."""
MOST = 4
MUST_NOT_WAIT = ("emergency", "urgent")
CITED = 4
"""Sources behind one line; the plan names them all."""
_REASON_LINES = (1, 1, 2, 3, 9)
_FIGURES = (0, 1, 1, 2, 3)
_HARMS = (0, 1, 2, 3, 4)
_CAUTIONS = (1, 2, 3, 4, 9)
_NAMES_LINES = 3
_REFS = 2


def alerts(plan: Plan) -> Part:
    """What must not wait: all that is urgent, and of the rest what has room."""
    found = [plan.alerts[index] for index in in_order_of_urgency(plan)]
    pressing = sum(alert.urgency in MUST_NOT_WAIT for alert in found)
    entries = tuple(_alert(plan, alert, brief=pressing > _REFS) for alert in found)
    part = Part("alerts", "What must not wait", entries)
    return part.first(max(pressing, min(2, len(entries))), ACROSS)


def _alert(plan: Plan, alert: Alert, *, brief: bool) -> Entry:
    lines = 1 if brief else 2
    said = []
    if not alert.do or (alert.urgency in MUST_NOT_WAIT and not brief):
        said.append(Said(limited(alert.why, ACROSS - 24, lines), refs=references(plan, alert.proof)[:_REFS]))
    if alert.do:
        refs = references(plan, alert.proof)[:_REFS] if brief else ()
        told = limited(alert.do, ACROSS - 24, lines + (not brief or alert.urgency == MUST_NOT_WAIT[0]))
        said.append(Said(told, label="Do:", refs=refs))
    return Entry(alert.title, alert.urgency, said=tuple(said), sources=alert.sources[:CITED])


def now(page: Arranged, detail: int) -> Part:
    """The treatment that goes on, what to do with it, and the newest response."""
    plan, entries = page.plan, []
    therapy = plan.current_therapy
    if therapy and (therapy.action or therapy.drugs):
        said = [Said(limited(therapy.why, LEFT, 1 + detail), sources=therapy.sources[:CITED])] if therapy.why else []
        for item in therapy.reasons[: 2 + detail]:
            told = limited(f"{item.title}: {item.do or item.why}", LEFT - 8, 1 + min(detail, 1))
            said.append(Said(told, sources=item.sources[:CITED], refs=references(plan, item.proof)[:_REFS]))
        unknown = standing.open_questions(therapy)
        if unknown:
            said.append(Said(limited(unknown, LEFT - 20, 1 + detail), label="Not known, could change it:"))
        entries.append(Entry(" + ".join(therapy.drugs), therapy.action or "no action follows", said=tuple(said)))
    if plan.response:
        entries.append(Entry(said=(Said(phrases.response(plan.response), label="Response:"),)))
    return Part("now", "Now", tuple(entries), least=2, kept=True)


def options(page: Arranged, detail: int) -> Part:
    """The options told with their reasons, then the names of all others."""
    shown = [_option(page, option, number, detail) for number, option in enumerate(page.shown, 1)]
    others = [] if shown else [Entry(said=(Said("None is offered now."),))]
    if page.folded:
        others.append(_named("Offered too:", page.folded))
    if page.possible:
        hinging = [option for group in page.possible for option in group.options]
        missing = page.fact_names(dict.fromkeys(fact for group in page.possible for fact in group.missing))
        others.append(_named(f"Possible, depending on {limited(missing, LEFT - 24, 1)}:", hinging))
    if page.avoided:
        others.append(_named("To be avoided:", page.avoided))
    return Part("options", "Options", (*shown, *others), least=len(shown) + len(others), kept=True)


def _named(label: str, found: Sequence[Option]) -> Entry:
    """Names of options: as many as a few lines hold, and how many more there are."""
    names: list[str] = []
    for option in found:
        if len(wrap(f"{label} {'; '.join((*names, option.name))}; and 99 more {ELSEWHERE}", LEFT)) > _NAMES_LINES:
            break
        names.append(option.name)
    rest = len(found) - len(names)
    told = [*names, f"and {rest} more {ELSEWHERE}"] if rest else names
    return Entry(said=(Said("; ".join(told), label=label),))


def _option(page: Arranged, option: Option, number: int, detail: int) -> Entry:
    """One option: why, what it brings and costs, what the record warns of, what to check first."""
    said = [Said(limited(reason(option), LEFT - 10, _REASON_LINES[detail]), sources=option.sources[:CITED])]
    said += _benefit(option, detail)
    said += _harm(option, detail)
    said += _cautions(option, detail)
    first = "; ".join(f"{drug}: {', '.join(map(page.fact_name, facts))}" for drug, facts in checks(option).items())
    if first:
        said.append(Said(limited(first, LEFT - 13, min(1 + detail, 3)), label="Check first:"))
    beside = phrases.strength(option) if detail else ""
    return Entry(option.name, option.standing, beside, tuple(said), number=number)


def _benefit(option: Option, detail: int) -> Iterator[Said]:
    """The leading figures of the trial that fits best."""
    for part in option.benefit[:1]:
        figures = leading_figures(part)[: _FIGURES[detail]]
        if figures:
            arms = f" ({phrases.arms(figures[0])}, {part.trial})"
            told = "; ".join(phrases.sentence(figure, notes=False) for figure in figures)
            yield Said(f"{told}{arms}", label="Benefit:", sources=_trials_of(figures))


def _harm(option: Option, detail: int) -> Iterator[Said]:
    """The severe harms that most people had."""
    figures = [figure for row in harm_rows(option) for figure in row.figures if figure.statistic == SEVERE]
    told = sorted((figure for figure in figures if figure.with_it is not None), key=lambda each: -(each.with_it or 0))
    chosen = told[: _HARMS[detail]]
    if chosen:
        listed = "; ".join(f"{phrases.harm(figure.measure)} {phrases.versus(figure)}" for figure in chosen)
        yield Said(f"{listed} of 100 people", label=f"Harm, {SEVERE}:", sources=_trials_of(chosen))


def _trials_of(figures: Iterable[Figure]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(figure.trial for figure in figures))


def _cautions(option: Option, detail: int) -> Iterator[Said]:
    """What the record itself warns of, and how many warnings have no room."""
    found = warnings(option)
    yield from (_caution(caution, detail) for caution in found[: _CAUTIONS[detail]])
    rest = len(found) - _CAUTIONS[detail]
    if rest > 0:
        yield Said(f"and {rest} more to heed, {ELSEWHERE}")


def _caution(caution: Caution, detail: int) -> Said:
    do = f" – {caution.do}" if caution.do and detail else ""
    told = limited(f"{caution.drug}: {caution.why}{do}", LEFT - 12, 1 + min(detail, 1))
    return Said(told, label=f"{caution.kind.capitalize()}:", sources=caution.sources[:CITED])


def tests(page: Arranged, detail: int) -> Part:
    """What is missing: the tests that would change an option, then the urgent ones, then the rest; overdue checks."""
    pressing = [test for test in page.other_tests if test.urgency in MUST_NOT_WAIT]
    rest = [test for test in page.other_tests if test.urgency not in MUST_NOT_WAIT]
    entries = [_test(page, test, detail) for test in (*pressing, *page.deciding, *rest)]
    overdue = [f"{task.title} ({task.due})" for task in page.plan.schedule if task.state == "overdue"]
    if overdue:
        told = limited("; ".join(overdue), RIGHT - 10, 2 + detail)
        entries.insert(len(pressing) + min(len(page.deciding), 2), Entry(said=(Said(told, label="Overdue:"),)))
    return Part("missing", "What is missing", tuple(entries), least=len(pressing) + 1 + detail)


def _test(page: Arranged, test: Test, detail: int) -> Entry:
    said = []
    if test.would_change:
        names = "; ".join(map(page.option_name, test.would_change))
        said.append(Said(limited(names, RIGHT - 14, max(detail, 1)), label="would change:"))
    return Entry(test.title, test.urgency or "", said=tuple(said), sources=test.sources[:CITED])


def trials(page: Arranged) -> Part:
    """The trials that may fit, where they were asked for."""
    plan = page.plan
    entries = []
    for trial in plan.trials:
        about = f"{trials_text.shown(trial.title, 90)} · {trials_text.about(trial)}"
        missing = f" · not known: {page.fact_names(trial.missing)}" if trial.missing else ""
        entries.append(Entry(trial.nct, trial.verdict, said=(Said(limited(f"{about}{missing}", LEFT, 2)),)))
    if plan.trials_counted and not entries:
        entries.append(Entry(said=(Said(f"None may fit ({trials_text.counted(plan)})."),)))
    return Part("trials", "Trials that may fit", tuple(entries), least=2)


def care(page: Arranged) -> Part:
    """Procedures, supportive care and follow-up by name."""
    plan = page.plan
    kinds = (("Procedure:", plan.procedures), ("Support:", plan.supportive), ("Follow-up:", plan.follow_up))
    offered = [(kind, item) for kind, items in kinds for item in items if item.standing == "offered"]
    told = (Said(item.title, label=kind, sources=item.sources[:CITED]) for kind, item in offered)
    return Part("care", "Care beside it", tuple(Entry(said=(said,)) for said in told), least=0)
