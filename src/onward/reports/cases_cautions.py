"""What a case expects of cautions, of what is to be checked first, and of dose rules; what differs, in words.

A list names drugs (or regimens) that must have, or must not have, some caution; keys name an option or a drug, and
under each stand pieces of text that one of its cautions must hold, or none may.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from onward.knowledge.forms_care import ACTIONS
from onward.plan.types import Caution, CurrentTherapy, Option

CHECK_FIRST = "check-first"
_KINDS = {
    "cautions": frozenset({"caution", "interaction", "avoid"}),
    "no_cautions": frozenset({"caution", "interaction"}),
    "check_first": frozenset({CHECK_FIRST}),
}


def means(option: Option, name: str) -> bool:
    """Whether a word of a case means this option: its name, its id, or a drug that it holds."""
    return name in {option.name, option.id} or any(name in slot for slot in option.regimen)


def caution_differences(expect: Mapping[str, Any], options: Iterable[Option]) -> Iterator[str]:
    """What the cautions of the options have otherwise than expected."""
    options = tuple(options)
    for key, kinds in _KINDS.items():
        for name, texts in _wanted(expect.get(key)):
            found = list(_about(name, options, kinds))
            yield from _differing(key, name, texts, found)


def _wanted(said: Any) -> Iterator[tuple[str, list[str]]]:
    """Names with the texts that go with each; a list names without texts."""
    if isinstance(said, Mapping):
        yield from said.items()
    else:
        yield from ((name, []) for name in said or ())


def _about(name: str, options: Iterable[Option], kinds: frozenset[str]) -> Iterator[str]:
    """The cautions of the options that a name means; where it is a drug, only those about it or about the whole."""
    for option in options:
        if not means(option, name) and not any(caution.drug == name for caution in option.cautions):
            continue
        whole = name in {option.name, option.id}
        for caution in option.cautions:
            if caution.kind in kinds and (whole or caution.drug == name):
                yield _text(caution)


def _text(caution: Caution) -> str:
    return f"{caution.drug}: {caution.why}" + (f" ({caution.do})" if caution.do else "")


def _differing(key: str, name: str, texts: list[str], found: list[str]) -> Iterator[str]:
    told = "; ".join(dict.fromkeys(found))
    noun = "is to be checked first" if key == "check_first" else "is cautioned about"
    if key == "no_cautions":
        unwanted = [each for each in found if not texts or any(_holds(each, text) for text in texts)]
        yield from (f"'{name}' has the caution '{each}'" for each in dict.fromkeys(unwanted))
    elif not texts and not found:
        yield f"nothing {noun} with '{name}'"
    for text in texts if key != "no_cautions" else ():
        if not any(_holds(each, text) for each in found):
            yield f"'{text}' is not among what {noun} with '{name}' ({told or 'nothing'})"


def _holds(told: str, text: str) -> bool:
    return text.casefold() in told.casefold()


def change_differences(expect: Mapping[str, Any], therapy: CurrentTherapy | None) -> Iterator[str]:
    """What dose rules say of the present treatment otherwise than expected."""
    wanted = expect.get("dose_change")
    if wanted is None:
        return
    said = list(_dose_rules(therapy)) if therapy else []
    for each in wanted:
        title = f"{each['drug']}: {each['do']}"
        if title not in said:
            yield f"no dose rule says '{title}' ({', '.join(dict.fromkeys(said)) or 'none speaks'})"
    if not wanted and said:
        yield f"dose rules speak: {', '.join(dict.fromkeys(said))}"


def _dose_rules(therapy: CurrentTherapy) -> Iterator[str]:
    """Titles of the reasons that are dose rules of a drug in use."""
    titles = {f"{drug}: {action}" for drug in therapy.drugs for action in ACTIONS}
    return (reason.title for reason in therapy.reasons if reason.title in titles)
