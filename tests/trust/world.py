"""What all measures share: the knowledge of this tree, a maker of random charts, and how large a run is asked for.

``ONWARD_TRUST_SIZE`` multiplies every sample: 1 is the size of continuous integration.
"""

from __future__ import annotations

import os
from functools import lru_cache

from tests.trust.charts import AS_OF, ChartMaker

from onward.facts.sheet import FactSheet
from onward.knowledge.loader import load, read_all
from onward.knowledge.read import ReadKnowledge
from onward.knowledge.types import Knowledge
from onward.plan.judgement import Judgement
from onward.plan.make import judge


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """The knowledge of this tree."""
    return load()


@lru_cache(maxsize=1)
def everything() -> ReadKnowledge:
    """The knowledge of this tree with its cases."""
    return read_all()


@lru_cache(maxsize=1)
def maker() -> ChartMaker:
    """A maker of random charts over this knowledge."""
    return ChartMaker(knowledge())


def size(base: int) -> int:
    """A sample of this size in continuous integration, larger where it is asked for."""
    return int(base * float(os.environ.get("ONWARD_TRUST_SIZE", "1")))


def judged(seed: int) -> Judgement:
    """The judgement of one random chart."""
    return judge(maker().events(seed), knowledge(), AS_OF)


def afresh(judgement: Judgement, answers: dict[str, object]) -> Judgement:
    """The judgement under supposed answers, with nothing kept from before: what ``supposing`` must equal."""
    sheets = []
    for strict in (False, True):
        sheet = FactSheet(judgement.sheet.events, judgement.index.facts, judgement.sheet.day, strict=strict)
        sheet.supposed = dict(answers)
        sheets.append(sheet)
    return Judgement(judgement.index, *sheets)
