"""What can only be said when all resources of a person are read: one diagnosis from several statements of it, the stage
at diagnosis, treatments of which only the class is named, doses that are one treatment, markers that contradict.

In: a reading. Out: its last rows and conflicts.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from onward.events.tables import Diagnosis, Drug, Marker, Procedure, State
from onward.records.fhir_medication import CURATIVE
from onward.records.fhir_reading import Cancer, Reading, StageGroup
from onward.values.dates import PartialDate

BREAST = "breast"
Row = tuple[dict[str, Any], list[str]]
_STAGED_WITH = 183
"""Days from the diagnosis within which a stage is one at diagnosis; our own convention."""
_ONE_TREATMENT = 60
"""Days between two doses of one treatment; our own convention, longer than any cycle."""
_ONE_COURSE = 14
"""Days between two sessions of one course of radiotherapy; our own convention."""
_TREATED_NEAR = 45
"""Days around a named drug within which "chemotherapy" means that drug; our own convention."""


def settle(reading: Reading) -> None:
    """Draw together what belongs together."""
    stage = _settle_stage(reading)
    _settle_nowhere(reading)
    _settle_diagnosis(reading, stage)
    _settle_intents(reading)
    _join_doses(reading)
    _join_fractions(reading)
    _settle_classes(reading)
    _compare_markers(reading)


def _first_known(cancers: list[Cancer]) -> PartialDate | None:
    days = [cancer.date for cancer in cancers if cancer.date is not None]
    return min(days, key=lambda day: (day.low, day.high)) if days else None


def _settle_stage(reading: Reading) -> str | None:
    """The stage at first diagnosis; each stage IV makes the state ``metastatic`` at its day."""
    breast = [cancer for cancer in reading.cancers if cancer.cancer == BREAST]
    first = _first_known(breast)
    for stage in reading.stages:
        day = stage.date
        reading.notes.add(State, stage.ref, name="stage-group", date=day, text=stage.stage)
        if reading.codes.attributes("stage_group", stage.stage).get("metastatic"):
            reading.notes.add(State, stage.ref, name="metastatic", date=day, truth=True)
    observed = [stage for stage in reading.stages if stage.observed] or reading.stages
    at_first = [stage for stage in observed if _at_diagnosis(stage, first, reading)]
    _tell_stages(reading, at_first)
    best = max(at_first, key=_exactness, default=None)
    return best.stage if best else None


def _settle_nowhere(reading: Reading) -> None:
    """A secondary cancer without a site is a suspicion; beside a stage of early disease, a contradiction."""
    early = [
        stage for stage in reading.stages if not reading.codes.attributes("stage_group", stage.stage).get("metastatic")
    ]
    for ref, shown, since in reading.nowhere:
        reading.notes.leave(ref, shown, "its site is not known, so that it does not prove distant disease")
        if early:
            refs = [ref, *(stage.ref for stage in early)]
            reading.notes.conflict(refs, f"a secondary cancer without a site, and stage {early[0].stage}")
        else:
            reading.notes.add(State, ref, name="metastatic-suspected", date=since, truth=True)


def _at_diagnosis(stage: StageGroup, first: PartialDate | None, reading: Reading) -> bool:
    """Whether a stage is that of the diagnosis. Undated, one of early disease is; metastatic disease may be later."""
    if stage.date is None or first is None:
        return not reading.codes.attributes("stage_group", stage.stage).get("metastatic")
    return (stage.date.low - first.low).days <= _STAGED_WITH


def _exactness(stage: StageGroup) -> tuple[int, int]:
    """A stage with its letter before one without, an earlier one before a later one."""
    return (len(stage.stage), -stage.date.low.toordinal() if stage.date else 0)


def _tell_stages(reading: Reading, at_first: list[StageGroup]) -> None:
    """Stages of one diagnosis that differ by more than the letter that one of them leaves out."""
    stages = {stage.stage for stage in reading.stages if stage in at_first or stage.date is None}
    exact = {one for one in stages if not any(other != one and _is_part(one, other) for other in stages)}
    early = {one for one in exact if not reading.codes.attributes("stage_group", one).get("metastatic")}
    if len(early) > 1:
        refs = [stage.ref for stage in reading.stages if stage.stage in early]
        reading.notes.conflict(refs, f"the stage at diagnosis is {' and '.join(sorted(early))}")


def _is_part(general: str, exact: str) -> bool:
    return exact.startswith(general) and not exact[len(general) :].startswith(("I", "V"))


def _settle_diagnosis(reading: Reading, stage: str | None) -> None:
    """One row for each cancer and side; statements that leave something out take it from the others."""
    groups: dict[tuple[str, str | None], list[Cancer]] = defaultdict(list)
    sided = {cancer.cancer: cancer.laterality for cancer in reading.cancers if cancer.laterality}
    for cancer in reading.cancers:
        side = cancer.laterality or sided.get(cancer.cancer)
        groups[(cancer.cancer, side)].append(cancer)
    for (name, side), cancers in groups.items():
        refs = [cancer.ref for cancer in cancers]
        histologies = list(dict.fromkeys(one.histology for one in cancers if one.histology))
        statuses = [cancer.status for cancer in cancers if cancer.status]
        if len(histologies) > 1:
            reading.notes.conflict(refs, f"the histology is {' and '.join(histologies)}; {histologies[0]} was taken")
        reading.notes.add(
            Diagnosis,
            refs,
            cancer=name,
            date=_first_known(cancers),
            histology=histologies[0] if histologies else None,
            laterality=side,
            stage=stage if name == BREAST else None,
            status="active" if "active" in statuses else next(iter(statuses), None),
        )


def _settle_intents(reading: Reading) -> None:
    """What is only called curative is neoadjuvant before the operation and adjuvant after it; else nobody knows."""
    operations = [
        columns["date"]
        for columns, _ in reading.notes.rows(Procedure)
        if columns["date"] is not None and reading.codes.attributes("procedure", columns["name"]).get("curative")
    ]
    operated = min(operations, key=lambda day: day.low) if operations else None
    for kind in (Drug, Procedure):
        for columns, refs in reading.notes.rows(kind):
            if columns.get("intent") != CURATIVE:
                continue
            reading.notes.drop(kind, columns)
            intent = _side_of(operated, columns["date"])
            reading.notes.add(kind, refs, **{**columns, "intent": intent})
            if intent is None:
                for ref in refs:
                    reading.notes.leave(ref, "intent: curative", "before or after which operation is not known")


def _side_of(operated: PartialDate | None, day: PartialDate | None) -> str | None:
    if operated is None or day is None:
        return None
    if day.high < operated.low:
        return "neoadjuvant"
    return "adjuvant" if day.low >= operated.high else None


def _join_doses(reading: Reading) -> None:
    """Doses and orders of one drug without an end of their own, one soon after the other, are one treatment."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for columns, refs in reading.notes.rows(Drug):
        if columns["date"] is not None and columns["end"] is None and columns["stopped_for"] is None:
            groups[columns["drug"]].append((columns, refs))
    for doses in groups.values():
        for run in _runs(doses, _ONE_TREATMENT, "intent"):
            if len(run) > 1:
                _join(reading, run)


