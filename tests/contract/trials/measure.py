"""How well criteria are read: what was understood, against truth written from the text.

Two expressions say the same when they come out the same for every person tried; a reading that leaves open what the
truth
decides counts as unread; one that contradicts it counts as wrong, and so does one of which the truth knows nothing.
`python -m tests.contract.trials.measure` prints the table of docs/reference/trials.md.
"""

from __future__ import annotations

import itertools
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from onward.knowledge.loader import load
from onward.logic.nodes import And, Compare, Fact, History, In, Literal, Node, Not, Or
from onward.logic.parse import parse
from onward.trials.reading import Reading, read_study, words_of
from onward.trials.registry import read_studies

HERE = Path(__file__).resolve().parent
RECORDS = HERE.parents[2].parent / "shared" / "trials" / "records"
KINDS = {
    "performance": ("ecog", "karnofsky"),
    "age and sex": ("age", "sex"),
    "menopause": ("menopause", "ovarian_function_suppressed"),
    "pregnancy and breastfeeding": ("pregnant", "breastfeeding"),
    "life expectancy": ("life_expectancy_months",),
    "setting": ("metastatic", "locally_advanced", "inflammatory_breast_cancer"),
    "receptors and subtype": ("er_", "pr_", "hr_positive", "her2_", "triple_negative"),
    "genes and PD-L1": ("germline", "somatic", "pik3ca", "esr1", "akt1", "pten", "pdl1", "msi", "tmb", "erbb2"),
    "numbers of lines": ("lines_of", "metastatic_lines"),
    "earlier and present drugs": (
        "had", "on", "progressed_on", "relapsed_on", "stopped_for_toxicity", "months_since_last",
    ),
    "brain and meninges": ("brain", "leptomeningeal"),
    "measurable disease": ("measurable_disease", "bone_only"),
    "visceral crisis": ("visceral_crisis", "symptomatic_visceral"),
    "blood counts": ("neutrophils", "platelets", "hemoglobin", "white_cells", "lymphocytes"),
    "liver and kidney": ("bilirubin", "ast", "alt", "alkaline", "creatinine", "albumin", "inr"),
    "heart: LVEF and QTc": ("lvef", "qtcf", "long_qt"),
    "glucose, lipids, calcium": ("fasting_glucose", "glucose", "hba1c", "triglycerides", "cholesterol", "calcium"),
    "other cancers": ("other_cancer", "years_since_other"),
    "other diseases": (),
}  # fmt: skip
NOT_MEASURED = frozenset(
    [
        "washout",
        "concomitant-drug",
        "infection",
        "clots",
        "bleeding",
        "liver",
        "bowel",
        "seizures",
        "cord-compression",
        "dpd",
        "autoimmune-drug",
    ]
)
"""Kinds of which the truth does not tell: they are neither right nor wrong here."""
SAMPLES = 600
COUNTED = ("lines_of", "metastatic_lines", "ecog")
"""Facts that are whole numbers: at most one is fewer than two."""


def kind_of(node: Node) -> str:
    """The kind of a requirement, by the first fact that has one."""
    names = sorted(_names(node) - {"unread_detail", "liver_metastases", "bone_metastases", "gilbert_syndrome"})
    names = [name for name in names if name != "sex"] or names
    for name in names:
        for kind, starts in KINDS.items():
            if any(
                name == start
                or (len(start) > 3 and name.startswith(start))
                or name == f"{start}_x_uln"
                or (start.endswith("_") and name.startswith(start))
                for start in starts
            ):
                return kind
    return "measurable disease" if not names else "other diseases"


def _walk(node: Any) -> Iterator[Any]:
    yield node
    for name in ("operand", "operands", "left", "right", "choices"):
        child = getattr(node, name, None)
        for each in child if isinstance(child, tuple) else (child,) if isinstance(child, Node) else ():
            yield from _walk(each)


def _names(node: Node) -> set[str]:
    return {
        each.name if isinstance(each, Fact) else each.question
        for each in _walk(node)
        if isinstance(each, Fact | History)
    }


def _keys(node: Node) -> set[str]:
    return {
        each.name if isinstance(each, Fact) else str(each) for each in _walk(node) if isinstance(each, Fact | History)
    }


def _value(node: Any, given: Mapping[str, Any]) -> Any:  # noqa: PLR0911 - one a node
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Fact):
        return given.get(node.name)
    if isinstance(node, History):
        return given.get(str(node))
    if isinstance(node, Not):
        inner = _value(node.operand, given)
        return None if inner is None else not inner
    if isinstance(node, And | Or):
        values = [_value(each, given) for each in node.operands]
        decided = isinstance(node, Or)
        if any(each is decided for each in values):
            return decided
        return None if any(each is None for each in values) else not decided
    if isinstance(node, In):
        return any(_value(node.operand, given) == _value(each, given) for each in node.choices)
    if isinstance(node, Compare):
        left, right = _value(node.left, given), _value(node.right, given)
        if left is None or right is None:
            return None
        return (
            {
                "=": left == right,
                "<>": left != right,
                "<": left < right,
                "<=": left <= right,
                ">": left > right,
                ">=": left >= right,
            }[node.operator]
            if type(left) is not str
            else {"=": left == right, "<>": left != right}[node.operator]
        )
    raise TypeError(type(node))


