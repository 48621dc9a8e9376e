"""The patient's guide on the site: a page around it for the clinician, who releases it, and the guide itself.

In: a case, wishes, and what was released before. Out: pages. What was released is this very guide: another record, day,
knowledge or wish makes another guide, and the release does not hold for that.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import json
import re
from dataclasses import dataclass

import msgspec

from onward.knowledge.types import Knowledge
from onward.plan.make import plan_of
from onward.plan.wishes import OUTLOOK_WANTED, Wishes
from onward.reports.guide import Wanted, render_guide
from onward.web.desk import Case
from onward.web.frame import Frame, render
from onward.web.prepared import Prepared
from onward.web.wishes import compared, mark_of

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
NO_OTHER = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_META = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n?')


@dataclass(frozen=True, slots=True)
class Released:
    """Who released which guide, when."""

    by: str
    at: str
    digest: str

    def kept(self) -> str:
        """As it is saved."""
        return json.dumps({"by": self.by, "at": self.at, "digest": self.digest})


def released(kept: str | None) -> Released | None:
    """What was saved of a release."""
    return Released(**json.loads(kept)) if kept else None


def digest_of(case: Case, wishes: Wishes) -> str:
    """The mark of one guide: everything that it is made of."""
    plan = case.once("bytes", lambda: msgspec.json.encode(case.plan))
    return hashlib.sha256(plan + mark_of(wishes)).hexdigest()


def holds(found: Released | None, case: Case, wishes: Wishes) -> bool:
    """Whether a release is of this guide."""
    return found is not None and found.digest == digest_of(case, wishes)


def guide(case: Case, wishes: Wishes, knowledge: Knowledge, wanted: Wanted) -> str:
    """The guide itself."""
    wanted = dataclasses.replace(wanted, outlook=wishes.outlook == OUTLOOK_WANTED)
    plan = plan_of(case.judgement, outlook=True) if wanted.outlook else case.plan
    plan = msgspec.structs.replace(plan, wishes=wishes, trials=case.plan.trials)
    return render_guide(plan, compared(case, knowledge, wishes), knowledge, wanted)


def guide_for_the_browser(case: Case, wishes: Wishes, knowledge: Knowledge, wanted: Wanted) -> tuple[Prepared, str]:
    """The guide as the site serves it, and the policy that goes with it."""

    def made() -> tuple[Prepared, str]:
        page, policy = for_the_browser(guide(case, wishes, knowledge, wanted))
        return Prepared.of(page), policy

    return case.once(("guide", mark_of(wishes), wanted), made)


def for_the_browser(page: str) -> tuple[str, str]:
    """A guide as the site serves it, and the policy that allows its own style and nothing else."""
    page = _META.sub("", page)
    hashes = [base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in _STYLE.findall(page)]
    allowed = " ".join(f"'sha256-{each}'" for each in hashes) or "'none'"
    return page, f"default-src 'none'; style-src {allowed}; img-src data:; {NO_OTHER}"


def guide_page(frame: Frame, found: Released | None, *, current: bool, pdf: bool) -> str:
    """The page around the guide."""
    return render("guide.html", frame=frame, released=found, current=current, pdf=pdf)
