"""What every route needs: the settings, what is kept, and the knowledge with what works from it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from litestar.exceptions import NotFoundException

from onward.knowledge.types import Knowledge
from onward.server.limits import Buckets, Tries
from onward.server.settings import Settings
from onward.server.store import LOCAL, PATIENT, ROLES, Caller, Chart, Store
from onward.server.tokens import form_token
from onward.trials.match_compile import CompiledTrials
from onward.web.desk import CHART, Case, Desk
from onward.web.frame import Frame, Linker, bar_of
from onward.web.library import Library
from onward.web.wishes import saying


@dataclass(frozen=True, slots=True)
class Opened:
    """A chart that was opened, and its case."""

    chart: Chart
    case: Case


class Site:
    """One server."""

    def __init__(
        self, settings: Settings, store: Store, knowledge: Knowledge, trials: CompiledTrials | None = None
    ) -> None:
        self.settings = settings
        self.store = store
        self.knowledge = knowledge
        self.desk = Desk(knowledge, trials)
        self.linker = Linker(knowledge)
        self.library = Library(knowledge, self.linker)
        self.reads = Buckets(settings.requests_a_minute, settings.requests_a_minute)
        self.writes = Buckets(settings.writes_a_minute, settings.writes_a_minute)
        self.sign_ins = Tries()

    @property
    def cookie_name(self) -> str:
        """The name of the cookie; over TLS one that no other host can set."""
        return "__Host-onward" if self.settings.secure else "onward"

    def cookie(self, token: str, seconds: int | None = None) -> str:
        """The cookie of a session; with no seconds left it is taken away."""
        lasting = self.settings.session_hours * 3600 if seconds is None else seconds
        secure = "; Secure" if self.settings.secure else ""
        return f"{self.cookie_name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={lasting}{secure}"

    def frame(self, caller: Caller, here: str = "", chart_id: str | None = None) -> Frame:
        """What surrounds a page for a caller."""
        return Frame(
            csrf=form_token(caller.token) if caller.token else "",
            knowledge=self.knowledge.version,
            here=here,
            bar=bar_of(chart_id) if chart_id and caller.role != PATIENT else None,
            signed_in=caller.role in ROLES,
            name=caller.name if caller.role in ROLES else "",
            may_charts=caller.role in (LOCAL, "clinician"),
            may_knowledge=caller.role in (LOCAL, *ROLES),
            patient=caller.role == PATIENT,
        )

    def find(self, caller: Caller, chart_id: str, did: str) -> Chart:
        """A chart of the caller's. That they saw it is written down before they do.

        Raises:
            NotFoundException: there is none, or it is another's: nobody is told which.
        """
        chart = self.store.see(caller, chart_id, did)
        if chart is None:
            raise NotFoundException("There is no such chart here, or not any longer: a chart ends with its session.")
        return chart

    def open(self, caller: Caller, chart_id: str, did: str) -> Opened:
        """A chart of the caller's with its case, what was saved of the person's wishes in it.

        Raises:
            NotFoundException: there is none of the caller's.
            OnwardError: no plan can be made of it.
        """
        chart = self.find(caller, chart_id, did)
        return Opened(chart, saying(self.case(chart), chart.wishes))

    def case(self, chart: Chart, day: datetime.date | None = None) -> Case:
        """The case of a chart, on a day or on its own."""
        patient = None if chart.kind == CHART else chart.patient
        return self.desk.case(chart.content, chart.kind, patient, day or chart.day)
