"""Passwords, tokens, and the proof that a form came from our own page.

A token is random, given out once, and kept as a digest. The form's token is worked out from the session's and masked
anew on every page, so that it need not be kept and cannot be guessed from the length of compressed pages.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST_PASSWORD = 12
MOST_PASSWORD = 256
FEWEST_LETTERS = 6
_MASK = 32
_hasher = PasswordHasher()


def new_token() -> str:
    """A token that nobody can guess."""
    return secrets.token_urlsafe(32)


def new_id() -> str:
    """The name of a chart: random, so that it tells nothing and cannot be counted up."""
    return secrets.token_hex(16)


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def weakness(password: str, name: str) -> str:
    """Why a password is none; nothing where it may be one.

    >>> weakness("a heron on the third pier", "anna")
    ''
    """
    if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD:
        return f"A password has {LEAST_PASSWORD} to {MOST_PASSWORD} letters."
    low, own = password.casefold(), name.strip().casefold()
    if len(set(low)) < FEWEST_LETTERS or (own and len(low.replace(own, "")) < LEAST_PASSWORD):
        return f"This password is easy to guess. Use {FEWEST_LETTERS} different letters or more, beside your own name."
    return ""


def hashed(password: str) -> str:
    """What is kept of a password."""
    return _hasher.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether a password is the one that was kept; takes as long where there is none, so that names cannot be tried."""
    try:
        _hasher.verify(kept or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _hasher.hash(secrets.token_urlsafe(16))


def form_token(session: str) -> str:
    """The token that a form of this session carries, under a new mask."""
    mask = secrets.token_bytes(_MASK)
    return base64.urlsafe_b64encode(mask + _xor(mask, _plain(session))).decode()


def form_token_fits(session: str, said: str) -> bool:
    """Whether a form's token is of this session."""
    try:
        raw = base64.urlsafe_b64decode(said.encode())
    except ValueError:
        return False
    if len(raw) != 2 * _MASK:
        return False
    return hmac.compare_digest(_xor(raw[:_MASK], raw[_MASK:]), _plain(session))


def _plain(session: str) -> bytes:
    return hmac.digest(session.encode(), b"form", "sha256")


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