def _join_fractions(reading: Reading) -> None:
    """Sessions of one course of treatment (radiotherapy) are one procedure, from the first to the last."""
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for columns, refs in reading.notes.rows(Procedure):
        if columns["date"] is not None and reading.codes.attributes("procedure", columns["name"]).get("sessions"):
            groups[(columns["name"], columns["site"])].append((columns, refs))
    for sessions in groups.values():
        for run in _runs(sessions, _ONE_COURSE, "intent"):
            if len(run) > 1:
                refs = [ref for _, where in run for ref in where]
                for columns, _ in run:
                    reading.notes.drop(Procedure, columns)
                last = run[-1][0]
                joined = {**run[0][0], "end": last["end"] or last["date"], "intent": _only(run, "intent")}
                reading.notes.add(Procedure, refs, **joined)


def _runs(rows: list[Row], gap: int, same: str) -> list[list[Row]]:
    """Rows that follow one another within some days, oldest first, and do not differ in what is stated."""
    ordered = sorted(rows, key=lambda row: (row[0]["date"].low, row[0]["date"].high, str(row[0][same])))
    runs: list[list[Row]] = []
    for row in ordered:
        last = runs[-1] if runs else []
        near = bool(last) and (row[0]["date"].low - _until(last[-1][0]).high).days <= gap
        stated = _only(last, same)
        if near and (stated is None or row[0][same] in (None, stated)):
            last.append(row)
        else:
            runs.append([row])
    return runs


