"""A plan as one self-contained HTML file: readable without scripts, printable, light and dark.

In: a plan. Out: a page, made from ``templates/``. Every text is escaped; only ``http`` addresses become links; nothing
is fetched from anywhere (and a policy in the page forbids it).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from onward.plan.types import FactNow, Plan
from onward.reports import outlook, phrases, standing, trials_text
from onward.reports.agenda import HEADINGS
from onward.reports.arrange import Footnotes, answers, arrange, checks, harm_rows, in_order_of_urgency, reason, warnings
from onward.reports.course_lanes import GAP_DAYS
from onward.reports.course_picture import course_picture
from onward.reports.pictures import more_pictures, pictures
from onward.reports.proof import ProofTree

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
_MARKED = re.compile(r'<span data-(?:fact|source)="[^"]*">(.*?)</span>', re.DOTALL)
"""Names that the site turns into links; a page that stands alone has nowhere to lead them."""


def render_html(plan: Plan) -> str:
    """The page of one plan."""
    page = (
        environment().get_template("plan.html").render(parts_of(plan)).replace("&#39;", "'")
    )  # of no quoted attribute
    return reachable(_MARKED.sub(r"\1", page))


def facts_by_value(facts: Mapping[str, FactNow], *, presumed: bool) -> list[tuple[str, list[str]]]:
    """The facts that no entry of the record stands behind, those of one value together: presumed, or worked out."""
    found: dict[str, list[str]] = {}
    for now in facts.values():
        if now.value is not None and bool(now.presumed) is presumed and (presumed or not (now.refs or now.date)):
            found.setdefault(phrases.fact(now), []).append(now.what)
    return list(found.items())


def reachable(page: str) -> str:
    """The page with everything that scrolls sideways in reach of the keyboard."""
    return page.replace('<div class="scroll">', '<div class="scroll" tabindex="0">')


def parts_of(plan: Plan) -> dict[str, object]:
    """What the template of a plan asks for. Footnotes and proofs remember what they told: each page needs its own."""
    page = arrange(plan)
    return {
        "plan": plan,
        "page": page,
        "alerts": [plan.alerts[index] for index in in_order_of_urgency(plan)],
        "pictures": pictures(page.shown),
        "course": course_picture(plan),
        "notes": Footnotes(),
        "tree": ProofTree(plan.facts),
    }


def render_index(entries: Sequence[tuple[str, Plan]]) -> str:
    """A page that leads to the pages of several plans, each given by its file name."""
    return environment().get_template("index.html").render(entries=entries)


@lru_cache(maxsize=4)
def environment(*before: Path) -> Environment:
    """The templates of this folder; those of the folders named come before them and may extend them."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader((*before, TEMPLATES)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(
        AGENDA_STATES=tuple(HEADINGS),
        CURVE_GAP_DAYS=GAP_DAYS,
        phrases=phrases,
        trials=trials_text,
        outlooks=outlook,
        standing=standing,
        checks=checks,
        harm_rows=harm_rows,
        warnings=warnings,
        facts_by_value=facts_by_value,
        answers=answers,
        more_pictures=more_pictures,
        reason=reason,
    )
    return environment
