"""The change of an organisation as a picture: each domain a line from 1 to 4, the first round hollow, the last one full."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from terrain.core.ui.wording import figure
from terrain.network.growth import DomainLine

WIDTH, ROW, TOP, MARGIN, BOTTOM = 360, 50, 8, 14, 22
ISOLATED = "\u2066{}\u2069"
"""Signs and figures read from left to right within an Arabic line."""


@dataclass(frozen=True)
class Row:
    """A domain: places of its label, of its line and of its marks; ``None`` for a mark that is not drawn."""

    words: str
    gain: str
    label_y: int
    line_y: int
    before_x: float | None
    now_x: float | None

    @property
    def moved(self) -> bool:
        """Whether both marks are drawn, apart from one another."""
        return self.before_x is not None and self.now_x is not None and self.before_x != self.now_x


@dataclass(frozen=True)
class Chart:
    """All that the drawing needs; mirrored for Arabic."""

    width: int
    height: int
    start: int
    end: int
    ticks: tuple[tuple[float, int], ...]
    scale_y: int
    rows: tuple[Row, ...]
    words: str


def _place(value: Decimal | int | None) -> float | None:
    if value is None:
        return None
    along = MARGIN + (WIDTH - 2 * MARGIN) * (float(value) - 1) / 3
    return round(WIDTH - along if get_language_bidi() else along, 1)


def signed(change: Decimal | None) -> str:
    """``+0,8``; blank when it is not known."""
    if change is None:
        return ""
    return ISOLATED.format(("+" if change > 0 else "") + figure(change, 1))


def chart_of(lines: Sequence[DomainLine], compared: bool) -> Chart:
    """Draw the domains; ``compared``: there is a round before."""
    rows = [
        Row(
            str(line.domain), signed(line.change), TOP + number * ROW + 14, TOP + number * ROW + 31,
            _place(line.before) if compared else None, _place(line.average),
        )
        for number, line in enumerate(lines)
    ]  # fmt: skip
    height = TOP + len(rows) * ROW + BOTTOM
    rtl = get_language_bidi()
    return Chart(
        WIDTH,
        height,
        WIDTH - MARGIN if rtl else MARGIN,
        MARGIN if rtl else WIDTH - MARGIN,
        tuple((_place(value) or 0, value) for value in (1, 2, 3, 4)),
        height - 6,
        tuple(rows),
        " ".join(_sentence(line, compared) for line in lines),
    )


def _sentence(line: DomainLine, compared: bool) -> str:
    said = {"domain": str(line.domain), "now": figure(line.average, 1), "before": figure(line.before, 1)}
    if compared:
        return _("%(domain)s: from %(before)s to %(now)s.") % said
    return _("%(domain)s: %(now)s.") % said
