"""What is kept: users, sessions, charts, links for patients, and who saw what. Each method is one transaction.

Whoever asks for a chart names its owner with it, so that no page can show another's by forgetting to look.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, delete, insert, or_, select, update

from onward.server.database import SQLITE, wipe_traces
from onward.server.tables import charts, links, sessions, users, views
from onward.server.tokens import digest_of, new_id, new_token

ROLES = ("clinician", "editor")
PATIENT, LOCAL, NOBODY = "patient", "local", "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks."""

    role: str
    """``nobody``, ``local`` (one's own machine, no sign-in), ``clinician``, ``editor``, ``patient``."""
    owner: str = ""
    """Whose charts are theirs."""
    name: str = ""
    """What the audit trail calls them."""
    token: str = ""
    chart_id: str | None = None
    """Patients: the only chart that they may see."""
    arriving: bool = False
    """Somebody who is about to sign in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A saved record, with what was said beside it."""

    id: str
    kind: str
    """``chart`` or ``fhir``."""
    content: bytes
    patient: str | None
    day: datetime.date | None
    wishes: str | None
    released: str | None
    made: datetime.datetime
    changed: datetime.datetime


@dataclass(frozen=True, slots=True)
class View:
    """One line of the audit trail."""

    at: datetime.datetime
    who: str
    role: str
    did: str


def now() -> datetime.datetime:
    """The time, in UTC and without saying so, as every database keeps it."""
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None, microsecond=0)


