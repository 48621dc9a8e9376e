"""The facts of a tumour-board sheet, each with its day and its place in the record; which options rest on which.

In: a plan and the options that the sheet tells. Out: entries, the most telling first: specimens, genomic results, the
facts that the options rest on, raised laboratory grades.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from onward.plan.dated import Happening
from onward.plan.types import FactNow, LineOfTherapy, Plan, Proof
from onward.reports import phrases, standing
from onward.reports.arrange import Arranged
from onward.reports.board_room import Entry, Said, limited
from onward.reports.course_picture import short_result

WISH_LETTERS = 40
PERSON, ILLNESSES = "patient", "conditions"
"""The files of knowledge that define who a person is, and which other illnesses they have."""
_FACTS = ("fact", "missing", "presumption")


def facts_of(page: Arranged) -> list[Entry]:
    """The entries of the sheet's facts."""
    plan = page.plan
    specimens, variants = (list(_by_day(plan, kind)) for kind in ("receptor", "variant"))
    told = {ref for entry in (*specimens, *variants) for said in entry.said for ref in said.refs}
    lines = [_line(each) for each in plan.course[::-1]]
    newest = [*_person(page), *specimens[:1], *variants[:1], *lines[:1]]
    found = [*newest, *_rested_on(page, told), *_grades(page), *lines[1:], *specimens[1:], *variants[1:]]
    return list({entry.said[0].text: entry for entry in found[::-1]}.values())[::-1]


def _line(each: LineOfTherapy) -> Entry:
    """One line of therapy: what, from when until when, how it went."""
    parts = (" + ".join(each.drugs) or "drugs not said", phrases.period(each), phrases.line_remarks(each))
    told = ", ".join(part for part in parts if part)
    return Entry(said=(Said(told, label=f"{phrases.line_name(each).capitalize()}:", refs=each.refs),))


def recorded(plan: Plan, proofs: Iterable[Proof | None]) -> list[str]:
    """The names of the facts in which proofs end that the record itself states, in the order of the proofs."""
    return _ends(plan, proofs, _is_recorded)


def presumed(plan: Plan, proofs: Iterable[Proof | None]) -> list[str]:
    """The names of the facts in which proofs end that were taken for granted."""
    return _ends(plan, proofs, lambda now: now.presumed)


def references(plan: Plan, proof: Proof | None) -> tuple[str, ...]:
    """Where in the record a proof ends."""
    return tuple(dict.fromkeys(ref for name in recorded(plan, (proof,)) for ref in plan.facts[name].refs))


def _is_recorded(now: FactNow) -> bool:
    return bool(now.refs) and not now.presumed and now.value is not None


def _ends(plan: Plan, proofs: Iterable[Proof | None], wanted: Callable[[FactNow], bool]) -> list[str]:
    """The first facts that are wanted on every way down; what a fact rests on stands under the plan's facts."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    waiting = [proof for proof in proofs if proof is not None][::-1]
    while waiting:
        proof = waiting.pop()
        now = plan.facts.get(proof.name or "") if proof.kind in _FACTS else None
        below = proof.because
        if now is not None and proof.name:
            if proof.name in seen:
                continue
            seen.add(proof.name)
            if wanted(now):
                found[proof.name] = None
                continue
            below = now.because or below
        waiting += below[::-1]
    return list(found)


def _person(page: Arranged) -> Iterator[Entry]:
    """Who it is about, and what other illnesses the record names."""
    plan = page.plan
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for name, now in plan.facts.items():
        refs = now.refs or tuple(ref for step in now.because for ref in references(plan, step))
        if _defined_in(now, PERSON) and refs and not now.presumed and not isinstance(now.value, bool | None):
            said = phrases.fact(now)
            if said not in found or len(name) < len(found[said][0]):
                found[said] = (name, refs)
    yield from _listed(((f"{name.replace('_', ' ')} {said}", refs) for said, (name, refs) in found.items()), "Person:")
    ill = [(page.fact_name(name), now.refs) for name, now in plan.facts.items() if _is_illness(now)]
    yield from _listed(ill, "Other illness:")
    wishes = "; ".join(f"{about.lower()}: {said}" for about, said in standing.wishes(plan))
    if wishes:
        yield Entry(said=(Said(limited(wishes, WISH_LETTERS, 3), label="Wishes:"),))


def _listed(found: Iterable[tuple[str, tuple[str, ...]]], label: str) -> Iterator[Entry]:
    told = list(found)
    if told:
        refs = tuple(dict.fromkeys(ref for _, places in told for ref in places))
        yield Entry(said=(Said(" · ".join(dict.fromkeys(said for said, _ in told)), label=label, refs=refs),))


def _defined_in(now: FactNow, file: str) -> bool:
    return f"/{file}.yaml:" in (now.at or "")


def _is_illness(now: FactNow) -> bool:
    return now.value is True and _is_recorded(now) and _defined_in(now, ILLNESSES)


def _by_day(plan: Plan, kind: str) -> Iterator[Entry]:
    """Results of one day and one place in the record, the newest first."""
    groups: dict[tuple[str, str], list[Happening]] = {}
    for each in plan.history:
        if each.kind == kind:
            groups.setdefault((each.date, _site(each)), []).append(each)
    for (day, site), members in sorted(groups.items(), reverse=True):
        there = [short_result(each) for each in members if kind == "receptor" or each.result != "negative"]
        absent = [each.name for each in members if kind != "receptor" and each.result == "negative"]
        told = [*dict.fromkeys(there), *([f"not found: {', '.join(dict.fromkeys(absent))}"] if absent else [])]
        refs = tuple(dict.fromkeys(ref for each in members for ref in each.refs))
        place = f"{site}: " if site else ""
        yield Entry(said=(Said(f"{place}{' · '.join(told)}", label=day.replace("/", ".."), refs=refs),))


def _site(each: Happening) -> str:
    return each.says.rpartition(", ")[2] if each.kind == "receptor" and ", " in each.says else ""


def _rested_on(page: Arranged, told: set[str]) -> Iterator[Entry]:
    """The facts that the options of the sheet rest on; without options, those of its alerts, or all that there are."""
    plan = page.plan
    used = {number: recorded(plan, (option.why,)) for number, option in enumerate(page.shown, 1)}
    counted: dict[str, list[int]] = {}
    for number, names in used.items():
        for name in names:
            counted.setdefault(name, []).append(number)
    names = sorted(counted, key=lambda name: -len(counted[name])) or _without_options(plan)
    for name in names:
        now = plan.facts[name]
        if told.issuperset(now.refs) or _defined_in(now, PERSON) or _is_illness(now):
            continue
        options = f" ({_options(counted[name])})" if name in counted else ""
        said = f"{page.fact_name(name)}: {phrases.fact(now)}{options}"
        yield Entry(said=(Said(said, label=now.date or "", refs=now.refs),))


def _options(numbers: list[int]) -> str:
    return f"option{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"


def _without_options(plan: Plan) -> list[str]:
    now = plan.current_therapy
    proofs = [*(alert.proof for alert in plan.alerts), *(reason.proof for reason in (now.reasons if now else ()))]
    found = recorded(plan, proofs)
    rest = [name for name, fact in plan.facts.items() if _is_recorded(fact) and fact.date and name not in found]
    return [*found, *sorted(rest, key=lambda name: plan.facts[name].date or "", reverse=True)]


def _grades(page: Arranged) -> Iterator[Entry]:
    for now in page.grades:
        found = f": {phrases.value(now.value, now.unit)}" if now.value is not None else ""
        yield Entry(said=(Said(f"{now.test} grade {now.grade}{found} ({now.version})", label=now.date or ""),))
