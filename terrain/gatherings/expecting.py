"""Who is expected at a session: a room above that keeps a list of who comes says so, so that its people stand first among the ticks."""

from collections.abc import Callable, Iterable

from terrain.gatherings.models import Session

Expected = Callable[[Session], Iterable[int] | None]
"""From a session to the keys of the people who are on its list; ``None``: this room keeps no list of it."""

_EXPECTED: dict[str, Expected] = {}


def register_expected(name: str, expected: Expected) -> None:
    """Say who is expected at some sessions; called by a room when it is ready. The same name replaces itself."""
    _EXPECTED[name] = expected


def on_the_list(session: Session) -> set[int] | None:
    """Keys of those who are on the list of ``session``; ``None`` when nobody keeps one."""
    told = [expected(session) for _name, expected in sorted(_EXPECTED.items())]
    known = [set(one) for one in told if one is not None]
    return set().union(*known) if known else None
