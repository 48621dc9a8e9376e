"""The patient's guide: the plan told to the person it is about, in plain words, to take home.

In: a plan, the comparison of what it offers, and the knowledge that holds the words. Out: one HTML page that needs
nothing from anywhere; ``pdf`` makes paper of it. It offers what the plan offers and nothing else, and shows only
figures of the plan and the comparison. Until a clinician released it, it says that it is a draft.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from onward.goals.types import Comparison, Measured
from onward.knowledge.goals import Attribute, attributes_of
from onward.knowledge.guide import ENGLISH
from onward.knowledge.preference_studies import Study
from onward.knowledge.types import Knowledge
from onward.plan.types import Alert, Option, OutlookGroup, Plan, Test
from onward.plan.wishes import OUTLOOK_WANTED, FamilyEvent, Wishes
from onward.reports import guide_options, guide_told
from onward.reports.guide_options import Drawing
from onward.reports.guide_words import Book
from onward.reports.html import environment
from onward.reports.phrases import number
from onward.trials.match_types import ELIGIBLE, POSSIBLE

SHOWN = 3
"""Choices that are told with figures and pictures: more than three nobody reads right."""
COMPARED = 4
TIPS = 2
ASKED = ("ask.1", "ask.2", "ask.3", "ask.4", "ask.5")
CALLS = ("call.fever", "call.back", "call.head", "call.breath")
RESPONSES = {"CR": "none", "PR": "better", "SD": "same", "non-CR/non-PD": "same", "PD": "worse"}
_MUST_NOT_WAIT = ("emergency", "urgent")
FITTING = (ELIGIBLE, POSSIBLE)
_YEARS_FROM, _MONTHS = 24, 12
_HEADING = re.compile(r'<h2 id="([a-z]+)"')


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the guide is wanted."""

    language: str = ENGLISH
    large_print: bool = False
    outlook: bool = False
    """Whether the person wants to read how long people like them lived."""
    released_by: str | None = None
    for_paper: bool = False


