"""What waits for somebody, as lines of her day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from terrain.casework.kinds import kinds
from terrain.core.access import Viewer


def works_in_files(viewer: Viewer) -> bool:
    """Whether a role of the viewer opens files at all."""
    return any(viewer.may(kind.see) for kind in kinds())


@dataclass(frozen=True)
class Line:
    """One thing that waits. ``name`` is blank when the viewer does not see names, ``words`` where the heading says it all;
    ``task``: it can be ticked off here."""

    url: str
    words: Any
    name: str = ""
    about: Any = ""
    day: date | None = None
    late: bool = False
    task: Any = None


@dataclass(frozen=True)
class Sort:
    """A sort of thing that waits. ``found``: all of them, late first; ``told``: some of these in words; ``opens``: for whom it is."""

    code: str
    heading: Any
    found: Callable[[Viewer], Any]
    told: Callable[[Sequence[Any], Viewer], list[Line]]
    everything: str = ""
    opens: Callable[[Viewer], bool] = works_in_files

    @property
    def url(self) -> str:
        """The page with all of them."""
        return reverse(self.everything) if self.everything else reverse("desk:waiting", args=[self.code])


@dataclass(frozen=True)
class Block:
    """The first few of a sort, and how many there are."""

    sort: Sort
    lines: list[Line]
    total: int

    @property
    def late(self) -> bool:
        """Whether one of them is late; late ones come first."""
        return self.lines[0].late
