"""Counting ten million facts, beside DuckDB on the same rows in the same run; every answer must be equal.

6 projects × 40 indicators × 36 months, 300 000 people: most belong to one project and come a few times, some come
very often; one in twenty has no known sex, one in twenty no known age. Facts stand in the product's own SQLite tables;
cells are built by the product's own recount. DuckDB gets the same columns, both cores, a file of its own, and the best
query found for each question (grouped once, never joined with itself).
"""

import importlib
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import duckdb
import numpy as np

PROJECTS, INDICATORS, MONTHS = 6, 40, 36
FIRST_YEAR = 2023
FIRST_MONTH = FIRST_YEAR * 12
FIRST_DAY = date(FIRST_YEAR, 1, 1)
DAYS = (date(FIRST_YEAR + 3, 1, 1) - FIRST_DAY).days
FACTS, PEOPLE = 10_000_000, 300_000
CHUNK = 200_000
ROUNDS = 7
MODEL = "bench.Attendance"
UNKNOWN = -1

Columns = dict[str, np.ndarray]


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


class Timed(NamedTuple):
    """The median of several runs, in seconds; of the processor's seconds; and the last answer."""

    seconds: float
    processor: float
    answer: Any


def timed(work: Callable[[], Any], rounds: int = ROUNDS, before: Callable[[], None] = lambda: None) -> Timed:
    """Run ``work`` several times, each after ``before``."""
    spent, busy = [], []
    for _round in range(rounds):
        before()
        started, worked = time.perf_counter(), time.process_time()
        answer = work()
        spent.append(time.perf_counter() - started)
        busy.append(time.process_time() - worked)
    return Timed(statistics.median(spent), statistics.median(busy), answer)


def invented(facts: int, people: int) -> Columns:
    """The rows, in the order in which they happened."""
    chance = np.random.default_rng(42)
    liveliness = chance.lognormal(0, 1.0, people)
    who = chance.choice(people, facts, p=liveliness / liveliness.sum())
    home = chance.choice(PROJECTS, people, p=[0.3, 0.25, 0.15, 0.12, 0.1, 0.08])
    away = chance.integers(0, PROJECTS, facts)
    project = np.where(chance.random(facts) < 0.9, home[who], away)
    weights = 1 / np.arange(1, INDICATORS + 1) ** 0.5
    day = np.sort(chance.integers(0, DAYS, facts))
    born = -chance.integers(1, 70 * 365, people)
    born_known = chance.random(people) > 0.05
    age = np.where(born_known[who], ((day - born[who]) / 365.2425).astype(int), UNKNOWN)
    sex = chance.choice(3, people, p=[0.05, 0.6, 0.35])
    months = np.array(
        [(d.year - FIRST_YEAR) * 12 + d.month - 1 for d in (FIRST_DAY + timedelta(n) for n in range(DAYS))]
    )
    return {
        "subject": who + 1,
        "project": project,
        "indicator": chance.choice(INDICATORS, facts, p=weights / weights.sum()),
        "day": day,
        "month": FIRST_MONTH + months[day],
        "age": age,
        "sex": sex[who],
    }


