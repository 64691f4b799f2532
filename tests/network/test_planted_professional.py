"""A professional is planted in the directory: whoever does not read the directory finds her name nowhere in the house."""

import pytest
from django.urls import reverse

from tests.house.directories import PLANTED
from tests.house.test_planted_names import patterns, said
from tests.house.world import World

WORDS = ["Zoubida", "Tassaft", "tassaft", "Qoubaliya", "998877", "99 88 77"]


def leaks(text: str) -> list[str]:
    return [word for word in WORDS if word in text]


@pytest.mark.parametrize("who", ["donor", "officer"])
def test_whoever_does_not_read_the_directory_finds_no_professional(who, request, w4i, client_of):
    world = World(w4i)
    client = client_of(request.getfixturevalue(who))
    found = []
    for name, takes in sorted(patterns(), key=lambda one: one[0]):
        arguments = world.arguments(name)
        if len(arguments) == len(takes):
            text = said(client, reverse(name, args=arguments), data={"q": "Zoubi", "words": "zoubida"})
            found += [f"{name}: {word}" for word in leaks(text)]
    assert not found, "\n".join(found)


def test_the_walk_would_see_her_where_she_stands(w4i, amina, client_of):
    world = World(w4i)
    for name in ("network:professionals", "network:organisation"):
        assert leaks(said(client_of(amina), reverse(name, args=world.arguments(name)))), name
    assert PLANTED.name in said(client_of(amina), reverse("network:professionals"), data={"words": "zoubida"})


def test_the_journal_says_that_she_was_read_and_not_who_she_is(w4i, amina, guardian, client_of):
    World(w4i)
    client_of(amina).get(reverse("network:professionals"), {"words": "zoubida"})
    text = client_of(guardian).get(reverse("accounts:journal")).content.decode()
    assert not leaks(text) and "zoubida" not in text
