"""Searching names that are sealed on disk, at the size of a country office and of a whole country.

A registry is laid out in a database of its own, every name in its own sealed blob with its own row of a key (all of them wrap one data key,
which changes nothing for the one who searches). Then what people type is asked for, from the typed word to the fifty opened names of the page.
"""

import os
import random
import tempfile
import time
from pathlib import Path
from typing import Any

LIMITS = {50_000: 100.0, 1_000_000: 400.0}
PROJECTS = 3


def _prepare() -> None:
    os.environ["TERRAIN_HOME"] = tempfile.mkdtemp(prefix="terrain-bench-")
    os.environ.pop("DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "terrain.config.settings"
    import django  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)


GIVEN_IN_ARABIC = [
    "محمد",
    "أحمد",
    "يوسف",
    "رشيد",
    "كريم",
    "حسن",
    "سعيد",
    "عمر",
    "خالد",
    "حمزة",
    "فاطمة",
    "خديجة",
    "أمينة",
    "كريمة",
    "زينب",
    "سلمى",
    "عائشة",
    "مريم",
]
MIDDLES = ("ba", "ra", "mi", "lo", "da", "ghi", "sou", "kha", "che", "na", "ti", "jou", "fa", "ze", "wa", "ha")


def _family(dice: random.Random) -> str:
    """Some ninety thousand different family names, as a country has them."""
    from bench.matching import ENDS, ROOTS  # noqa: PLC0415

    middle = dice.choice(MIDDLES) + dice.choice(("", *MIDDLES)) if dice.random() < 0.5 else ""
    last = dice.choice(("", "ne", "ri", "ssi", "k", "oui", "di", "ki"))
    return dice.choice(ROOTS) + middle + dice.choice(ENDS) + last


def _pour(prototype: Any, rows: list[dict[str, Any]]) -> None:
    """Rows like ``prototype`` (a record that is not saved), each with its own values of some columns."""
    from django.db import connection, transaction  # noqa: PLC0415

    fields = [one for one in prototype._meta.concrete_fields if not one.primary_key]
    said = {one.column: one.get_db_prep_save(one.pre_save(prototype, True), connection) for one in fields}
    columns = ["id", *said]
    insert = (
        f"INSERT INTO {prototype._meta.db_table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(insert, [tuple((said | row)[column] for column in columns) for row in rows])


def _lay_out(people: int, start: int) -> None:
    """People from number ``start`` on, met by one of three projects each; one data key serves them all."""
    from bench.matching import GIVEN  # noqa: PLC0415
    from terrain.core import clock, vault  # noqa: PLC0415
    from terrain.core.models import VaultKey  # noqa: PLC0415
    from terrain.people.models import IDENTITY, Meeting, Person, Sealed  # noqa: PLC0415
    from terrain.programmes.models import Project  # noqa: PLC0415

    dice, base = random.Random(start + 7), VaultKey.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    key, projects = vault.new_key(), list(Project.objects.order_by("pk").values_list("pk", flat=True))
    key.delete()
    earlier = clock.now() - clock.ONE_DAY
    for begin in range(start + 1, start + people + 1, 20_000):
        numbers = range(begin, min(begin + 20_000, start + people + 1))
        made = []
        for pk in numbers:
            given = dice.choice(GIVEN_IN_ARABIC) if dice.random() < 0.3 else dice.choice(GIVEN)
            said = Sealed(f"{given} {_family(dice)}", phone=f"+2126{dice.randint(0, 99_999_999):08d}")
            held = VaultKey(pk=base + pk - start, master=key.master, wrapped=key.wrapped)
            blob = vault.seal(held, said.as_bytes(), IDENTITY)
            made.append({"id": pk, "uid": f"{pk:032x}", "key_id": held.pk, "subject": pk, "sealed_identity": blob})
        _pour(VaultKey(master=key.master, wrapped=key.wrapped), [{"id": row["key_id"]} for row in made])
        _pour(Person(changed_at=earlier), made)
        met = [{"id": pk, "person_id": pk, "project_id": projects[pk % PROJECTS]} for pk in numbers]
        _pour(Meeting(), met)


TYPED = (
    "m", "mo", "moh", "mohamed", "fat", "fatima", "فاط", "محمد", "khadija ben", "xadija", "Yousef Ait", "zineb tam", "aicha dia",
    "benali", "Hasan Kou", "كريم", "kareem zer", "moussa trabrahim", "salma", "qwxz", "6123", "0612345678", "mohamed benali",
)  # fmt: skip


def _own_memory() -> float:
    """Megabytes of this process's own: pages of the database file, which the system lends to every process, left out."""
    told = Path("/proc/self/status").read_text()
    return int(told.split("RssAnon:")[1].split()[0]) / 1024


def _measure(viewer: Any) -> list[float]:
    from django.db import connection  # noqa: PLC0415

    from terrain.people import directory  # noqa: PLC0415
    from terrain.people.models import Person  # noqa: PLC0415

    spent = []
    for _round in range(5):
        for typed in TYPED:
            begun = time.perf_counter()
            answer = directory.search(viewer, typed)
            known = Person.objects.visible_to(viewer).select_related("key").prefetch_related("meetings__project")
            people = known.in_bulk(answer.pks[:50])
            directory.entries(list(people.values()), viewer)
            spent.append(1000 * (time.perf_counter() - begun))
    connection.close()
    return sorted(spent)


def main(small: bool = False) -> list[dict[str, object]]:
    """The figures."""
    _prepare()
    from terrain.core.access import Viewer  # noqa: PLC0415
    from terrain.people.searching.index import forget, index  # noqa: PLC0415
    from terrain.programmes.models import Project  # noqa: PLC0415
    from tests.factories import small_programme  # noqa: PLC0415

    small_programme()
    while Project.objects.count() < PROJECTS:
        first = Project.objects.earliest("pk")
        Project.objects.create(programme=first.programme, code=f"P{Project.objects.count()}")
    project = Project.objects.earliest("pk")
    grants = frozenset({("people.view", project.pk), ("people.identify", project.pk)})
    viewer, rows, there = Viewer(user_id=1, grants=grants), [], 0
    for size, limit in LIMITS.items():
        size = size // 100 if small else size
        _lay_out(size - there, there)
        there = size
        forget()
        before = _own_memory()
        begun = time.perf_counter()
        while not index().complete:
            index().freshen(60)
        opened = time.perf_counter() - begun
        spent = _measure(viewer)
        memory = _own_memory() - before
        rows += [
            {
                "figure": f"{size:,} people: 95 of 100 searches answer within",
                "value": spent[int(len(spent) * 0.95)],
                "unit": "ms",
                "limit": limit,
            },
            {"figure": f"{size:,} people: half of them within", "value": spent[len(spent) // 2], "unit": "ms"},
            {
                "figure": f"{size:,} people: opening the registry into memory, once a process",
                "value": opened,
                "unit": "s",
            },
            {
                "figure": f"{size:,} people: memory that takes, beside pages of the file that all share",
                "value": max(memory, 1),
                "unit": "MB",
            },
        ]
    return rows
