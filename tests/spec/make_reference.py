"""Makes docs/reference/language.md from the specification: what is tested is what is documented."""

from __future__ import annotations

import re

from tests.spec import pages

HEAD = """# The language

<!-- Made by `make docs` from tests/spec/*.md. -->

Facts and rules are written in a small, typed subset of SQL expressions. Every table on this page is a test: each row
is asked of the interpreter and, compiled to SQL, of DuckDB, and both have to give the answer that stands here. Why it
is so is told in [../explanation/language.md](../explanation/language.md); how knowledge files use it, in
[authoring.md](authoring.md).

- A column headed `a: boolean` gives a fact; a column headed by an expression shows what that expression comes out as.
- `unknown` is an answer. An empty cell is unknown too. `2026` and `2026-05` are dates of which only so much is known.
- `as_of`, the day of the decision, is 2026-06-01 throughout. Names of drugs are examples.
- An expression that is not of this language is refused when knowledge loads, with file, line and column.

"""


def page() -> str:
    """The whole page."""
    texts = [path.read_text(encoding="utf-8").strip() for path in pages.paths()]
    titles = [text.splitlines()[0].lstrip("# ") for text in texts]
    contents = "\n".join(f"- [{title}](#{_anchor(title)})" for title in titles)
    return "\n\n".join([HEAD + contents, *(re.sub(r"^#", "##", text, flags=re.MULTILINE) for text in texts)]) + "\n"


def _anchor(title: str) -> str:
    """The anchor that Markdown pages give a heading."""
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
