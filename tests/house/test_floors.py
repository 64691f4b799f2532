"""What the import contracts cannot see: foreign keys, reverse accessors and templates that climb the stairs."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

from tests import REPOSITORY

CONTRACTS = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
FLOORS = [[room.strip(" ()") for room in layer.split("|")] for layer in CONTRACTS[0]["layers"]]
HEIGHT = {room: len(FLOORS) - number for number, rooms in enumerate(FLOORS) for room in rooms}
ROOMS = [name for name in HEIGHT if (REPOSITORY / "terrain" / name).is_dir()]


def room_of(module: str) -> str:
    return module.split(".")[1]


def test_the_import_contracts_hold():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=REPOSITORY, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_no_package_stands_outside_the_floors():
    packages = {p.parent.name for p in (REPOSITORY / "terrain").glob("*/__init__.py")}
    assert packages <= set(HEIGHT)


def test_forbidden_names_are_nowhere():
    forbidden = {"utils", "helpers", "services", "managers", "util", "helper", "service", "manager"}
    found = [p for p in (REPOSITORY / "terrain").rglob("*.py") if p.stem in forbidden or p.parent.name in forbidden]
    assert not found


def test_foreign_keys_point_to_the_same_or_a_lower_floor():
    for model in apps.get_models():
        if not model.__module__.startswith("terrain."):
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not getattr(field, "concrete", False) or target is None or not target.__module__.startswith("terrain."):
                continue
            here, there = room_of(model.__module__), room_of(target.__module__)
            assert HEIGHT[there] <= HEIGHT[here], f"{model._meta.label}.{field.name} climbs to {there}"
            assert here == there or HEIGHT[there] < HEIGHT[here], f"{model._meta.label}.{field.name} visits a neighbour"


def test_nobody_wanders_upward_from_a_person():
    for model in apps.get_models():
        if not model.__module__.startswith("terrain.") or room_of(model.__module__) == "people":
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if getattr(field, "concrete", False) and target is not None and room_of(target.__module__) == "people":
                assert field.remote_field.related_name == "+", f"{model._meta.label}.{field.name}"


@pytest.mark.parametrize("room", ROOMS)
def test_templates_include_only_from_below(room):
    for path in (REPOSITORY / "terrain" / room).rglob("templates/**/*.html"):
        for name in re.findall(r'{%\s*(?:include|extends)\s+"([a-z]+)/', path.read_text()):
            if name in HEIGHT:
                assert HEIGHT[name] <= HEIGHT[room], f"{path.name} includes {name}"


def test_signals_are_used_only_for_the_framework():
    allowed = {"accounts"}
    for path in (REPOSITORY / "terrain").rglob("*.py"):
        if "@receiver" in path.read_text():
            assert path.relative_to(REPOSITORY / "terrain").parts[0] in allowed, path
