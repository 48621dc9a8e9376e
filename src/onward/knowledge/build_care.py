"""Turns entries that were read by the forms of ``forms_care.py`` into frozen types; nothing is judged here.

Expressions were parsed and checked before; ``nodes`` gives the node of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onward.knowledge.forms_care import ADVICE
from onward.knowledge.reading import Entry, Written
from onward.knowledge.types import (
    Addition,
    Advice,
    Against,
    Approval,
    Case,
    Caveat,
    Check,
    DoseChange,
    Effective,
    FactDefinition,
    Fit,
    Interaction,
    Offer,
    Presumption,
    Regimen,
    Rule,
    Treatment,
)
from onward.logic.nodes import Node, Type
from onward.logic.walk import facts_in

Nodes = Mapping[Written, Node]


def fact(name: str, entry: Entry, nodes: Nodes) -> FactDefinition:
    """One fact; the answers of booleans and enums are all their values."""
    kind = Type(entry["type"])
    values = entry.several("values")
    finite: dict[Type, tuple[object, ...]] = {Type.BOOLEAN: (True, False), Type.ENUM: values}
    return FactDefinition(
        name=name,
        what=entry["what"],
        type=kind,
        definition=nodes[entry["is"]],
        unit=entry["unit"],
        values=values,
        answers=entry.several("answers") or finite.get(kind, ()),
        presume=_presumption(entry["presume"], nodes),
        settled_by=entry.several("settled_by"),
        sources=entry.several("sources"),
        at=entry.at,
    )


def _presumption(entry: Entry | None, nodes: Nodes) -> Presumption | None:
    if entry is None:
        return None
    return Presumption(value=entry["value"], when=nodes[entry["when"]], why=entry["why"])


def treatment(entry: Entry, nodes: Nodes) -> Treatment:
    """One drug."""
    return Treatment(
        drug=entry["drug"],
        what=entry["what"],
        classes=entry.several("classes"),
        route=entry["route"],
        dose=entry["dose"],
        levels=entry.several("levels"),
        cycle_days=entry["cycle_days"],
        approvals=tuple(_approval(approval) for approval in entry.several("approvals")),
        companion_test=entry["companion_test"],
        avoid=_caveats(entry, "avoid", nodes),
        caution=_caveats(entry, "caution", nodes),
        interactions=tuple(_interaction(interaction) for interaction in entry.several("interactions")),
        before_start=tuple(_check(check) for check in entry.several("before_start")),
        monitoring=tuple(_check(check) for check in entry.several("monitoring")),
        dose_changes=tuple(_dose_change(change, nodes) for change in entry.several("dose_changes")),
        food=entry["food"],
        burden=entry.items("burden"),
        sources=entry.several("sources"),
        at=entry.at,
    )


def _approval(entry: Entry) -> Approval:
    return Approval(
        region=entry["region"],
        since=entry["since"],
        indication=entry["indication"],
        sources=entry.several("sources"),
        until=entry["until"],
    )


def _caveats(entry: Entry, key: str, nodes: Nodes) -> tuple[Caveat, ...]:
    return tuple(_caveat(caveat, nodes) for caveat in entry.several(key))


def _caveat(entry: Entry, nodes: Nodes) -> Caveat:
    when = nodes[entry["when"]]
    return Caveat(
        when=when,
        why=entry["why"],
        do=entry["do"],
        sources=entry.several("sources"),
        facts_checked=tuple(facts_in(when)),
        at=entry.at,
    )


def _interaction(entry: Entry) -> Interaction:
    return Interaction(
        subject=entry["with"],
        effect=entry["effect"],
        why=entry["why"],
        do=entry["do"],
        sources=entry.several("sources"),
        at=entry.at,
    )


def _check(entry: Entry) -> Check:
    due = entry["due"].values if entry["due"] else {}
    return Check(
        investigation=entry["investigation"],
        when=entry["when"],
        due=tuple((key, tuple(value) if isinstance(value, list) else value) for key, value in due.items()),
        why=entry["why"],
        sources=entry.several("sources"),
    )


def _dose_change(entry: Entry, nodes: Nodes) -> DoseChange:
    return DoseChange(
        when=nodes[entry["when"]],
        do=entry["do"],
        how=entry["how"],
        sources=entry.several("sources"),
        effective=_effective(entry),
        at=entry.at,
    )


def _effective(entry: Entry) -> Effective:
    return Effective(start=entry["from"], end=entry["until"])


def regimen(entry: Entry, nodes: Nodes) -> Regimen:
    """One regimen."""
    return Regimen(
        name=entry["regimen"],
        what=entry["what"],
        slots=tuple(tuple(slot) for slot in entry.several("slots")),
        additions=tuple(_addition(addition, nodes) for addition in entry.several("additions")),
        evidence=tuple(_fit(fit, nodes) for fit in entry.several("evidence")),
        avoid=_caveats(entry, "avoid", nodes),
        sources=entry.several("sources"),
        at=entry.at,
    )


def _addition(entry: Entry, nodes: Nodes) -> Addition:
    return Addition(
        when=nodes[entry["when"]],
        slot=entry.several("slot"),
        why=entry["why"],
        sources=entry.several("sources"),
    )


def _fit(entry: Entry, nodes: Nodes) -> Fit:
    like = tuple((point["point"], nodes[point["when"]]) for point in entry.several("like"))
    return Fit(trial=entry["trial"], when=_optional(entry["when"], nodes), like=like)


def _optional(written: Any, nodes: Nodes) -> Node | None:
    return nodes[written] if written else None


def rule(entry: Entry, pathway: str, nodes: Nodes) -> Rule:
    """One rule of one pathway."""
    return Rule(
        name=entry["rule"],
        when=nodes[entry["when"]],
        unless=_optional(entry["unless"], nodes),
        offers=tuple(_offer(offer) for offer in entry.several("offer")),
        against=tuple(Against(subject=item["treatment"], why=item["why"]) for item in entry.several("against")),
        advice=tuple(_advice(kind, item) for kind in ADVICE for item in entry.several(kind)),
        why=entry["why"],
        sources=entry.several("sources"),
        strength=entry.items("strength"),
        effective=_effective(entry),
        overrides=entry.several("overrides"),
        disagrees_with=entry.several("disagrees_with"),
        asks_null=entry.get("asks_null", False),
        reviewed=entry["reviewed"],
        pathway=pathway,
        at=entry.at,
    )


def _offer(entry: Entry) -> Offer:
    return Offer(
        regimen=entry["regimen"],
        standing=entry["standing"],
        rank=entry.get("rank", 50),
        approved=entry.items("approved"),
        note=entry["note"],
    )


def _advice(kind: str, entry: Entry) -> Advice:
    return Advice(
        kind=kind,
        id=entry["id"],
        title=entry["title"],
        urgency=entry["urgency"],
        do=entry["do"],
        drug=entry["drug"],
    )


def case(entry: Entry, chart: object) -> Case:
    """One case with its whole chart, which keeps its positions."""
    return Case(name=entry["case"], chart=chart, expect=dict(entry["expect"].values), at=entry.at)
