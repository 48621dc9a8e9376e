"""The same plan for programs: a record in, its plan out, nothing kept. Described by OpenAPI at /api/openapi.json."""

from __future__ import annotations

import asyncio
import datetime
from typing import Annotated, Any

from litestar import Request, get, post
from litestar.exceptions import NotFoundException
from litestar.openapi import ResponseSpec
from litestar.openapi.spec import Example
from litestar.params import HeaderParameter, QueryParameter

import onward
from onward.reports.data import to_json
from onward.server.access import CARE, READERS
from onward.server.answers import JSON_TYPE, Answer, Problem, file
from onward.server.description import PlanOfRecord
from onward.server.needs import NeedsSite
from onward.values.errors import Fault, RecordError
from onward.web.desk import CHART, NAME

Day = Annotated[
    datetime.date | None,
    QueryParameter(
        name="as_of", required=False, description="The day of the decision.", examples=[Example(value="2026-06-01")]
    ),
]
Who = Annotated[
    str | None,
    HeaderParameter(name="onward-patient", required=False, description="Whose plan, where a bundle holds several."),
]


def _problems(*told: tuple[int, str]) -> dict[int, ResponseSpec]:
    return {status: ResponseSpec(Problem, description=what, generate_examples=False) for status, what in told}


GUARDED = _problems((401, "Sign in first."), (403, "Not allowed."), (429, "Too many requests."))
PROBLEMS = GUARDED | _problems(
    (400, "A parameter is wrong."),
    (404, "The record holds nobody of that name."),
    (413, "The record is too large."),
    (422, "The record is wrong, or no plan can be made of it."),
    (503, "It took too long, or what is kept cannot be reached."),
)


@post(
    "/api/plan",
    who=CARE,
    status_code=200,
    include_in_schema=True,
    summary="A record in, its plan out",
    operation_id="plan",
    operation_class=PlanOfRecord,
    responses=PROBLEMS,
)
async def plan_of_record(
    site: NeedsSite, request: Request[Any, Any, Any], as_of: Day = None, patient: Who = None
) -> Answer:
    """The plan for the record in the body: FHIR in JSON or NDJSON, or a chart in YAML."""
    content = await request.body()
    return file(await asyncio.to_thread(_plan, site, content, patient, as_of), JSON_TYPE)


def _plan(site: NeedsSite, content: bytes, patient: str | None, day: datetime.date | None) -> bytes:
    kind, patients = site.desk.people(content)
    if kind != CHART and patient is None and len(patients) > 1:
        wrong = f"the record holds {len(patients)} patients"
        raise RecordError(Fault(NAME, 0, 0, wrong, "one; the header onward-patient names it"))
    if kind != CHART and patient is not None and _bare(patient) not in map(_bare, patients):
        raise NotFoundException("The record holds nobody of that name.")
    chosen = None if kind == CHART else patient or patients[0]
    return to_json(site.desk.case(content, kind, chosen, day).plan)


def _bare(name: str) -> str:
    """A patient's name without its kind and server."""
    return name.rpartition("/")[2].removeprefix("urn:uuid:")


@get(
    "/api/version",
    who=READERS,
    include_in_schema=True,
    summary="The versions of code and knowledge",
    operation_id="version",
    responses=GUARDED,
    sync_to_thread=False,
)
def version(site: NeedsSite) -> dict[str, str]:
    """The versions of code and knowledge."""
    return {"onward": onward.__version__, "knowledge": site.knowledge.version}
