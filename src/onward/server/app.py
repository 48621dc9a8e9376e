"""The application: every route behind one door.

In: settings and knowledge. Out: an ASGI application. Nothing is logged of what is asked or answered: what went wrong is
told to whoever asked, in words that hold nothing of a record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from litestar import Litestar, Request, Router
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from sqlalchemy.exc import SQLAlchemyError

import onward
from onward.knowledge.types import Knowledge
from onward.server.access import READERS, WHO, admit
from onward.server.answers import Problems
from onward.server.database import open_database
from onward.server.description import describe
from onward.server.door import Door
from onward.server.forms import read_form
from onward.server.routes import api, charts, doors, guides, knowledge, plans, sheets, wishes
from onward.server.settings import Settings, refuse
from onward.server.site import Site
from onward.server.store import Caller, Store
from onward.trials.match_store import compiled_from
from onward.values.errors import OnwardError

ROUTES = (
    doors.start,
    doors.static,
    doors.sign_in_form,
    doors.sign_in,
    doors.sign_out,
    doors.follow_link,
    charts.hand_over,
    charts.empty_form,
    charts.fill_in,
    charts.edit,
    charts.save_edit,
    charts.edit_text,
    charts.save_text,
    charts.record,
    charts.share,
    charts.make_link,
    charts.take_back,
    charts.delete,
    plans.plan,
    plans.facts,
    plans.set_day,
    plans.plan_json,
    plans.plan_text,
    plans.plan_fhir,
    plans.calendar,
    plans.what_if,
    plans.suppose,
    plans.compare,
    plans.compare_two,
    plans.follow_up,
    plans.changes,
    plans.compare_days,
    wishes.wishes,
    wishes.save_wishes,
    wishes.show_wishes,
    wishes.order,
    wishes.wishes_fhir,
    wishes.questions,
    wishes.questions_on_paper,
    wishes.mine,
    wishes.save_mine,
    wishes.my_questions,
    wishes.my_questions_on_paper,
    sheets.board,
    sheets.board_on_paper,
    sheets.plan_on_paper,
    guides.about_guide,
    guides.read_guide,
    guides.print_guide,
    guides.release,
    guides.withdraw,
    guides.my_guide,
    knowledge.index,
    knowledge.coverage,
    knowledge.listing,
    knowledge.pathway,
    knowledge.entry,
    api.plan_of_record,
    api.version,
)
Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]
AROUND_A_FILE = 64 * 1024
"""What a form sends beside the file."""


def make_site(settings: Settings, found: Knowledge, say: Callable[[str], object] = str) -> Site:
    """Everything behind the routes; what of the trials could not be read is said.

    Raises:
        RefusedError: the settings would put patients' data at risk, or the database cannot be opened.
        RecordError: there are no registry files where the settings say.
    """
    refuse(settings)
    trials = None
    if settings.trials is not None:
        trials = compiled_from(settings.trials, found, lambda fault: say(str(fault)))
    site = Site(settings, Store(open_database(settings.database)), found, trials)
    site.store.clear(settings.audit_days)
    return site


def make_app(site: Site, lifespan: Sequence[Lifespan] = ()) -> Litestar:
    """The application."""
    problems = Problems(site)

    def the_caller(request: Request[Any, Any, Any]) -> Caller:
        found: Caller = request.scope["caller"]  # type: ignore[typeddict-item]
        return found

    app = Litestar(
        list(ROUTES),
        guards=[admit],
        dependencies={
            "site": Provide(lambda: site, sync_to_thread=False),
            "caller": Provide(the_caller, sync_to_thread=False),
            "form": Provide(read_form),
        },
        exception_handlers={
            HTTPException: problems.http,
            OnwardError: problems.onward,
            SQLAlchemyError: problems.database,
            Exception: problems.other,
        },
        request_max_body_size=site.settings.most_upload + AROUND_A_FILE,
        openapi_config=OpenAPIConfig(
            "Onward",
            onward.__version__,
            description="A record in, its plan out; nothing is kept.",
            openapi_router=Router("/api", route_handlers=[], opt={WHO: READERS}),
            render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        ),
        include_in_schema=False,
        lifespan=list(lifespan),
        logging_config=None,
        debug=False,
    )
    describe(app.openapi_schema, site.knowledge)
    app.asgi_handler = Door(app.asgi_handler, site)
    return app
