"""RECIST 1.1 from lesion rows: targets, non-targets, new lesions, baselines of lines, and what misleads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.course.sequences import AS_OF, cases, events, knowledge

from onward.course import follow
from onward.course.best_response import (
    Assessed,
    Best,
    Conventions,
    best_overall_response,
    confirmed_best_response,
    duration_of_response,
    first_response,
)
from onward.course.recist import Sum, overall_response, target_response
from onward.events.tables import (
    Condition,
    Drug,
    Event,
    Events,
    Lab,
    Lesion,
    Line,
    Marker,
    Medication,
    Progression,
    Response,
    Symptom,
    Variant,
)
from onward.values.dates import PartialDate

RECIST = knowledge().rules.recist
LINE = "metastatic 2025-01-01\nletrozole 2025-01-10.."


def lesions(text: str) -> list[Lesion]:
    """``2025-01-05 L1 t liver 20``: day, lesion, kind (t, n, new, -), site, size or word; ``na`` = not evaluable."""
    found = []
    for number, line in enumerate(text.strip().splitlines()):
        on, name, kind, site, what = line.split()
        fields: dict[str, object] = {}
        if what == "na":
            fields["evaluable"] = False
        elif what.replace(".", "").isdigit():
            fields["short_axis_mm" if site == "node" else "longest_mm"] = float(what)
        elif what != "there":
            fields["status"] = what
        kinds = {"t": "target", "n": "non-target", "new": "new", "-": None}
        when = None if on == "?" else PartialDate.parse(on)
        found.append(
            Lesion(
                id=f"lesion:{number}",
                refs=(f"scan:{number}",),
                date=when,
                lesion=name,
                kind=kinds[kind],
                site=site,
                **fields,
            )  # type: ignore[arg-type]
        )
    return found


def record(scans: str, history: str = LINE, *labs: Lab) -> Events:
    start = events(history)
    rows = {**start.rows, "lesion": tuple(lesions(scans)), "lab": labs}
    return follow(msgspec.structs.replace(start, rows=rows), knowledge(), AS_OF)


def responses(scans: str, history: str = LINE, *labs: Lab) -> list[Response]:
    return [row for row in record(scans, history, *labs).of("response") if isinstance(row, Response)]


def overall(scans: str, history: str = LINE) -> list[str]:
    return [row.overall for row in responses(scans, history)]


CASES = cases("responses.txt")


@pytest.mark.parametrize("name", CASES)
def test_overall(name: str) -> None:
    scans, expected = CASES[name]
    assert " ".join(overall(scans)) == expected[0].strip()


def test_a_row_says_its_sum_its_baseline_and_the_smallest_sum_before_it() -> None:
    _, last = responses("2025-01-05 L1 t liver 50\n2025-03-10 L1 t liver 20\n2025-05-10 L1 t liver 22")
    assert (last.sum_mm, last.baseline_mm, last.nadir_mm) == (22, 50, 20)
    assert (last.target, last.non_target, last.new_lesions) == ("PR", None, False)
    assert (last.rule, last.certain) == ("response-recist-1-1", True)
    assert last.refs == ("scan:0", "scan:2")
    assert "line:metastatic:1" in last.derived_from


def test_at_most_five_targets_and_two_an_organ() -> None:
    text = [f"2025-01-05 {site}{n} t {site} {20 + n}" for site in ("liver", "lung", "skin") for n in range(3)]
    text += [line.replace("2025-01-05", "2025-03-10") for line in text]
    (row,) = responses("\n".join(text))
    assert row.baseline_mm == 22 + 21 + 22 + 21 + 22
    assert row.non_target == "non-CR/non-PD"
    assert "liver0 is one target too many and counts as non-target" in (row.note or "")


def test_a_named_target_that_is_too_small_is_none() -> None:
    (row,) = responses("2025-01-05 L1 t liver 8\n2025-03-10 L1 t liver 8")
    assert (row.overall, row.baseline_mm) == ("non-CR/non-PD", None)
    assert "L1 is too small to be a target" in (row.note or "")


def test_the_larger_of_two_measurements_of_one_day_counts() -> None:
    (row,) = responses("2025-01-05 L1 t liver 30\n2025-01-05 L1 t liver 40\n2025-03-10 L1 t liver 26")
    assert (row.overall, row.baseline_mm, row.certain) == ("PR", 40, False)


def test_an_old_baseline_makes_a_response_uncertain() -> None:
    (row,) = responses("2024-10-05 L1 t liver 30\n2025-03-10 L1 t liver 20")
    assert not row.certain
    assert row.note == "the baseline of 2024-10-05 is older than it should be"


def test_each_line_has_its_own_baseline() -> None:
    history = "metastatic 2025-01-01\ncapecitabine 2025-01-10..2025-05-12 !progression\neribulin 2025-05-15.."
    first, second = responses("2025-01-05 L1 t liver 30\n2025-05-10 L1 t liver 40\n2025-07-10 L1 t liver 25", history)
    assert (first.overall, first.baseline_mm) == ("PD", 30)
    assert (second.overall, second.baseline_mm) == ("PR", 40)


def test_a_scan_that_shows_progression_begins_the_next_line() -> None:
    history = "metastatic 2025-01-01\nletrozole 2025-01-10..2025-02-20\nanastrozole 2025-02-20.."
    found = record("2025-01-05 L1 t liver 30\n2025-02-18 L1 t liver 45\n2025-05-10 L1 t liver 44", history)
    numbers = [(row.number, row.drugs, row.stopped_for) for row in found.of("line") if isinstance(row, Line)]
    assert numbers == [(1, ("letrozole",), "progression"), (2, ("anastrozole",), None)]
    (row,) = found.of("progression")
    assert isinstance(row, Progression)
    assert (str(row.date), row.basis, row.on_drugs) == ("2025-02-18", "scan", ("letrozole",))
    assert [each.overall for each in found.of("response") if isinstance(each, Response)] == ["PD", "SD"]


def test_a_line_takes_its_best_response_from_scans_where_none_is_stated() -> None:
    found = record("2025-01-05 L1 t liver 30\n2025-03-10 L1 t liver 20\n2025-06-10 L1 t liver 22")
    (line,) = [row for row in found.of("line") if isinstance(row, Line)]
    assert line.best_response == "PR"
    stated = record("2025-01-05 L1 t liver 30\n2025-03-10 L1 t liver 20", LINE + " =SD")
    assert [row.best_response for row in stated.of("line") if isinstance(row, Line)] == ["SD"]


def test_without_any_line_the_first_scan_is_the_baseline() -> None:
    (row,) = responses("2025-01-05 L1 t liver 30\n2025-03-10 L1 t liver 20", "metastatic 2025-01-01")
    assert (row.overall, row.certain) == ("PR", False)


def test_a_measurement_without_a_date_is_listed() -> None:
    found = record("? L1 t liver 30\n2025-01-05 L1 t liver 30")
    assert [row.what for row in found.unused] == ["lesion L1"]


def test_a_raised_marker_keeps_non_target_disease_from_being_complete() -> None:
    scans = "2025-01-05 B1 n bone present\n2025-03-10 B1 n bone absent"
    lab = Lab(id="m", date=PartialDate.parse("2025-03-01"), test="ca15-3", value=60.0, unit="U/mL", upper_limit=30.0)
    assert [row.overall for row in responses(scans, LINE, lab)] == ["non-CR/non-PD"]
    older = msgspec.structs.replace(lab, date=PartialDate.parse("2024-03-01"))
    undated = msgspec.structs.replace(lab, date=None)
    assert [row.overall for row in responses(scans, LINE, older, undated)] == ["CR"]


def test_a_new_bone_finding_in_the_first_months_may_be_a_flare() -> None:
    early, late = responses(
        "2025-01-05 L1 t liver 30\n2025-03-10 L1 t liver 20\n2025-03-10 X new bone present\n"
        "2025-09-10 L1 t liver 20\n2025-09-10 X new bone present"
    )
    assert (early.overall, early.certain) == ("PD", False)
    assert "flare" in (early.note or "")
    assert (late.overall, late.certain) == ("PD", True)


def test_a_flare_has_to_be_confirmed_and_is_no_progression_yet() -> None:
    found = record("2025-01-05 L1 t liver 20\n2025-03-10 L1 t liver 20\n2025-03-10 X new bone present")
    (row,) = [each for each in found.of("response") if isinstance(each, Response)]
    assert (row.overall, row.to_confirm) == ("PD", True)
    assert found.of("progression") == ()
    (line,) = [each for each in found.of("line") if isinstance(each, Line)]
    assert line.best_response == "NE"


@pytest.mark.parametrize("word", ["unequivocal-progression", "progressed"])
def test_what_the_reader_calls_unequivocal_counts(word: str) -> None:
    found = record(f"2025-01-05 B1 n bone present\n2025-03-10 B1 n bone {word}")
    (row,) = [each for each in found.of("response") if isinstance(each, Response)]
    assert row.to_confirm is (word == "progressed")
    assert len(found.of("progression")) == (word != "progressed")


def test_a_flare_that_is_confirmed_later_is_a_progression() -> None:
    found = record(
        "2025-01-05 L1 t liver 20\n2025-03-10 L1 t liver 20\n2025-03-10 X new bone present\n"
        "2025-06-10 L1 t liver 20\n2025-06-10 X new bone progressed"
    )
    (row,) = [each for each in found.of("progression") if isinstance(each, Progression)]
    assert (str(row.date), row.basis, row.certain) == ("2025-06-10", "scan", False)
    assert "denser" in (row.note or "")


def test_how_many_lesions_grew_and_how_many_held() -> None:
    before = "2025-01-05 L1 t liver 20\n2025-01-05 L2 t liver 30\n2025-01-05 B1 n bone present\n"
    rows = responses(
        before
        + "2025-04-05 L1 t liver 12\n2025-04-05 L2 t liver 30\n2025-04-05 B1 n bone present\n"
        + "2025-07-05 L1 t liver 23\n2025-07-05 L2 t liver 31\n2025-07-05 B1 n bone present"
    )
    assert [(row.overall, row.growing, row.held) for row in rows] == [("SD", None, None), ("PD", 1, 2)]
    (new,) = responses(before + "2025-04-05 L1 t liver 20\n2025-04-05 L2 t liver 30\n2025-04-05 X new lung present")
    assert (new.growing, new.held) == (1, 2)


def test_progression_that_was_seen_is_told_when_the_sum_is_smaller_later() -> None:
    grown, later = responses("2025-01-05 L1 t liver 20\n2025-03-10 L1 t liver 25\n2025-05-10 L1 t liver 12")
    assert (grown.overall, grown.certain) == ("PD", True)
    assert (later.overall, later.certain) == ("PR", False)
    assert "progression was seen on 2025-03-10" in (later.note or "")


def test_a_flare_that_was_not_confirmed_is_not_told_as_progression() -> None:
    before = "2025-01-05 L1 t liver 20\n2025-01-05 B1 n bone present\n"
    *_, last = responses(before + "2025-03-10 L1 t liver 20\n2025-03-10 X new bone present\n2025-07-10 L1 t liver 20")
    assert "progression was seen" not in (last.note or "")


def test_growth_under_immunotherapy_may_be_pseudoprogression() -> None:
    history = "metastatic 2025-01-01\npembrolizumab 2025-01-10.."
    (row,) = responses("2025-01-05 L1 t liver 30\n2025-03-10 L1 t liver 60", history)
    assert (row.overall, row.certain) == ("PD", False)
    assert "pseudoprogression" in (row.note or "")


def test_progressed_is_not_yet_unequivocal() -> None:
    (row,) = responses("2025-01-05 P1 n pleura present\n2025-06-10 P1 n pleura progressed")
    assert (row.overall, row.certain) == ("PD", False)


def test_the_table_of_overall_responses() -> None:
    assert overall_response("CR", "CR", new=False) == "CR"
    assert overall_response("CR", "NE", new=False) == "PR"
    assert overall_response("PR", "NE", new=False) == "PR"
    assert overall_response("NE", "CR", new=False) == "NE"
    assert overall_response("CR", "CR", new=True) == "PD"
    assert overall_response(None, None, new=False) == "NE"
    assert overall_response(None, "PD", new=False) == "PD"


@given(st.floats(1, 500), st.floats(1, 500), st.floats(1, 500), st.sampled_from([2.0, 4.0, 0.5]))
def test_percentages_do_not_depend_on_the_scale(now: float, baseline: float, nadir: float, factor: float) -> None:
    small = replace(RECIST, progression_mm=0.0)
    one = target_response(Sum(round(now, 3), True, False), round(baseline, 3), round(nadir, 3), small)
    other = target_response(
        Sum(round(now, 3) * factor, True, False), round(baseline, 3) * factor, round(nadir, 3) * factor, small
    )
    assert one == other


sizes = st.integers(0, 60)


@st.composite
def scans(draw: st.DrawFn) -> list[Lesion]:
    found = []
    for month in range(1, draw(st.integers(2, 5)) + 1):
        for name, site in (("L1", "liver"), ("L2", "lung"), ("N1", "node"), ("B1", "bone")):
            if draw(st.booleans()) or month == 1:
                size = draw(sizes) if month > 1 else draw(st.integers(15, 60))
                found.append(
                    Lesion(
                        id=f"{name}:{month}",
                        date=PartialDate.of(date(2025, 2 * month, 5)),
                        lesion=name,
                        kind="non-target" if site == "bone" else "target",
                        site=site,
                        longest_mm=None if site == "node" else float(size),
                        short_axis_mm=float(size) if site == "node" else None,
                    )
                )
    return found


MONTH = st.sampled_from([PartialDate.parse(f"2025-{month:02}-15") for month in range(1, 13)])
unrelated = st.lists(
    st.one_of(
        st.builds(lambda day: Condition(id="c", date=day, name="hypertension"), MONTH),
        st.builds(lambda day: Lab(id="l", date=day, test="hemoglobin", value=11.0, unit="g/dL"), MONTH),
        st.builds(lambda day: Medication(id="m", date=day, name="warfarin", ongoing=True), MONTH),
        st.builds(lambda day: Symptom(id="s", date=day, term="fatigue", ctcae_grade=2, pro_severity=3), MONTH),
        st.builds(lambda day: Variant(id="v", date=day, gene="ESR1", result="positive"), MONTH),
        st.builds(lambda day: Marker(id="r", date=day, name="ER", number=90.0, metastatic=True), MONTH),
        st.builds(lambda day: Drug(id="d", date=day, drug="denosumab", ongoing=True), MONTH),
    ),
    max_size=5,
    unique_by=lambda row: row.id,
)


def of(rows: list[Lesion], *more: Event) -> Events:
    start = events("metastatic 2025-01-01\nletrozole 2025-02-10..")
    tables = {name: (*found, *(each for each in more if each.table == name)) for name, found in start.rows.items()}
    return follow(msgspec.structs.replace(start, rows={**tables, "lesion": tuple(rows)}), knowledge(), AS_OF)


@given(scans(), st.randoms(use_true_random=False))
def test_order_of_lesions_does_not_matter(rows: list[Lesion], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert of(rows).of("response") == of(shuffled).of("response")


@given(scans(), unrelated)
def test_progression_is_not_undone_by_an_unrelated_event(rows: list[Lesion], others: list[Event]) -> None:
    assert of(rows).of("progression") == of(rows, *others).of("progression")
    assert of(rows).of("response") == of(rows, *others).of("response")


@given(scans())
def test_twice_the_lesions_make_twice_the_sums(rows: list[Lesion]) -> None:
    doubled = [
        msgspec.structs.replace(
            row,
            longest_mm=row.longest_mm and row.longest_mm * 2,
            short_axis_mm=row.short_axis_mm and row.short_axis_mm * 2,
        )
        for row in rows
    ]
    before = [row for row in of(rows).of("response") if isinstance(row, Response)]
    after = [row for row in of(doubled).of("response") if isinstance(row, Response)]
    assert [row.baseline_mm and row.baseline_mm * 2 for row in before] == [row.baseline_mm for row in after]
    assert [row.sum_mm and row.sum_mm * 2 for row in before] == [row.sum_mm for row in after]


def assessed(text: str) -> list[Assessed]:
    return [Assessed(date.fromisoformat(on), word) for on, word in (each.split(":") for each in text.split())]


def test_duration_of_response() -> None:
    assert duration_of_response(assessed("2025-01-01:PR 2025-03-01:CR 2025-07-01:PD")) == (181, True)
    assert duration_of_response(assessed("2025-01-01:PR 2025-03-01:CR")) == (59, False)
    assert duration_of_response(assessed("2025-01-01:SD 2025-03-01:PD")) is None
    assert first_response(assessed("2025-01-01:SD 2025-03-01:PR")) == date(2025, 3, 1)


def test_best_response_without_and_with_confirmation() -> None:
    rows = assessed("2025-02-01:PR 2025-03-15:SD 2025-05-01:PD")
    conventions = Conventions(stable_days=28, confirm_days=28)
    assert best_overall_response(rows, date(2025, 1, 1), conventions) == Best("PR", date(2025, 2, 1))
    assert confirmed_best_response(rows, date(2025, 1, 1), conventions) == Best("SD", date(2025, 2, 1))
