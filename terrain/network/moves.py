"""What becomes of a round table, a commitment and an experiment, as tables: from where, to where, what is asked.

round table   planned → held | cancelled;  a cancelled one may be planned again
commitment    open → kept (with proof) | dropped (with why);  either may be taken up again
experiment    draft → running (agreement, indicator, start) → decided (extend, adapt or stop, with reasons);  draft → abandoned
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from terrain.core.policies import Denied


class TableState(TextChoices):
    """Where a round table stands."""

    PLANNED = "planned", pgettext_lazy("round table", "planned")
    HELD = "held", pgettext_lazy("round table", "held")
    CANCELLED = "cancelled", pgettext_lazy("round table", "cancelled")


class CommitmentState(TextChoices):
    """Where a commitment stands; late is an open one whose day has passed."""

    OPEN = "open", pgettext_lazy("commitment", "open")
    KEPT = "kept", pgettext_lazy("commitment", "kept")
    DROPPED = "dropped", pgettext_lazy("commitment", "given up")


class ExperimentState(TextChoices):
    """Where an experiment stands."""

    DRAFT = "draft", pgettext_lazy("experiment", "being prepared")
    RUNNING = "running", pgettext_lazy("experiment", "under way")
    DECIDED = "decided", pgettext_lazy("experiment", "decided")
    ABANDONED = "abandoned", pgettext_lazy("experiment", "not begun")


class Verdict(TextChoices):
    """What was decided about an experiment."""

    EXTEND = "extend", pgettext_lazy("experiment", "extend it")
    ADAPT = "adapt", pgettext_lazy("experiment", "adapt it")
    STOP = "stop", pgettext_lazy("experiment", "stop it")


@dataclass(frozen=True)
class Move:
    """A step. ``asks``: names of what must be said for it."""

    code: str
    label: Any
    sources: tuple[str, ...]
    target: str
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Moves:
    """The table of one sort of record; ``first``: where it begins."""

    code: str
    first: str
    moves: tuple[Move, ...]

    def move(self, code: str) -> Move:
        """The move with this code. Raises ``LookupError``."""
        found = next((move for move in self.moves if move.code == code), None)
        if found is None:
            raise LookupError(f"{self.code} has no move {code!r}")
        return found

    def leads(self, code: str, state: str) -> bool:
        """Whether this move leaves ``state``."""
        return state in self.move(code).sources

    def after(self, code: str, state: str) -> str:
        """Where the move leads. Raises ``Denied`` when it does not leave ``state``."""
        if not self.leads(code, state):
            raise Denied(_("It does not stand where this step begins: open the page again."))
        return self.move(code).target


TABLE = Moves(
    "round table",
    TableState.PLANNED,
    (
        Move("hold", _("Write the minutes"), ("planned", "held"), "held", ("minutes", "who came")),
        Move("cancel", _("Cancel"), ("planned",), "cancelled", ("why",)),
        Move("plan_again", _("Plan it again"), ("cancelled",), "planned"),
    ),
)
COMMITMENT = Moves(
    "commitment",
    CommitmentState.OPEN,
    (
        Move("keep", _("It was kept"), ("open",), "kept", ("day", "proof")),
        Move("drop", _("It is given up"), ("open",), "dropped", ("why",)),
        Move("reopen", _("Take up this commitment again"), ("kept", "dropped"), "open"),
    ),
)
EXPERIMENT = Moves(
    "experiment",
    ExperimentState.DRAFT,
    (
        Move("start", _("It begins"), ("draft",), "running", ("agreement", "indicator", "start")),
        Move("decide", _("Decide"), ("running",), "decided", ("outcome", "reasons", "day")),
        Move("abandon", _("It does not begin"), ("draft",), "abandoned", ("why",)),
    ),
)
ALL = (TABLE, COMMITMENT, EXPERIMENT)
