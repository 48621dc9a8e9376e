"""Limits of one value for everybody and for the people of a case ("liver metastases", "women") as one condition."""

from __future__ import annotations

import re

from onward.trials.lab_limits import NO_SUCH, PART, UNKNOWN


def joined(parts: dict[str, list[str]]) -> str:
    """Limits of everybody, or others for the people of a case; empty where they do not go together."""
    parts = _resolved({case: conditions for case, conditions in parts.items() if conditions})
    general = parts.pop("", [])
    part = parts.pop(PART, [])
    unknown = parts.pop(UNKNOWN, []) or ([] if general else part)
    base = _base(general)
    if not base and not parts:
        # What only people are asked of whom no fact tells asks nothing that can be answered.
        return ""
    positive = {case: _base(each) for case, each in parts.items() if not case.startswith("not ")}
    negative = {case.removeprefix("not "): _base(each) for case, each in parts.items() if case.startswith("not ")}
    if base:
        stricter = {case: each for case, each in positive.items() if "_x_uln " in case and _stricter(each, base)}
        if stricter:
            # A case that asks for more: the half of it where the phosphatase is high.
            base = " and ".join([base, *(f"(not {case} or {each})" for case, each in stricter.items())])
            positive = {case: each for case, each in positive.items() if case not in stricter}
        choices = [base, *(_other(case, condition, base) for case, condition in positive.items())]
        if negative and not positive:
            for case, condition in negative.items():
                choices = [f"({choices[0]}) and ({case} or {condition})"] if condition != base else choices
        if unknown and _stricter(_base(unknown), base):
            choices[0] = f"{_base(unknown)} or ({base} and unread_detail)"
        elif unknown and _base(unknown) != base:
            choices.append(f"({_base(unknown)} and unread_detail)")
        return " or ".join(choices)
    if unknown:
        return ""
    return _apart(positive, negative)


def _other(case: str, condition: str, base: str) -> str:
    """The limit of the people of a case; open where the text only says the limit of everybody again."""
    return f"({case} and {'unread_detail' if condition == base else condition})"


def _resolved(parts: dict[str, list[str]]) -> dict[str, list[str]]:
    """The people "without metastases" are those without the ones that another limit is for."""
    if NO_SUCH in parts:
        others = [case for case in parts if case not in ("", NO_SUCH, UNKNOWN, PART) and not case.startswith("not ")]
        conditions = parts.pop(NO_SUCH)
        parts[f"not {others[0]}" if len(others) == 1 else ""] = conditions
    return parts


def _apart(positive: dict[str, str], negative: dict[str, str]) -> str:
    """Limits of people who are told apart, where none is for everybody."""
    if len(positive) + len(negative) == 1:
        case, condition = next(iter((positive or negative).items()))
        if " >" in case or " <" in case:
            return f"(not {case} or {condition})"
        return f"(not {case} or {condition})" if positive else f"({case} or {condition})"
    if negative and positive:
        # "1.5 without liver metastases; 3 with liver metastases or Gilbert's syndrome"
        return " or ".join(
            [
                *(f"(not {case} and {condition})" for case, condition in negative.items()),
                *(f"({case} and {condition})" for case, condition in positive.items()),
            ]
        )
    if positive and all(case.startswith("sex") for case in positive):
        return " or ".join(f"({case} and {condition})" for case, condition in positive.items())
    return ""


def _base(conditions: list[str]) -> str:
    """The condition of several about one value: both sides of a range, else the first."""
    if len(conditions) > 1 and two_sided(conditions) and not _apart_from(conditions):
        return " and ".join(conditions[:2])
    return conditions[0] if conditions else ""


def _apart_from(conditions: list[str]) -> bool:
    """Whether no value meets both conditions."""
    low, high = sorted(conditions[:2], key=lambda each: "<" in each)
    return _number(low) >= _number(high)


def _number(condition: str) -> float:
    return float(condition.rsplit(" ", 1)[1])


def _stricter(one: str, other: str) -> bool:
    """Whether a condition on a value asks more than another on the same."""
    first, second = one.split(" "), other.split(" ")
    if len(first) != 3 or len(second) != 3 or first[0] != second[0] or first[1][0] != second[1][0]:
        return False
    return _number(one) < _number(other) if first[1][0] == "<" else _number(one) > _number(other)


def two_sided(conditions: list[str]) -> bool:
    """Whether two conditions bound a value from both sides, as in "1.5 to 4"."""
    signs = [re.search(r"[<>]", each) for each in conditions[:2]]
    return len(signs) == 2 and all(signs) and signs[0][0] != signs[1][0]  # type: ignore[index]


def same_limit(conditions: list[str]) -> bool:
    """A limit written twice ("1.5 x 10^9/L (1500/uL)") or in two units."""
    numbers = [float(each.rsplit(" ", 1)[1]) for each in conditions[:2]]
    return (
        abs(numbers[0] - numbers[1]) <= 0.12 * max(numbers)
        or conditions[0].split(" ")[0] != conditions[1].split(" ")[0]
    )
