"""The pages of other rooms that stand beside the directory: whoever refers people goes from one to the other by tabs.

A room above registers its tabs once, when it is ready; without any, the directory stands alone.
"""

from collections.abc import Callable
from typing import Any

from terrain.core.access import Viewer

Tab = tuple[Any, str, bool]
"""Words, name of the address, whether the viewer is there."""

_TABS: list[tuple[Any, Callable[[Viewer, str], list[Tab]]]] = []


def register_tabs(words: Any, tabs: Callable[[Viewer, str], list[Tab]]) -> None:
    """Let ``tabs(viewer, here)`` say what stands beside the directory, ``words`` what they are all about; the last one answers."""
    _TABS[:] = [(words, tabs)]


def beside(viewer: Viewer, here: str) -> tuple[Any, list[Tab]]:
    """What the tabs are about, and those that the viewer may open."""
    return next(((words, tabs(viewer, here)) for words, tabs in _TABS), ("", []))