class House:
    """The product's own database in a folder of its own, filled."""

    def __init__(self, folder: Path) -> None:
        os.environ["TERRAIN_HOME"] = str(folder)
        os.environ.pop("DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "terrain.config.settings"
        importlib.import_module("django").setup()
        importlib.import_module("django.core.management").call_command("migrate", "facts", verbosity=0)
        self.path = folder / "terrain.sqlite3"
        self.db = importlib.import_module("django.db")
        self.models = importlib.import_module("terrain.facts.models")
        self.counting = importlib.import_module("terrain.facts.counting")
        self.shelf = importlib.import_module("terrain.facts.shelf")
        self.actions = importlib.import_module("terrain.facts.actions")
        self.registry = importlib.import_module("terrain.facts.registry")
        self._found_projects()

    def _found_projects(self) -> None:
        programmes = importlib.import_module("terrain.programmes.models")
        programme = programmes.Programme.objects.create(code="bench", country="MA")
        self.projects = [
            programmes.Project.objects.create(programme=programme, code=f"P{n}", position=n).pk for n in range(PROJECTS)
        ]
        self.registry.register_kind(
            self.registry.FactKind(code="bench", label="", subject="person", attributes={"indicator": ()}, noun="")
        )
        self.variants = [
            self.models.Variant.objects.create(kind="bench", attributes=f'{{"indicator":"i{n:02}"}}').pk
            for n in range(INDICATORS)
        ]
        selection = self.counting.Selection
        self.indicators = [[selection("bench", (("indicator", frozenset({f"i{n:02}"})),))] for n in range(INDICATORS)]
        self.visits: dict[int, Any] = {}
        self.registry.register_source(
            self.registry.Source(model=MODEL, facts_of=self.facts_of, records=lambda pks: [self.visits[p] for p in pks])
        )

    def facts_of(self, visit: Any) -> list[Any]:
        """The facts of a record made while measuring."""
        return [
            self.registry.FactDraft(
                kind="bench",
                project_id=visit.project,
                day=visit.day,
                subject=visit.subject,
                sex="F",
                age=30,
                attributes={"indicator": visit.indicator},
            )
        ]

    def load(self, columns: Columns) -> float:
        """Write the rows into the table of facts, then its indexes; seconds."""
        started = time.perf_counter()
        fact = self.models.Fact
        with self.db.connection.schema_editor() as editor:
            for index in fact._meta.indexes:
                editor.remove_index(fact, index)
        projects, variants = np.array(self.projects), np.array(self.variants)
        days = [(FIRST_DAY + timedelta(n)).isoformat() for n in range(DAYS)]
        raw = sqlite3.connect(self.path)
        total = len(columns["subject"])
        for start in range(0, total, CHUNK):
            part = {name: values[start : start + CHUNK].tolist() for name, values in columns.items()}
            rows = zip(
                range(start, start + len(part["day"])),
                variants[part["indicator"]].tolist(),
                projects[part["project"]].tolist(),
                part["subject"],
                [days[n] for n in part["day"]],
                part["month"],
                [("", "F", "M")[n] for n in part["sex"]],
                [None if n == UNKNOWN else n for n in part["age"]],
                strict=True,
            )
            raw.executemany(
                "INSERT INTO facts_fact (model, record, variant_id, project_id, subject, day, month, occurrences,"
                f" quantity, sex, age) VALUES ('{MODEL}', ?, ?, ?, ?, ?, ?, 1, 0, ?, ?)",
                rows,
            )
            raw.commit()
        raw.close()
        with self.db.connection.schema_editor() as editor:
            for index in fact._meta.indexes:
                editor.add_index(fact, index)
        return time.perf_counter() - started

    def recount(self) -> float:
        """All cells and presences, from the facts; seconds."""
        rebuilding = importlib.import_module("terrain.facts.rebuilding")
        started = time.perf_counter()
        with self.db.transaction.atomic():
            for project in self.projects:
                rebuilding.recount_project(project, rebuilding.Rebuild(), mend=True)
        return time.perf_counter() - started

    def bytes_of_cells(self) -> int:
        """What cells and presences weigh."""
        with self.db.connection.cursor() as cursor:
            cursor.execute("SELECT sum(length(members) + length(codes)) FROM facts_cell")
            cells = cursor.fetchone()[0]
            cursor.execute("SELECT sum(length(members)) FROM facts_presence")
            return cells + cursor.fetchone()[0]

    def board(self) -> dict[tuple[int, int, int], list[list[int]]]:
        """The whole board: every project, indicator and quarter, by sex and age."""
        quarters = [(FIRST_MONTH + n, FIRST_MONTH + n + 2) for n in range(0, MONTHS, 3)]
        book = self.counting.Book.read(self.projects)
        found = {}
        for place, project in enumerate(self.projects):
            for number, selections in enumerate(self.indicators):
                for quarter, tally in enumerate(book.tallies([project], selections, quarters)):
                    found[place, number, quarter] = tally.cells
        return found

    def queries_of(self, work: Callable[[], Any]) -> int:
        """How many questions ``work`` asks the database."""
        asked: list[str] = []

        def note(execute: Any, sql: str, *rest: Any) -> Any:
            asked.append(sql)
            return execute(sql, *rest)

        with self.db.connection.execute_wrapper(note):
            work()
        return len(asked)

    def visit(self, number: int) -> Any:
        """One more attendance, of somebody new."""
        day = FIRST_DAY + timedelta(number % DAYS)
        visit = SimpleNamespace(
            _meta=SimpleNamespace(label=MODEL),
            pk=10**9 + number,
            project=self.projects[number % PROJECTS],
            day=day,
            subject=PEOPLE + 1 + number,
            indicator=f"i{number % INDICATORS:02}",
        )
        self.visits[visit.pk] = visit
        return visit

    def import_many(self, count: int) -> float:
        """A long import tells its facts at once; seconds."""
        visits = [self.visit(10_000 + n) for n in range(count)]
        started = time.perf_counter()
        self.actions.sync_many(MODEL, [visit.pk for visit in visits])
        return time.perf_counter() - started

    def save_and_see(self, number: int) -> int:
        """One more attendance is saved; the value of its indicator, read as the next request would."""
        visit = self.visit(number)
        with self.db.transaction.atomic():
            self.actions.sync(visit)
        book = self.counting.Book.read(self.projects)
        return book.tally([visit.project], self.indicators[number % INDICATORS]).distinct


class Peer:
    """DuckDB with the same rows."""

    COLUMN = " + ".join(f"(age >= {lower})::int" for lower in (0, 6, 12, 15, 18, 25, 30, 35, 50, 60))
    BOARD = f"""
        SELECT project, indicator, quarter, sex, CASE WHEN age = {UNKNOWN} THEN 0 ELSE {COLUMN} END AS col, count(*)
        FROM (SELECT project, indicator, (month - {FIRST_MONTH}) // 3 AS quarter, subject,
                     any_value(sex) AS sex, min(age) AS age
              FROM facts GROUP BY ALL)
        GROUP BY ALL
    """
    OVERLAP = "SELECT met, count(*) FROM (SELECT bit_or(1 << project) AS met FROM facts GROUP BY subject) GROUP BY met"
    ARRIVALS = """
        SELECT project, month, count(*) FILTER (month = since) AS new, count(*) FILTER (month > since) AS returning
        FROM (SELECT project, month, min(month) OVER (PARTITION BY project, subject) AS since
              FROM (SELECT DISTINCT project, month, subject FROM facts))
        GROUP BY ALL
    """

    def __init__(self, path: Path, columns: Columns) -> None:
        started = time.perf_counter()
        self.base = duckdb.connect(str(path), config={"threads": 2})
        narrow = {
            "subject": columns["subject"].astype(np.int32),
            "project": columns["project"].astype(np.int8),
            "indicator": columns["indicator"].astype(np.int8),
            "day": columns["day"].astype(np.int16),
            "month": columns["month"].astype(np.int32),
            "age": columns["age"].astype(np.int16),
            "sex": columns["sex"].astype(np.int8),
        }
        self.base.register("narrow", narrow)
        self.base.execute("CREATE TABLE facts AS SELECT * FROM narrow")
        self.base.execute("CHECKPOINT")
        self.build = time.perf_counter() - started
        self.size = path.stat().st_size

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a query and fetch all of its answer."""
        return self.base.execute(sql).fetchall()


def same_board(ours: dict[tuple[int, int, int], Any], theirs: list[tuple[Any, ...]]) -> int:
    """The number of cells compared; fails when one differs."""
    table = np.zeros((PROJECTS, INDICATORS, MONTHS // 3, 3, 11), dtype=np.int64)
    for project, indicator, quarter, sex, column, count in theirs:
        table[project, indicator, quarter, sex, column] = count
    for place, cells in ours.items():
        assert np.array_equal(cells, table[place]), place
    return table.size


def same_overlap(house: House, ours: dict[tuple[int, int], int], theirs: list[tuple[int, int]]) -> None:
    """Fails when a pair of projects differs."""
    for one in range(PROJECTS):
        for other in range(PROJECTS):
            both = (1 << one) | (1 << other)
            assert ours[house.projects[one], house.projects[other]] == sum(n for met, n in theirs if met & both == both)


def same_arrivals(house: House, ours: dict[int, dict[int, tuple[int, int]]], theirs: list[tuple[Any, ...]]) -> None:
    """Fails when a month of a project differs."""
    assert {(house.projects[p], month): (new, back) for p, month, new, back in theirs} == {
        (project, month): pair for project, months in ours.items() for month, pair in months.items()
    }


def row(figure: str, value: float, unit: str, limit: float | None = None, peer: float | None = None) -> dict[str, Any]:
    """One figure."""
    return {"figure": figure, "value": value, "unit": unit, "limit": limit, "peer": peer, "peer_name": "DuckDB"}


def measure(house: House, peer: Peer, imported: int) -> list[dict[str, Any]]:
    """Ask both the same questions; equal answers or no figures."""
    cold = timed(house.board, before=house.shelf.forget_all)
    warm = timed(house.board)
    queries = house.queries_of(house.board)
    house.shelf.forget_all()
    queries_cold = house.queries_of(house.board)
    theirs = timed(lambda: peer.ask(Peer.BOARD), rounds=3)
    cells = same_board(warm.answer, theirs.answer)
    found = [
        row(f"whole board, {cells} cells, nothing remembered", cold.seconds * 1000, "ms", 1000, theirs.seconds * 1000),
        row("whole board, cells remembered by the process", warm.seconds * 1000, "ms", 1000, theirs.seconds * 1000),
        row("of it processor time (the rest is waiting for a core)", warm.processor * 1000, "ms"),
        row("database queries of the board, nothing remembered", queries_cold, "queries", 3),
        row("database queries of the board, cells remembered", queries, "queries", 3),
    ]
    for words, ours, sql, same in (
        ("6 × 6 overlap", lambda: house.counting.overlap(house.projects), Peer.OVERLAP, same_overlap),
        ("new and returning by month", lambda: house.counting.arrivals(house.projects), Peer.ARRIVALS, same_arrivals),
    ):
        cold, warm = timed(ours, before=house.shelf.forget_all), timed(ours, rounds=21)
        theirs = timed(lambda sql=sql: peer.ask(sql))
        same(house, warm.answer, theirs.answer)
        found += [
            row(f"{words}, nothing remembered", cold.seconds * 1000, "ms", None, theirs.seconds * 1000),
            row(f"{words}, remembered", warm.seconds * 1000, "ms", None, theirs.seconds * 1000),
        ]
    numbers = iter(range(1000))
    house.board()
    seen = timed(lambda: house.save_and_see(next(numbers)), rounds=24)
    found.append(row("one attendance saved → its value read", seen.seconds * 1000, "ms", 100))
    return [*found, row(f"{imported:,} attendances saved at once", house.import_many(imported), "s")]


def main(small: bool = False) -> list[dict[str, Any]]:
    """Build both, compare, measure."""
    scale = 100 if small else 1
    columns = invented(FACTS // scale, PEOPLE // scale)
    with tempfile.TemporaryDirectory(prefix="terrain-bench-") as home:
        house = House(Path(home))
        _say(f"{len(columns['day']):,} facts: loading")
        loaded = house.load(columns)
        _say(f"loaded in {loaded:.0f} s; counting cells")
        counted = house.recount()
        _say(f"counted in {counted:.0f} s; DuckDB")
        peer = Peer(Path(home) / "peer.duckdb", columns)
        del columns
        found = measure(house, peer, 100_000 // scale)
        with house.db.connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = house.path.stat().st_size
        found += [
            row("facts written into SQLite with their indexes", loaded, "s", None, peer.build),
            row("all cells counted from the facts", counted, "s"),
            row("SQLite file: facts, indexes, cells", size / 2**20, "MB", None, peer.size / 2**20),
            row("of it cells and presences", house.bytes_of_cells() / 2**20, "MB"),
        ]
        house.db.connection.close()
        peer.base.close()
    return found
