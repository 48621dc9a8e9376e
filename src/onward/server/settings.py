"""What the server was asked to be, and the refusal of what would put patients' data at risk.

In: what the command line said. Out: settings, or a fault that says what is missing. Without sign-in everybody who
reaches the address is let in, so that is for one's own machine only.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path

from onward.values.errors import EXIT_USAGE, Fault, OnwardError

MEGABYTE = 1024 * 1024
LOOPBACK_NAMES = ("localhost", "ip6-localhost")


class RefusedError(OnwardError):
    """The server does not start like this."""

    exit_code = EXIT_USAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to serve."""

    database: str
    """A URL of SQLAlchemy: a SQLite file, or PostgreSQL."""
    host: str = "127.0.0.1"
    port: int = 8411
    sign_in: bool = False
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False
    """A proxy in front ends TLS; the server itself is reached by nobody else."""
    trials: Path | None = None
    """Registry files whose trials plans name."""
    most_upload: int = 10 * MEGABYTE
    seconds: float = 20.0
    """The longest that one page may take."""
    seconds_on_paper: float = 60.0
    """The longest that a file to print may take: a whole plan is laid out for seconds."""
    requests_a_minute: int = 600
    writes_a_minute: int = 120
    session_hours: int = 12
    link_days: int = 30
    audit_days: int = 3650

    @property
    def secure(self) -> bool:
        """Whether browsers reach it over TLS, so that cookies may be bound to that."""
        return self.behind_proxy or self.certificate is not None


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine reaches an address."""
    if host in LOOPBACK_NAMES:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def refuse(settings: Settings) -> None:
    """Refuse to bind to anything but this machine without sign-in and TLS.

    Raises:
        RefusedError: with everything that is missing.
    """
    missing = []
    if not is_loopback(settings.host):
        if not settings.sign_in:
            missing.append(
                Fault("", 0, 0, f"{settings.host} is reached by others, and nobody has to sign in", "--sign-in")
            )
        if not settings.secure:
            wrong = f"{settings.host} is reached by others, and nothing is encrypted"
            missing.append(Fault("", 0, 0, wrong, "--certificate and --key, or --behind-proxy"))
    if (settings.certificate is None) is not (settings.key is None):
        missing.append(Fault("", 0, 0, "a certificate and its key belong together", "--certificate and --key"))
    files = [file for file in (settings.certificate, settings.key) if file is not None]
    absent = [file for file in files if not file.is_file()]
    missing += [Fault(str(file), 0, 0, "the file is not there", "a file in PEM") for file in absent]
    if missing:
        raise RefusedError(missing)
