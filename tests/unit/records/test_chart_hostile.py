"""Charts from hell: whatever the bytes are, the answer is events or faults with places, soon and in little memory."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onward.events.tables import Events
from onward.knowledge.build_evidence import value_sets
from onward.knowledge.contents import read_contents
from onward.knowledge.files import read_files, shipped_folder
from onward.knowledge.positions import MAX_BYTES
from onward.knowledge.reading import MOST_FAULTS
from onward.knowledge.types import Knowledge
from onward.records.chart import ChartReader
from onward.values.errors import RecordError

EXAMPLES = [
    path.read_bytes() for path in sorted((Path(__file__).resolve().parents[3] / "examples").glob("*.chart.yaml"))
]
SETS, _ = value_sets(read_contents(read_files(shipped_folder()), with_cases=False).value_sets)
READER = ChartReader(
    Knowledge(
        version="",
        digest="",
        facts={},
        rules=(),
        treatments={},
        regimens={},
        sources={},
        investigations={},
        terminology=SETS,
        words={},
        coverage={},
    )
)


def read(content: bytes | str) -> Events | RecordError:
    """Events, or the error; anything else is a failure of the test."""
    try:
        return READER.read_text(content, "a.yaml")
    except RecordError as error:
        assert error.faults
        assert all(fault.file == "a.yaml" for fault in error.faults)
        return error


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """An example with some of its bytes cut, doubled or replaced."""
    content = bytearray(draw(st.sampled_from(EXAMPLES)))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(content)))
        length = draw(st.integers(0, 12))
        piece = draw(
            st.one_of(
                st.binary(max_size=6),
                st.sampled_from(
                    [b"[", b"{", b"]", b"}", b": ", b"- ", b"\n", b"'", b'"', b"&a ", b"*a", b"!!x ", b"\t"]
                ),
                st.sampled_from(
                    [b"-1", b"1e999", b".nan", b"2026-13-01", b"null", b"9" * 500, b"~", b"0000", b"9999-12-31"]
                ),
            )
        )
        content[start : start + length] = piece
    return bytes(content)


@settings(max_examples=500)
@given(mutated())
def test_a_damaged_chart_gives_events_or_faults(content: bytes) -> None:
    read(content)


@settings(max_examples=200)
@given(st.text() | st.binary())
def test_noise_gives_faults(content: str | bytes) -> None:
    read(content)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
KEYS = ("sex", "cancer", "specimens", "therapies", "labs", "genomics", "conditions", "measurements", "wishes", "as_of")


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(KEYS), VALUES))
def test_wrong_kinds_of_values_give_faults(chart: dict[str, object]) -> None:
    import json

    read(json.dumps(chart))


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 1_000_000,
        b"- " * 1_000_000,
        b"{a: " * 250_000,
        b"a" * (MAX_BYTES + 1),
        b"id: '" + b"x" * (MAX_BYTES - 100) + b"'",
        b"".join(b"key%d: 1\n" % number for number in range(200_000)),
        b"labs: [" + b"{test: inr, value: -1}," * 100_000 + b"]",
        b"conditions: [" + b"&a *a," * 500_000 + b"]",
        b"medications: [" + b"warfarin," * 100_000 + b"]",
        b"id: x\n" + b"id: y\n" * 500_000,
        b"as_of: " + b"9" * 1_000_000,
    ],
    ids=[
        "brackets",
        "dashes",
        "braces",
        "too-long",
        "long-text",
        "keys",
        "faults",
        "aliases",
        "rows",
        "twice",
        "digits",
    ],
)
def test_a_bomb_does_not_go_off(content: bytes) -> None:
    answer = read(content)
    if isinstance(answer, RecordError):
        assert len(answer.faults) <= MOST_FAULTS + 1
        assert all(len(str(fault)) < 1000 for fault in answer.faults)
