"""What rooms above keep of sessions: records that count as long as their session stands are counted anew when it changes, and what is
worked out from who was there is worked out anew when somebody comes, goes or is ticked off."""

from collections.abc import Callable, Collection, Iterable

from terrain.facts import actions as facts
from terrain.gatherings.models import Session

Keys = Callable[[Session], Iterable[int]]
"""From a session to the keys of the records that follow it."""

Presence = Callable[[Collection[int]], None]
"""Told the keys of sessions at which other people were, or for other times, than a moment ago; part of the action that says so."""

_FOLLOWERS: dict[str, Keys] = {}
_PRESENCE: dict[str, Presence] = {}


def register_follower(model_label: str, keys: Keys) -> None:
    """Make the facts of ``model_label`` follow those of their session; called by a room when it is ready. The same label replaces
    itself."""
    _FOLLOWERS[model_label] = keys


def sync_followers(session: Session) -> None:
    """Count anew what follows ``session``: it was changed, cancelled or taken up again."""
    for model_label, keys in sorted(_FOLLOWERS.items()):
        facts.sync_many(model_label, keys(session))


def register_presence(name: str, follow: Presence) -> None:
    """Have ``follow`` work out anew what hangs on who was there; the same name replaces itself."""
    _PRESENCE[name] = follow


def follow_presence(sessions: Iterable[int]) -> None:
    """Other people were at these sessions, or for other times, than a moment ago."""
    changed = sorted(set(sessions))
    for _name, follow in sorted(_PRESENCE.items()):
        follow(changed)
