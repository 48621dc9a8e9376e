"""What surrounds every page: who looks at it, where in the site it is, and where its style and script are."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment

import onward
from onward.knowledge.types import Knowledge
from onward.reports.course_picture import STYLE as PICTURES
from onward.reports.html import TEMPLATES as REPORT_TEMPLATES
from onward.reports.html import environment

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"
_RECORD = r"record:(\d+)"
_PLACES = re.compile(
    r'<code>(?P<code>[^<\s]+)</code>|<td class="ref small">(?P<refs>[^<]+)</td>'
    r'|<span data-(?P<kind>fact|source)="(?P<name>[^"]+)">(?P<told>.*?)</span>'
    r"|<strong>(?P<trial>NCT\d{8})</strong>"
    r"|(?P<term><dt>(?:Give|Check first)</dt><dd>)(?P<drugs>[^<]+)"
)
"""Where names stand that lead on: codes, references to the record, facts and trials that are marked, drugs to give."""
_DRUG = re.compile(r"(?<![\w-])([a-z][a-z0-9 -]*)(?=: )")
REGISTRY = "https://clinicaltrials.gov"
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_LINE = re.compile(_RECORD + r"\Z")


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of a chart."""

    name: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Bar:
    """The pages of one chart."""

    url: str
    tabs: tuple[Tab, ...]


TABS = (
    ("plan", "Plan", ""),
    ("what-if", "What if", "/what-if"),
    ("wishes", "What matters", "/wishes"),
    ("compare", "Compare", "/compare"),
    ("follow-up", "Follow-up", "/follow-up"),
    ("changes", "Changes", "/changes"),
    ("guide", "Guide", "/guide"),
    ("record", "Record", "/record"),
    ("share", "Seen by", "/share"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Everything around a page."""

    csrf: str
    knowledge: str
    here: str = ""
    bar: Bar | None = None
    signed_in: bool = False
    name: str = ""
    may_charts: bool = True
    may_knowledge: bool = True
    patient: bool = False
    guide: bool = False
    """Whether a guide was released to this patient."""
    version: str = onward.__version__

    @property
    def style(self) -> str:
        """The address of the style sheet; another content has another address."""
        return f"/static/{asset_names()['onward.css']}"

    @property
    def icon(self) -> str:
        """The address of the icon."""
        return f"/static/{asset_names()['onward.svg']}"

    @property
    def script(self) -> str:
        """The address of the script."""
        return f"/static/{asset_names()['onward.js']}"


def bar_of(chart_id: str) -> Bar:
    """The pages of one chart."""
    url = f"/charts/{chart_id}"
    return Bar(url, tuple(Tab(name, title, f"{url}{path}") for name, title, path in TABS))


def render(template: str, **context: object) -> str:
    """A page from its template. What scrolls sideways can be reached by the keyboard."""
    page = templates().get_template(f"web/{template}").render(context)
    return page.replace('<div class="scroll">', '<div class="scroll" tabindex="0">')


def templates() -> Environment:
    """The templates of this folder, before those of the reports; a server does not look whether they have changed."""
    found = environment(TEMPLATES)
    found.auto_reload = False
    return found


@lru_cache(maxsize=1)
def assets() -> dict[str, bytes]:
    """What pages fetch, by the name that carries a digest of its content."""
    style = (REPORT_TEMPLATES / "style.css").read_bytes() + (STATIC / "site.css").read_bytes() + PICTURES.encode()
    script = (STATIC / "site.js").read_bytes()
    icon = (STATIC / "icon.svg").read_bytes()
    found = (("css", style), ("js", script), ("svg", icon))
    return {_stamped("onward", suffix, content): content for suffix, content in found}


@lru_cache(maxsize=1)
def asset_names() -> dict[str, str]:
    """The stamped name of each asset by its plain one."""
    return {re.sub(r"-[0-9a-f]{12}\.", ".", name): name for name in assets()}


def _stamped(stem: str, suffix: str, content: bytes) -> str:
    return f"{stem}-{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"


class Linker:
    """Turns the names of rules, facts, sources and places in a page into links to where they stand."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._urls: dict[str, str] = {}
        for kind, found in (("facts", knowledge.facts), ("sources", knowledge.sources)):
            self._urls |= {name: f"/knowledge/{kind}/{name}" for name in found}
        self._urls |= {rule.name: f"/knowledge/rules/{rule.name}" for rule in knowledge.rules}
        self._drugs = frozenset(knowledge.treatments)
        for rule in knowledge.rules:
            self._urls[f"{rule.at.file}:{rule.at.line}"] = f"/knowledge/rules/{rule.name}"
        for fact in knowledge.facts.values():
            self._urls[f"{fact.at.file}:{fact.at.line}"] = f"/knowledge/facts/{fact.name}"

    def linked(self, page: str, chart: str | None = None) -> str:
        """A page with links; references to the record lead to ``chart``'s page of it. Its styles stand elsewhere."""

        def replace(found: re.Match[str]) -> str:
            if code := found["code"]:
                url = self._url(code, chart)
                return f'<a class="to" href="{url}"><code>{code}</code></a>' if url else found[0]
            if refs := found["refs"]:
                parts = [self._reference(part, chart) for part in refs.split(", ")]
                return f'<td class="ref small">{", ".join(parts)}</td>'
            if name := found["name"]:
                url = self._urls.get(name)
                return f'<a class="to" href="{url}">{found["told"]}</a>' if url else found["told"]
            if trial := found["trial"]:
                return f'<a href="{REGISTRY}/study/{trial}" rel="noreferrer"><strong>{trial}</strong></a>'
            return found["term"] + _DRUG.sub(self._drug, found["drugs"])

        page = _PLACES.sub(replace, _STYLE.sub("", page))
        return page if chart is None else page.replace('href="#facts"', f'href="{chart}/facts"')

    def _drug(self, found: re.Match[str]) -> str:
        name = found[1]
        return f'<a class="to" href="/knowledge/drugs/{name}">{name}</a>' if name in self._drugs else name

    def _reference(self, ref: str, chart: str | None) -> str:
        url = self._url(ref, chart)
        return f'<a class="to" href="{url}">{ref}</a>' if url else ref

    def _url(self, name: str, chart: str | None) -> str | None:
        if name in self._urls:
            return self._urls[name]
        if chart is None:
            return None
        if line := _LINE.match(name):
            return f"{chart}/record#L{line[1]}"
        written = ("/" in name or "#" in name) and not name.startswith("knowledge/")
        return f"{chart}/record#{anchor_of(name)}" if written else None


def anchor_of(ref: str) -> str:
    """The anchor of an entry of a record."""
    return "r-" + re.sub(r"[^A-Za-z0-9._-]", "-", ref)
