"""Makes docs/reference/knowledge-schema/*.json: what an editor may know of knowledge files and of charts."""

from __future__ import annotations

import json
from collections.abc import Callable

from onward.knowledge import build_evidence
from onward.knowledge.contents import KINDS, read_contents
from onward.knowledge.editor import schema_of, schemas
from onward.knowledge.files import read_files, shipped_folder
from onward.knowledge.shapes import Schema
from onward.records.chart_form import chart_form

FOLDER = "docs/reference/knowledge-schema"
PAGES = {f"{FOLDER}/{kind}.json": f"scripts.knowledge_schemas:{kind}" for kind, _ in KINDS.values()} | {
    f"{FOLDER}/chart.json": "scripts.knowledge_schemas:chart"
}


def __getattr__(name: str) -> Callable[[], str]:
    """The page of one kind of file, by the name of the kind."""
    found = schemas().get(name)
    if found is None:
        raise AttributeError(name)
    return lambda: _text(found)


def chart() -> str:
    """The page of the chart."""
    terminology = build_evidence.value_sets(read_contents(read_files(shipped_folder()), with_cases=False).value_sets)[0]
    return _text(schema_of(chart_form(terminology), "Onward chart"))


def _text(schema: Schema) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
