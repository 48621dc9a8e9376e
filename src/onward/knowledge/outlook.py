"""The outlook as frozen types, made from what was read; a median that its source does not give is a fault.

Only medians of overall survival are taken: the multiples hold for nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from onward.knowledge.reading import Entry, Written
from onward.knowledge.references import fault_at
from onward.knowledge.types import Median, OutlookKnowledge, Setting
from onward.logic.nodes import Node
from onward.values.errors import Fault

OVERALL_SURVIVAL, STATISTIC = "os", "median"


def outlook(entry: Entry, nodes: Mapping[Written, Node], sources: Mapping[str, Entry]) -> OutlookKnowledge:
    """The whole of it; ``faults_of_medians`` has found nothing."""
    multiples, capped = entry["multiples"], entry["capped"]
    low, high = multiples["typical"]
    return OutlookKnowledge(
        worst=multiples["worst"],
        typical=(low, high),
        best=multiples["best"],
        sources=multiples.several("sources"),
        capped_months=capped["months"],
        capped_why=capped["why"],
        held=tuple((each["says"], each.several("sources")) for each in entry.several("held")),
        caveats=entry.several("caveats"),
        settings=tuple(_setting(each, nodes, sources) for each in entry.several("settings")),
    )


def _setting(entry: Entry, nodes: Mapping[Written, Node], sources: Mapping[str, Entry]) -> Setting:
    medians = [_median(each, sources[each["source"]]) for each in entry.several("medians")]
    return Setting(
        name=entry["setting"],
        when=nodes[entry["when"]],
        whom=entry["whom"],
        medians=tuple(each for each in medians if each is not None),
        caveats=entry.several("caveats"),
        at=entry.at,
    )


def faults_of_medians(entry: Entry, sources: Mapping[str, Entry]) -> Iterator[Fault]:
    """Medians that are not those of a source: another population, an arm that it does not have, no figure."""
    for setting in entry.several("settings"):
        for each in setting.several("medians") if setting else ():
            source = sources.get(each["source"]) if each else None
            if source is not None and _median(each, source) is None:
                wrong = f"'{each['source']}' has no such median of overall survival"
                yield fault_at(each.at, wrong, f"one of {_known(source)}")


def _median(entry: Entry, source: Entry) -> Median | None:
    arms = [arm["name"] for arm in source.several("arms")]
    arm = arms.index(entry["arm"]) if entry["arm"] in arms else 0 if len(arms) == 1 and "arm" not in entry else None
    for number, outcome in enumerate(source.several("outcomes")):
        fits = _counts(outcome) and outcome["population"] == entry["population"]
        if fits and arm is not None and arm < len(outcome["values"]) and outcome["values"][arm] is not None:
            return Median(source=entry["source"], outcome=number, arm=arm)
    return None


def _counts(outcome: Entry) -> bool:
    return bool(outcome["measure"] == OVERALL_SURVIVAL and outcome["statistic"] == STATISTIC)


def _known(source: Entry) -> str:
    """What there is, in words."""
    populations = [each["population"] or "no population" for each in source.several("outcomes") if _counts(each)]
    arms = [arm["name"] for arm in source.several("arms")]
    return f"{', '.join(populations) or 'none'}; arms: {', '.join(arms)}"
