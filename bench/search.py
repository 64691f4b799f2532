"""Searching names that are sealed on disk, at the size of a country office and of a whole country.

A registry is laid out in a database of its own, every name under its own sealed blob (keys are shared by a thousand people, which changes
nothing for the one who searches). Then what people type is asked for, from the typed word to the fifty opened names of the page.
"""

import os
import random
import resource
import tempfile
import time
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


def _lay_out(people: int, start: int) -> None:
    """People from number ``start`` on, met by one of three projects each."""
    from bench.matching import ENDS, GIVEN, ROOTS  # noqa: PLC0415
    from terrain.core import vault  # noqa: PLC0415
    from terrain.people.models import Meeting, Person, Sealed  # noqa: PLC0415
    from terrain.programmes.models import Project  # noqa: PLC0415

    dice = random.Random(start + 7)
    arabic = [
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
    projects = list(Project.objects.all())
    for begin in range(start, start + people, 5000):
        size = min(5000, start + people - begin)
        keys = vault.new_keys(size)
        made = []
        for n, key in enumerate(keys):
            family = (
                dice.choice(ROOTS) + dice.choice(ENDS) + dice.choice(("", "ne", "ri", "ssi", "k", "oui", "di", "ki"))
            )
            given = dice.choice(arabic) if dice.random() < 0.3 else dice.choice(GIVEN)
            person = Person(key=key, subject=begin + n + 1)
            person.seal(Sealed(f"{given} {family}", phone=f"+2126{dice.randint(0, 99_999_999):08d}"))
            made.append(person)
        Person.objects.bulk_create(made, batch_size=500)
        Meeting.objects.bulk_create(
            [Meeting(person=person, project=projects[person.subject % PROJECTS]) for person in made], batch_size=500
        )


TYPED = (
    "m", "mo", "moh", "mohamed", "fat", "fatima", "فاط", "محمد", "khadija ben", "xadija", "Yousef Ait", "zineb tam", "aicha dia",
    "benali", "Hasan Kou", "كريم", "kareem zer", "moussa trabrahim", "salma", "qwxz", "6123", "0612345678", "mohamed benali",
)  # fmt: skip


def _measure(viewer: Any) -> list[float]:
    from django.db import connection  # noqa: PLC0415

    from terrain.people import directory  # noqa: PLC0415
    from terrain.people.models import Person  # noqa: PLC0415

    spent = []
    for _round in range(5):
        for typed in TYPED:
            begun = time.perf_counter()
            answer = directory.search(viewer, typed)
            people = Person.objects.visible_to(viewer).select_related("key").in_bulk(answer.pks[:50])
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
        first = Project.objects.first()
        Project.objects.create(programme=first.programme, code=f"P{Project.objects.count()}")
    project = Project.objects.order_by("pk").first()
    grants = frozenset({("people.view", project.pk), ("people.identify", project.pk)})
    viewer, rows, there = Viewer(user_id=1, grants=grants), [], 0
    for size, limit in LIMITS.items():
        size = size // 100 if small else size
        _lay_out(size - there, there)
        there = size
        forget()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.perf_counter()
        while not index().complete:
            index().freshen(60)
        opened = time.perf_counter() - begun
        spent = _measure(viewer)
        memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
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
            {"figure": f"{size:,} people: memory that takes", "value": max(memory, 1), "unit": "MB"},
        ]
    return rows
