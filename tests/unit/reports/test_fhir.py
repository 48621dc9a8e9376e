"""A plan as FHIR: the structural rules of R4, references that lead somewhere, and nothing that is an order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from tests.unit.reports.sample import EMPTY, PLAN

from onward.knowledge.loader import load
from onward.plan.dated import CheckReason, Task
from onward.plan.types import Plan
from onward.records.as_fhir import FhirWriter
from onward.records.fhir import FhirReader
from onward.reports.fhir import BASE, bundle, identity, to_fhir, to_fhir_list

ASKED = CheckReason(drug="gammaciclib", when="every 2 weeks", why="neutropenia", sources=("label-a",))
TASKS = (
    Task(id="blood-count-1", investigation="blood-count", title="Blood count", due="2026-05-30", opens="2026-05-28",
         closes="2026-06-02", state="done", reasons=(ASKED,), done_on="2026-05-30", refs=("Observation/anc-1",)),
    Task(id="ecg-1", investigation="ecg", title="ECG", due="2026-05-01", opens="2026-04-28", closes="2026-05-04",
         state="overdue", reasons=(ASKED,), missed=2, certain=False),
)  # fmt: skip
WITH_TASKS = msgspec.structs.replace(PLAN, schedule=TASKS)
# The required bindings of R4 (4.0.1) for what is written here.
STATUS = {
    "CarePlan": {"draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"},
    "ServiceRequest": {"draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"},
    "RequestGroup": {"draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"},
    "MedicationRequest": {
        "active", "on-hold", "cancelled", "completed", "entered-in-error", "stopped", "draft", "unknown",
    },
    "Flag": {"active", "inactive", "entered-in-error"},
    "DetectedIssue": {"registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error"},
    "ResearchStudy": {
        "active", "administratively-completed", "approved", "closed-to-accrual", "completed", "in-review",
        "temporarily-closed-to-accrual", "withdrawn",
    },
    "ResearchSubject": {"candidate", "potential-candidate"},
}  # fmt: skip
REQUIRED = {
    "CarePlan": {"status", "intent", "subject"},
    "ServiceRequest": {"status", "intent", "subject"},
    "RequestGroup": {"status", "intent"},
    "MedicationRequest": {"status", "intent", "medicationCodeableConcept", "subject"},
    "Flag": {"status", "code", "subject"},
    "DetectedIssue": {"status"},
    "ResearchStudy": {"status"},
    "ResearchSubject": {"status", "study", "individual"},
    "Patient": set(),
}
ACTIVITY = {
    "not-started", "scheduled", "in-progress", "on-hold", "completed", "cancelled", "stopped", "unknown",
    "entered-in-error",
}  # fmt: skip


def resources(plan: Plan) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in bundle(plan)["entry"]]


def of(plan: Plan, kind: str) -> list[dict[str, Any]]:
    return [each for each in resources(plan) if each["resourceType"] == kind]


def walk(value: object) -> Iterator[Any]:
    yield value
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        yield from walk(child)


@pytest.mark.parametrize("plan", [WITH_TASKS, EMPTY], ids=["everything", "nothing"])
def test_a_validator_finds_nothing(plan: Plan) -> None:
    fhirkit = pytest.importorskip("fhirkit")
    assert fhirkit.validate(to_fhir(plan)) == []
    assert fhirkit.validate(to_fhir_list([plan, EMPTY])) == []


@pytest.mark.parametrize("plan", [WITH_TASKS, EMPTY], ids=["everything", "nothing"])
def test_rules_of_the_standard(plan: Plan) -> None:
    found = bundle(plan)
    assert (found["resourceType"], found["type"]) == ("Bundle", "collection")
    urls = [entry["fullUrl"] for entry in found["entry"]]
    assert len(set(urls)) == len(urls)
    for entry, resource in zip(found["entry"], resources(plan), strict=True):
        kind = resource["resourceType"]
        assert entry["fullUrl"] == f"{BASE}/{kind}/{resource['id']}"
        assert re.fullmatch(r"[A-Za-z0-9.-]{1,64}", resource["id"])
        assert REQUIRED[kind] <= resource.keys()
        assert resource.get("status") in STATUS.get(kind, {None})
    assert not [value for value in walk(found) if value in (None, [], {}, "")]


def test_every_reference_within_leads_somewhere() -> None:
    known = {f"{each['resourceType']}/{each['id']}" for each in resources(WITH_TASKS)} | {"Observation/anc-1"}
    named = [each["reference"] for each in walk(bundle(WITH_TASKS)) if isinstance(each, dict) and "reference" in each]
    assert {name for name in named if isinstance(name, str)} <= known


def test_nothing_is_an_order() -> None:
    intents = {each["intent"] for each in resources(WITH_TASKS) if "intent" in each}
    assert intents <= {"proposal", "option", "plan"}
    open_ = [each for each in resources(WITH_TASKS) if each.get("intent") in ("proposal", "option")]
    assert {each["status"] for each in open_} == {"draft"}


def test_checks_have_their_days_and_state() -> None:
    done, overdue = (each for each in of(WITH_TASKS, "ServiceRequest") if "occurrencePeriod" in each)
    assert (done["status"], done["supportingInfo"]) == ("completed", [{"reference": "Observation/anc-1"}])
    assert done["occurrencePeriod"] == {"start": "2026-05-28", "end": "2026-06-02"}
    assert overdue["reasonCode"] == [{"text": "gammaciclib: every 2 weeks (neutropenia)"}]
    assert overdue["note"][0]["text"] == (
        "overdue: due 2026-05-01; not done 2 times in a row; the first day of the treatment is known only roughly"
    )
    assert overdue["note"][1]["text"].startswith("Source: Label of alphaciclib")


def test_every_part_of_the_plan_is_there() -> None:
    plan = WITH_TASKS
    texts = str(resources(plan))
    offered = [option for option in plan.options if option.standing != "avoid"]
    assert len(of(plan, "RequestGroup")) == len(offered)
    assert len(of(plan, "DetectedIssue")) == len(plan.options) - len(offered)
    assert len(of(plan, "Flag")) == len(plan.alerts)
    for item in (*plan.tests, *plan.supportive, *plan.procedures, *plan.follow_up, *plan.schedule):
        assert item.title in texts


def test_a_slot_with_a_choice_is_a_choice_of_one() -> None:
    group = next(each for each in of(PLAN, "RequestGroup") if each["id"] == "option-alphaciclib-ai")
    first, second = group["action"]
    assert first["resource"]["reference"].startswith("MedicationRequest/option-alphaciclib-ai-alphaciclib")
    assert (second["selectionBehavior"], len(second["action"])) == ("exactly-one", 3)


def test_the_present_treatment_is_an_activity() -> None:
    (plan,) = of(PLAN, "CarePlan")
    detail = plan["activity"][0]["detail"]
    assert detail["status"] == "on-hold"
    assert detail["status"] in ACTIVITY
    assert "hold: gammaciclib" in detail["description"]


def test_drugs_carry_their_codes() -> None:
    knowledge = load()
    drug = next(concept.word for concept in knowledge.terminology["drug"].concepts if concept.codes)
    option = msgspec.structs.replace(PLAN.options[1], regimen=((drug,),))
    plan = msgspec.structs.replace(PLAN, options=(option,))
    found = bundle(plan, FhirWriter(knowledge).concept)
    (request,) = [
        each["resource"] for each in found["entry"] if each["resource"]["resourceType"] == "MedicationRequest"
    ]
    assert request["medicationCodeableConcept"]["text"] == drug
    assert request["medicationCodeableConcept"]["coding"]


def test_our_own_reader_takes_no_proposal_for_a_treatment() -> None:
    (events,) = FhirReader(load()).read_bytes(to_fhir(WITH_TASKS), "plan.json")
    assert events.patient_id == "ada"
    assert {name for name, rows in events.rows.items() if rows} <= {"patient"}
    assert len(events.unused) >= len(of(WITH_TASKS, "MedicationRequest"))


def test_ids() -> None:
    long = "a" * 80
    assert identity("ada") == "ada"
    assert identity(long) != identity(long + "b")
    assert len(identity(long)) <= 64
    assert re.fullmatch(r"[A-Za-z0-9.-]{1,64}", identity("Ä / ü"))
