"""The outlook: the median overall survival of people like this person, and how single people spread around it.

Made only when asked for. The first setting whose people this person is like answers; where none does, the answer is
"not known". Times are rounded to a tenth of a month, and none is told beyond the cap: nobody was followed for so long.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from onward.knowledge.types import Median, OutlookKnowledge, Setting, Source
from onward.plan.evidence import known
from onward.plan.judgement import Judgement
from onward.plan.types import Outlook, OutlookFinding, OutlookGroup

NOTHING_FITS = "not known: no group that was read is like this person"
DEPENDS = "not known: whether one of the groups that were read fits depends on what is not known"


def outlook(judgement: Judgement) -> Outlook:
    """The outlook of one person."""
    told = judgement.index.knowledge.outlook
    if told is None:
        return Outlook(why=NOTHING_FITS)
    sources = judgement.index.knowledge.sources
    settings = [each for each in told.settings if _known(each, sources, judgement)]
    judged = [(judgement.sheet.truth(each.when), each) for each in settings]
    for truth, setting in judged:
        if truth is True:
            return _of(setting, told, sources)
    lacking = [judgement.sheet.missing(setting.when) for truth, setting in judged if truth is None]
    if not lacking:
        return Outlook(why=NOTHING_FITS)
    return Outlook(why=DEPENDS, missing=min(lacking, key=lambda names: (len(names), names)))


def _known(setting: Setting, sources: Mapping[str, Source], judgement: Judgement) -> bool:
    """Whether its sources were published by the day of the plan."""
    return all(known(sources.get(each.source), judgement.sheet.day) for each in setting.medians)


def _of(setting: Setting, told: OutlookKnowledge, sources: Mapping[str, Source]) -> Outlook:
    named = [each.source for each in setting.medians]
    named += [*told.sources, *(source for _, names in told.held for source in names)]
    return Outlook(
        setting=setting.name,
        whom=setting.whom,
        groups=groups_of(setting, told, sources),
        capped_why=told.capped_why,
        held=tuple(OutlookFinding(says=says, sources=names) for says, names in told.held),
        caveats=(*setting.caveats, *told.caveats),
        sources=tuple(dict.fromkeys(named)),
    )


def groups_of(setting: Setting, told: OutlookKnowledge, sources: Mapping[str, Source]) -> tuple[OutlookGroup, ...]:
    """Best, typical and worst case around each median of a setting."""
    return tuple(_groups(setting.medians, told, sources))


def _groups(
    medians: tuple[Median, ...], told: OutlookKnowledge, sources: Mapping[str, Source]
) -> Iterator[OutlookGroup]:
    for each in medians:
        source = sources[each.source]
        outcome = source.outcomes[each.outcome]
        median = outcome.values[each.arm]
        assert median is not None  # noqa: S101 - knowledge with another is refused
        low, high, best = (part * median for part in (*told.typical, told.best))
        cap = told.capped_months
        yield OutlookGroup(
            source=source.id,
            population=outcome.population,
            arm=source.arms[each.arm].name if len(source.arms) > 1 else None,
            median_months=median,
            interval=outcome.intervals[each.arm] if each.arm < len(outcome.intervals) else None,
            worst_months=_rounded(told.worst * median),
            typical_months=(_rounded(low), _rounded(min(high, cap))),
            best_months=_rounded(min(best, cap)),
            capped=tuple(name for name, months in (("typical", high), ("best", best)) if months > cap),
            url=outcome.url,
            read=outcome.read.isoformat(),
        )


def _rounded(months: float) -> float:
    """To a tenth, halves up, as people round."""
    return int(months * 10 + 0.5 + 1e-9) / 10
