"""The tests' tables are made from the models; here they are made as a house makes them, and both are the same."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import quote

import dj_database_url
import pytest
from django.apps import apps
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from tests import REPOSITORY

NAME = f"terrain_migrated_{os.getpid()}"
COUNTED = re.compile(r"(?<=^fk_)\d+$|(?<=^__unnamed_constraint_)\d+__$")
"""SQLite has no names for these: Django counts them as it meets them."""
MIGRATE = "import django; django.setup(); from django.core.management import call_command; call_command('migrate', verbosity=0)"


def address_of(place: dict) -> str:
    """Another database beside the tests' own, as DATABASE_URL says it."""
    who = place["USER"] + (f":{quote(place['PASSWORD'], safe='')}" if place["PASSWORD"] else "")
    return f"postgresql://{who}@{place['HOST']}:{place['PORT']}/{NAME}"


@pytest.fixture
def address(transactional_db, tmp_path) -> Iterator[str]:
    """The address of an empty database of the same kind."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'migrated.sqlite3'}"
        return
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {NAME} ENCODING 'UTF8' TEMPLATE template0")
    yield address_of(connection.settings_dict)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def drawn(held: BaseDatabaseWrapper) -> dict[str, tuple[dict, list]]:
    """The columns and constraints of every table of the house."""
    found = {}
    tables = {
        model._meta.db_table
        for app in apps.get_app_configs()
        if app.name.startswith("terrain.")
        for model in app.get_models(include_auto_created=True)
    }
    with held.cursor() as cursor:
        for table in tables:
            columns = {
                column.name: (column.type_code, column.null_ok, column.internal_size, column.collation, column.default)
                for column in held.introspection.get_table_description(cursor, table)
            }
            rules = held.introspection.get_constraints(cursor, table)
            said = [(COUNTED.sub("", name), sorted(rule.items())) for name, rule in rules.items()]
            found[table] = (columns, sorted(map(repr, said)))
    return found


def test_a_house_is_migrated_to_the_tables_of_its_models(address, tmp_path):
    """By a program of its own, as on a first start."""
    env = os.environ | {
        "DATABASE_URL": address, "TERRAIN_HOME": str(tmp_path), "PYTHONPATH": str(REPOSITORY),
        "DJANGO_SETTINGS_MODULE": "terrain.config.settings",
    }  # fmt: skip
    subprocess.run([sys.executable, "-c", MIGRATE], cwd=REPOSITORY, env=env, check=True, timeout=300)
    place = dj_database_url.parse(address)
    held = ConnectionHandler({"default": place})["default"]
    try:
        migrated, made = drawn(held), drawn(connection)
    finally:
        held.close()
    assert migrated.keys() == made.keys()
    wrong = {table: (made[table], migrated[table]) for table in made if made[table] != migrated[table]}
    assert not wrong, wrong
