"""What others said: every study has its source and its words, and a wrong file is told with its place."""

from __future__ import annotations

import pytest
from tests.reading import grade

from onward.knowledge.loader import load
from onward.knowledge.preference_studies import FILE, read_studies, studies_for
from onward.values.errors import KnowledgeError

KNOWLEDGE = load()
EVERY = read_studies(KNOWLEDGE.beside[FILE])


@pytest.mark.parametrize("study", EVERY, ids=[each.name for each in EVERY])
def test_each_names_a_survey_that_was_read_and_has_plain_words(study: object) -> None:
    name, sources = study.name, study.sources  # type: ignore[attr-defined]
    assert {KNOWLEDGE.sources[source].kind for source in sources} == {"survey"}
    words = KNOWLEDGE.words[f"study:{name}"]
    assert grade(words["plain"]) <= 6
    assert words["clinical"]


def test_whom_a_study_asked_decides_who_sees_it() -> None:
    with_her2 = {each.name for each in studies_for("HR-/HER2+", KNOWLEDGE)}
    unknown = {each.name for each in studies_for(None, KNOWLEDGE)}
    assert "mansfield-2022" in with_her2
    assert "reinisch-2021" not in with_her2
    assert unknown < with_her2


def test_a_wrong_file_is_told_with_its_place() -> None:
    with pytest.raises(KnowledgeError, match=r"studies\.yaml:1:3"):
        read_studies(b"- {study: a, people: 3, where: here, limits: few}\n")
    with pytest.raises(KnowledgeError, match="the file is empty"):
        read_studies(b"")
