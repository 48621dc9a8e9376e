"""What must hold for every history: order, unrelated events and a shift of all dates do not change its course."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.course.sequences import AS_OF, CLASSES, events, knowledge

from onward.course import follow
from onward.events.tables import Condition, Drug, Event, Events, Line, State
from onward.values.dates import PartialDate

START = date(2022, 1, 1)
days = st.integers(0, 1500).map(lambda number: PartialDate.of(START + timedelta(days=number)))
reasons = st.sampled_from([None, "progression", "toxicity", "completed", "preference"])


@st.composite
def drugs(draw: st.DrawFn) -> list[Drug]:
    found = []
    for number in range(draw(st.integers(0, 7))):
        start = draw(st.none() | days)
        length = draw(st.none() | st.integers(0, 400))
        end = PartialDate.of(start.low + timedelta(days=length)) if start and length is not None else None
        found.append(
            Drug(
                id=f"drug:{number}",
                refs=(f"chart:{number}",),
                drug=draw(st.sampled_from(sorted(CLASSES))),
                date=start,
                end=end,
                ongoing=None if end else draw(st.sampled_from([None, True, False])),
                stopped_for=draw(reasons) if end else None,
                intent=draw(st.sampled_from([None, "adjuvant", "metastatic"])),
                line=draw(st.sampled_from([None, None, None, 1, 2])),
            )
        )
    return found


@st.composite
def histories(draw: st.DrawFn) -> Events:
    states: list[Event] = [State(id="met", date=draw(st.none() | days), name="metastatic", truth=True)]
    states += [
        State(id=f"status:{number}", date=draw(days), name="disease-status", text="progressed")
        for number in range(draw(st.integers(0, 2)))
    ]
    start = events("")
    return msgspec.structs.replace(start, rows={**start.rows, "state": tuple(states), "drug": tuple(draw(drugs()))})


def derived(found: Events) -> tuple[tuple[Event, ...], ...]:
    return tuple(found.of(name) for name in ("line", "progression"))


@given(histories(), st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(history: Events, random: object) -> None:
    rows = {name: list(each) for name, each in history.rows.items()}
    for each in rows.values():
        random.shuffle(each)  # type: ignore[attr-defined]
    shuffled = msgspec.structs.replace(history, rows={name: tuple(each) for name, each in rows.items()})
    assert derived(follow(history, knowledge(), AS_OF)) == derived(follow(shuffled, knowledge(), AS_OF))


@given(histories(), days)
def test_an_unrelated_event_does_not_matter(history: Events, day: PartialDate) -> None:
    more = {
        **history.rows,
        "condition": (Condition(id="c", date=day, name="hypertension"),),
        "drug": (*history.rows["drug"], Drug(id="z", date=day, drug="zoledronic acid", intent="metastatic")),
    }
    found = follow(msgspec.structs.replace(history, rows=more), knowledge(), AS_OF)
    assert derived(follow(history, knowledge(), AS_OF)) == derived(found)


@given(histories(), st.integers(-400, 400))
def test_a_shift_of_all_dates_shifts_the_course(history: Events, shift: int) -> None:
    shifted = msgspec.structs.replace(
        history, rows={name: tuple(moved(row, shift) for row in each) for name, each in history.rows.items()}
    )
    before = follow(history, knowledge(), AS_OF)
    after = follow(shifted, knowledge(), AS_OF + timedelta(days=shift))
    for mine, theirs in zip(derived(before), derived(after), strict=True):
        assert [timeless(moved(row, shift)) for row in mine] == [timeless(row) for row in theirs]


def moved(row: Event, shift: int) -> Event:
    changes = {}
    for name in ("date", "end"):
        value = getattr(row, name, None)
        if isinstance(value, PartialDate):
            changes[name] = PartialDate(value.low + timedelta(days=shift), value.high + timedelta(days=shift))
    return msgspec.structs.replace(row, **changes)


def timeless(row: Event) -> Event:
    """Without months, which depend on the calendar."""
    return msgspec.structs.replace(row, months=None) if isinstance(row, Line) else row


@given(histories())
def test_following_twice_is_following_once(history: Events) -> None:
    once = follow(history, knowledge(), AS_OF)
    assert follow(once, knowledge(), AS_OF).rows == once.rows


@given(histories())
def test_every_line_and_progression_comes_from_the_record(history: Events) -> None:
    found = follow(history, knowledge(), AS_OF)
    ids = {row.id for rows in found.rows.values() for row in rows}
    for rows in derived(found):
        for row in rows:
            assert getattr(row, "derived_from", ())
            assert set(getattr(row, "derived_from", ())) <= ids
    numbers = [row.number for row in found.of("line") if isinstance(row, Line) and row.setting == "metastatic"]
    assert None not in numbers
