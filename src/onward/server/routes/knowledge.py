"""The knowledge, for whoever may read it."""

from __future__ import annotations

from typing import Annotated

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, QueryParameter

from onward.server.access import READERS
from onward.server.answers import Answer, page
from onward.server.needs import NeedsCaller, NeedsSite
from onward.server.threads import threaded

Asked = Annotated[str, QueryParameter(max_length=80)]


@get("/knowledge", who=READERS)
@threaded
def index(site: NeedsSite, caller: NeedsCaller, q: Asked = "") -> Answer:
    """The first page of the knowledge."""
    return page(site.library.index_page(site.frame(caller, "knowledge"), q))


@get("/knowledge/coverage", who=READERS)
@threaded
def coverage(site: NeedsSite, caller: NeedsCaller) -> Answer:
    """What is modelled and what is left out."""
    return page(site.library.coverage_page(site.frame(caller, "knowledge")))


@get("/knowledge/{kind:str}", who=READERS)
@threaded
def listing(site: NeedsSite, caller: NeedsCaller, kind: FromPath[str]) -> Answer:
    """Every entry of a kind."""
    return _found(site.library.list_page(site.frame(caller, "knowledge"), kind))


@get("/knowledge/pathways/{name:str}", who=READERS)
@threaded
def pathway(site: NeedsSite, caller: NeedsCaller, name: FromPath[str]) -> Answer:
    """A pathway with its rules and cases."""
    return _found(site.library.pathway_page(site.frame(caller, "knowledge"), name))


@get("/knowledge/{kind:str}/{name:str}", who=READERS)
@threaded
def entry(site: NeedsSite, caller: NeedsCaller, kind: FromPath[str], name: FromPath[str]) -> Answer:
    """One entry."""
    return _found(site.library.entry_page(site.frame(caller, "knowledge"), kind, name))


def _found(content: str | None) -> Answer:
    if content is None:
        raise NotFoundException("There is no such page.")
    return page(content)