@dataclass(frozen=True, slots=True)
class Guide:
    """What the template of the guide asks."""

    plan: Plan
    comparison: Comparison
    book: Book
    wanted: Wanted
    attributes: tuple[Attribute, ...]
    offered: tuple[Option, ...]
    knowledge: Knowledge
    by_option: Mapping[str, Mapping[str, Measured]] = field(default_factory=dict)

    @property
    def shown(self) -> tuple[Option, ...]:
        """The choices that are told with figures."""
        return self.offered[:SHOWN]

    def alerts(self, *, now: bool) -> list[Alert]:
        """What must not wait, or what should be talked about soon; only what there are words for."""
        chosen = [alert for alert in self.plan.alerts if (alert.urgency in _MUST_NOT_WAIT) == now]
        return [alert for alert in chosen if self.book.thing(f"alert:{alert.id}")]

    def places(self) -> str:
        """Where the cancer was found, in plain words."""
        return ", ".join(
            self.book.text(f"site.{site}") if self.book.has(f"site.{site}") else site for site in self.plan.tumour.sites
        )

    def type_key(self) -> str:
        """The text for the type of cancer."""
        key = f"type.{self.plan.tumour.subtype}"
        return key if self.book.has(key) else "type.unknown"

    def response_key(self) -> str | None:
        """The text for the newest scans; nothing where there is none that counts."""
        response = self.plan.response
        found = RESPONSES.get(response.overall or "") if response else None
        return f"response.{found}" if found else None

    def action_key(self) -> str | None:
        """The text for what the plan says of the present treatment."""
        therapy = self.plan.current_therapy
        key = f"action.{therapy.action}" if therapy else ""
        return key if self.book.has(key) else None

    def choices_key(self) -> str:
        """How many choices there are, said."""
        if not self.offered:
            return "choices.going-on" if self.plan.stage == "monitor" else "choices.none"
        return "choices.one" if len(self.offered) == 1 else "choices.count"

    def option_key(self, option: Option) -> str:
        """Where the words of a choice stand."""
        return f"option:{option.name}"

    def wishes(self) -> list[tuple[str, str]]:
        """What the person said matters, the most important first."""
        said = sorted(self.comparison.wishes.items(), key=lambda each: (-each[1], each[0]))
        return [(self.book.name(f"wish:{name}"), number(weight)) for name, weight in said if weight > 0]

    def arms(self, option: Option) -> Markup | None:
        """Which study the figures are from, and who took what."""
        benefit = guide_options.leading(option)
        if benefit is None or not benefit.figures:
            return None
        figure = benefit.figures[0]
        told = {"trial": named(figure.trial.upper()), "with_it": named(figure.with_it_arm)}
        if not figure.comparator_arm:
            return self.book.say("brings.trial-alone", **told)
        return self.book.say("brings.trial", **told, comparator=named(figure.comparator_arm))

    def good(self, option: Option) -> list[guide_options.Row]:
        """What it may bring."""
        return guide_options.good_rows(option, self.book)

    def bad(self, option: Option) -> list[guide_options.Row]:
        """What it may cost."""
        return guide_options.bad_rows(option, self.by_option.get(option.id, {}), self.book)

    def felt(self) -> list[str]:
        """The harms that are told of any choice, by the keys of the words for what they are like, each once."""
        told = {
            self.book.name(key): key
            for option in self.shown
            for key in guide_options.harm_keys(option, self.book)
            if self.book.thing(key)
        }
        return list(told.values())

    def burden(self, option: Option) -> list[tuple[str, str]]:
        """What it asks of a person's days."""
        return guide_options.burden_rows(option, self.by_option.get(option.id, {}), self.book)

    def burden_sources(self, option: Option) -> tuple[str, ...]:
        """Where it was read what the drugs ask of a month."""
        visits = self.by_option.get(option.id, {}).get("visits")
        return visits.sources if visits else ()

    def good_pictures(self, option: Option) -> list[list[Drawing]]:
        """Pictures of what it may bring."""
        return guide_options.good_pictures(option, self.book)

    def bad_pictures(self, option: Option) -> list[list[Drawing]]:
        """Pictures of what it may cost."""
        return guide_options.bad_pictures(option, self.book)

    def calendar(self, option: Option) -> Drawing | None:
        """A month with it."""
        return guide_options.calendar(self.by_option.get(option.id, {}), self.book)

    def compared(self) -> tuple[Option, ...]:
        """The choices of the table of differences."""
        return self.offered[:COMPARED]

    def differences(self) -> list[tuple[str, list[str], tuple[str, ...], bool]]:
        """Each thing that may matter, with what every choice does to it, the sources, and whether a wish is about it:
        those come first. What is the same for all is left out, unless it is wished.
        """
        rows = []
        for attribute in self.attributes:
            found = [self.by_option.get(option.id, {}).get(attribute.name) for option in self.compared()]
            if any(each and each.value is not None for each in found):
                sources = dict.fromkeys(source for each in found if each for source in each.sources)
                cells = [self._cell(attribute, each) for each in found]
                wished = any(self.comparison.wishes.get(wish, 0) > 0 for wish in attribute.wishes)
                if len(found) > 1 and len(set(cells)) == 1 and not wished:
                    continue
                rows.append((self.book.name(f"attribute:{attribute.name}"), cells, tuple(sources), wished))
        return sorted(rows, key=lambda row: not row[3])

    def first(self) -> tuple[int, str] | None:
        """Which choice comes first on the wishes, and in how many of 100 tries; nothing where no wish is weighed."""
        if not self.comparison.ranking:
            return None
        leader = self.comparison.ranking[0]
        return leader.first_of_100, self._name(leader.option)

    def tips(self) -> list[tuple[str, str]]:
        """The choices that could come first, with the wishes that would have to mean more or less for that."""
        found: dict[str, list[str]] = {}
        for each in self.comparison.tipping[:TIPS] if self.comparison.ranking else ():
            found.setdefault(self._name(each.option), []).append(self.book.name(f"wish:{each.wish}"))
        return [(option, "; ".join(wishes)) for option, wishes in found.items()]

    def all_checked(self) -> bool:
        """Whether something has to be checked before each of several choices: it is said once then."""
        kinds = [{caution.kind for caution in option.cautions} for option in self.compared()]
        return len(kinds) > 1 and all("check-first" in each for each in kinds)

    def unheard(self) -> list[str]:
        """Wishes for which there is no figure."""
        return [self.book.name(f"wish:{wish}") for wish in self.comparison.unheard]

    def tests(self) -> list[Test]:
        """The tests that may help; what only the team can look up (and has no words for the person) is left to it."""
        return [test for test in self.plan.tests if self.book.thing(f"test:{test.id}")]

    def questions(self) -> list[str]:
        """Questions to ask, those that fit the wishes and the plan among them."""
        wishes, found = self.comparison.wishes, list(ASKED)
        found += ["ask.fertility"] if wishes.get("fertility") else []
        found += ["ask.own-work"] if self.said.work else ["ask.work"] if wishes.get("keep-working") else []
        found += ["ask.days"] if self.days_ahead() or wishes.get("family-events") else []
        by_mouth = any((each := row.get("by-mouth")) and each.value for row in self.by_option.values())
        found += ["ask.pills"] if by_mouth else []
        unsure = any(caution.kind == "check-first" for option in self.offered for caution in option.cautions)
        return [*found, "ask.checks"] if unsure else found

    @property
    def said(self) -> Wishes:
        """What the person said beside weights and words."""
        return guide_told.wishes_of(self.plan)

    def said_anything(self) -> bool:
        """Whether anything is known of what matters to the person."""
        return bool(self.wishes() or self.comparison.words) or self.said != Wishes()

    def outlook_key(self) -> str | None:
        """What the guide says of how much the person wants to know; it says nothing that it does not hold to."""
        wish = self.said.outlook
        if wish is None or (wish == OUTLOOK_WANTED) is not self.wanted.outlook:
            return None
        return f"goals.outlook.{wish}"

    def feelings(self) -> list[tuple[str, str]]:
        """What the person reported."""
        return guide_told.feelings(self.plan, self.book)

    def present_harms(self) -> list[guide_told.Harm]:
        """What the drugs that are taken now may do."""
        return guide_told.present_harms(self.plan, self.knowledge, self.book)

    def days_ahead(self) -> tuple[FamilyEvent, ...]:
        """The days that the person does not want to miss."""
        return guide_told.days_ahead(self.plan)

    def trials(self) -> list[guide_told.Trial]:
        """The trials that may fit."""
        return guide_told.trials(self.plan, self.knowledge, self.book)

    def more_trials(self) -> int:
        """How many more may fit than are told."""
        counted = self.plan.trials_counted
        fitting = sum(counted.get(verdict, 0) for verdict in FITTING) if isinstance(counted, dict) else 0
        return max(0, fitting - len(self.trials()))

    def others(self) -> list[tuple[Study, str]]:
        """What others said, with where they were asked."""
        return guide_told.others(self.plan, self.knowledge, self.book)

    def contents(self, body: str) -> list[str]:
        """The parts of the page, by the keys of their headings."""
        return [key for key in _HEADING.findall(body) if self.book.has(key)] + ["notes", "sources"]

    def support(self) -> list[str]:
        """Supportive care, procedures and follow-up that are offered, by the keys of their words."""
        groups = (("support", self.plan.supportive), ("procedure", self.plan.procedures))
        return [
            f"{kind}:{each.id}"
            for kind, measures in (*groups, ("follow_up", self.plan.follow_up))
            for each in measures
            if each.standing == "offered" and self.book.thing(f"{kind}:{each.id}")
        ]

    def support_sources(self, key: str) -> tuple[str, ...]:
        """Where such a measure was read."""
        kind, _, wanted = key.partition(":")
        groups = {"support": self.plan.supportive, "procedure": self.plan.procedures, "follow_up": self.plan.follow_up}
        return next(each.sources for each in groups[kind] if each.id == wanted)

    def dates(self) -> list[guide_told.Due]:
        """The next checks that have a date."""
        return guide_told.dates(self.plan, self.book)

    def outlook_lines(self, group: OutlookGroup) -> Iterator[Markup]:
        """Best, most frequent and worst case of one group."""
        low, high = group.typical_months
        best = "outlook.best-more" if "best" in group.capped else "outlook.best"
        yield self.book.say(best, time=self._time(group.best_months))
        yield self.book.say("outlook.typical", low=self._time(low), high=self._time(high))
        yield self.book.say("outlook.worst", time=self._time(group.worst_months))

    def picture(self, drawing: Drawing, style: str) -> Markup:
        """A picture: in the page itself for a browser, as an image with its text for a PDF's tags."""
        if not self.wanted.for_paper:
            return Markup('<span class="{}">{}</span>').format(style, Markup(drawing.svg))  # noqa: S704
        data = base64.b64encode(drawing.svg.encode()).decode()
        return Markup('<img class="{}" src="data:image/svg+xml;base64,{}" alt="{}">').format(style, data, drawing.said)

    def _cell(self, attribute: Attribute, found: Measured | None) -> str:
        if found is None or found.value is None:
            return self.book.text("differ.missing")
        if attribute.by_mouth:
            return self.book.text("differ.yes" if found.value else "differ.no")
        if attribute.unit == "of 100 people":
            return guide_options.people(found.value, self.book)
        if attribute.gain:
            told = guide_options.gain(found.value, 0.0, True, self.book)
            places = [option.id for option in self.compared()]
            if found.against in places:
                told = self.book.text("differ.than", difference=told, number=places.index(found.against) + 1)
            chance = self._may_be_chance(attribute, found)
            return self.book.text("brings.chance", difference=told) if chance else told
        return number(found.value)

    def _may_be_chance(self, attribute: Attribute, found: Measured) -> bool:
        """Whether the study, or the range of the difference, leaves open that there is none."""
        if found.low is not None and found.high is not None and found.low <= 0 <= found.high:
            return True
        option = next(each for each in self.offered if each.id == found.option)
        benefit = guide_options.leading(option)
        figures = benefit.figures if benefit else ()
        return any(
            figure.measure == attribute.outcome
            and figure.statistic == attribute.statistic
            and figure.with_it == found.with_it
            and figure.significant is False
            for figure in figures
        )

    def _name(self, option_id: str) -> str:
        option = next(each for each in self.offered if each.id == option_id)
        name = self.book.name(self.option_key(option))
        if sum(self.book.name(self.option_key(each)) == name for each in self.offered) == 1:
            return name
        return f"{name} ({' + '.join(slot[0] for slot in option.regimen)})"

    def _time(self, months: float) -> str:
        if months < _YEARS_FROM:
            return self.book.text("outlook.months", count=max(1, int(months + 0.5)))
        return self.book.text("outlook.years", count=number(int(months / _MONTHS * 2 + 0.5) / 2))


