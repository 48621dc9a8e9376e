"""How tests read a page: its structure, its text, and what it has to say of a plan."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from onward.plan.types import Plan

VOID = {"meta", "link", "br", "img", "input", "hr", "rect"}


class Structure(HTMLParser):
    """Collects what a test asks about, and refuses tags that do not close."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def every(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def values(self, attribute: str) -> list[str]:
        return [found[attribute] or "" for _, found in self.tags if attribute in found]


def plain(page: str) -> str:
    """The text of a page on one line."""
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def texts_of(plan: Plan) -> list[str]:
    """What every rendering has to say of a plan."""
    found = [plan.patient, plan.stage_why, plan.as_of, plan.onward, plan.knowledge, *plan.conflicts]
    for option in plan.options:
        found += [option.name, option.standing]
    for alert in plan.alerts:
        found += [alert.title, alert.urgency, alert.why]
    found += [item.title for item in (*plan.tests, *plan.supportive, *plan.procedures, *plan.follow_up)]
    found += [item.why for item in plan.presumed]
    found += [drug for line in plan.course for drug in line.drugs]
    found += [item.reason for item in plan.unused]
    return found
