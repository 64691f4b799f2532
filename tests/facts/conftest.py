from collections.abc import Iterator

import pytest

from terrain.facts import actions, registry, shelf
from tests.facts.village import Someone, Village


@pytest.fixture
def village(programme) -> Iterator[Village]:
    """Only the village tells facts; what other rooms registered comes back after."""
    kept = dict(registry._KINDS), dict(registry._SOURCES)
    registry._KINDS.clear()
    registry._SOURCES.clear()
    shelf.forget_all()
    world = Village()
    world.register()
    yield world
    for registered, before in zip((registry._KINDS, registry._SOURCES), kept, strict=True):
        registered.clear()
        registered.update(before)


@pytest.fixture
def somebody(db):
    """A new subject: somebody("F", born)."""

    def appear(sex="", born=None, kind="person") -> Someone:
        return Someone(actions.new_subject(kind), sex, born)

    return appear
