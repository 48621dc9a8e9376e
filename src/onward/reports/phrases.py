"""Values, figures and dates as people read them: the same words on every page.

Figures are absolute; people are counted out of 100; a time stands with each number; unknown is said, never shown as 0.
No clinical sentence is made here: texts come from the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from onward.plan.types import Benefit, FactNow, Figure, GradeNow, LineOfTherapy, Option, Plan, ResponseNow, TestAnswer

UNKNOWN = "unknown"
NOT_GIVEN = "not given"
NOT_A_DEVICE = (
    "Onward supports a clinician who can check its reasoning. It gives options, not orders, and it is not a medical "
    "device until someone has validated it where it is used."
)
STAGES = {
    "none": "no metastatic disease in the record",
    "workup": "work-up: metastatic disease suspected, not proven",
    "characterise": "characterise: a fact that decides the treatment is missing",
    "treat": "treat: a treatment has to be chosen",
    "monitor": "monitor: a treatment goes on",
}
_UNSAID_STATISTICS = ("median", "rate", "percent")
ANY_GRADE = "any grade"
OLD_DAYS = 90
_YEAR, _MONTH = 365.25, 30.44
_SHORT_MEASURE = 4
_BOUNDS = {"any": "known", ">=": "{} or more", ">": "above {}", "<=": "{} or less", "<": "below {}"}
_PEOPLE_UNITS = ("%", "percent", "per 100")

Value = bool | float | str | list[str | float] | None


def value(found: Value, unit: str | None = None) -> str:
    """A value as text: yes, no, unknown, a number with its unit, a list."""
    if found is None:
        return UNKNOWN
    if isinstance(found, bool):
        return "yes" if found else "no"
    if isinstance(found, float | int):
        return f"{number(found)} {unit}" if unit else number(found)
    if isinstance(found, str):
        return found
    return ", ".join(value(item) for item in found) or "none"


def number(found: float) -> str:
    """A number without needless decimals: ``80``, ``63.9``."""
    return str(int(found)) if float(found).is_integer() else f"{found:.4g}"


def possible(answer: TestAnswer) -> str:
    """The answer that a test may give: ``yes``, ``450 or more``, ``above 1.5 and below 3``."""
    if not answer.bounds:
        return value(answer.answer)
    return " and ".join(
        _BOUNDS[sign].format(number) for sign, _, number in (each.partition(" ") for each in answer.bounds)
    )


def fact(now: FactNow) -> str:
    """A fact's value with its unit."""
    return value(now.value, now.unit)


def answer(truth: Value) -> str:
    """How a step of a proof came out, with a sign and a word, so that neither has to carry it alone."""
    if truth is None:
        return "? unknown"
    if isinstance(truth, bool):
        return "✓ true" if truth else "✗ false"
    return f"= {value(truth)}"


def measure(name: str) -> str:
    """The name of an outcome; a short one is an abbreviation."""
    return name.upper() if len(name) <= _SHORT_MEASURE and name.isalpha() else harm(name)


def harm(term: str) -> str:
    """The name of a harm, as knowledge writes it."""
    return term.replace("_", " ")


def counts_people(figure: Figure) -> bool:
    """Whether a figure says how many people of 100."""
    return figure.unit in _PEOPLE_UNITS


def people(share: float | None) -> str:
    """How many of 100 people, as a whole number; below one it says so."""
    if share is None:
        return NOT_GIVEN
    return "fewer than 1" if 0 < share < 1 else str(int(share + 0.5))


def amount(figure: Figure, of_comparator: bool = False) -> str:
    """One arm's value with the range that is compatible with it."""
    if of_comparator and not figure.comparator_arm:
        return ""
    found = figure.comparator if of_comparator else figure.with_it
    interval = figure.comparator_interval if of_comparator else figure.interval
    if counts_people(figure):
        return people(found)
    if found is None:
        return NOT_GIVEN
    return f"{number(found)} ({number(interval[0])}–{number(interval[1])})" if interval else number(found)


def versus(figure: Figure) -> str:
    """Both arms' values, or the only one's."""
    if not figure.comparator_arm:
        return amount(figure)
    return f"{amount(figure)} v {amount(figure, of_comparator=True)}"


def arms(figure: Figure) -> str:
    """Both arms' names, or the only one's."""
    return f"{figure.with_it_arm} v {figure.comparator_arm}" if figure.comparator_arm else figure.with_it_arm


def harm_amounts(figures: Sequence[Figure], of_comparator: bool = False) -> str:
    """One arm's counts of one harm, the grade named where it is not any: ``82; grade 3 or more: 10``."""
    told = [(figure.statistic, amount(figure, of_comparator)) for figure in figures]
    return "; ".join(count if name == ANY_GRADE else f"{name}: {count}" for name, count in told if count)


def _grade_name(statistic: str) -> str:
    return "" if statistic in _UNSAID_STATISTICS else statistic.replace("_", " ")