def _asked(nodes: list[Node]) -> tuple[dict[str, set[float]], dict[str, set[str]], set[str]]:
    """The limits and the words that are asked for, by fact, and every fact."""
    numbers: dict[str, set[float]] = {}
    words: dict[str, set[str]] = {}
    keys: set[str] = set()
    for node in nodes:
        keys |= _keys(node)
        for each in _walk(node):
            if (
                isinstance(each, Compare)
                and isinstance(each.right, Literal)
                and isinstance(each.right.value, int | float)
                and not isinstance(each.right.value, bool)
            ):
                name = each.left.name if isinstance(each.left, Fact) else str(each.left)
                limit = float(each.right.value)
                counted = name.startswith(COUNTED)
                near = (limit - 1, limit + 1) if counted else (limit * 0.99 - 0.001, limit * 1.01 + 0.001)
                numbers.setdefault(name, set()).update({limit, *near})
            elif isinstance(each, Compare) and isinstance(each.right, Literal) and isinstance(each.right.value, str):
                name = each.left.name if isinstance(each.left, Fact) else str(each.left)
                words.setdefault(name, {"another"}).add(each.right.value)
    return numbers, words, keys


def _people(nodes: list[Node]) -> Iterator[dict[str, Any]]:
    """Persons who differ in all that the expressions ask, with what follows from each other derived."""
    numbers, words, keys = _asked(nodes)
    choices: dict[str, list[Any]] = {
        "er_percent": [0.0, 1.0, 4.0, 5.0, 9.0, 10.0, 11.0, 60.0],
        "pr_percent": [0.0, 1.0, 4.0, 5.0, 9.0, 10.0, 11.0, 60.0],
        "her2_level": ["positive", "low", "ultralow", "zero"],
        "brain_metastases": ["none", "stable", "active"],
        "sex": ["female", "male"],
        "menopause": ["premenopausal", "perimenopausal", "postmenopausal"],
        "myocardial_infarction": [True, False],
    }
    for key, said in words.items():
        choices.setdefault(key, sorted(said))
    for key in sorted(
        keys
        - {"unread_detail", "er_status", "pr_status", "hr_positive", "triple_negative", "her2_status", "brain_involved"}
    ):
        if key in numbers and key not in choices:
            choices[key] = sorted(numbers[key])
        choices.setdefault(key, [True, False])
    used = {
        key: values
        for key, values in choices.items()
        if key in keys or (key in _BEHIND and any(each in keys for each in _BEHIND[key]))
    }
    total = 1
    for values in used.values():
        total *= len(values)
    if total <= 4 * SAMPLES:
        people: Iterator[tuple[Any, ...]] = itertools.product(*used.values())
    else:
        rng = random.Random(1)  # noqa: S311 - samples, no secret
        people = (tuple(rng.choice(values) for values in used.values()) for _ in range(SAMPLES))
    for person in people:
        yield _derived(dict(zip(used, person, strict=True)))


_BEHIND = {
    "er_percent": ("er_status", "hr_positive", "triple_negative"),
    "pr_percent": ("pr_status", "hr_positive", "triple_negative"),
    "her2_level": ("her2_status", "triple_negative"),
    "brain_metastases": ("brain_involved",),
}


def _derived(given: dict[str, Any]) -> dict[str, Any]:
    er, pr, level = given.get("er_percent", 0.0), given.get("pr_percent", 0.0), given.get("her2_level", "zero")
    given["er_status"] = "negative" if er < 1 else "low" if er <= 10 else "positive"
    given["pr_status"] = "negative" if pr < 1 else "positive"
    given["hr_positive"] = er >= 1 or pr >= 1
    given["her2_status"] = "positive" if level == "positive" else "negative"
    given["triple_negative"] = er < 1 and pr < 1 and level != "positive"
    given["brain_involved"] = given.get("brain_metastases", "none") != "none"
    if given.get("sex") == "male":
        given["menopause"] = "not-applicable"
    return given


def verdict(read: Node, truth: Node) -> str:
    """``same``, ``open`` (it leaves undecided what the truth decides), or ``other``."""
    asked, wanted = _keys(read) - {"unread_detail"}, _keys(truth) - {"unread_detail"}
    if (
        asked != wanted
        and not (asked < wanted and "unread_detail" in _keys(read))
        and not _related(_keys(read), _keys(truth))
    ):
        return "other"
    same = True
    informative = False
    for person in _people([read, truth]):
        mine, right = _value(read, person), _value(truth, person)
        if mine is right:
            informative = informative or mine is not None
            continue
        if mine is None:
            same = False
        elif right is not None:
            return "other"
        else:
            return "bold"
    return "same" if same else "open"


def _implied(read: Node, truth: Node) -> bool:
    """Whether everybody who meets the truth meets the reading: it then says a part, and nothing wrong."""
    people = list(_people([read, truth]))
    return not any(_value(truth, each) is True and _value(read, each) is False for each in people) and any(
        _value(read, each) is not True for each in people
    )


