"""Starts the server and says where it is; keeps its log free of addresses and records."""

from __future__ import annotations

import asyncio
import webbrowser
from collections.abc import Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import uvicorn

from onward.knowledge.loader import load
from onward.server.app import make_app, make_site
from onward.server.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

MOST_AT_ONCE = 256
HOUR = 3600.0


def serve(settings: Settings, say: Callable[[str], None], *, browser: bool) -> None:
    """Serve until somebody stops it.

    Raises:
        RefusedError: the settings would put patients' data at risk, or the database cannot be opened.
        RecordError: there are no registry files where the settings say.
        KnowledgeError: the knowledge is wrong.
    """
    site = make_site(settings, load(), say)
    address = f"{'https' if settings.certificate else 'http'}://{settings.host}:{settings.port}/"

    async def clear() -> None:
        while True:
            await asyncio.sleep(HOUR)
            await asyncio.to_thread(site.store.clear, settings.audit_days)

    @asynccontextmanager
    async def around(_app: object) -> AsyncIterator[None]:
        say(f"Onward is at {address} (stop it with Ctrl-C)")
        if browser:
            webbrowser.open(address)
        clearing = asyncio.create_task(clear())
        yield
        clearing.cancel()

    uvicorn.run(
        make_app(site, [around]),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=settings.behind_proxy,
        ssl_certfile=settings.certificate,
        ssl_keyfile=settings.key,
        limit_concurrency=MOST_AT_ONCE,
        timeout_keep_alive=15,
        ws="none",
    )