def unit(figure: Figure) -> str:
    """What a figure counts in."""
    return "of 100 people" if counts_people(figure) else figure.unit


def outcome(figure: Figure) -> str:
    """What a figure measures, with its time: ``median OS``, ``PFS at 12 months``."""
    name = measure(figure.measure) if figure.statistic in _UNSAID_STATISTICS else harm(figure.measure)
    if figure.statistic == "median":
        return f"median {name}"
    at = f" at {number(figure.at_months)} months" if figure.at_months is not None else ""
    grade = _grade_name(figure.statistic)
    return f"{name}{f', {grade}' if grade else ''}{at}"


def remarks(figure: Figure, *, notes: bool = True) -> str:
    """What has to be said with a figure: whether the difference is proven, in whom, and any note."""
    parts = ["difference not proven" if figure.significant is False else ""]
    parts.append(f"in {figure.population}" if figure.population not in (None, "all") else "")
    parts.append((figure.note if notes else None) or "")
    return "; ".join(part for part in parts if part)


def sentence(figure: Figure, *, notes: bool = True) -> str:
    """One figure on one line: what, with it v with the comparator, in which unit."""
    words = f"{outcome(figure)}: {versus(figure)} {unit(figure)}"
    said = remarks(figure, notes=notes)
    return f"{words} ({said})" if said else words


def relative(figure: Figure) -> str:
    """The relative figure, for those who ask for details; empty where there is none."""
    if figure.hazard_ratio is None:
        return ""
    interval = figure.hazard_ratio_interval
    return f"hazard ratio {figure.hazard_ratio:g}" + (f" ({interval[0]:g}–{interval[1]:g})" if interval else "")


def likeness(benefit: Benefit) -> str:
    """How like the trial's patients this person is, point by point."""
    groups = {"yes": True, "no": False, "not known": None}
    parts = []
    for word, wanted in groups.items():
        points = [like.point for like in benefit.how_like_you if like.answer is wanted]
        if points:
            parts.append(f"{word}: {', '.join(points)}")
    return "; ".join(parts)


def approval(option: Option) -> str:
    """Where and since when it is approved; empty where the plan does not say."""
    return (option.approval or "").removeprefix("approved: ")


def doses(option: Option) -> str:
    """The drugs with their doses; the doses name the drugs where there is no choice between any."""
    told = pairs(option.dose)
    if told and all(len(slot) == 1 and slot[0] in option.dose for slot in option.regimen):
        return told
    return f"{regimen(option)}. {told}" if told else regimen(option)


def regimen(option: Option) -> str:
    """What is given: one drug a slot, or one of several."""
    return " + ".join(f"({' or '.join(slot)})" if len(slot) > 1 else slot[0] for slot in option.regimen if slot)


def pairs(found: Mapping[str, object]) -> str:
    """A small table on one line: ``ribociclib: 600 mg once daily; letrozole: ...`` with names as people read them."""
    return "; ".join(f"{name.replace('_', ' ')}: {item}" for name, item in found.items() if item not in (None, ""))


def burden(option: Option) -> tuple[tuple[str, str], ...]:
    """What an option asks of a person's days: by drug, or by kind; what is zero is left out."""
    rows = []
    for name, item in option.burden.items():
        if isinstance(item, dict):
            told = ", ".join(f"{kind.replace('_', ' ')} {found}" for kind, found in item.items() if found)
        else:
            told = str(item) if item else ""
        rows.append((name.replace("_", " "), told))
    return tuple(row for row in rows if row[1])


def strength(option: Option) -> str:
    """Who recommends it how strongly."""
    return " · ".join(f"{who.upper()} {grade}" for who, grade in option.strength.items())


def line_name(line: LineOfTherapy) -> str:
    """``line 2`` or the setting of a course before metastatic disease."""
    return f"line {line.number}" if line.number is not None else line.setting


def period(line: LineOfTherapy) -> str:
    """From when until when, saying what the record does not say; a day known to lie between two as ``one..other``."""
    end = "ongoing" if line.ongoing else _day(line.end) or "end not said"
    return f"{_day(line.start) or 'start not said'} to {end}"


def _day(day: str | None) -> str | None:
    return day.replace("/", "..") if day else day


def line_remarks(line: LineOfTherapy) -> str:
    """How a line ended, how well it worked, and whether anything about it is uncertain."""
    parts = [f"ended: {line.stopped_for}" if line.stopped_for else "", line.best_response or ""]
    parts.append("" if line.certain else "uncertain")
    return "; ".join(part for part in parts if part)


def doubts(course: Iterable[LineOfTherapy]) -> tuple[str, ...]:
    """What has to be said about lines; what holds of several is said once: ``line 2, line 3: ... is not recorded``."""
    groups: dict[str, list[str]] = {}
    for line in course:
        for note in (line.note or "").split("; "):
            if note:
                groups.setdefault(note, []).append(line_name(line))
    return tuple(f"{', '.join(dict.fromkeys(names))}: {note}" for note, names in groups.items())


