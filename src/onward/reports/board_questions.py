"""What a tumour board has to decide about one person, as questions that follow from the plan.

In: a plan cut into parts. Out: questions, the one that decides most first. No clinical sentence is made here: each
question asks about something that the plan says, in the plan's words.
"""

from __future__ import annotations

from collections.abc import Iterator

from onward.plan.types import Plan
from onward.reports import phrases, trials_text
from onward.reports.arrange import Arranged, leading_figures
from onward.reports.board_facts import presumed
from onward.reports.board_room import Said

_FEW, _MANY = 3, 4


def questions(page: Arranged) -> list[Said]:
    """The questions of one plan."""
    return [*_about_time(page.plan), *_about_now(page.plan), *_about_options(page), *_about_the_record(page)]


def _about_time(plan: Plan) -> Iterator[Said]:
    if phrases.warning_of_age(plan):
        yield Said(f"What has happened since the record ends ({phrases.age_of_record(plan)})?")


def _about_now(plan: Plan) -> Iterator[Said]:
    now = plan.current_therapy
    if now and now.action and now.drugs:
        why = f" ({now.why})" if now.why else ""
        yield Said(f"{now.action.capitalize()} {' + '.join(now.drugs)}: agreed?{why}", sources=now.sources)


def _about_options(page: Arranged) -> Iterator[Said]:
    names = [option.name for option in page.shown]
    if len(names) > 1:
        listed = f"{', '.join(names[:-1])} or {names[-1]}"
        yield Said(f"Which first: {listed}?{_apart(page)}")
    elif names:
        yield Said(f"Is anything against {names[0]}?")
    yield from _about_tests(page)
    if page.plan.tests and not page.shown and not page.deciding:
        first = page.plan.tests[0]
        yield Said(f"{page.plan.stage_why} Who sees to “{first.title}”, and when?", sources=first.sources)
    for option in page.shown:
        for said in option.disagreement:
            yield Said(f"Sources differ on {option.name}: {said}. Which holds here?", sources=option.sources[:_FEW])
    if page.plan.stage == "treat":
        counted = f" {trials_text.counted(page.plan).capitalize()}." if page.plan.trials_counted else ""
        yield Said(f"Is there a clinical trial for this person?{counted}")


def _about_tests(page: Arranged) -> Iterator[Said]:
    """What can be settled in the room, and the test whose answer could open most: waiting for it is a choice."""
    facts = [fact for test in page.deciding if test.in_the_room for fact in test.settles]
    if facts:
        named = ", ".join(page.fact_name(fact) for fact in facts[:_MANY])
        more = f" and {len(facts) - _MANY} more" if len(facts) > _MANY else ""
        sources = tuple(source for test in page.deciding if test.in_the_room for source in test.sources)
        yield Said(f"Asked and examined today: {named}{more}?", sources=tuple(dict.fromkeys(sources)))
    waited = [test for test in page.deciding if not test.in_the_room]
    for test in sorted(waited, key=lambda test: not any(answer.gains for answer in test.changes))[:1]:
        changed = "; ".join(map(page.option_name, test.would_change[:_FEW]))
        yield Said(f"Wait for “{test.title}” before choosing? It would change {changed}.", sources=test.sources)


def _apart(page: Arranged) -> str:
    """That the figures of the options are not from one trial, where that is so."""
    trials = [{each.trial for part in option.benefit for each in leading_figures(part)} for option in page.shown]
    told = [found for found in trials if found]
    return " Their figures are from different trials." if len(told) > 1 and not set.intersection(*told) else ""


def _about_the_record(page: Arranged) -> Iterator[Said]:
    plan = page.plan
    for conflict in dict.fromkeys(plan.conflicts):
        yield Said(f"The record contradicts itself: {conflict}. Which is right?")
    for difference in plan.tumour.discordance:
        yield Said(f"{difference}: does the newest result decide?")
    taken = [name for name in presumed(plan, (option.why for option in page.shown)) if name in plan.facts]
    if taken:
        told = "; ".join(f"{page.fact_name(name)}: {phrases.fact(plan.facts[name])}" for name in taken)
        yield Said(f"Is what was taken for granted true? {told}.")
    doubts = phrases.doubts(plan.course)
    if doubts:
        yield Said(f"Who knows what the record leaves open? {'; '.join(doubts)}.")
    if plan.stage == "none" or not (page.shown or plan.tests or plan.current_therapy):
        yield Said(f"{plan.stage_why} Does the board know more?")
