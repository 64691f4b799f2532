"""Who still needs a person: asked before somebody is taken out of the registry, so that people never looks upward.

A room above whose records speak of persons registers from its ``AppConfig.ready()``::

    register_holder("gatherings.Attendance", lambda persons: Attendance.objects.filter(person__in=persons)
                    .values_list("person_id", "session__project_id").distinct())
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

Holder = Callable[[Sequence[int]], Iterable[tuple[int, int]]]
"""Persons (at most a few hundred) → pairs (person, project) for each record that speaks of one of them."""
AT_ONCE = 500

_HOLDERS: dict[str, Holder] = {}


def register_holder(name: str, holder: Holder) -> None:
    """Make a holder known; the same name replaces the first (autoreload)."""
    _HOLDERS[name] = holder


def forget_holder(name: str) -> None:
    """Take a holder away again (for tests)."""
    _HOLDERS.pop(name, None)


def held(persons: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs (person, project) in which somebody's records still speak of the person."""
    for start in range(0, len(persons), AT_ONCE):
        for holder in _HOLDERS.values():
            yield from holder(persons[start : start + AT_ONCE])
