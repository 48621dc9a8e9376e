"""How much anybody may ask in a minute: buckets in memory that fill up again by and by."""

from __future__ import annotations

import time
from collections import OrderedDict
from threading import Lock

MOST_BUCKETS = 20_000
SIGN_INS = (("name and address", 5, 0.5), ("address", 20, 5.0), ("name", 50, 5.0))
"""Tries to sign in: of what, how many at once, how many more each minute. A name alone is limited last, so that nobody
is shut out by another's wrong tries.
"""


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


class Tries:
    """Tries to sign in, counted by name and address together and by each alone."""

    def __init__(self) -> None:
        self._buckets = {of: Buckets(size, a_minute) for of, size, a_minute in SIGN_INS}

    def take(self, name: str, address: str) -> float:
        """Take one; the seconds to wait where any of them is used up."""
        keys = {"name and address": f"{address} {name}", "address": address, "name": name}
        for of, buckets in self._buckets.items():
            if wait := buckets.take(keys[of]):
                return wait
        return 0.0