def response(now: ResponseNow) -> str:
    """The newest RECIST assessment with the sums it follows from."""
    sums = {"sum": now.sum_mm, "baseline": now.baseline_mm, "nadir": now.nadir_mm}
    told = ", ".join(f"{name} {number(found)} mm" for name, found in sums.items() if found is not None)
    return f"{now.overall or 'not evaluable'}{f' on {now.date}' if now.date else ''}{f' ({told})' if told else ''}"


def grade(now: GradeNow) -> str:
    """A laboratory grade with the value it comes from."""
    found = f": {value(now.value, now.unit)}" if now.value is not None else ""
    return f"{now.test} grade {now.grade}{found}{f' on {now.date}' if now.date else ''} ({now.version})"


def grades(raised: Iterable[GradeNow], normal: Iterable[str]) -> str:
    """All laboratory grades on one line: those that are not zero, then the names of the rest."""
    told = "; ".join(map(grade, raised))
    rest = ", ".join(name.replace("-", " ") for name in normal)
    return "; ".join(part for part in (told, f"grade 0: {rest}" if rest else "") if part)


def tumour(plan: Plan) -> tuple[str, ...]:
    """What is known of the tumour, a short phrase each."""
    found = plan.tumour
    receptors = [
        _receptor("ER", found.er_percent, found.er_status),
        _receptor("PR", found.pr_percent, found.pr_status),
        _receptor("HER2", None, _her2(found.her2_status, found.her2_level)),
    ]
    sites = f"sites: {', '.join(found.sites)}" if found.sites else "sites not said"
    genes = [f"germline: {', '.join(found.germline)}" if found.germline else "", ", ".join(found.alterations)]
    parts = [", ".join(receptors), found.histology or "", sites, *genes]
    return tuple(part for part in parts if part)


def status(plan: Plan) -> tuple[str, ...]:
    """The status line: subtype, line, stage, day."""
    line = f"decision about line {plan.line}" if plan.line is not None else "no line to decide"
    return (plan.tumour.subtype or "subtype unknown", line, STAGES.get(plan.stage, plan.stage), f"as of {plan.as_of}")


def age_of_record(plan: Plan) -> str:
    """How old the newest entry of the record is on the day of the plan."""
    days = plan.record_age_days
    return "no dated entry in the record" if days is None else f"newest entry {_span(days)} old"


def warning_of_age(plan: Plan) -> str:
    """What has to be said of a record that is old; empty for one that is not."""
    if plan.record_age_days is None or plan.record_age_days < OLD_DAYS:
        return ""
    return f"The record is old ({age_of_record(plan)}): check what has happened since."


def entries(plan: Plan) -> str:
    """How many entries of the record were not used."""
    count = len(plan.unused)
    return "1 entry" if count == 1 else f"{count} entries"


def versions(plan: Plan) -> str:
    """Which code and which knowledge made the plan."""
    return f"onward {plan.onward}, knowledge {plan.knowledge}"


def source(entry: Mapping[str, object] | None, name: str) -> str:
    """A source as cited, or its id where the plan does not hold it."""
    entry = entry or {}
    title, cite = entry.get("title"), entry.get("cite")
    return ". ".join(str(part).rstrip(".") for part in (title, cite) if part) or name


def short_source(entry: Mapping[str, object] | None, name: str) -> str:
    """A source by its id and where it was published."""
    cite = (entry or {}).get("cite")
    return f"{name}: {cite}" if cite else source(entry, name)


def addresses(entry: Mapping[str, object] | None) -> tuple[str, ...]:
    """Where a source was read: its web addresses."""
    entry = entry or {}
    found = entry.get("urls") or entry.get("url") or ()
    listed: Iterable[object] = [found] if isinstance(found, str) else found if isinstance(found, list | tuple) else ()
    return tuple(str(url) for url in listed if str(url).startswith(("https://", "http://")))


def site(url: str) -> str:
    """The site of a web address: what a link says, where the address itself is too long to read.

    >>> site("https://www.example.org/a/long/way")
    'example.org'
    """
    return url.split("://", 1)[-1].split("/", 1)[0].removeprefix("www.")


def _span(days: int) -> str:
    """A number of days in the unit that a person would use."""
    if days >= 2 * _YEAR:
        return f"{days / _YEAR:.0f} years"
    if days >= 2 * _MONTH:
        return f"{days / _MONTH:.0f} months"
    return f"{days} day{'' if days == 1 else 's'}"


def _receptor(name: str, percent: float | None, said: str | None) -> str:
    if percent is None:
        return f"{name} {said or UNKNOWN}"
    return f"{name} {number(percent)} %"


def _her2(said: str | None, level: str | None) -> str | None:
    return f"{said} ({level})" if said and level and level != said else said or level
