"""The cache: the same knowledge faster, never other knowledge, never somebody else's file."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.knowledge.small import FILES, write

from onward.knowledge import cache, loader
from onward.knowledge.files import digest_of, find_folder, read_files
from onward.values.errors import KnowledgeError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "knowledge")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv(cache.SWITCH, raising=False)
    yield cache.cache_folder()


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often knowledge was compiled."""
    from onward.knowledge import read

    times: list[str] = []
    compile_it = read.read_knowledge

    def counted(*args: object, **kwargs: object) -> object:
        times.append("")
        return compile_it(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(read, "read_knowledge", counted)
    return times


def entry(own_cache: Path) -> Path:
    [path] = own_cache.iterdir()
    return path


def test_the_second_time_it_comes_from_the_cache(folder: Path, compiled: list[str]) -> None:
    first = loader.load(folder)
    assert loader.load(folder) == first
    assert len(compiled) == 1
    assert loader.load(folder).rules[0].when == first.rules[0].when


def test_a_changed_file_is_never_served_stale_even_with_the_same_size_and_time(
    folder: Path, compiled: list[str]
) -> None:
    loader.load(folder)
    path = folder / "facts/patient.yaml"
    before = path.stat()
    path.write_text(path.read_text().replace("what: Sites", "what: Cites"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert loader.load(folder).facts["sites"].what == "Cites"
    assert len(compiled) == 2


def test_a_new_file_and_a_renamed_file_are_other_knowledge(folder: Path) -> None:
    first = digest_of(read_files(folder))
    (folder / "words/en/all.yaml").rename(folder / "words/en/every.yaml")
    second = digest_of(read_files(folder))
    (folder / "words/en/all.yaml").write_text("{}")
    assert len({first, second, digest_of(read_files(folder))}) == 3


def test_the_name_depends_on_the_code_and_on_python(monkeypatch: pytest.MonkeyPatch) -> None:
    name = cache.entry_name("digest")
    monkeypatch.setattr(cache, "__version__", "9")
    other = cache.entry_name("digest")
    monkeypatch.setattr(cache.sys, "version", "4")
    assert len({name, other, cache.entry_name("digest")}) == 3
    assert name != cache.entry_name("other")


def test_files_are_closed_to_others(folder: Path, own_cache: Path) -> None:
    loader.load(folder)
    assert own_cache.stat().st_mode & 0o777 == 0o700
    assert entry(own_cache).stat().st_mode & 0o777 == 0o600


class Evil:
    """Runs code when it is unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        return (os.putenv, ("ONWARD_EVIL", "1"))


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:-1],
        lambda content: content + b"x",
        lambda content: b"x" + content[1:],
        lambda content: content[:60] + bytes([content[60] ^ 1]) + content[61:],
        lambda content: cache.FORMAT + hashlib.sha256(b"no pickle").digest() + b"no pickle",
        lambda content: cache.FORMAT + hashlib.sha256(pickle.dumps(3)).digest() + pickle.dumps(3),
        lambda content: pickle.dumps(Evil()),
    ],
)
def test_a_damaged_or_foreign_entry_is_ignored(
    folder: Path, own_cache: Path, compiled: list[str], damage: object
) -> None:
    knowledge = loader.load(folder)
    path = entry(own_cache)
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    assert loader.load(folder) == knowledge
    assert len(compiled) == 2
    assert loader.load(folder) == knowledge
    assert len(compiled) == 2


def test_a_folder_that_others_can_enter_is_not_used(folder: Path, own_cache: Path, compiled: list[str]) -> None:
    own_cache.mkdir(parents=True)
    own_cache.chmod(0o755)
    loader.load(folder)
    loader.load(folder)
    assert len(compiled) == 2
    assert list(own_cache.iterdir()) == []


def test_a_link_in_the_place_of_the_folder_or_an_entry_is_not_followed(
    folder: Path, own_cache: Path, compiled: list[str], tmp_path: Path
) -> None:
    loader.load(folder)
    path = entry(own_cache)
    moved = tmp_path / "moved"
    path.rename(moved)
    path.symlink_to(moved)
    loader.load(folder)
    assert len(compiled) == 2
    own_cache.rename(tmp_path / "elsewhere")
    own_cache.symlink_to(tmp_path / "elsewhere")
    loader.load(folder)
    assert len(compiled) == 3


def test_an_entry_that_others_can_write_is_not_read(folder: Path, own_cache: Path, compiled: list[str]) -> None:
    loader.load(folder)
    entry(own_cache).chmod(0o666)
    loader.load(folder)
    assert len(compiled) == 2


def test_a_cache_that_cannot_be_written_is_no_error(
    folder: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch, compiled: list[str]
) -> None:
    def full(*_args: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr(cache, "_write_whole", full)
    loader.load(folder)
    loader.load(folder)
    assert len(compiled) == 2


def test_a_write_that_fails_leaves_nothing_behind(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_cache.mkdir(parents=True)

    def broken(*_args: object) -> None:
        raise OSError("broken")

    monkeypatch.setattr(cache.Path, "replace", broken)
    with pytest.raises(OSError, match="broken"):
        cache._write_whole(own_cache / "x", b"content")
    assert list(own_cache.iterdir()) == []


def test_it_can_be_switched_off(
    folder: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch, compiled: list[str]
) -> None:
    monkeypatch.setenv(cache.SWITCH, "1")
    loader.load(folder)
    loader.load(folder)
    assert len(compiled) == 2
    assert not own_cache.exists()


def test_only_the_newest_entries_are_kept(folder: Path, own_cache: Path) -> None:
    for number in range(cache.KEPT + 3):
        (folder / "words/en/all.yaml").write_text(f'"test:ecg": {{plain: "{number}"}}')
        loader.load(folder)
    assert len(list(own_cache.iterdir())) == cache.KEPT


def test_the_cache_is_under_home_where_xdg_says_nothing_of_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert cache.cache_folder() == Path.home() / ".cache/onward/knowledge"


def test_knowledge_that_is_wrong_is_not_kept(folder: Path, own_cache: Path) -> None:
    (folder / "facts/patient.yaml").write_text("a: {}")
    with pytest.raises(KnowledgeError):
        loader.load(folder)
    assert not own_cache.exists()


def test_the_folder_may_be_named_by_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONWARD_KNOWLEDGE", str(folder))
    assert find_folder() == folder
    assert loader.load().version == "2026.11.0"
    assert len(loader.read_all().cases) == 1
    monkeypatch.setenv("ONWARD_KNOWLEDGE", str(folder / "none"))
    with pytest.raises(KnowledgeError, match="there is no such folder"):
        find_folder()


def test_the_day_is_kept_out_of_the_cache(folder: Path) -> None:
    from datetime import date

    assert len(loader.load(folder, as_of=date(2017, 1, 1)).rules) == 1
    assert len(loader.load(folder).rules) == 2


def test_hidden_files_are_left_alone_and_absurd_folders_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "facts/.x.yaml").write_text("{")
    (folder / ".git").mkdir()
    (folder / ".git/y.yaml").write_text("{")
    assert len(read_files(folder)) == len(FILES)
    monkeypatch.setattr("onward.knowledge.files.MAX_FILES", 3)
    with pytest.raises(KnowledgeError, match=r"holds \d+ files. Expected at most 3."):
        read_files(folder)


def test_a_file_that_cannot_be_read_is_told(folder: Path) -> None:
    (folder / "facts/x.yaml").symlink_to(folder / "none")
    with pytest.raises(KnowledgeError, match=r"knowledge/facts/x\.yaml: the file cannot be read: No such file"):
        read_files(folder)
