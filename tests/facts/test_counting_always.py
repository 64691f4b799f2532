"""Whatever happens to the records, three ways of counting agree: cells, plain reading, and another database engine."""

from collections import Counter
from datetime import date, timedelta

import duckdb
import numpy as np
import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from terrain.facts import actions
from terrain.facts.counting import BANDS, SEXES, Book, Selection, arrivals, brute_force, by_place, members, overlap
from terrain.facts.models import Fact
from terrain.programmes.models import Place, Project
from tests.facts.village import MODEL, Someone

FIRST_DAY = date(2026, 1, 1)
FIRST = 2026 * 12
DAYS = st.integers(0, 180).map(lambda n: FIRST_DAY + timedelta(n))
TURNING = st.builds(
    lambda age, n: date(2026 - age, 1, 1) + timedelta(n), st.sampled_from(BANDS[1:]), st.integers(0, 180)
)
BIRTHS = st.none() | st.dates(date(1950, 1, 1), date(2025, 12, 1)) | TURNING
SEX = st.sampled_from(SEXES)
PICK = st.integers(0, 999)
ATTRIBUTES = st.fixed_dictionaries({}, optional={"room": st.sampled_from(["kitchen", "garden", ""])}) | st.just(
    {"room": "garden", "topic": "bread"}
)
WHERE = st.lists(
    st.tuples(st.just("room"), st.frozensets(st.sampled_from(["kitchen", "garden", ""]), min_size=1))
    | st.tuples(st.just("topic"), st.frozensets(st.sampled_from(["bread", ""]), min_size=1)),
    max_size=2,
).map(tuple)
SELECTIONS = st.lists(st.builds(Selection, kind=st.just("visit"), where=WHERE), min_size=1, max_size=2)
MONTHS = st.none() | st.integers(FIRST - 1, FIRST + 6)
PROJECTS = st.sampled_from([(0,), (1,), (0, 1)])
EVERYTHING = [Selection("visit")]


class Engine:
    """The same facts in DuckDB, counted by SQL of its own: first event by day, age there."""

    COLUMN = " + ".join(f"(age >= {lower})::int" for lower in BANDS)

    def __init__(self) -> None:
        self.base = duckdb.connect()
        self.base.execute(
            "CREATE TABLE facts (id int, project int, subject bigint, day date, month int, place int, times int,"
            " amount int, sex text, age int, kind text, attributes json)"
        )

    def fill(self) -> None:
        columns = (
            "pk", "project", "subject", "day", "month", "place", "occurrences", "quantity", "sex", "age",
            "variant__kind", "variant__attributes",
        )  # fmt: skip
        rows = list(Fact.objects.values_list(*columns))
        self.base.execute("DELETE FROM facts")
        if rows:
            marks = ", ".join(["(" + ", ".join("?" * len(columns)) + ")"] * len(rows))
            self.base.execute(f"INSERT INTO facts VALUES {marks}", [value for row in rows for value in row])

    def _chosen(self, projects, selections, first, last) -> str:
        choices = []
        for selection in selections:
            choice = [f"kind = '{selection.kind}'"]
            for name, values in selection.where:
                texts = ", ".join(f"'{value}'" for value in values)
                choice.append(f"coalesce(attributes->>'{name}', '') IN ({texts})")
            choices.append(" AND ".join(choice))
        period = f"month >= {-1 if first is None else first} AND month <= {10**6 if last is None else last}"
        ids = ", ".join(map(str, projects))
        return f"SELECT * FROM facts WHERE project IN ({ids}) AND {period} AND ((" + ") OR (".join(choices) + "))"

    def tally(self, *asked):
        chosen = self._chosen(*asked)
        sums = self.base.execute(
            f"SELECT coalesce(sum(times), 0), coalesce(sum(times) FILTER (subject IS NOT NULL), 0),"
            f" count(DISTINCT subject), coalesce(sum(amount), 0) FROM ({chosen})"
        ).fetchone()
        cells = np.zeros((len(SEXES), len(BANDS) + 1), dtype=np.int64)
        for sex, column, count in self.base.execute(
            f"SELECT sex, coalesce({self.COLUMN}, 0), count(*) FROM ({chosen} AND subject IS NOT NULL"
            " QUALIFY row_number() OVER (PARTITION BY subject ORDER BY day, id) = 1) GROUP BY ALL"
        ).fetchall():
            cells[SEXES.index(sex), column] += count
        return tuple(int(n) for n in sums), cells.tolist()


