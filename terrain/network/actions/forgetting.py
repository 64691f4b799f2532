"""What was said from outside and nobody decided about is not kept for ever."""

from datetime import date, timedelta

from terrain.core.access import system_viewer
from terrain.core.actions import action
from terrain.network.models import Suggestion

FORGOTTEN = timedelta(days=180)
"""After so long a suggestion about which nobody decided is erased, and with it who said it."""


def forget_undecided(today: date) -> str:
    """Erase what waited too long. The same day again changes nothing."""
    old = Suggestion.objects.waiting().filter(made_at__date__lt=today - FORGOTTEN)
    with action("network.suggestions_forgotten", by=system_viewer("sweep")) as act:
        gone, _each = old.delete()
        act.silent = not gone
        act.detail = {"count": gone}
    return f"{gone} suggestions forgotten" if gone else ""
