"""The pages around the others: signing in, sharing, a problem, a link that has ended."""

from __future__ import annotations

from collections.abc import Iterable

from onward.web.frame import Frame, render


def sign_in_page(frame: Frame, wrong: str = "") -> str:
    """The form to sign in."""
    return render("sign_in.html", frame=frame, wrong=wrong)


def share_page(frame: Frame, views: Iterable[object], days: int, link: str = "", own: str = "") -> str:
    """Who may see a chart, and who did; ``own`` is what the trail calls a browser in which nobody signed in."""
    return render("share.html", frame=frame, views=tuple(views), days=days, link=link, own=own)


def problem_page(frame: Frame, title: str, what: str, faults: tuple[str, ...] = ()) -> str:
    """Something that did not work, in words."""
    return render("problem.html", frame=frame, title=title, what=what, faults=faults)


def link_ended_page(frame: Frame) -> str:
    """A link that opens nothing."""
    return render("link_ended.html", frame=frame)
