"""YAML 1.2 with positions: what is read, where it stands, and what a hostile file gets instead of a crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from onward.knowledge import positions
from onward.knowledge.positions import Mapping, Scalar, Sequence, plain, read_file, read_text, resolve


def read(text: str | bytes) -> object:
    tree, faults = read_text(text, "f.yaml")
    assert faults == []
    assert tree is not None
    return plain(tree)


def faults(text: str | bytes) -> list[str]:
    return [str(fault) for fault in read_text(text, "f.yaml")[1]]


def scalar(text: str, *path: str | int) -> Scalar:
    node, _ = read_text(text, "f.yaml")
    for step in path:
        if isinstance(step, int):
            assert isinstance(node, Sequence)
            node = node.items[step]
        else:
            assert isinstance(node, Mapping)
            node = node.entries[step]
    assert isinstance(node, Scalar)
    return node


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *[
            (word, word)
            for word in ("no", "No", "yes", "on", "off", "y", "n", "1+", "2019-05-01", "2019-05", "12:30:00")
        ],
        *[(word, word) for word in ("0b1", "1_000", "+", "-", ".", "1e", "0x", "e5", "=", "<")],
        *[("true", True), ("True", True), ("FALSE", False), ("null", None), ("~", None), ("", None), ("Null", None)],
        *[("0", 0), ("-12", -12), ("+3", 3), ("0o17", 15), ("0x1F", 31), ("010", 10)],
        *[("1.5", 1.5), (".5", 0.5), ("3.", 3.0), ("1e3", 1000.0), ("-2.5E-1", -0.25)],
        *[(".inf", float("inf")), ("-.Inf", float("-inf"))],
    ],
)
def test_plain_scalars_follow_the_core_schema_of_yaml_1_2(written: str, value: object) -> None:
    assert resolve(written) == value
    assert type(resolve(written)) is type(value)


def test_not_a_number_is_a_number_of_yaml() -> None:
    assert str(resolve(".nan")) == "nan"


def test_absurdly_long_digits_stay_text() -> None:
    assert resolve("9" * 5000) == "9" * 5000


def test_quoted_scalars_are_text() -> None:
    assert read("{a: '1', b: \"true\", c: 'null'}") == {"a": "1", "b": "true", "c": "null"}


def test_a_whole_page() -> None:
    text = "\ufeffa: [1, x, {b: c}]\nd:\n  - e: |\n      two\n      lines\n    f: >\n      one\n      line\n"
    assert read(text.encode()) == {"a": [1, "x", {"b": "c"}], "d": [{"e": "two\nlines\n", "f": "one line\n"}]}


@pytest.mark.parametrize(
    ("text", "path", "place"),
    [
        ("a: b", ("a",), (1, 4)),
        ("a:   'b'", ("a",), (1, 7)),
        ('a: {x: "b"}', ("a", "x"), (1, 9)),
        ("a: [1,\n    22]", ("a", 1), (2, 5)),
        ("a: |\n  b\n  c", ("a",), (2, 3)),
        ("a: >-\n\n    b\n", ("a",), (3, 5)),
        ("é: ü", ("é",), (1, 4)),
        ("a: |\n", ("a",), (1, 4)),
    ],
)
def test_the_place_of_a_value_is_that_of_its_first_character(
    text: str, path: tuple[str, ...], place: tuple[int, int]
) -> None:
    found = scalar(text, *path)
    assert (found.line, found.column) == place


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("a: b and\n   c", "b and\n   c"),
        ("a: >\n  b and\n  c\n", "b and\n  c\n"),
        ("a: 'b and c'", "b and c"),
        ("a: 'it''s'", ""),
        ('a: "b\\n"', ""),
    ],
)
def test_the_source_of_a_value_keeps_the_lines_of_the_file(text: str, source: str) -> None:
    assert scalar(text, "a").source == source


def test_keys_have_places() -> None:
    tree, _ = read_text("a: 1\nbb:\n  c: 2\n", "f.yaml")
    assert isinstance(tree, Mapping)
    assert tree.keys == {"a": (1, 1), "bb": (2, 1)}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: 1\na: 2", "f.yaml:2:1: the key 'a' is written twice; first in line 1. Expected each key once."),
        ("a: &x 1", "f.yaml:1:4: an anchor ('&') is not read here. Expected the value alone."),
        ("a: *x", "f.yaml:1:4: an alias ('*') is not read here. Expected the value itself."),
        ("<<: {b: 1}", "f.yaml:1:1: a merge ('<<') is not read here. Expected the keys themselves."),
        ("a: !!python/name:os.system x", "f.yaml:1:4: a tag ('!') is not read here. Expected the value alone."),
        ("a: !!map {}", "f.yaml:1:4: a tag ('!') is not read here. Expected the value alone."),
        ("a: 1\n---\nb: 2", "f.yaml:2:1: a second document begins here. Expected one document a file."),
        ("? [a]\n: b", "f.yaml:1:3: a key is not a word. Expected a word before the colon."),
        ("? {a: b}\n: b", "f.yaml:1:3: a key is not a word. Expected a word before the colon."),
        ("'': b", "f.yaml:1:1: a key is empty. Expected a word before the colon."),
        ("a:\n\t- b", "f.yaml:2:1: a tab stands where YAML wants spaces. Expected spaces."),
        (
            "a: b: c",
            (
                "f.yaml:1:5: a second colon makes this a mapping inside a value. "
                "Expected quotes around a text that holds ': '."
            ),
        ),
        (
            "a: 'b\n",
            (
                "f.yaml:2:1: the file ends inside quotes (in a quoted scalar that begins in line 1). "
                "Expected a closing quote."
            ),
        ),
        (
            "a: {b: c",
            (
                "f.yaml:2:1: a '{' is not closed, or a comma is missing (in a flow mapping that begins in line 1). "
                "Expected ',' or '}'."
            ),
        ),
        (
            "a: [b\nc: d",
            (
                "f.yaml:2:2: a '[' is not closed, or a comma is missing (in a flow sequence that begins in line 1). "
                "Expected ',' or ']'."
            ),
        ),
        (
            "a:\n  b: 1\n c: 2",
            (
                "f.yaml:3:2: a key was expected here (in a block mapping that begins in line 1). "
                "Expected 'key: value', at the indentation of the keys above."
            ),
        ),
        ("a: @b", "f.yaml:1:4: this is not YAML: found character that cannot start any token."),
        ("a: \x07", "f.yaml:1:4: a control character stands here. Expected printable text."),
        (b"a: b\nc: \xff", "f.yaml:2:4: the file is not UTF-8 text. Expected UTF-8."),
        ("a: \ud800", "f.yaml:1:4: half of a surrogate pair is not a character."),
    ],
)
def test_faults_name_their_place_and_what_was_expected(text: str | bytes, fault: str) -> None:
    assert faults(text)[0] == fault


def test_faults_that_can_be_told_together_are() -> None:
    assert len(faults("a: &x 1\nb: *x\na: 2\n<<: {}\n")) == 4


def test_nothing_is_nothing() -> None:
    assert read_text("", "f.yaml") == (None, [])
    assert read_text("# only a remark\n", "f.yaml") == (None, [])


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_a_million_levels_are_refused_at_once(opening: str) -> None:
    found = faults(opening * 1_000_000)
    assert len(found) == 1
    assert "nested too deeply. Expected at most 40 levels." in found[0] or "a key is not a word" in found[0]


def test_forty_levels_are_read() -> None:
    assert faults("[" * 40 + "]" * 40) == []


def test_a_laugh_of_aliases_is_refused() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    assert len(faults("\n".join(lines))) == 60 + 59 * 2


def test_too_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(positions, "MAX_NODES", 10)
    assert faults("[" + "1, " * 20 + "]") == ["f.yaml:1:29: the file holds too many values. Expected at most 10."]


def test_too_large_a_file_is_refused_without_reading_all_of_it(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as handle:
        handle.seek(2_000_000_000)
        handle.write(b"x")
    tree, found = read_file(path, "large.yaml")
    assert tree is None
    assert [str(fault) for fault in found] == ["large.yaml: the file is too large. Expected at most 16 MB."]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    _, found = read_file(tmp_path / "none.yaml", "none.yaml")
    assert [str(fault) for fault in found] == ["none.yaml: the file cannot be read: No such file or directory."]


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1")
    tree, found = read_file(tmp_path / "a.yaml")
    assert (plain(tree), found) == ({"a": 1}, [])  # type: ignore[arg-type]