def _until(columns: dict[str, Any]) -> PartialDate:
    day: PartialDate = columns.get("end") or columns["date"]
    return day


def _only(run: list[Row], field: str) -> Any:
    """What the rows of a run state, where any does."""
    return next((columns[field] for columns, _ in run if columns[field] is not None), None)


def _join(reading: Reading, run: list[Row]) -> None:
    """One row from the first dose to the last; whether it goes on only a recent last dose leaves open."""
    first, last = run[0][0], run[-1][0]
    refs = [ref for _, refs in run for ref in refs]
    for columns, _ in run:
        reading.notes.drop(Drug, columns)
    ongoing = True if any(columns["ongoing"] for columns, _ in run) else last["ongoing"]
    recent = (reading.notes.today - last["date"].high).days <= _ONE_TREATMENT
    over = not ongoing and not recent
    end = last["date"] if over else None
    regimen = first["regimen"] if all(columns["regimen"] == first["regimen"] for columns, _ in run) else None
    joined = {**first, "intent": _only(run, "intent"), "end": end, "regimen": regimen}
    reading.notes.add(Drug, refs, **{**joined, "ongoing": False if over else ongoing})


def _settle_classes(reading: Reading) -> None:
    """A treatment of which only the class is named: that of a drug recorded at the time, or a row of its own."""
    named = [(columns, refs) for columns, refs in reading.notes.rows(Drug)]
    alone: list[tuple[str, dict[str, Any]]] = []
    for ref, columns in reading.class_only:
        near = next((drug for drug in named if _explains(drug[0], columns, reading)), None)
        if near is not None:
            reading.notes.leave(ref, columns["drug"], f"it is {near[0]['drug']}, which {near[1][0]} names")
        else:
            alone.append((ref, columns))
    for ref, columns in alone:
        over = columns["end"] is not None
        reading.notes.add(
            Drug,
            ref,
            drug=columns["drug"],
            date=columns["date"],
            end=columns["end"] if _lasted(columns) else None,
            ongoing=False if over and _lasted(columns) else None,
            intent=columns["intent"],
            regimen=None,
            stopped_for=None,
        )
    if alone:
        _join_doses(reading)


def _lasted(columns: dict[str, Any]) -> bool:
    """Whether a treatment went on for longer than the day of a session."""
    return columns["end"] is not None and columns["end"] != columns["date"]


def _explains(drug: dict[str, Any], therapy: dict[str, Any], reading: Reading) -> bool:
    if therapy["drug"] not in reading.codes.classes_of(drug["drug"]):
        return False
    day: PartialDate | None = therapy["date"]
    start: PartialDate | None = drug["date"]
    if day is None or start is None:
        return True
    end: PartialDate | None = drug["end"]
    last = end.high if end else start.high if drug["ongoing"] is False else date.max
    return (start.low - day.high).days <= _TREATED_NEAR and (day.low - last).days <= _TREATED_NEAR


def _compare_markers(reading: Reading) -> None:
    """Two results of one marker, of one specimen or day, that say different things."""
    groups: dict[tuple[Any, ...], list[tuple[dict[str, Any], list[str]]]] = defaultdict(list)
    for columns, refs in reading.notes.rows(Marker):
        groups[(columns["name"], columns["date"], columns["specimen"])].append((columns, refs))
    for (name, *_), results in groups.items():
        for field in ("text", "number"):
            said = {columns.get(field) for columns, _ in results} - {None}
            if len(said) > 1:
                refs = [ref for _, where in results for ref in where]
                shown = " and ".join(sorted(f"{one:g}" if isinstance(one, float) else str(one) for one in said))
                reading.notes.conflict(refs, f"{name} is {shown} in one specimen")
