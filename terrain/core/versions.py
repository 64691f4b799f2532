"""Two people who change one thing: what they changed in different fields is brought together, in the same field both are shown."""

from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

Said = TypeVar("Said")


@dataclass(frozen=True)
class Difference:
    """A field that two people changed to different values."""

    field: str
    mine: Any
    theirs: Any


def merged(base: Said, mine: Said, theirs: Said) -> tuple[Said, list[Difference]]:
    """What stands when ``mine`` and ``theirs`` both began with ``base`` (dataclasses of one kind), and where they clash. Pure.

    A field that only one changed is theirs or mine; where both changed it to the same, there is nothing to decide.
    """
    changes, clashes = {}, []
    for each in fields(base):  # type: ignore[arg-type]
        was, here, there = (getattr(one, each.name) for one in (base, mine, theirs))
        if here in (was, there):
            continue
        if there != was:
            clashes.append(Difference(each.name, here, there))
            continue
        changes[each.name] = here
    return replace(theirs, **changes), clashes  # type: ignore[type-var]
