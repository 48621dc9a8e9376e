"""What if a test came back so: the questions that a plan leaves open, and what one set of answers would change.

In: a case and the form's answers, as text. Out: a page. Answers are judged by the same rules as the plan itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from onward.plan.judgement import Judgement
from onward.plan.types import Plan
from onward.plan.value import answers_of
from onward.reports import phrases
from onward.reports.arrange import OFFERED, Arranged, arrange
from onward.values.errors import Fault, RecordError
from onward.web.desk import Case
from onward.web.frame import Frame, render

PREFIX = "fact."
"""What the names of the form's questions begin with."""


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that is not known, and the answers that a rule tells apart."""

    fact: str
    title: str
    test: str
    answers: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class StandingChange:
    """An option that would stand differently."""

    name: str
    then: str
    now: str
    because: str = ""


def questions(case: Case, chosen: Mapping[str, str]) -> tuple[Question, ...]:
    """What is not known and would change an option; and what was chosen."""
    page = arrange(case.plan)
    found: dict[str, Question] = {}
    for test in page.deciding:
        for fact in dict.fromkeys([*test.settles, *(answer.fact for answer in test.changes)]):
            answers = possible_answers(case.judgement, fact)
            if answers and fact not in found and case.judgement.sheet.fact(fact) is None:
                unit = case.judgement.index.facts.definitions[fact].unit
                told = tuple((key, phrases.value(value, unit)) for key, value in answers.items())  # type: ignore[arg-type]
                found[fact] = Question(fact, _begun(page.fact_name(fact)), test.title, told, chosen.get(fact, ""))
    return tuple(found.values())


def possible_answers(judgement: Judgement, fact: str) -> dict[str, object]:
    """The answers of a fact by how a form writes them."""
    definition = judgement.index.facts.definitions.get(fact)
    if definition is None:
        return {}
    return {phrases.value(answer): answer for answer in answers_of(judgement.index, definition)}  # type: ignore[arg-type]


def chosen_answers(case: Case, form: Mapping[str, str]) -> dict[str, object]:
    """The answers that a form gives.

    Raises:
        RecordError: a fact is not known here, or has no such answer.
    """
    found: dict[str, object] = {}
    for key, said in form.items():
        if not key.startswith(PREFIX) or not said:
            continue
        fact = key.removeprefix(PREFIX)
        answers = possible_answers(case.judgement, fact)
        if said not in answers:
            raise RecordError(Fault("", 0, 0, "this question has no such answer", ", ".join(answers) or "another one"))
        found[fact] = answers[said]
    return found


def what_if_page(
    case: Case, frame: Frame, form: Mapping[str, str], supposed: Case | None = None, faults: tuple[str, ...] = ()
) -> str:
    """The page: what may be asked, and, where answers were supposed, what they would change."""
    chosen = {key.removeprefix(PREFIX): said for key, said in form.items() if key.startswith(PREFIX) and said}
    page = arrange(case.plan)
    after = supposed.plan if supposed else case.plan
    return render(
        "what_if.html",
        frame=frame,
        faults=faults,
        questions=questions(case, chosen),
        asked=supposed is not None,
        supposed=[(_begun(page.fact_name(fact)), said) for fact, said in chosen.items()],
        changes=tuple(_changes(case.plan, after)),
        news=tuple(_news(case.plan, after, page)),
        options=[option for option in after.options if option.standing in OFFERED],
    )


def _changes(then: Plan, now: Plan) -> Iterator[StandingChange]:
    olds, news = ({option.name: option for option in plan.options} for plan in (then, now))
    for name in dict.fromkeys([*news, *olds]):
        was = olds[name].standing if name in olds else "not in question"
        stands = news[name].standing if name in news else "not in question"
        if was != stands:
            yield StandingChange(name, was, stands)


def _news(then: Plan, now: Plan, page: Arranged) -> Iterator[str]:
    if then.stage != now.stage:
        yield f"Stage: {phrases.STAGES[now.stage]}."
    olds = {alert.id for alert in then.alerts}
    yield from (f"New alert ({alert.urgency}): {alert.title}." for alert in now.alerts if alert.id not in olds)
    before = {test.id for test in then.tests}
    fresh = [test.title for test in now.tests if test.id not in before]
    if fresh:
        yield f"Tests that would be asked for then: {'; '.join(fresh)}."


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