class Store:
    """One database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._turn: AbstractContextManager[object] = Lock() if engine.dialect.name == SQLITE else nullcontext()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction. SQLite has one writer at a time: to wait in line is faster than to try again by and by."""
        with self._turn, self.engine.begin() as connection:
            yield connection

    # Users

    def add_user(self, name: str, role: str, password: str) -> bool:
        """Add a user; False where the name is taken."""
        with self._writing() as connection:
            if connection.execute(select(users.c.id).where(users.c.name == name)).first() is not None:
                return False
            connection.execute(insert(users).values(name=name, role=role, password=password, made=now()))
        return True

    def user(self, name: str) -> tuple[int, str, str] | None:
        """A user's number, role and kept password."""
        with self.engine.connect() as connection:
            found = connection.execute(select(users.c.id, users.c.role, users.c.password).where(users.c.name == name))
            row = found.first()
        return None if row is None else (row[0], row[1], row[2])

    # Sessions

    def begin(
        self,
        role: str,
        hours: int,
        *,
        user_id: int | None = None,
        chart_id: str | None = None,
        instead_of: str | None = None,
    ) -> str:
        """Begin a session, and end the one it takes the place of. The token goes to the browser."""
        token = new_token()
        owner = f"user:{user_id}" if user_id is not None else f"session:{digest_of(token)[:40]}"
        with self._writing() as connection:
            if instead_of:
                connection.execute(delete(sessions).where(sessions.c.digest == digest_of(instead_of)))
            connection.execute(
                insert(sessions).values(
                    digest=digest_of(token),
                    role=role,
                    user_id=user_id,
                    chart_id=chart_id,
                    owner=owner,
                    made=now(),
                    ends=now() + datetime.timedelta(hours=hours),
                )
            )
        return token

    def caller(self, token: str) -> Caller | None:
        """Who a token belongs to, while its session lasts."""
        asked = (
            select(sessions.c.role, sessions.c.owner, sessions.c.chart_id, users.c.name)
            .outerjoin(users, users.c.id == sessions.c.user_id)
            .where(sessions.c.digest == digest_of(token), sessions.c.ends > now())
        )
        with self.engine.connect() as connection:
            row = connection.execute(asked).first()
        if row is None:
            return None
        return Caller(role=row[0], owner=row[1], chart_id=row[2], name=row[3] or row[1], token=token)

    def end(self, token: str) -> None:
        """End a session. What it owned and nobody else can reach goes with it."""
        digest = digest_of(token)
        with self._writing() as connection:
            owner = connection.execute(select(sessions.c.owner).where(sessions.c.digest == digest)).scalar()
            connection.execute(delete(sessions).where(sessions.c.digest == digest))
            own = owner is not None and owner.startswith("session:")
            gone = connection.execute(delete(charts).where(charts.c.owner == owner)).rowcount if own else 0
        if gone:
            wipe_traces(self.engine)

    # Charts

    def save(self, caller: Caller, kind: str, records: Sequence[tuple[bytes, str | None]], hours: int) -> list[str]:
        """Save charts, all or none; each is a record and the patient in it. Those of a session end with it."""
        lasting = caller.role in ROLES
        ends = None if lasting else now() + datetime.timedelta(hours=hours)
        made = [
            {
                "id": new_id(),
                "owner": caller.owner,
                "kind": kind,
                "content": content,
                "patient": patient,
                "made": now(),
                "changed": now(),
                "ends": ends,
            }
            for content, patient in records
        ]
        with self._writing() as connection:
            connection.execute(insert(charts), made)
        return [str(each["id"]) for each in made]

    def see(self, caller: Caller, chart_id: str, did: str) -> Chart | None:
        """A chart that is the caller's or that their link is for, and a line in the audit trail, or neither."""
        with self._writing() as connection:
            row = connection.execute(_of(caller, chart_id)).first()
            if row is not None:
                connection.execute(insert(views).values(**_view(caller, did, chart_id)))
        return None if row is None else _chart(row)

    def charts(self, caller: Caller) -> list[Chart]:
        """The caller's charts, the newest first."""
        asked = select(charts).where(charts.c.owner == caller.owner, _lasting()).order_by(charts.c.changed.desc())
        with self.engine.connect() as connection:
            return [_chart(row) for row in connection.execute(asked.limit(100))]

    def change(self, caller: Caller, chart_id: str, values: Mapping[str, Any]) -> bool:
        """Change what is kept of a chart; False where there is none of the caller's."""
        mine = charts.c.id == caller.chart_id if caller.role == PATIENT else charts.c.owner == caller.owner
        asked = update(charts).where(charts.c.id == chart_id, mine, _lasting()).values(**values, changed=now())
        with self._writing() as connection:
            return connection.execute(asked).rowcount == 1

    def delete(self, caller: Caller, chart_id: str) -> bool:
        """Delete a chart with its links and the sessions of those links, and every trace of its content."""
        with self._writing() as connection:
            found = connection.execute(delete(charts).where(charts.c.id == chart_id, charts.c.owner == caller.owner))
        if found.rowcount:
            wipe_traces(self.engine)
        return found.rowcount == 1

    # Links for patients

    def link(self, caller: Caller, chart_id: str, days: int) -> str | None:
        """A link to one chart; its token is shown once. Links made before no longer open anything."""
        token = new_token()
        with self._writing() as connection:
            mine = select(charts.c.id).where(charts.c.id == chart_id, charts.c.owner == caller.owner)
            if connection.execute(mine).first() is None:
                return None
            _unlink(connection, chart_id)
            ends = now() + datetime.timedelta(days=days)
            connection.execute(insert(links).values(digest=digest_of(token), chart_id=chart_id, made=now(), ends=ends))
        return token

    def unlink(self, caller: Caller, chart_id: str) -> bool:
        """Take links back, and whatever was opened with them."""
        with self._writing() as connection:
            mine = select(charts.c.id).where(charts.c.id == chart_id, charts.c.owner == caller.owner)
            if connection.execute(mine).first() is None:
                return False
            _unlink(connection, chart_id)
        return True

    def linked(self, token: str) -> str | None:
        """The chart that a link is for."""
        asked = select(links.c.chart_id).where(links.c.digest == digest_of(token), links.c.ends > now())
        with self.engine.connect() as connection:
            found: str | None = connection.execute(asked).scalar()
        return found

    # The audit trail

    def views(self, chart_id: str) -> list[View]:
        """Who saw a chart, the newest first."""
        asked = select(views.c.at, views.c.who, views.c.role, views.c.did).where(views.c.chart_id == chart_id)
        with self.engine.connect() as connection:
            found = connection.execute(asked.order_by(views.c.id.desc()).limit(500))
            return [View(row[0], row[1], row[2], row[3]) for row in found]

    def clear(self, audit_days: int) -> None:
        """Delete what has ended."""
        with self._writing() as connection:
            gone = connection.execute(delete(charts).where(charts.c.ends <= now())).rowcount
            connection.execute(delete(sessions).where(sessions.c.ends <= now()))
            connection.execute(delete(links).where(links.c.ends <= now()))
            connection.execute(delete(views).where(views.c.at <= now() - datetime.timedelta(days=audit_days)))
        if gone:
            wipe_traces(self.engine)


def _unlink(connection: Any, chart_id: str) -> None:
    connection.execute(delete(links).where(links.c.chart_id == chart_id))
    connection.execute(delete(sessions).where(sessions.c.chart_id == chart_id))


def _of(caller: Caller, chart_id: str) -> Select[Any]:
    """A chart that is the caller's, or that the caller's link is for."""
    mine = charts.c.id == caller.chart_id if caller.role == PATIENT else charts.c.owner == caller.owner
    return select(charts).where(charts.c.id == chart_id, mine, _lasting())


def _view(caller: Caller, did: str, chart_id: str | None) -> dict[str, Any]:
    return {"at": now(), "who": caller.name[:80], "role": caller.role, "did": did, "chart_id": chart_id}


def _lasting() -> Any:
    return or_(charts.c.ends.is_(None), charts.c.ends > now())


def _chart(row: Row[Any]) -> Chart:
    found = row._mapping
    return Chart(
        id=found["id"],
        kind=found["kind"],
        content=bytes(found["content"]),
        patient=found["patient"],
        day=datetime.date.fromisoformat(found["day"]) if found["day"] else None,
        wishes=found["wishes"],
        released=found["released"],
        made=found["made"],
        changed=found["changed"],
    )
