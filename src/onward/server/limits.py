"""How much anybody may ask in a minute: buckets in memory that fill up again by and by."""

from __future__ import annotations

import time
from collections import OrderedDict
from threading import Lock

MOST_BUCKETS = 20_000
SIGN_INS = 5
"""Tries to sign in at once for one name, and one more every two minutes."""


class Buckets:
    """One bucket a key: ``size`` at once, and ``a_minute`` more each minute."""

    def __init__(self, size: float, a_minute: float) -> None:
        self.size = size
        self.a_second = a_minute / 60
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, key: str) -> float:
        """Take one; 0 where there was one, else the seconds until there will be."""
        with self._lock:
            now = time.monotonic()
            left, at = self._left.pop(key, (self.size, now))
            left = min(self.size, left + (now - at) * self.a_second)
            wait = 0.0 if left >= 1 else (1 - left) / self.a_second
            self._left[key] = (left - 1 if wait == 0 else left, now)
            while len(self._left) > MOST_BUCKETS:
                self._left.popitem(last=False)
            return wait