def named(text: str) -> Markup:
    """The name of a drug, a study or its arm: no word of the guide, and left out when its words are graded."""
    return Markup('<span class="named">{}</span>').format(escape(text))


def guide_of(plan: Plan, comparison: Comparison, knowledge: Knowledge, wanted: Wanted) -> Guide:
    """Everything that the guide tells."""
    by_option: dict[str, dict[str, Measured]] = {}
    for each in comparison.measured:
        by_option.setdefault(each.option, {})[each.attribute] = each
    return Guide(
        plan=plan,
        comparison=comparison,
        book=Book(knowledge, wanted.language),
        wanted=wanted,
        attributes=attributes_of(knowledge),
        offered=tuple(option for option in plan.options if option.id in comparison.options),
        knowledge=knowledge,
        by_option=by_option,
    )


def render_guide(plan: Plan, comparison: Comparison, knowledge: Knowledge, wanted: Wanted) -> str:
    """The guide as one HTML page."""
    guide = guide_of(plan, comparison, knowledge, wanted)
    body = environment().get_template("guide.html").render(guide=guide, book=guide.book, wanted=wanted, named=named)
    page = environment().get_template("guide_page.html")
    return page.render(guide=guide, book=guide.book, wanted=wanted, named=named, body=Markup(body))  # noqa: S704
