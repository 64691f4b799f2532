"""Whatever is written into the journal is told in words."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from django.urls import reverse
from django.utils.html import escape

from terrain.core.verbs import said, verbs
from tests import REPOSITORY

HOUSE = REPOSITORY / "terrain"
ROOMS = "|".join(sorted(path.name for path in HOUSE.iterdir() if (path / "__init__.py").exists()))
VERB = re.compile(rf"(?:{ROOMS})\.[a-z_]+")
WRITERS = {"action", "append", "note_read", "_note", "_decide"}


def words_in(node: ast.AST) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and VERB.fullmatch(one.value):
            yield one.value


def written(tree: ast.AST, room: str) -> Iterator[str]:
    """Verbs that a module hands to whatever writes the journal, or keeps in a variable called ``verb``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name not in WRITERS:
                continue
            for argument in node.args[:3]:
                yield from words_in(argument)
                if name == "_note" and room == "accounts" and isinstance(argument, ast.Constant):
                    yield f"accounts.{argument.value}" if "." not in argument.value else argument.value
        elif isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "verb" for target in node.targets):
            yield from words_in(node.value)


@cache
def in_the_code() -> set[str]:
    found = set()
    for path in HOUSE.rglob("*.py"):
        if "migrations" not in path.parts:
            found |= set(written(ast.parse(path.read_text(encoding="utf-8")), path.relative_to(HOUSE).parts[0]))
    return found


def test_every_verb_of_the_journal_has_words():
    used = in_the_code()
    assert {"people.identity_read", "casework.plan_approved", "accounts.signed_in", "core.refused"} <= used
    assert used - set(verbs()) == set()


def test_no_words_are_kept_for_what_never_happens():
    texts = "\n".join(p.read_text() for p in HOUSE.rglob("*.py") if p.stem not in {"verbs", "guarding", "tidings"})
    assert not [verb for verb in set(verbs()) - in_the_code() if f'"{verb}"' not in texts]


def test_words_are_words():
    assert not [verb for verb in verbs() if "." in said(verb) or "_" in said(verb)]


def test_the_journal_page_says_words(guardian, amina, client_of):
    client_of(amina).get(reverse("accounts:journal"))
    page = client_of(guardian).get(reverse("accounts:journal"), {"verb": "core.refused"})
    assert [entry.words for entry in page.context["entries"]] == [said("core.refused")]
    assert escape(said("core.refused")) in page.content.decode()
