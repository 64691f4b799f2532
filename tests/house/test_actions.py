"""Actions are the only writers: each asks a policy and leaves a trace; permissions are words that exist."""

import ast
import re
from functools import cache

from terrain.accounts.roles import PERMISSIONS, ROLES
from tests import REPOSITORY

HOUSE = REPOSITORY / "terrain"
ENGINES = {"core", "facts"}  # the frame itself, and what is called inside other rooms' actions


def action_files():
    for room in sorted(HOUSE.iterdir()):
        if room.name in ENGINES:
            continue
        yield from (
            [room / "actions.py"] if (room / "actions.py").exists() else sorted((room / "actions").glob("*.py"))
        )


@cache
def actions():
    """Every action of the house, with the file in which it stands."""
    return list(read_actions())


@cache
def names_of_actions() -> frozenset[str]:
    return frozenset(node.name for _path, node in actions())


def read_actions():
    for path in action_files():
        for node in ast.parse(path.read_text()).body:
            public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            if public and any(a.arg == "by" for a in node.args.kwonlyargs):
                yield path, node


def calls(node) -> set[str]:
    names = set()
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            function = call.func
            names.add(function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", ""))
    return names


def test_every_action_asks_a_policy():
    silent = [
        f"{path.relative_to(HOUSE)}:{node.name}"
        for path, node in actions()
        if not any(name.startswith(("check_", "require")) for name in calls(node))
        and not calls(node) & names_of_actions()
    ]
    assert not silent


def test_every_action_leaves_a_trace():
    silent = [
        f"{path.relative_to(HOUSE)}:{node.name}"
        for path, node in actions()
        if "action" not in calls(node)
        and not calls(node) & names_of_actions()
        and not any(name.startswith("_") for name in calls(node))
    ]
    assert not silent


def test_views_do_not_write():
    writing = re.compile(r"\.(save|bulk_create|bulk_update|create|get_or_create|update_or_create)\(")
    found = [
        f"{path.relative_to(HOUSE)}: {match.group(0)}"
        for path in HOUSE.rglob("views*.py")
        for match in writing.finditer(path.read_text())
        if "request.session" not in match.group(0)
    ]
    assert not found


def test_permissions_asked_for_are_permissions_that_exist():
    rooms = "|".join(sorted({code.split(".")[0] for code in PERMISSIONS}))
    asked = re.compile(
        rf'(?:may|may_everywhere|require|require_everywhere|projects|permission=)\(?[^"\n]*"((?:{rooms})\.[a-z_]+)"'
    )
    unknown = {match.group(1) for path in HOUSE.rglob("*.py") for match in asked.finditer(path.read_text())} - set(
        PERMISSIONS
    )
    assert not unknown


def test_every_permission_is_given_by_some_role():
    given = set().union(*(role.permissions for role in ROLES.values()))
    assert given == set(PERMISSIONS)
