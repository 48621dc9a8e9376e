"""Routes that work instead of waiting run in a thread, so that one plan does not hold up the others' pages."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def threaded(work: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    """The same function, awaited while a thread does it. Its signature stays what routes are wired by."""

    @functools.wraps(work)
    async def waiting(*args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.to_thread(work, *args, **kwargs)

    return waiting
