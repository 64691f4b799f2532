"""The bar of a target: how much was promised, how much is there, how much of the time has gone."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from terrain.core.ui.wording import figure

WIDTH = 100.0


@dataclass(frozen=True)
class Bar:
    """Lengths in hundredths of the width, counted from where reading begins; ``None``: not drawn.

    ``filled``: the part achieved. ``goal``: where the target stands once it is surpassed. ``tick``: the time gone by.
    ``drawn``: whether there is a target to draw against; without one only the words are shown.
    ``x_filled``, ``x_goal`` and ``x_tick`` are those places for drawing, already mirrored for Arabic.
    """

    filled: float
    goal: float | None
    tick: float | None
    words: str
    mirrored: bool
    drawn: bool

    def _place(self, start: float | None, length: float = 0.0) -> str:
        if start is None:
            return ""
        return f"{WIDTH - start - length if self.mirrored else start:.2f}"

    @property
    def x_filled(self) -> str:
        return self._place(0.0, self.filled)

    @property
    def width_filled(self) -> str:
        return f"{self.filled:.2f}"

    @property
    def x_goal(self) -> str:
        return self._place(self.goal)

    @property
    def x_tick(self) -> str:
        return self._place(self.tick)


def bar_of(achieved: Any, target: Any, elapsed: float | None) -> Bar:
    """Work out the bar. A surpassed target shrinks to make room: the whole width is what was achieved."""
    done, promised = float(achieved or 0), float(target or 0)
    whole = max(done, promised) or 1.0
    goal = WIDTH * promised / whole if promised and done > promised else None
    tick = None
    if elapsed is not None and promised:
        tick = min(max(float(elapsed), 0.0), 1.0) * WIDTH * promised / whole
    filled = WIDTH * max(done, 0.0) / whole if promised else 0.0
    return Bar(filled, goal, tick, bar_words(achieved, target, elapsed), get_language_bidi(), promised > 0)


def bar_words(achieved: Any, target: Any, elapsed: float | None) -> str:
    """What the bar says, for whoever does not see it."""
    if achieved is None:
        said = _("No figure yet; target %(target)s.") if target is not None else _("No figure yet.")
    elif not target:
        said = _("%(achieved)s achieved; no target.")
    else:
        said = _("%(achieved)s of %(target)s: %(percent)s %%.")
    percent = figure(round(100 * float(achieved or 0) / float(target))) if target else ""
    words = said % {"achieved": figure(achieved), "target": figure(target), "percent": percent}
    if elapsed is not None:
        gone = figure(round(100 * min(max(float(elapsed), 0.0), 1.0)))
        words += " " + _("Time gone by: %(percent)s %%.") % {"percent": gone}
    return words
