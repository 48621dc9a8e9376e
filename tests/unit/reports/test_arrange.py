"""What an answer would do is told in one line, however many options it touches."""

from __future__ import annotations

import msgspec
from tests.unit.reports.sample import PLAN

from onward.plan import types
from onward.reports.arrange import NAMED_FIRST, NAMED_MOST, arrange


def _effect(gains: tuple[str, ...], loses: tuple[str, ...], names: dict[str, str]) -> str:
    page = arrange(msgspec.structs.replace(PLAN, option_names=names))
    return page.effect([types.TestAnswer(fact="her2", answer="3+", gains=gains, loses=loses)])


def test_an_option_that_the_plan_does_not_hold_is_called_by_its_name() -> None:
    assert "offers delta + epsilon" in _effect(("delta-epsilon",), (), {"delta-epsilon": "delta + epsilon"})


def test_few_options_are_all_named() -> None:
    ids = tuple(f"drug-{number}" for number in range(NAMED_MOST))
    said = _effect((), ids, {name: name.replace("-", " ") for name in ids})
    assert said.endswith("drops drug 0, drug 1, drug 2, drug 3, drug 4")


def test_of_many_options_the_foremost_are_named_and_all_are_counted() -> None:
    foremost = min(PLAN.options, key=lambda option: option.order)
    ids = tuple(f"drug-{number}" for number in range(NAMED_MOST))
    said = _effect((), (*ids, foremost.id), {})
    assert f"drops {NAMED_MOST + 1} options ({foremost.name}, " in said
    assert said.count(", ") == NAMED_FIRST - 1
    assert said.endswith(" and others)")
