"""Ten by ten people: one outcome, two groups, as inline SVG with the counts written out beside it.

In: a figure that counts people of 100. Out: what a template needs to draw it: filled from one corner as one block,
never scattered, the counts summing to 100. At most two options of a page are pictured.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from onward.plan.types import Figure, Option
from onward.reports import phrases

PICTURED = 2
SIDE = 10
SEVERE = "grade 3 or more"


@dataclass(frozen=True, slots=True)
class Array:
    """One square of a hundred people, of whom ``count`` are filled."""

    arm: str
    count: int
    alternative: str
    """The picture in words."""

    @property
    def full_rows(self) -> int:
        """Rows that are filled completely."""
        return self.count // SIDE

    @property
    def rest(self) -> int:
        """People filled in the row after them."""
        return self.count % SIDE


@dataclass(frozen=True, slots=True)
class Picture:
    """One outcome in two groups."""

    title: str
    kind: str
    """``benefit`` or ``harm``."""
    arrays: tuple[Array, Array]
    figure: Figure


def pictures(options: Sequence[Option]) -> dict[str, tuple[Picture, ...]]:
    """The pictures of a page by option id: for the first two options whose harms have figures."""
    found: dict[str, tuple[Picture, ...]] = {}
    for option in options:
        harm = _first(_severe_first(option.harm), "harm")
        if harm and len(found) < PICTURED:
            benefit = _first((figure for part in option.benefit for figure in part.figures), "benefit")
            found[option.id] = (benefit, harm) if benefit else (harm,)
    return found


def _severe_first(figures: Iterable[Figure]) -> list[Figure]:
    return sorted(figures, key=lambda figure: (figure.statistic != SEVERE, -(figure.with_it or 0)))


def _first(figures: Iterable[Figure], kind: str) -> Picture | None:
    for figure in figures:
        with_it, comparator = figure.with_it, figure.comparator
        if phrases.counts_people(figure) and _countable(with_it) and _countable(comparator):
            return Picture(phrases.outcome(figure), kind, _arrays(figure, with_it or 0, comparator or 0), figure)
    return None


def _countable(share: float | None) -> bool:
    """Whether a share is a number of whole people of 100: fewer than one cannot be drawn."""
    return share is not None and (share == 0 or share >= 1)


def _arrays(figure: Figure, with_it: float, comparator: float) -> tuple[Array, Array]:
    return _array(figure, figure.with_it_arm, with_it), _array(figure, figure.comparator_arm, comparator)


def _array(figure: Figure, arm: str, share: float) -> Array:
    count = min(100, max(0, int(share + 0.5)))
    return Array(arm, count, f"{arm}, {phrases.outcome(figure)}: {count} of 100 people, the other {100 - count} not")
