"""A real server on loopback, in a thread, for tests that need one."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from onward.server.app import make_app
from onward.server.site import Site

MOST_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Served:
    """Where a server is."""

    address: str


@contextmanager
def served(site: Site) -> Iterator[Served]:
    """Serve a site on a free port; its thread and its database end with the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(make_app(site), port=port, log_level="error", access_log=False, ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    begun = time.monotonic()
    while not server.started:
        if time.monotonic() - begun > MOST_SECONDS:
            raise TimeoutError("the server did not start")
        time.sleep(0.02)
    try:
        yield Served(f"http://127.0.0.1:{port}")
    finally:
        server.should_exit = True
        thread.join(MOST_SECONDS)
        site.store.engine.dispose()