class Life(RuleBasedStateMachine):
    """People come, records are corrected, deleted, brought in heaps; persons are merged and corrected."""

    village = None
    engine = None

    @initialize(people=st.lists(st.tuples(SEX, BIRTHS), min_size=3, max_size=7))
    def begin(self, people):
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.village.visits.clear()
        self.projects = sorted(Project.objects.values_list("pk", flat=True))
        self.places = [None, *Place.objects.order_by("pk").values_list("pk", flat=True)]
        subjects = actions.new_subjects("person", len(people))
        self.people = [Someone(s, sex, born) for s, (sex, born) in zip(subjects, people, strict=True)]

    def teardown(self):
        if hasattr(self, "transaction"):
            try:
                assert actions.rebuild(check=True).clean
                self.crossings_agree()
            finally:
                transaction.set_rollback(True)
                self.transaction.__exit__(None, None, None)

    def write(self, project, day, who, place, heads, quantity, attributes):
        return self.village.visit(
            self.projects[project],
            day,
            None if who is None else self.people[who % len(self.people)],
            place=self.places[place % len(self.places)],
            heads=heads,
            quantity=quantity,
            attributes=attributes,
        )

    one_visit = {
        "project": st.integers(0, 1),
        "day": DAYS,
        "who": st.none() | PICK,
        "place": PICK,
        "heads": st.sampled_from([1, 1, 1, 7]),
        "quantity": st.sampled_from([0, 0, 3]),
        "attributes": ATTRIBUTES,
    }

    @rule(**one_visit)
    def somebody_comes(self, **visit):
        actions.sync(self.write(**visit))

    @rule(visits=st.lists(st.fixed_dictionaries(one_visit), min_size=2, max_size=12), n=PICK)
    def a_table_is_brought_in(self, visits, n):
        pks = [self.write(**visit).pk for visit in visits]
        actions.sync_many(MODEL, pks)

    @precondition(lambda self: getattr(self, "village", None) and self.village.visits)
    @rule(n=PICK, visit=st.fixed_dictionaries(one_visit), keep=st.sets(st.sampled_from(sorted(one_visit))))
    def a_record_is_edited(self, n, visit, keep):
        record = self._picked(n)
        edited = self.write(**visit)
        del self.village.visits[edited.pk]
        for name in {"project", "day", "who", "place", "heads", "quantity", "attributes"} - keep:
            setattr(record, name, getattr(edited, name))
        actions.sync(record)

    @precondition(lambda self: getattr(self, "village", None) and self.village.visits)
    @rule(picks=st.lists(PICK, min_size=1, max_size=4))
    def records_are_deleted(self, picks):
        gone = {self._picked(n).pk for n in picks}
        for pk in gone:
            del self.village.visits[pk]
        actions.forget(MODEL, gone)

    @rule(one=PICK, other=PICK)
    def two_people_turn_out_to_be_one(self, one, other):
        kept, merged = self.people[one % len(self.people)], self.people[other % len(self.people)]
        for visit in self.village.visits.values():
            if visit.who is merged:
                visit.who = kept
        actions.resync_subjects([merged.subject])

    @rule(n=PICK, sex=SEX, born=BIRTHS)
    def a_person_is_corrected(self, n, sex, born):
        someone = self.people[n % len(self.people)]
        someone.sex, someone.born = sex, born
        actions.resync_subjects([someone.subject])

    @rule(which=PROJECTS, selections=SELECTIONS, first=MONTHS, last=MONTHS)
    def three_ways_of_counting_agree(self, which, selections, first, last):
        projects = [self.projects[n] for n in which]
        asked = (projects, selections, first, last)
        answer = Book.read(projects).tally(*asked)
        assert answer == brute_force(*asked)
        self.engine.fill()
        sums, cells = self.engine.tally(*asked)
        assert (answer.occurrences, answer.with_identity, answer.distinct, answer.quantity) == sums
        assert answer.cells.tolist() == cells
        assert sum(by_place(*asked).values()) == answer.distinct == len(members(*asked))
        assert sum(m.times for m in members(*asked)) == answer.with_identity

    @rule(which=PROJECTS, selections=SELECTIONS, periods=st.lists(st.tuples(MONTHS, MONTHS), max_size=5))
    def many_periods_at_once_answer_as_each_alone(self, which, selections, periods):
        projects = [self.projects[n] for n in which]
        book = Book.read(projects)
        assert book.tallies(projects, selections, periods) == [
            brute_force(projects, selections, *period) for period in periods
        ]

    @invariant()
    def every_person_stands_in_one_cell_and_is_new_once(self):
        if not hasattr(self, "projects"):
            return
        book = Book.read(self.projects)
        whole = book.tally(self.projects, EVERYTHING)
        assert whole.cells.sum() == whole.distinct == sum(book.new_by_month(self.projects, EVERYTHING).values())

    def crossings_agree(self):
        met = [(v.project, v.day.year * 12 + v.day.month - 1, v.who.subject) for v in self._with_identity()]
        people = {project: {who for p, _month, who in met if p == project} for project in self.projects}
        assert overlap(self.projects) == {(a, b): len(people[a] & people[b]) for a in people for b in people}
        for project, months in arrivals(self.projects).items():
            first = {}
            for p, month, who in sorted(met):
                if p == project:
                    first.setdefault(who, month)
            present = Counter(month for p, month, _who in set(met) if p == project)
            new = Counter(first.values())
            assert months == {month: (new[month], count - new[month]) for month, count in present.items()}

    def _with_identity(self):
        return [visit for visit in self.village.visits.values() if visit.who is not None]

    def _picked(self, n):
        return self.village.visits[sorted(self.village.visits)[n % len(self.village.visits)]]


@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_three_ways_of_counting_agree_whatever_happens_to_the_records(village):
    Life.village, Life.engine = village, Engine()
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=30,
            stateful_step_count=20,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
