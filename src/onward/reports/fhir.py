"""A plan as a FHIR R4 bundle: a draft care plan whose activities are proposals that a clinician may take up.

In: a plan, and how words are coded. Out: a ``collection`` bundle as plain data. Options are request groups (each slot a
choice of medication requests), checks and tests are service requests with the days between which they are due, alerts
are flags, what is to be avoided is a detected issue. Nothing here is an order: every intent is ``proposal`` or
``option`` and every status ``draft``, except what the record shows as done.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from onward.plan.dated import CheckReason, Task
from onward.plan.types import Alert, CurrentTherapy, Measure, Option, Plan, Test
from onward.reports import phrases
from onward.trials.match_types import Match

Json = dict[str, Any]
Coded = Callable[[str, str], Json]
"""From a value set and a word to a CodeableConcept."""

BASE = "https://onward.invalid/fhir"
"""Where the resources would live; ``.invalid`` is reserved and leads nowhere."""
OFFERED = ("preferred", "alternative")
_LONGEST_ID = 64
_GOING_ON = {
    "continue": "in-progress",
    "reduce": "in-progress",
    "hold": "on-hold",
    "stop": "stopped",
    "switch": "stopped",
}
REGISTRY = "http://clinicaltrials.gov"
PHASES = "http://terminology.hl7.org/CodeSystem/research-study-phase"
_PHASE = {
    ("EARLY_PHASE1",): "early-phase-1",
    ("PHASE1",): "phase-1",
    ("PHASE1", "PHASE2"): "phase-1-phase-2",
    ("PHASE2",): "phase-2",
    ("PHASE2", "PHASE3"): "phase-2-phase-3",
    ("PHASE3",): "phase-3",
    ("PHASE4",): "phase-4",
    ("NA",): "n-a",
}
_STUDY_STATUS = {
    "RECRUITING": "active",
    "ENROLLING_BY_INVITATION": "active",
    "AVAILABLE": "active",
    "ACTIVE_NOT_RECRUITING": "closed-to-accrual",
    "NOT_YET_RECRUITING": "approved",
    "SUSPENDED": "temporarily-closed-to-accrual",
    "TERMINATED": "administratively-completed",
    "COMPLETED": "completed",
    "WITHDRAWN": "withdrawn",
}
_URGENCY = {"emergency": "stat", "urgent": "urgent"}


def said(_: str, word: str) -> Json:
    """A word without a code."""
    return {"text": word}


def to_fhir(plan: Plan, coded: Coded = said) -> bytes:
    """One plan as a bundle, indented, the same bytes for the same plan."""
    return msgspec.json.format(msgspec.json.encode(bundle(plan, coded)), indent=2) + b"\n"


def to_fhir_list(plans: Sequence[Plan], coded: Coded = said) -> bytes:
    """Several plans: a bundle of their bundles."""
    found = [bundle(plan, coded) for plan in plans]
    entries = [{"fullUrl": f"{BASE}/Bundle/{each['id']}", "resource": each} for each in found]
    whole = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    return msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"


def bundle(plan: Plan, coded: Coded = said) -> Json:
    """One plan as a bundle."""
    writer = _Writer(plan, coded)
    activities = [
        *(writer.task(task) for task in plan.schedule),
        *(writer.test(test) for test in plan.tests),
        *(writer.measure(kind, item) for kind, item in _measures(plan)),
        *(each for option in plan.options if option.standing != "avoid" for each in writer.option(option)),
    ]
    others = [
        *(writer.alert(alert) for alert in plan.alerts),
        *(writer.avoided(option) for option in plan.options if option.standing == "avoid"),
        *(each for match in plan.trials for each in writer.trial(match)),
    ]
    resources = [writer.patient(), writer.care_plan(activities), *activities, *others]
    return {
        "resourceType": "Bundle",
        "id": identity(f"plan-{plan.patient}-{plan.as_of}"),
        "type": "collection",
        "timestamp": f"{plan.as_of}T00:00:00Z",
        "entry": [{"fullUrl": f"{BASE}/{_reference(each)}", "resource": each} for each in resources],
    }


def identity(name: str) -> str:
    """A name as a FHIR id: its own letters where they may stand in one, else shortened with a digest.

    >>> identity("ada"), identity("response imaging")
    ('ada', 'response-imaging-3e4b37b1')
    """
    safe = re.sub(r"[^A-Za-z0-9.-]+", "-", name).strip("-") or "x"
    if safe == name and len(name) <= _LONGEST_ID:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{safe[: _LONGEST_ID - len(digest) - 1]}-{digest}"


def _reference(resource: Json) -> str:
    return f"{resource['resourceType']}/{resource['id']}"


def _measures(plan: Plan) -> Iterator[tuple[str, Measure]]:
    for kind in ("supportive", "procedures", "follow_up"):
        yield from ((kind, item) for item in getattr(plan, kind))


class _Writer:
    """Writes the parts of one plan."""

    def __init__(self, plan: Plan, coded: Coded) -> None:
        self.plan = plan
        self.coded = coded
        self.subject = {"reference": f"Patient/{identity(plan.patient)}"}

    def patient(self) -> Json:
        """The person, by the id of the record alone."""
        return {
            "resourceType": "Patient",
            "id": identity(self.plan.patient),
            "identifier": [{"value": self.plan.patient}],
        }

    def care_plan(self, activities: Iterable[Json]) -> Json:
        """The plan that holds the proposals together."""
        plan = self.plan
        held = [{"reference": {"reference": _reference(each)}} for each in activities if _leads(each)]
        now = [{"detail": self._therapy(plan.current_therapy)}] if plan.current_therapy else []
        return _without_empty(
            {
                "resourceType": "CarePlan",
                "id": identity(f"plan-{plan.as_of}"),
                "status": "draft",
                "intent": "proposal",
                "title": f"Care plan, {plan.as_of}",
                "description": " ".join([f"{' · '.join(phrases.status(plan))}.", plan.stage_why]),
                "subject": self.subject,
                "created": plan.as_of,
                "activity": [*now, *held],
                "note": [{"text": f"{phrases.NOT_A_DEVICE} {phrases.versions(plan)}."}],
            }
        )

    def _therapy(self, now: CurrentTherapy) -> Json:
        """What to do with the treatment that goes on."""
        action = f"{now.action or 'no action follows'}: {' + '.join(now.drugs)}"
        reasons = [f"{reason.title}: {reason.do or reason.why}" for reason in now.reasons]
        return _without_empty(
            {
                "kind": "MedicationRequest",
                "code": {"text": " + ".join(now.drugs) or "the present treatment"},
                "status": _GOING_ON.get(now.action or "", "unknown"),
                "statusReason": {"text": now.why} if now.why else None,
                "description": ". ".join([action, *reasons]),
            }
        )

    def task(self, task: Task) -> Json:
        """A check with the days between which it is due, done or proposed."""
        done = task.state == "done"
        found = self._service(task.id, self.coded("investigation", task.title), _reasons(task.reasons))
        found |= {
            "status": "completed" if done else "draft",
            "intent": "plan" if done else "proposal",
            "occurrencePeriod": {"start": task.opens, "end": task.closes},
        }
        told = [f"{task.state}: due {task.due}" + (f", done {task.done_on}" if done else "")]
        told += [f"not done {task.missed} times in a row"] if task.missed > 1 else []
        told += [] if task.certain else ["the first day of the treatment is known only roughly"]
        found["note"] = [{"text": "; ".join(told)}, *self._cited(_sources(task.reasons))]
        found["supportingInfo"] = _recorded(task.refs)
        return _without_empty(found)

    def test(self, test: Test) -> Json:
        """A test that is worth asking for."""
        found = self._service(f"test-{test.id}", self.coded("investigation", test.title), [test.why])
        found["priority"] = _URGENCY.get(test.urgency or "")
        found["note"] = [*([{"text": test.caveat}] if test.caveat else []), *self._cited(test.sources)]
        return _without_empty(found)

    def measure(self, kind: str, item: Measure) -> Json:
        """A supportive measure, a procedure or a follow-up item."""
        found = self._service(f"{kind.replace('_', '-')}-{item.id}", {"text": item.title}, [item.why])
        waits = f"Depends on {', '.join(name.replace('_', ' ') for name in item.missing)}" if item.missing else None
        told = [{"text": text} for text in (item.do, waits) if text]
        return _without_empty(found | {"note": [*told, *self._cited(item.sources)]})

    def _service(self, name: str, code: Json, why: Iterable[str]) -> Json:
        return {
            "resourceType": "ServiceRequest",
            "id": identity(name),
            "status": "draft",
            "intent": "proposal",
            "code": code,
            "subject": self.subject,
            "authoredOn": self.plan.as_of,
            "reasonCode": [{"text": text} for text in why if text],
        }

    def option(self, option: Option) -> Iterator[Json]:
        """An option: a group of one choice a slot, and the medication requests that fill the slots."""
        slots = [[self._medication(option, drug) for drug in slot] for slot in option.regimen if slot]
        told = [f"{option.standing}: {option.reason}"]
        told += [f"depends on {', '.join(name.replace('_', ' ') for name in option.missing)}"] if option.missing else []
        told += [f"{caution.drug}: {caution.why}" for caution in option.cautions]
        yield _without_empty(
            {
                "resourceType": "RequestGroup",
                "id": identity(f"option-{option.id}"),
                "status": "draft",
                "intent": "proposal",
                "code": {"text": option.name},
                "subject": self.subject,
                "authoredOn": self.plan.as_of,
                "note": [*({"text": text} for text in told), *self._cited(option.sources)],
                "action": [_slot(requests) for requests in slots],
            }
        )
        yield from {each["id"]: each for requests in slots for each in requests}.values()

    def _medication(self, option: Option, drug: str) -> Json:
        dose = option.dose.get(drug)
        return _without_empty(
            {
                "resourceType": "MedicationRequest",
                "id": identity(f"option-{option.id}-{drug}"),
                "status": "draft",
                "intent": "option",
                "medicationCodeableConcept": {**self.coded("drug", drug), "text": drug},
                "subject": self.subject,
                "authoredOn": self.plan.as_of,
                "dosageInstruction": [{"text": dose}] if dose else None,
            }
        )

    def alert(self, alert: Alert) -> Json:
        """Something that must not wait."""
        return _without_empty(
            {
                "resourceType": "Flag",
                "id": identity(f"alert-{alert.id}"),
                "status": "active",
                "category": [{"text": alert.urgency}],
                "code": {"text": ". ".join(text.rstrip(".") for text in (alert.title, alert.why, alert.do) if text)},
                "subject": self.subject,
                "period": {"start": self.plan.as_of},
            }
        )

    def avoided(self, option: Option) -> Json:
        """A treatment that is not to be given, and why."""
        return {
            "resourceType": "DetectedIssue",
            "id": identity(f"avoid-{option.id}"),
            "status": "preliminary",
            "code": {"text": f"to be avoided: {option.name}"},
            "patient": self.subject,
            "identifiedDateTime": self.plan.as_of,
            "detail": option.reason or option.name,
        }

    def trial(self, match: Match) -> Iterator[Json]:
        """A trial that may fit, and this person as somebody who may be asked; nobody is enrolled by it."""
        study = identity(f"trial-{match.nct}")
        phase = _PHASE.get(match.phases)
        yield _without_empty(
            {
                "resourceType": "ResearchStudy",
                "id": study,
                "identifier": [{"system": REGISTRY, "value": match.nct}],
                "title": match.title,
                "status": _STUDY_STATUS.get(match.status, "in-review"),
                "phase": {"coding": [{"system": PHASES, "code": phase}]} if phase else None,
                "note": [{"text": f"The registry says: {match.status or 'no status'}."}],
            }
        )
        yield {
            "resourceType": "ResearchSubject",
            "id": identity(f"subject-{match.nct}"),
            "status": "candidate" if match.verdict == "eligible" else "potential-candidate",
            "study": {"reference": f"ResearchStudy/{study}"},
            "individual": self.subject,
        }

    def _cited(self, sources: Iterable[str]) -> list[Json]:
        """Each source as cited, with where it was read."""
        found = []
        for name in dict.fromkeys(sources):
            entry = self.plan.sources.get(name)
            found.append({"text": " ".join([f"Source: {phrases.source(entry, name)}.", *phrases.addresses(entry)])})
        return found


def _leads(resource: Json) -> bool:
    """Whether an activity stands for itself; medication requests are reached through their group."""
    return bool(resource["resourceType"] != "MedicationRequest")


def _slot(requests: Sequence[Json]) -> Json:
    """One slot: its drug, or exactly one of several."""
    if len(requests) == 1:
        return _action(requests[0])
    title = " or ".join(each["medicationCodeableConcept"]["text"] for each in requests)
    return {"title": title, "selectionBehavior": "exactly-one", "action": [_action(each) for each in requests]}


def _action(request: Json) -> Json:
    return {"title": request["medicationCodeableConcept"]["text"], "resource": {"reference": _reference(request)}}


def _reasons(reasons: Iterable[CheckReason]) -> list[str]:
    return [
        f"{reason.drug or 'follow-up'}: {reason.when}" + (f" ({reason.why})" if reason.why else "")
        for reason in reasons
    ]


def _sources(reasons: Iterable[CheckReason]) -> Iterator[str]:
    return (source for reason in reasons for source in reason.sources)


def _recorded(refs: Iterable[str]) -> list[Json]:
    """The entries of the record that show it, where they are FHIR resources."""
    return [{"reference": ref} for ref in refs if re.fullmatch(r"[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}", ref)]


def _without_empty(resource: Json) -> Json:
    """FHIR knows no empty lists and no nulls."""
    return {name: value for name, value in resource.items() if value not in (None, [], {}, "")}