def _related(first: set[str], second: set[str]) -> bool:
    """Whether two expressions ask of the same thing by different facts."""
    for group in (("er_", "pr_", "hr_", "her2", "triple"), ("brain",), ("sex", "menopause"), ("bone_", "measurable")):
        if all(any(key.startswith(start) for start in group) or key == "unread_detail" for key in first | second):
            return True
    return False


@dataclass(slots=True)
class Tally:
    """Counts by kind."""

    stated: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def measure(truth: Mapping[str, list[str]], readings: Mapping[str, Reading]) -> Tally:
    """Compares every reading with the truth of its study."""
    tally = Tally()
    for nct, lines in truth.items():
        wanted = [(line.startswith("@"), parse(_full(line))) for line in lines]
        understood = [
            (bool(each.scope), parse(each.expression), each, criterion)
            for criterion in readings[nct].criteria
            if not criterion.field
            for each in criterion.understood
            if each.kind not in NOT_MEASURED
        ]
        matched: set[int] = set()
        for scoped, node, each, criterion in understood:
            results = [(verdict(node, wish), scoped or not limited) for limited, wish in wanted]
            fits = [number for number, (result, held) in enumerate(results) if result == "same" and held]
            matched.update(fits)
            tally.read[kind_of(node)] += 1
            if not any(held and result in ("same", "open") for result, held in results):
                tally.wrong[kind_of(node)] += 1
                tally.faults.append(f"{nct} WRONG {each.expression}   <- {criterion.item.text[:150]}")
        _count(nct, lines, wanted, matched, tally)
    return tally


def _count(nct: str, lines: list[str], wanted: list[tuple[bool, Node]], matched: set[int], tally: Tally) -> None:
    """Each requirement once: of two ways to write one (with and without a detail), either will do."""
    groups: dict[str, list[int]] = {}
    for number, (_, node) in enumerate(wanted):
        names = _keys(node) - {"unread_detail"}
        twins = [
            other
            for other in range(len(wanted))
            if other != number and _keys(wanted[other][1]) - {"unread_detail"} == names
        ]
        either = any("unread_detail" in _keys(wanted[each][1]) for each in (number, *twins)) and bool(twins)
        key = " ".join(sorted(names)) if either else f"#{number}"
        groups.setdefault(key, []).append(number)
    for members in groups.values():
        kind = kind_of(wanted[members[0]][1])
        tally.stated[kind] += 1
        if any(each in matched for each in members):
            tally.right[kind] += 1
        else:
            tally.faults.append(f"{nct} UNREAD {lines[members[0]]}")


def _full(line: str) -> str:
    words = line.lstrip("@").strip()
    return " ".join(
        "unread_detail" if word == "u" else word.replace("u)", "unread_detail)") if word in ("u)", "u))") else word
        for word in words.split(" ")
    )


def truths() -> dict[str, dict[str, list[str]]]:
    """The truth by set: developed on, and held out."""
    return {
        name: yaml.safe_load((HERE / file).read_text())
        for name, file in (
            ("developed on", "truth.yaml"),
            ("held out", "truth_held_out.yaml"),
            ("second", "truth_second.yaml"),
        )
    }


def readings() -> dict[str, Reading]:
    """Every record read."""
    words = words_of(load())
    studies, _ = read_studies(RECORDS)
    return {study.nct: read_study(study, words) for study in studies}


def table(tallies: Mapping[str, Tally]) -> str:
    """The table of the page."""
    head = "| kind | " + " | ".join(f"stated ({name}) | read rightly | read wrongly" for name in tallies) + " |"
    rows = [head, "| --- |" + " ---: |" * (3 * len(tallies))]
    for kind in [*KINDS, "all"]:
        cells = []
        for tally in tallies.values():
            stated, right, wrong = (
                sum(each.values()) if kind == "all" else each[kind] for each in (tally.stated, tally.right, tally.wrong)
            )
            cells += [str(stated), f"{right} ({100 * right / stated:.0f} %)" if stated else "-", str(wrong)]
        rows.append(f"| {kind} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def write_page(parts: Mapping[str, str]) -> None:
    """Puts each table between its marks on the page."""
    page = HERE.parents[2] / "docs" / "reference" / "trials.md"
    text = page.read_text()
    for name, table_of_it in parts.items():
        begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
        before, rest = text.split(begin)
        text = f"{before}{begin}\n\n{table_of_it}\n\n{end}{rest.split(end)[1]}"
    page.write_text(text)


def main(arguments: list[str]) -> None:
    """Prints the tables and every fault; with ``--page`` writes the tables."""
    from tests.contract.trials import sets  # it compares with what stands above

    found = readings()
    chosen = {name: measure(truth, found) for name, truth in truths().items()}
    newer = sets.scores(found)
    parts = {
        "sets": sets.first_table(newer),
        "outside": sets.outside_table(),
        "kinds": sets.kinds_table(newer),
        "measured": table(chosen),
    }
    if "--page" in arguments:
        write_page(parts)
    for text in (*parts.values(), *(fault for each in (*chosen.values(), *newer.values()) for fault in each.faults)):
        sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main(sys.argv)
