"""Records of rooms above that count as long as their session stands: they are counted anew when the session changes."""

from collections.abc import Callable, Iterable

from terrain.facts import actions as facts
from terrain.gatherings.models import Session

Keys = Callable[[Session], Iterable[int]]
"""From a session to the keys of the records that follow it."""

_FOLLOWERS: dict[str, Keys] = {}


def register_follower(model_label: str, keys: Keys) -> None:
    """Make the facts of ``model_label`` follow those of their session; called by a room when it is ready. The same label replaces
    itself."""
    _FOLLOWERS[model_label] = keys


def sync_followers(session: Session) -> None:
    """Count anew what follows ``session``: it was changed, cancelled or taken up again."""
    for model_label, keys in sorted(_FOLLOWERS.items()):
        facts.sync_many(model_label, keys(session))
