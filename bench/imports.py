"""The dry run of a long register, beside the same work done with django-import-export.

Each runs in a process of its own on the same file, so that its memory is its own. The peer gets its fastest way:
rows in bulk, no comparison with what is stored, no recognition of people, no proposal of columns; Terrain does all of
what the screen does, up to who is known already.
"""

import contextlib
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

ROWS, FEW = 100_000, 4_000
TITLES = [
    "Date de la séance", "Lieu", "Thème", "Nom et prénom", "Sexe", "Né(e) le", "Nationalité", "Téléphone",
    "N° carte de séjour", "Langue", "Catégorie", "Durée",
]  # fmt: skip
FIRST = [
    "Amina",
    "Salma",
    "Khadija",
    "Fatima",
    "Nadia",
    "Leila",
    "Awa",
    "Aïcha",
    "Mariam",
    "Grace",
    "Youssef",
    "Karim",
    "Omar",
    "Samir",
    "Ibrahim",
    "Moussa",
    "Paul",
    "Ali",
]
LAST = [
    "Idrissi",
    "Alaoui",
    "Bennani",
    "Diallo",
    "Traoré",
    "Camara",
    "Ndiaye",
    "Mensah",
    "Ait",
    "Tazi",
    "Fassi",
    "Sow",
    "Bah",
    "Kone",
    "Diop",
    "Touré",
    "Amrani",
]
PLACES = ["Rabat", "Salé", "Casablanca", "Tanger", "Fès", "Oujda"]
THEMES = ["Information auto-entrepreneur", "Formation cuisine", "Droit du travail", "Atelier théâtre"]
LIMIT_SECONDS, LIMIT_MEGABYTES = 6, 400


def write_register(path: Path, rows: int) -> None:
    """A register as offices consolidate them: titles above, a person on several rows, phones as texts and numbers."""
    chance = random.Random(2018)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    day_format = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Registre")
    sheet.write_row(0, 0, ["Registre de présence", "", "2018"])
    sheet.write_row(2, 0, TITLES)
    people = [_person(chance, number) for number in range(rows * 3 // 5)]
    sessions = [
        (date(2018, 1, 8) + timedelta(days=n // 4), chance.choice(PLACES), chance.choice(THEMES), f"{60 + n % 4 * 30}")
        for n in range(max(20, rows // 25))
    ]
    for line in range(3, 3 + rows):
        day, place, theme, minutes = sessions[(line - 3) * len(sessions) // rows]
        name, sex, birth, nationality, phone, card = chance.choice(people)
        sheet.write_datetime(line, 0, day, day_format)
        sheet.write_row(line, 1, [place, theme, name, sex])
        sheet.write(line, 5, birth, day_format if isinstance(birth, date) else None)
        sheet.write_row(line, 6, [nationality, phone, card, "français", "bénéficiaire", int(minutes)])
    book.close()


def _person(chance: random.Random, number: int) -> tuple[object, ...]:
    birth: object = date(1960, 1, 1) + timedelta(days=chance.randrange(16_000))
    if number % 7 == 0:
        birth = birth.year
    elif number % 5 == 0:
        birth = f"{birth:%d/%m/%Y}"
    phone: object = f"06{10_000_000 + number:08d}" if number % 9 else 610_000_000 + number
    card = f"A{100_000 + number}B" if number % 3 else ""
    name = f"{chance.choice(LAST)} {chance.choice(FIRST)} {chance.choice(LAST)}"
    return name, chance.choice("FH"), birth, chance.choice(["Maroc", "Sénégal", "Mali"]), phone, card


@contextlib.contextmanager
def _clock() -> Iterator[dict[str, float]]:
    """Seconds that went by, and seconds of processor: the second hardly depends on what else the machine does."""
    spent: dict[str, float] = {}
    wall, processor = time.perf_counter(), time.process_time()
    yield spent
    spent |= {"seconds": time.perf_counter() - wall, "processor": time.process_time() - processor}


def _terrain(path: Path) -> dict[str, float]:
    """The dry run of the product in a fresh house."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terrain.config.settings")
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from terrain.core.access import system_viewer  # noqa: PLC0415
    from terrain.imports.actions import run_file  # noqa: PLC0415
    from terrain.programmes.actions import apply, read_programme  # noqa: PLC0415
    from terrain.programmes.models import Project  # noqa: PLC0415
    from terrain.programmes.reference import REFERENCE  # noqa: PLC0415

    house = system_viewer("bench")
    call_command("migrate", verbosity=0)
    apply(read_programme(REFERENCE), by=house)
    project = Project.objects.get(code="W4I")
    answers = {"answers": _answers(path, project, house)}
    with _clock() as spent:
        report = run_file(path, "attendance", project, mapping=answers, dry_run=True, by=house)
    return spent | {"rows": report.findings.read}


def _answers(path: Path, project: object, by: object) -> dict[str, str]:
    """What the coordinator would answer, asked from a file with the same themes and few rows."""
    from terrain.imports.registry import Context, Rows, kind_of  # noqa: PLC0415

    rows = Rows(list(range(len(THEMES))), {"theme": list(THEMES)})
    questions = kind_of("attendance").questions(rows, Context(project=project, by=by))
    return {question.code: question.options[0][0] for question in questions}


def _peer(path: Path) -> dict[str, float]:
    """The dry run of django-import-export over a model with the same twelve fields."""
    import django  # noqa: PLC0415
    from django.conf import settings  # noqa: PLC0415

    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "import_export"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path.with_suffix(".sqlite3"))}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()
    from bench.peer import dry_run  # noqa: PLC0415

    with _clock() as spent:
        read, _ready = dry_run(path, TITLES)
    return spent | {"rows": read}


def _measured(who: str, path: Path, home: Path) -> dict[str, float]:
    environment = os.environ | {"TERRAIN_HOME": str(home)}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "bench.imports", who, str(path)]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def main(small: bool = False) -> list[dict[str, object]]:
    """Both dry runs of one register; limits hold for the full size only."""
    rows = FEW if small else ROWS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "registre.xlsx"
        write_register(path, rows)
        ours = _measured("terrain", path, Path(folder) / "home")
        theirs = _measured("peer", path, Path(folder) / "peer")
    if not ours["rows"] == theirs["rows"] == rows:
        raise SystemExit(f"rows were lost: {ours['rows']}, {theirs['rows']} of {rows}")
    told = f"{rows:,} rows × {len(TITLES)} columns".replace(",", " ")
    figures = [
        (f"dry run of {told}", "seconds", "s", LIMIT_SECONDS),
        (f"processor time of that dry run, {told}", "processor", "s", LIMIT_SECONDS),
        (f"peak memory of that dry run, {told}", "megabytes", "MB", LIMIT_MEGABYTES),
    ]
    return [
        {
            "figure": words,
            "value": ours[what],
            "unit": unit,
            "limit": limit,
            "peer": theirs[what],
            "peer_name": "django-import-export",
        }
        for words, what, unit, limit in figures
    ]


def _child(who: str, path: Path) -> None:
    with contextlib.redirect_stdout(sys.stderr):
        found = {"terrain": _terrain, "peer": _peer}[who](path)
    found["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))


if __name__ == "__main__":
    _child(sys.argv[1], Path(sys.argv[2]))
