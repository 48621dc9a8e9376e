"""What a route may ask for by name: the site, who asks, and the form that they sent."""

from __future__ import annotations

from litestar.di import NamedDependency

from onward.server.forms import Form
from onward.server.site import Site
from onward.server.store import Caller

NeedsSite = NamedDependency[Site]
NeedsCaller = NamedDependency[Caller]
NeedsForm = NamedDependency[Form]
